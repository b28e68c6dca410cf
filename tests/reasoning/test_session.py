from __future__ import annotations

import attrs
import pytest

import backpain_kb as bp
from backpain_kb.model.assessment import PlanItem, PlanVerdict, Session
from backpain_kb.reasoning.session import minutes_of, session_of, today_of

KB = bp.load()
PREPARED = KB._prepared


def items(kind, *ids, verdict=PlanVerdict.CONSIDER):
    """Return items of a plan."""
    return [
        PlanItem(item=id_, kind=kind, label=id_, verdict=verdict, dose=None, reasons=(), cautions=(), not_if=(), ask=(),
                 recommended_by=(), advised_against_by=(), sources=())
        for id_ in ids
    ]  # fmt: skip


def limited(**scoring):
    """Return the core knowledge with other limits."""
    prepared = bp.KnowledgeBase(KB.catalogue)._prepared
    prepared.scoring = attrs.evolve(prepared.scoring, **scoring)
    return prepared


def test_today_names_three_recommended_treatments_at_most():
    """The first three treatments that are recommended are for today; nothing else is."""
    plan = [
        *items("exercise", "cat_camel", verdict=PlanVerdict.RECOMMENDED),
        *items("treatment", "cold"),
        *items("treatment", "stay_active", "heat", "exercise_general", "massage", verdict=PlanVerdict.RECOMMENDED),
    ]
    assert ("stay_active", "heat", "exercise_general") == today_of(PREPARED, plan)


def test_a_recommended_programme_is_the_session():
    """One programme is enough; a programme that is only to be considered is none."""
    programme, exercise = "trunk_hip_6wk_a", items("exercise", "cat_camel")
    recommended = items("programme", programme, verdict=PlanVerdict.RECOMMENDED)
    assert Session(programme=programme) == session_of(PREPARED, [*exercise, *recommended])
    assert ("cat_camel",) == session_of(PREPARED, [*exercise, *items("programme", programme)]).exercises


def test_without_exercises_there_is_no_session():
    """What must be asked first or left alone is no part of a session."""
    assert session_of(PREPARED, items("exercise", "cat_camel", verdict=PlanVerdict.ASK_FIRST)) is None


def test_what_is_recommended_goes_before_what_is_to_be_considered():
    """A recommended exercise leads, wherever it stands."""
    plan = [
        *items("exercise", "cat_camel"),
        *items("exercise", "lower_trunk_rotation", verdict=PlanVerdict.RECOMMENDED),
    ]
    assert "lower_trunk_rotation" == session_of(PREPARED, plan).exercises[0]


def chosen_of(prepared=PREPARED):
    """Return the exercises of a session out of everything."""
    return [KB.exercises[id_] for id_ in session_of(prepared, items("exercise", *sorted(KB.exercises))).exercises]


def test_exercises_of_a_session_fit_together():
    """They are on one level, need no getting up between them, and none is a version of another."""
    chosen = chosen_of()
    assert 1 == len({exercise.level for exercise in chosen})
    floor = {"supine", "prone", "side_lying", "quadruped"}
    positions = {exercise.position.value for exercise in chosen}
    assert positions <= floor or len(positions) == 1
    versions = {id_ for exercise in chosen for id_ in (*exercise.progression_to, *exercise.regression_to)}
    assert not versions & {exercise.id for exercise in chosen}


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_session_has_no_more_exercises_than_the_pack_says(most):
    """The number is data."""
    assert most == len(chosen_of(limited(most_exercises=most)))


def test_a_session_takes_no_more_minutes_than_the_pack_says():
    """The minutes at the low end of the doses are counted together."""
    chosen = chosen_of(limited(most_minutes=4))
    assert sum(map(minutes_of, chosen)) <= max(4, minutes_of(chosen[0]))


@pytest.mark.parametrize(
    ("id_", "minutes"),
    [
        ("rest_90_90", KB.exercises["rest_90_90"].dosage.duration_min.min),
        ("bird_dog", 2 * 4 * 10 * 2 / 60),
    ],
)
def test_minutes_are_those_of_the_low_end(id_, minutes):
    """Sets, repetitions and seconds at their least, both sides counted."""
    assert minutes == minutes_of(KB.exercises[id_])


def test_a_hold_counts_where_it_is_longer_than_a_repetition():
    """A stretch of half a minute takes half a minute, however long its repetitions are said to be."""
    dose = KB.exercises["childs_pose"].dosage
    assert dose.sets.min * dose.hold_s.min / 60 == minutes_of(KB.exercises["childs_pose"])


def test_what_is_not_said_to_be_done_in_sets_is_done_once():
    """A dose without sets and repetitions counts its hold once."""
    pose = KB.exercises["childs_pose"]
    once = attrs.evolve(pose, per_side=False, dosage=attrs.evolve(pose.dosage, sets=None, reps=None))
    assert once.dosage.hold_s.min / 60 == minutes_of(once)


def test_nothing_stands_twice_in_a_plan():
    """For today, session and what else is possible hold each usable item once."""
    answer = KB.assess(
        KB.presentation(present=["pain_low_back", "worse_extension"], age_years=38, pain_duration_days=4, fever=False)
    )
    session = answer.plan.session
    shown = [*answer.plan.today, *session.exercises, *(item.item for item in answer.plan.also)]
    usable = {item.item for item in (*answer.plan.recommended, *answer.plan.consider)}
    assert (len(usable), usable) == (len(shown), set(shown))
