import pytest

from backpain_kb import PresentationError

NUMBERS = """
    [finding.score]
    max = 10
    [finding.metres]
    max = 5000
    [finding.days]
    max = 1000
    [finding.numb]
    [finding.limp]
    [measure.m_score]
    finding = "score"
    better = "lower"
    least = 2
    least_percent = 30
    main = true
    [measure.m_metres]
    finding = "metres"
    better = "higher"
    least_percent = 30
    [measure.m_numb]
    finding = "numb"
    better = "absent"
    [measure.m_limp]
    finding = "limp"
    better = "absent"
    [measure.m_days]
    finding = "days"
    better = "elapsed"
"""


def again(kb, before, now, **given):
    """Return the reassessment of two sets of facts."""
    return kb.reassess(kb.presentation(**before), kb.presentation(**now), **given)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"score": 6}, {"score": 4}, "better"),
        ({"score": 6}, {"score": 5}, "same"),
        ({"score": 8}, {"score": 6}, "same"),  # 25 per cent.
        ({"score": 10}, {"score": 7}, "better"),  # Just 30 per cent.
        ({"score": 4}, {"score": 6}, "worse"),
        ({"score": 4}, {"score": 5}, "same"),
        ({"score": 0}, {"score": 2}, "worse"),
        ({"score": 0}, {"score": 0}, "same"),
        ({"score": 9}, {"score": 10}, "same"),
        ({"score": 6}, {}, "unclear"),
        ({}, {"score": 2}, "unclear"),
        ({}, {}, "unclear"),
        ({"metres": 1000}, {"metres": 1300}, "unclear"),  # It is no main measure.
        ({"metres": 1000}, {"metres": 700}, "worse"),
        ({"metres": 1000}, {"metres": 800}, "same"),
        ({"metres": 0}, {"metres": 10}, "unclear"),
        ({"numb": True}, {"numb": False}, "unclear"),
        ({"numb": False}, {"numb": True}, "worse"),
        ({"numb": True}, {"numb": True}, "same"),
        ({"score": 6, "numb": True}, {"score": 3, "numb": False}, "better"),
        ({"score": 6, "numb": True}, {"score": 3}, "unclear"),
        ({"score": 6, "numb": False}, {"score": 3}, "better"),
        ({"score": 6, "numb": False}, {"score": 3, "numb": True}, "worse"),
        ({"score": 6}, {"score": 3, "numb": True}, "unclear"),
        ({"score": 6}, {"score": 3, "numb": False}, "better"),
        ({"score": 6, "metres": 1000}, {"score": 3, "metres": 500}, "worse"),
        ({"score": 6, "metres": 1000}, {"score": 3}, "unclear"),
        ({"score": 3, "metres": 1000}, {"score": 3, "metres": 2000}, "same"),
    ],
)
def test_the_trend(small, before, now, expected):
    """Only what is known both times counts; one measure that is worse, or left out, outweighs the others."""
    assert expected == again(small(NUMBERS), before, now).trend.value


def test_measures_show_what_they_compare(small):
    """Each measure names both values and what they come to; days and what nobody knows are left out."""
    answer = again(small(NUMBERS), {"score": 6, "days": 3, "numb": True}, {"score": 3, "days": 10})
    shown = [
        (each.measure, each.label, each.before.value, each.now.value, each.trend.value) for each in answer.measures
    ]
    assert [("m_numb", "M numb", True, None, "unclear"), ("m_score", "M score", 6, 3, "better")] == shown


@pytest.mark.parametrize(
    ("now", "expected"), [(1300, "better"), (1299, "same"), (1000, "same"), (701, "same"), (700, "worse")]
)
def test_per_cent_of_the_earlier_value(small, now, expected):
    """A measure in per cent counts from just so many of the earlier value, up and down."""
    (change,) = again(small(NUMBERS), {"metres": 1000}, {"metres": now}).measures
    assert expected == change.trend.value


@pytest.mark.parametrize(
    ("before", "now", "given", "expected"),
    [
        ({"days": 3}, {"days": 10}, {}, 7),
        ({"days": 3}, {"days": 10}, {"days_since": 5}, 5),
        ({"days": 3}, {"days": 3}, {}, 0),
        ({"days": 10}, {"days": 3}, {}, None),
        ({"days": 10}, {}, {}, None),
        ({}, {"days": 10}, {}, None),
        ({}, {}, {"days_since": 0}, 0),
    ],
)
def test_the_days_between(small, before, now, given, expected):
    """What is stated goes first, then the difference of what counts the days; a shorter time is another episode."""
    assert expected == again(small(NUMBERS), before, now, **given).days


def test_a_pack_without_a_count_of_days(small):
    """Where no measure counts the days, they are not known."""
    assert again(small("[finding.days]\nmax = 9"), {"days": 1}, {"days": 2}).days is None


@pytest.mark.parametrize("days", [-1, float("nan"), float("inf"), True, "7"])
def test_days_that_cannot_be(small, days):
    """A number of days that cannot be is refused."""
    with pytest.raises(PresentationError, match="days_since is a number of days from 0 on") as caught:
        again(small(NUMBERS), {}, {}, days_since=days)
    assert caught.value.value is days
