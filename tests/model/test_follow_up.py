import pytest

from backpain_kb.logic.parse import parse
from backpain_kb.model.care import Programme, ProgrammeItem, Timing
from backpain_kb.model.follow_up import Better, Measure, Pacing, Review, Step, Trend
from backpain_kb.model.terms import Range

CALM = parse("calm")
MEASURE = {"id": "m", "label": "Pain", "finding": "pain", "better": Better.LOWER, "least": 2}
REVIEW = {"id": "r", "step": Step.HOLD, "trend": (Trend.SAME,), "tell": "Stay."}
PACING = {
    "days_per_week": Range(min=3, max=4),
    "rest_days": 1,
    "days": 14,
    "progress_when": CALM,
    "regress_when": CALM,
    "stop_when": CALM,
}


def test_steps_are_in_order():
    """Of several steps the most careful counts."""
    assert ["progress", "hold", "step_back", "see_someone", "stop"] == [
        step.value for step in sorted(Step, key=lambda step: step.rank)
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"least": None}, "least or least_percent belongs to a measure whose better is lower or higher"),
        ({"better": Better.ABSENT}, "least or least_percent belongs to a measure whose better is lower or higher"),
        ({"better": Better.ELAPSED, "least": None, "main": True}, "days that went by make nothing better"),
        ({"least": 0}, "'least' must be > 0"),
    ],
)
def test_a_measure_says_which_difference_counts(changes, message):
    """A number needs the difference that counts; a sign or a count of days has none."""
    with pytest.raises(ValueError, match=message):
        Measure(**(MEASURE | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trend": ()}, "trend, was or when is needed"),
        ({"new": True}, "new needs when"),
        ({"step": Step.PROGRESS}, 'progress needs trend = \\["better"\\]'),
        ({"step": Step.PROGRESS, "trend": (), "when": CALM}, 'progress needs trend = \\["better"\\]'),
    ],
)
def test_a_review_says_for_whom(changes, message):
    """Without a word on whom it is for, or with progress for who is not better, a review is refused."""
    with pytest.raises(ValueError, match=message):
        Review(**(REVIEW | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"days_per_week": Range(min=0, max=3)}, "days_per_week is a whole number from 1 to 7"),
        ({"days_per_week": Range(min=2.5, max=3)}, "days_per_week is a whole number from 1 to 7"),
        ({"days_per_week": Range(min=8, max=9)}, "days_per_week is a whole number from 1 to 7"),
        ({"rest_days": 2}, "3 sessions with 2 days of rest after each do not fit into a week"),
        ({"back_after_days": (14, 7)}, "the smallest first"),
        ({"back_after_days": (0, 7)}, "whole numbers above 0"),
        ({"back_after_days": (2, 7)}, "begins at 2 days, which is no break"),
        ({"days": 400}, "'days' must be <= 366"),
    ],
)
def test_a_pace_fits_into_a_week(changes, message):
    """Sessions and rest days that no week has room for are refused."""
    with pytest.raises(ValueError, match=message):
        Pacing(**(PACING | changes))


def test_a_programme_of_one_stage_says_how_long():
    """Without stages, nothing else says where the dates end."""
    pacing = Pacing(**(PACING | {"days": None}))
    with pytest.raises(ValueError, match="a programme without stages needs days in its pacing"):
        Programme(
            id="p",
            label="Plan",
            goal="Go.",
            parent="training",
            timing=Timing.OFF_DAY,
            frequency="Often.",
            items=(ProgrammeItem(exercise="bridge", dose="10"),),
            progress_when="Better.",
            hold_when="The same.",
            regress_when="Worse.",
            pacing=pacing,
        )
