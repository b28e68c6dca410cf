import pytest

from backpain_kb.model.lexicon import Amount, Lexicon
from backpain_kb.model.terms import FrozenDict


def test_unknown_cue():
    """A lexicon has only cues that the code knows."""
    with pytest.raises(ValueError, match="no cue 'denny'; known are and, anew"):
        Lexicon(id="words", language="en", cues=FrozenDict({"denny": ("no",)}))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"present_from": 38}, "present_from and absent_below go together"),
        ({"present_from": 37, "absent_below": 38}, "absent_below must not be above present_from"),
    ],
)
def test_limits_that_cannot_be(limits, message):
    """There are two limits or none, in order."""
    with pytest.raises(ValueError, match=message):
        Amount(finding="fever", dimension="temperature", say=(), **limits)
