import attrs
import pytest

from backpain_kb import load
from backpain_kb.model.lexicon import Amount, Lexicon, Likeness, Wording
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.check_lexicon import check_lexicons


def problems(**fields):
    """Return what is wrong with a lexicon of its own language."""
    lexicon = Lexicon(id="words", language="xx", concepts=FrozenDict({"numb": ("numb",)}), **fields)
    catalogue = load().catalogue
    entities = {**catalogue.entities, "lexicon": {"words": lexicon, "old": attrs.evolve(lexicon, retired="old")}}
    return [str(problem) for problem in check_lexicons(attrs.evolve(catalogue, entities=entities))]


def test_the_core_pack():
    """The lexicons of the core pack are sound."""
    assert [] == list(check_lexicons(load().catalogue))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"signs": ("num",)}, "no concept 'num'; did you mean 'numb'? @ lexicon words, signs"),
        ({"places": ("zzz",)}, "no concept 'zzz' @ lexicon words, places"),
        ({"cues": FrozenDict({"others": ("{zzz}",)})}, "no concept 'zzz' @ lexicon words, cues.others"),
        ({"cues": FrozenDict({"and": ("as well",)})}, "'as well' is more than one word @ lexicon words, cues.and"),
        (
            {"wording": (Wording(finding="fever", say=("{zzz} & {#time} & {numb}",)),)},
            "no concept 'zzz' @ lexicon words, wording[0]",
        ),
        (
            {"wording": (Wording(finding="fever", hint=("hot & ...",)),)},
            "the pattern 'hot & ...' has a part without words @ lexicon words, wording[0]",
        ),
        (
            {"fillers": ("it", "was"), "wording": (Wording(finding="fever", say=("numb ... It was & {numb}",)),)},
            (
                "'It was' in 'numb ... It was & {numb}' does not count, so it is never found: put it in "
                "brackets @ lexicon words, wording[0]"
            ),
        ),
        (
            {"cues": FrozenDict({"or": ("nor",)}), "wording": (Wording(finding="fever", say=("nor", "[nor] {numb}")),)},
            "'nor' in 'nor' does not count, so it is never found: put it in brackets @ lexicon words, wording[0]",
        ),
        (
            {"wording": (Wording(finding="age_years"),)},
            "age_years is a number: say how it is read with an amount @ lexicon words, wording[0]",
        ),
        (
            {"wording": (Wording(finding="fever", choice="high"),)},
            "fever is yes or no and has no choices @ lexicon words, wording[0]",
        ),
        (
            {"wording": (Wording(finding="sex", choice="girl"),)},
            "'girl' is no choice of sex; it has female, male, intersex, undisclosed @ lexicon words, wording[0]",
        ),
        (
            {"wording": (Wording(finding="sex", choice="male", deny=("no man",)),)},
            "deny and broad belong to a yes-or-no finding @ lexicon words, wording[0]",
        ),
        (
            {"likeness": (Likeness(finding="fever", limit=1, points=FrozenDict({"{num}": 2})),)},
            "no concept 'num'; did you mean 'numb'? @ lexicon words, likeness[0]",
        ),
        (
            {"likeness": (Likeness(finding="fever", limit=1, points=FrozenDict({"hot head": 2})),)},
            "'hot head' is more than one word, or one that does not count @ lexicon words, likeness[0]",
        ),
        (
            {"fillers": ("it",), "likeness": (Likeness(finding="fever", limit=1, points=FrozenDict({"It": 2})),)},
            "'It' is more than one word, or one that does not count @ lexicon words, likeness[0]",
        ),
        (
            {"likeness": (Likeness(finding="pain_low_back", limit=1, points=FrozenDict({"back": 2})),)},
            (
                "pain_low_back is no red flag, so that it is not worth a question that nobody may have raised "
                "@ lexicon words, likeness[0]"
            ),
        ),
        (
            {"amount": (Amount(finding="fever", dimension="heat", say=("{#heat}",)),)},
            (
                "fever is no number; only a yes-or-no finding has present_from and absent_below, and needs them "
                "@ lexicon words, amount[0]"
            ),
        ),
        ({"wording": (Wording(finding="fevre"),), "amount": (Amount(finding="x", dimension="d", say=()),)}, None),
    ],
)
def test_faults(fields, problem):
    """What a lexicon names is there and fits; that a finding is missing is said elsewhere."""
    assert ([problem] if problem else []) == problems(**fields)
