import pytest

import backpain_kb as bp
from backpain_kb import Doubt, Mention, Polarity, Reading
from backpain_kb.logic.symbols import ValueType


def mention(polarity="present", doubt=None, **changes):
    """Return a mention of a fever."""
    given = {"finding": "fever", "start": 0, "end": 5, "text": "fever", "score": 1.0} | changes
    return Mention(polarity=Polarity(polarity), doubt=doubt and Doubt(doubt), **given)


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        ([("present", None)], "present"),
        ([("absent", None)], "absent"),
        ([("present", None), ("absent", None)], "doubtful"),
        ([("present", None), ("uncertain", "hedged")], "present"),
        ([("absent", None), ("uncertain", "hedged")], "doubtful"),
        ([("absent", None), ("uncertain", "feared")], "absent"),
        ([("absent", None), ("uncertain", "someone_else")], "absent"),
        ([("uncertain", "someone_else")], "doubtful"),
    ],
)
def test_together(said, settled):
    """Mentions that disagree, or a denial beside a doubt, leave a finding open."""
    reading = Reading(text="", language="en", mentions=tuple(mention(*each) for each in said))
    found = {"present": reading.present, "absent": reading.absent, "doubtful": reading.doubtful}
    assert {key: ("fever",) if key == settled else () for key in found} == found


def test_values_that_disagree():
    """A number that is stated twice with two values is in doubt."""
    days = [mention(finding="pain_days", type=ValueType.NUMBER, value=value, unit="days") for value in (3, 3, 5)]
    one, two = (Reading(text="", language="en", mentions=tuple(each)) for each in (days[:2], days))
    assert ({"pain_days": 3}, ()) == (dict(one.values), one.doubtful)
    assert ({}, ("pain_days",)) == (dict(two.values), two.doubtful)


def test_as_text():
    """A reading shows each mention with its sign, its value and its doubt."""
    mentions = (
        mention(),
        mention("absent"),
        mention("uncertain", "hedged"),
        mention(finding="pain_days", type=ValueType.NUMBER, value=3, unit="days", text="3 days"),
        mention(finding="sex", type=ValueType.CATEGORY, choice="female", text="woman"),
    )
    assert str(Reading(text="", language="en", mentions=mentions)).splitlines() == [
        "+ fever: “fever”",
        "- fever: “fever”",
        "? fever (hedged): “fever”",
        "+ pain_days = 3 days: “3 days”",
        "+ sex = female: “woman”",
    ]


def test_score():
    """A score is a share."""
    with pytest.raises(ValueError, match="score is from 0 to 1, not 2"):
        mention(score=2)


def test_plain_data():
    """A reading is plain JSON data with `to_dict`."""
    assert bp.to_dict(Reading(text="fever", language="en", mentions=(mention(),), ask=())) == {
        "text": "fever",
        "language": "en",
        "mentions": [{"finding": "fever", "polarity": "present", "start": 0, "end": 5, "text": "fever", "score": 1.0}],
    }
