import pytest

from backpain_kb import load
from backpain_kb.lookup.phrasing import Phrasing
from backpain_kb.lookup.reader import Reader
from backpain_kb.model.lexicon import Lexicon, Likeness, Wording
from backpain_kb.model.reading import Doubt, Mention, Polarity, together
from backpain_kb.model.terms import FrozenDict

KB = load()
POINTS = {"slipper": 20, "{foot}": 9, "fun": -15}
LEXICON = Lexicon(
    id="words",
    language="xx",
    concepts=FrozenDict({"foot": ("toes",)}),
    cues=FrozenDict({"elsewhere": ("toy shop",)}),
    wording=(Wording(finding="fever", say=("hot",)), Wording(finding="worse_running", say=("running",))),
    likeness=(Likeness(finding="foot_drop", limit=9, points=FrozenDict(POINTS)),),
)
READER = Reader(Phrasing.of([LEXICON], dict(KB.findings)), "xx", dict(KB.findings))


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("my slipper comes off those toes", True),
        ("my slipper comes off those tose", True),  # A typing error in a word that has points.
        ("my slipper comes off every time", False),  # One word alone does not tell.
        ("slipper off toes", False),  # Too few words to tell.
        ("my slipper comes off those toes fun", False),
        ("running my slipper comes off toes", True),  # What is mentioned is no hard stop.
        ("hot my slipper comes off toes", False),  # A hard stop is mentioned.
        ("toy shop my slipper comes off toes", False),
        ("those toes of mine hurt much", False),
        (
            "my slipper came off those toes while we were looking for another thing there",
            False,
        ),  # 29 by root 15.
    ],
)
def test_what_sounds_like_it(text: str, alike: bool):
    """A sentence sounds like a hard stop when the points of enough words come above the limit and nothing is said."""
    assert alike == ("foot_drop" in {mention.finding for mention in READER.read(text).mentions})


def test_it_is_asked_and_never_believed():
    """What a sentence only sounds like is uncertain, stands for the whole sentence, and is asked first."""
    reading = READER.read("Well. My slipper comes off those toes!")
    mention = Mention(
        finding="foot_drop",
        polarity=Polarity.UNCERTAIN,
        start=6,
        end=37,
        text="My slipper comes off those toes",
        score=0.25,
        doubt=Doubt.ALIKE,
    )
    assert ((mention,), ("foot_drop",)) == (reading.mentions, reading.ask)


@pytest.mark.parametrize("said", [Polarity.PRESENT, Polarity.ABSENT])
def test_it_takes_nothing_from_a_clear_word(said: Polarity):
    """Beside a yes or a no it does not count."""
    alike = Mention(
        finding="fever", polarity=Polarity.UNCERTAIN, start=0, end=1, text="a", score=0.25, doubt=Doubt.ALIKE
    )
    clear = Mention(finding="fever", polarity=said, start=2, end=3, text="b", score=1)
    assert said == together([alike, clear])


def test_the_core_pack_has_points_for_every_hard_stop():
    """Each hard stop has a likeness, and nothing else has."""
    stops = {finding.id for finding in KB.findings.values() if finding.hard_stop}
    lexicons = [each for each in KB.catalogue.of_kind("lexicon").values() if isinstance(each, Lexicon)]
    assert stops == {likeness.finding for lexicon in lexicons for likeness in lexicon.likeness}


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_a_limit_that_every_sentence_passes_is_refused(limit: float):
    """A limit is above 0."""
    with pytest.raises(ValueError, match="limit"):
        Likeness(finding="fever", limit=limit, points=FrozenDict({"hot": 2}))
