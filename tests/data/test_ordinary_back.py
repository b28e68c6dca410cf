"""
Ordinary back pain is settled: once the hard stops are answered no, nothing worth asking can change the urgency.

Needless alarm is a harm too.  The other side is here as well: what a person volunteers must lead to the red flags of
the disease that it could be.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

import backpain_kb
from backpain_kb import KnowledgeBase
from backpain_kb.model.assessment import Assessment, QuestionKind
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import KnownBy

_GROUPS = ("ability", "aggravating", "onset", "relieving", "running")
_TELLING = {
    "dehydrated": "asks for dark urine",
    "endurance_event_within_24h": "asks for dark urine",
    "night_pain": "asks whether anything eases it",
    "night_pain_second_half": "asks whether anything eases it",
    "onset_12_72h_after_exercise": "asks for dark urine",
    "worse_footstrike": "asks for pain on one spot of bone",
    "worse_single_leg_load": "asks for pain on one spot of bone",
}
"""What a person can say that is not ordinary, and which question of safety it rightly brings."""

_PAIRS = (
    ("worse_flexion", "worse_sitting"),
    ("worse_flexion", "relieved_movement"),
    ("worse_flexion", "onset_lift_twist"),
    ("worse_extension", "worse_standing"),
    ("worse_extension", "worse_downhill"),
    ("worse_extension", "relieved_sitting"),
    ("worse_running", "relieved_rest_from_running"),
    ("worse_running", "stiff_after_running"),
    ("worse_rotation", "onset_lift_twist"),
    ("morning_stiffness", "relieved_movement"),
    ("worse_lifting", "back_locks_up"),
    ("worse_rolling_in_bed", "worse_rising_from_sitting"),
)
_AGES = (22, 35, 48, 60)
_COURSES = ((1, 6), (12, 4), (40, 2))


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """Return the knowledge base of the core pack."""
    return backpain_kb.load()


@pytest.fixture(scope="module")
def hard_stops(kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the hard stops, all of which these people answer no."""
    return tuple(finding.id for finding in kb.findings.values() if finding.hard_stop)


def _ordinary_features() -> list[str]:
    """Return what people say of their back, that is no red flag and asks for none."""
    return [
        finding.id
        for finding in backpain_kb.load().findings.values()
        if finding.group in _GROUPS
        and finding.type.value == "boolean"
        and finding.known_by is KnownBy.PERSON
        and not finding.red_flag
        and finding.id not in _TELLING
    ]


def _grid() -> list[tuple[tuple[str, ...], int, int, int]]:
    """Return features, age, days and severity: every feature with some person, every pair with every person."""
    people = [(age, days, severity) for age, (days, severity) in itertools.product(_AGES, _COURSES)]
    features = _ordinary_features()
    singles = [((feature,), *people[(7 * n) % len(people)]) for n, feature in enumerate(features)]
    pairs = [(pair, *person) for pair, person in itertools.product(_PAIRS, people)]
    return singles + pairs


def _red_flags(answer: Assessment) -> list[str]:
    return [question.finding for question in answer.questions if question.kind is QuestionKind.RED_FLAG]


def _check(answer: Assessment) -> None:
    """See that *answer* is calm, settled and of use."""
    assert answer.triage.urgency in (Urgency.SELF_CARE, Urgency.ROUTINE), answer.triage.lead.rule
    assert answer.triage.settled, _red_flags(answer)
    assert answer.plan.recommended
    assert len(_red_flags(answer)) <= 3


def test_the_grid_is_large() -> None:
    """The grid holds at least 200 people, and no feature of the vocabulary is left out unnoticed."""
    assert len(_grid()) >= 200
    assert len(_ordinary_features()) >= 60


@pytest.mark.parametrize(
    ("features", "age", "days", "severity"),
    _grid(),
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else str(value),
)
def test_ordinary_people_are_settled(
    kb: KnowledgeBase, hard_stops: tuple[str, ...], features: tuple[str, ...], age: int, days: int, severity: int
) -> None:
    """An ordinary back with every hard stop answered no is self-care or routine, settled, with something that helps."""
    who = kb.presentation(
        present=["pain_low_back", *features],
        absent=hard_stops,
        age_years=age,
        pain_duration_days=days,
        pain_severity_now=severity,
    )
    _check(kb.assess(who))


