import pytest

from backpain_kb.logic.parse import parse
from backpain_kb.model.care import (
    Balance,
    Dosage,
    EndRange,
    Exercise,
    ExerciseKind,
    Grade,
    Impact,
    Load,
    NeuralLoad,
    Position,
    Programme,
    SafetyAction,
    SafetyRule,
    SpinalDirection,
    Timing,
)
from backpain_kb.model.terms import Criterion, Range, Standing

TEN = Range(min=10, max=10)
EXERCISE = {
    "id": "bridge",
    "label": "Bridge",
    "kind": ExerciseKind.STRENGTH,
    "purpose": "It trains the hips.",
    "steps": ("Lie down.", "Lift the hips.", "Lower them."),
    "parent": "exercise",
    "spinal_direction": SpinalDirection.NEUTRAL,
    "end_range": EndRange.NONE,
    "position": Position.SUPINE,
    "load": Load.LOW,
    "impact": Impact.NONE,
    "neural_load": NeuralLoad.NONE,
    "balance_demand": Balance.LOW,
    "timing": (Timing.PRE_RUN,),
    "level": 1,
    "dosage": Dosage(reps=TEN, grade=Grade.PRACTICE),
}


def test_a_dose_says_how_much():
    """A dose without repetitions, hold or minutes is none."""
    with pytest.raises(ValueError, match="a dose needs reps, hold_s or duration_min"):
        Dosage(sets=TEN, grade=Grade.PRACTICE)


@pytest.mark.parametrize("days", [Range(min=0, max=0), Range(min=3, max=8)])
def test_a_week_has_seven_days(days):
    """Days that no week has are refused."""
    with pytest.raises(ValueError, match="days_per_week is 1 to 7"):
        Dosage(reps=TEN, days_per_week=days, grade=Grade.PRACTICE)


def test_a_dose_for_every_day():
    """Seven days a week can be."""
    assert 7 == Dosage(hold_s=TEN, days_per_week=Range(min=7, max=7), grade=Grade.TRIAL).days_per_week.max


def test_no_static_stretch_before_a_run():
    """Long holds prepare nothing and do not carry that timing."""
    with pytest.raises(ValueError, match="a static stretch does not carry the timing pre_run"):
        Exercise(**(EXERCISE | {"kind": ExerciseKind.STATIC_STRETCH}))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ExerciseKind.STATIC_STRETCH, True),
        (ExerciseKind.DYNAMIC_STRETCH, True),
        (ExerciseKind.MOBILITY, True),
        (ExerciseKind.NEURAL_MOBILISATION, False),
        (ExerciseKind.STRENGTH, False),
    ],
)
def test_what_people_would_call_a_stretch(kind, expected):
    """Static, dynamic and mobility work are stretches; the rest is not."""
    assert expected is Exercise(**(EXERCISE | {"kind": kind, "timing": (Timing.ANYTIME,)})).is_stretch


@pytest.mark.parametrize(
    ("impact", "expected"),
    [(Impact.HIGH, ("impact", "prone")), (Impact.LOW, ("walking", "prone")), (Impact.NONE, ("prone",))],
)
def test_what_an_exercise_brings_with_it(impact, expected):
    """Impact and flags are what a rule may withhold."""
    assert expected == Exercise(**(EXERCISE | {"impact": impact, "flags": ("prone",)})).has


def test_a_programme_has_content():
    """A programme without items and stages is none."""
    with pytest.raises(ValueError, match="a programme needs items or stages"):
        Programme(
            id="a",
            label="A",
            goal="x",
            parent="exercise",
            timing=Timing.OFF_DAY,
            frequency="x",
            progress_when="x",
            hold_when="x",
            regress_when="x",
        )


RULE = {"id": "a", "when": parse("night_pain"), "action": SafetyAction.AVOID, "not_if": "it wakes you", "why": "x"}


def test_a_safety_rule_has_a_criterion():
    """When it holds is a criterion like that of any contraindication."""
    assert Criterion(when=parse("night_pain")) == SafetyRule(**RULE).criterion


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"when": None}, "either when or conditions is needed, not both"),
        ({"when": None, "conditions": ("b",), "standing": Standing.UNLIKELY}, "standing is likely or possible"),
        ({"not_if": None}, "a safety rule that forbids or asks needs not_if"),
        ({"not_if": None, "action": SafetyAction.ASK}, "a safety rule that forbids or asks needs not_if"),
    ],
)
def test_a_safety_rule_that_cannot_be(changes, message):
    """A safety rule says when it holds, and for whom it forbids."""
    with pytest.raises(ValueError, match=message):
        SafetyRule(**(RULE | changes))


def test_a_caution_needs_no_not_if():
    """What only minds forbids nobody."""
    assert SafetyRule(**(RULE | {"not_if": None, "action": SafetyAction.CAUTION})).not_if is None
