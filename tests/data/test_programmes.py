"""Every programme of the core pack can be dated, and its expressions say what its sentences say."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest

from backpain_kb import Step, load

KB = load()
START = dt.date(2026, 12, 1)
CALM = KB.presentation(
    present=["pain_low_back", "runs_regularly", "return_to_running_readiness"],
    absent=[finding.id for finding in KB.findings.values() if finding.hard_stop],
    age_years=34,
)
EVERY = pytest.mark.parametrize("programme", KB.programmes.values(), ids=KB.programmes)
GOOD = {
    "pain_during_exercise": 0,
    "pain_not_settled_next_morning": False,
    "peripheralising_symptoms": False,
    "worse_flexion": False,
    "centralises": True,
    "return_to_running_readiness": True,
}
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


def logged(programme, *found):
    """Return the schedule after sessions on the days that it plans, with what was found each time."""
    log = []
    for findings in found:
        schedule = KB.schedule(programme.id, START, log, answer=CALM)
        log.append({"date": schedule.planned[0].date, "findings": findings})
    return KB.schedule(programme.id, START, log, answer=CALM)


@EVERY
def test_a_programme_has_dates(programme):
    """Somebody calm gets dated sessions, each with something to do, and criteria beside them."""
    schedule = KB.schedule(programme.id, START, answer=CALM)
    assert schedule.dated
    assert START == schedule.planned[0].date
    assert all(session.parts for session in schedule.planned)
    assert len(schedule.criteria) >= 4


@EVERY
def test_good_sessions_come_to_the_end(programme):
    """Good sessions, however many it takes, bring a programme to its end."""
    log = []
    while not (schedule := KB.schedule(programme.id, START, log, answer=CALM)).finished:
        log.append({"date": schedule.planned[0].date, "findings": GOOD})
        assert len(log) < 60
    assert Step.PROGRESS is schedule.step


@EVERY
def test_a_bad_session_steps_back(programme):
    """Much pain while doing it, and still next morning, is too much in every programme."""
    bad = {"pain_during_exercise": 9, "pain_not_settled_next_morning": True, "course_trend": "worse"}
    assert Step.STEP_BACK is logged(programme, bad).step


@EVERY
def test_new_weakness_stops(programme):
    """New weakness stops every programme."""
    schedule = logged(programme, GOOD, {"leg_weakness": True})
    assert (Step.STOP, ()) == (schedule.step, schedule.planned)


@EVERY
def test_the_days_of_a_week_are_those_of_the_sentence(programme):
    """How often a programme is done is the same as a number and in words."""
    words = re.findall(r"[a-z]+", programme.frequency.lower())
    said = [WORDS[word] for word in words if word in WORDS]
    if "week" in words:
        assert programme.pacing.days_per_week.min == said[0]
    else:
        assert programme.pacing.days_per_week.min in {3, 7}  # Each run, or each day.


def test_running_comes_back_slowly():
    """The return to running takes eight weeks at least, never runs two days in a row, and steps back two stages."""
    programme = KB.programmes["walk_run_return"]
    dates = [session.date for session in KB.schedule(programme.id, START, answer=CALM).planned]
    assert dates[-1] - dates[0] >= dt.timedelta(weeks=8)
    assert all((later - sooner).days >= 2 for sooner, later in itertools.pairwise(dates))
    after = logged(programme, *[GOOD] * 8, {"pain_during_exercise": 4})
    assert (Step.STEP_BACK, 1) == (after.step, after.planned[0].stage)
    assert 3 == (after.planned[0].date - after.sessions[8].date).days


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ((), ["plan_for_every_item", "plan_stop_signs"]),
        (("worse_flexion",), ["plan_first_hour", "plan_for_every_item", "plan_stop_signs"]),
    ],
)
def test_what_holds_for_all_exercise_stands_beside_the_sessions(present, expected):
    """A schedule carries what a plan says in front of everything, for this person."""
    who = KB.presentation(present=[*CALM.present, *present], absent=CALM.absent, age_years=34)
    texts = {message.text: id_ for id_, message in KB.catalogue.of_kind("message").items()}
    schedule = KB.schedule("sij", START, answer=who)
    assert expected == sorted(texts[text] for text in schedule.for_every_item)


def test_a_programme_that_allows_some_pain_has_no_sessions_for_a_sore_bone():
    """While a bone may be injured, a programme whose steps allow some pain is not planned."""
    who = KB.presentation(
        present=[*CALM.present, "focal_bone_pain", "worse_footstrike"], absent=CALM.absent, age_years=34
    )
    assert ((), ()) == (
        KB.schedule("sij", START, answer=who).planned,
        KB.schedule("sij", START, answer=who).for_every_item,
    )


@pytest.mark.parametrize("condition", sorted(id_ for id_ in KB.conditions if "bone_stress" in id_))
def test_a_diagnosed_bone_stress_injury_has_no_date(condition):
    """With a bone stress injury that a clinician has diagnosed there is no date to run, without clearance."""
    who = KB.presentation(
        present=["runs_regularly", "return_to_running_readiness"],
        absent=[finding.id for finding in KB.findings.values() if finding.hard_stop],
        diagnosed=[condition],
    )
    schedule = KB.schedule("walk_run_return", START, answer=who)
    assert ((), Step.STOP) == (schedule.planned, schedule.step)