_PEOPLE: dict[str, dict[str, Any]] = {
    "desk worker, stiff after sitting": {
        "present": ["worse_sitting", "relieved_movement", "worse_rising_from_sitting"],
        "age_years": 38,
        "pain_duration_days": 15,
        "pain_severity_now": 3,
        "sitting_hours_per_day": 9,
    },
    "lifted a box yesterday": {
        "present": ["onset_lift_twist", "worse_flexion", "muscle_guarding"],
        "age_years": 45,
        "pain_duration_days": 1,
        "pain_severity_worst_24h": 6,
        "pain_onset": "sudden_specific_movement",
    },
    "leans back after hill runs": {
        "present": ["worse_extension", "runs_regularly", "hills_added", "stiff_after_running"],
        "age_years": 34,
        "pain_duration_days": 10,
        "pain_severity_now": 3,
    },
    "pain while running only": {
        "present": ["worse_running", "runs_regularly", "relieved_rest_from_running"],
        "age_years": 29,
        "pain_duration_days": 21,
        "pain_severity_running": 4,
        "course_trend": "comes_and_goes",
    },
    "gardener of 60": {
        "present": ["worse_flexion", "worse_lifting", "onset_lift_twist"],
        "age_years": 60,
        "pain_duration_days": 3,
        "pain_severity_now": 5,
        "sex": "male",
    },
    "woman of 54, bending": {
        "present": ["worse_flexion", "relieved_lying"],
        "age_years": 54,
        "pain_duration_days": 8,
        "pain_severity_now": 4,
        "sex": "female",
        "pregnancy_status": "not_pregnant",
    },
    "getting better after three weeks": {
        "present": ["worse_sitting"],
        "age_years": 41,
        "pain_duration_days": 22,
        "pain_severity_now": 2,
        "course_trend": "better",
    },
    "comes and goes": {
        "present": ["worse_standing", "relieved_sitting"],
        "age_years": 50,
        "pain_duration_days": 38,
        "pain_severity_now": 3,
        "course_trend": "comes_and_goes",
        "episodes_previous": 6,
    },
    "treadmill in new shoes": {
        "present": ["runs_regularly", "shoe_change_recent", "worse_after_long_run"],
        "age_years": 31,
        "pain_duration_days": 6,
        "pain_severity_now": 2,
        "running_surface": "treadmill",
    },
    "trail runner downhill": {
        "present": ["runs_regularly", "worse_downhill", "worse_extension"],
        "age_years": 43,
        "pain_duration_days": 12,
        "pain_severity_now": 3,
        "running_surface": "trail",
    },
    "one-sided after golf": {
        "present": ["pain_one_sided_low_back", "worse_rotation", "onset_lift_twist"],
        "age_years": 57,
        "pain_duration_days": 5,
        "pain_severity_now": 5,
        "pain_side": "left",
    },
    "stiff in the morning for ten minutes": {
        "present": ["morning_stiffness", "relieved_movement"],
        "age_years": 36,
        "pain_duration_days": 25,
        "pain_severity_now": 3,
        "morning_stiffness_minutes": 10,
    },
    "back locks up": {
        "present": ["back_locks_up", "muscle_guarding", "worse_rising_from_sitting"],
        "age_years": 33,
        "pain_duration_days": 2,
        "pain_severity_now": 6,
    },
    "afraid to move": {
        "present": ["fear_of_movement", "worse_flexion", "sleep_poor"],
        "age_years": 47,
        "pain_duration_days": 30,
        "pain_severity_now": 5,
    },
    "cough started it": {
        "present": ["onset_cough_sneeze", "worse_coughing"],
        "age_years": 52,
        "pain_duration_days": 3,
        "pain_severity_now": 6,
    },
    "into the buttock": {
        "present": ["pain_buttock", "worse_sitting"],
        "age_years": 39,
        "pain_duration_days": 14,
        "pain_severity_now": 4,
    },
    "beginner, weak core": {
        "present": ["runs_regularly", "poor_trunk_endurance", "weak_hip_extensors"],
        "age_years": 26,
        "pain_duration_days": 9,
        "pain_severity_now": 3,
        "weekly_distance_km": 12,
    },
    "strength training, deadlift": {
        "present": ["strength_training", "onset_lift_twist", "worse_flexion"],
        "age_years": 28,
        "pain_duration_days": 4,
        "pain_severity_now": 6,
    },
    "nights are fine": {
        "present": ["worse_standing", "worse_walking"],
        "absent": ["night_pain", "leg_weakness", "pain_constant_unrelenting"],
        "age_years": 59,
        "pain_duration_days": 33,
        "pain_severity_now": 4,
    },
    "office and yoga": {
        "present": ["worse_flexion", "tight_hamstrings", "relieved_extension"],
        "age_years": 30,
        "pain_duration_days": 18,
        "pain_severity_now": 2,
    },
    "dull ache all day, no clear pattern": {
        "present": ["onset_insidious"],
        "age_years": 44,
        "pain_duration_days": 20,
        "pain_severity_now": 3,
        "pain_quality": "dull_ache",
        "diurnal_pattern": "evening",
    },
    "long flight": {
        "present": ["worse_sitting", "worse_rest_inactivity"],
        "age_years": 56,
        "pain_duration_days": 2,
        "pain_severity_now": 4,
    },
}


@pytest.mark.parametrize("person", _PEOPLE.values(), ids=_PEOPLE.keys())
def test_people_as_they_come_are_settled(
    kb: KnowledgeBase, hard_stops: tuple[str, ...], person: dict[str, Any]
) -> None:
    """People told of in their own way are settled as well."""
    said = dict(person)
    present = ["pain_low_back", *said.pop("present")]
    absent = [*hard_stops, *said.pop("absent", [])]
    _check(kb.assess(kb.presentation(present=present, absent=absent, **said)))


@pytest.mark.parametrize(("feature", "why"), _TELLING.items())
def test_telling_features_bring_a_question(
    kb: KnowledgeBase, hard_stops: tuple[str, ...], feature: str, why: str
) -> None:
    """What is left out of the grid is left out because it rightly brings a question."""
    who = kb.presentation(
        present=["pain_low_back", feature], absent=hard_stops, age_years=34, pain_duration_days=10, pain_severity_now=4
    )
    assert _red_flags(kb.assess(who)), why


_LEADS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "pain down the leg asks for weakness and numbness": (
        {"present": ["pain_below_knee"]},
        {"leg_weakness", "leg_numbness", "leg_tingling"},
    ),
    "numb leg asks for weakness": ({"present": ["leg_numbness"]}, {"leg_weakness", "nerve_symptoms_worsening"}),
    "getting worse asks for weakness and constant pain": (
        {"course_trend": "worse"},
        {"leg_weakness", "pain_constant_unrelenting"},
    ),
    "severe pain asks for constant pain, a fall and weakness": (
        {"pain_severity_now": 8},
        {"leg_weakness", "pain_constant_unrelenting", "trauma_minor", "onset_sudden"},
    ),
    "severe in words does the same": (
        {"present": ["pain_severe_in_words"]},
        {"leg_weakness", "pain_constant_unrelenting", "trauma_minor"},
    ),
    "night pain asks whether anything eases it": (
        {"present": ["night_pain"]},
        {"night_pain_unrelieved", "pain_constant_unrelenting"},
    ),
    "constant pain asks for cancer and infection": (
        {"present": ["pain_constant_unrelenting"]},
        {
            "bacteraemia_recent",
            "indwelling_line_or_dialysis",
            "iv_drug_use",
            "night_pain_unrelieved",
            "night_sweats",
            "pain_unchanged_by_movement",
            "recent_spinal_procedure",
            "weight_loss_unexplained",
        },
    ),
    "not better after a month asks for cancer": (
        {"course_trend": "same", "pain_duration_days": 35},
        {"night_pain_unrelieved", "night_sweats", "pain_constant_unrelenting", "weight_loss_unexplained"},
    ),
    "over 60 asks for bone, cancer and aorta": (
        {"age_years": 66},
        {
            "aneurysm_known",
            "corticosteroid_use",
            "fragility_fracture_previous",
            "height_loss_or_stoop",
            "night_pain_unrelieved",
            "osteoporosis_known",
            "trauma_minor",
            "weight_loss_unexplained",
        },
    ),
    "six weeks at 52 asks for cancer": (
        {"age_years": 52, "pain_duration_days": 45},
        {"night_pain_unrelieved", "night_sweats", "pain_constant_unrelenting", "weight_loss_unexplained"},
    ),
    "severe at 56 asks for thin bones": (
        {"age_years": 56, "pain_severity_now": 8},
        {"corticosteroid_use", "fragility_fracture_previous", "midline_bony_tenderness", "osteoporosis_known"},
    ),
    "after the menopause asks for thin bones": (
        {"age_years": 53, "menopausal_status": "postmenopausal"},
        {"corticosteroid_use", "osteoporosis_known"},
    ),
    "shivering asks for infection": (
        {"present": ["chills"]},
        {"immunosuppressed", "infection_recent", "night_sweats", "pain_constant_unrelenting", "rigors"},
    ),
    "a risk of infection asks for constant pain": (
        {"present": ["diabetes"]},
        {"night_pain_unrelieved", "pain_constant_unrelenting"},
    ),
    "pain with each footstrike asks for bone": (
        {"present": ["worse_footstrike"]},
        {"bone_stress_injury_previous", "focal_bone_pain"},
    ),
    "running pain after a jump in load asks for bone": (
        {"present": ["worse_running", "training_load_rise"]},
        {"bone_stress_injury_previous", "focal_bone_pain"},
    ),
    "a runner's sacrum or buttock asks for bone and energy": (
        {"present": ["worse_running", "pain_sacral"]},
        {"bone_stress_injury_previous", "focal_bone_pain", "low_energy_availability"},
    ),
    "a runner's groin asks for bone, energy and limp": (
        {"present": ["runs_regularly", "pain_groin"]},
        {"bone_stress_injury_previous", "focal_bone_pain", "limping", "low_energy_availability"},
    ),
    "missed periods ask for bone and energy": (
        {
            "present": ["runs_regularly"],
            "sex": "female",
            "amenorrhoea_months": 4,
            "pregnancy_status": "not_pregnant",
            "menopausal_status": "premenopausal",
        },
        {"bone_stress_injury_previous", "eating_disorder", "low_energy_availability"},
    ),
    "pain high in the back asks for cord and aorta": (
        {"present": ["pain_thoracic"]},
        {"pain_band_trunk", "pain_constant_unrelenting"},
    ),
    "a fall asks for bone and blood thinners": (
        {"pain_onset": "after_fall_or_accident"},
        {"fall_on_buttocks", "trauma_minor"},
    ),
    "sore muscles after a race ask for dark urine": (
        {"present": ["onset_12_72h_after_exercise"], "pain_severity_now": 8},
        {"muscle_pain_severe", "urine_dark_cola"},
    ),
    "colic in the flank asks for urine": (
        {"present": ["pain_flank", "pain_colicky"]},
        {"haematuria_visible", "no_urine_12h", "single_kidney", "urine_little"},
    ),
    "low mood asks for suicidal thoughts": ({"present": ["low_mood"]}, {"hopeless_cannot_go_on", "suicidal_thoughts"}),
    "under 18 asks for more": (
        {"age_years": 15},
        {"night_pain_unrelieved", "pain_constant_unrelenting", "weight_loss_unexplained"},
    ),
}


@pytest.mark.parametrize(("said", "asked"), _LEADS.values(), ids=_LEADS.keys())
def test_what_is_volunteered_leads_to_the_red_flags(
    kb: KnowledgeBase, hard_stops: tuple[str, ...], said: dict[str, Any], asked: set[str]
) -> None:
    """No serious disease is out of reach: what a person says of it by themselves brings its questions."""
    facts: dict[str, Any] = {"age_years": 34, "pain_duration_days": 10, **said}
    present = ["pain_low_back", *facts.pop("present", [])]
    answer = kb.assess(kb.presentation(present=present, absent=hard_stops, **facts))
    asks = {question.finding for question in answer.questions}
    assert asked <= asks, sorted(asked - asks)
