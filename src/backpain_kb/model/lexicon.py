"""The words by which text is read: what a pack says of one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.model.terms import Entity, FrozenDict, Number, not_empty
from backpain_kb.model.translation import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BETWEEN", "CUES", "Amount", "Lexicon", "Likeness", "Unit", "Wording", "little_words"]

BETWEEN: Final = ("and", "or", "contrast", "anew", "self")
"""Cues that are single words and stand between others: they do not count in a pattern."""

CUES: Final = frozenset(
    {
        "and",  # Joins two things.
        "or",  # Joins two things of which neither is true where one is not.
        "contrast",  # Ends what was said before: "but".
        "anew",  # Begins a new claim: "just".
        "self",  # The person who writes: "I", "my".
        "others",  # Somebody else.
        "deny_noun",  # Denies the thing that follows: "no".
        "deny_maybe",  # May deny it or not: "nothing".
        "family",  # Somebody in the family, wherever it stands: "runs in my family".
        "deny_verb",  # Denies what is said of it: "not".
        "deny_list",  # Denies all that is listed: "denies".
        "deny_unless",  # Denies the thing that follows, unless a "not" stands before it: "without".
        "bound",  # What follows is not denied by what stands before: "since".
        "deny_claim",  # Denies a whole claim, even one that holds a "not": "it is not that".
        "negative",  # Words that make a claim with "not" in it: "cannot".
        "limit",  # What was denied was so only up to then, or but for this: "until", "other than".
        "then",  # What is denied was so at that time, and perhaps no longer: "yesterday".
        "change",  # Takes back what was denied before, even in the sentence before: "today I do".
        "former",  # What could be done then, and perhaps no longer: "could".
        "plain",  # Words beside a denial that leave it as it is: "whatsoever".
        "neutral",  # Looks like one of the others and is none: "not only".
        "elsewhere",  # Speaks of something else: "chest of drawers".
        "hedge",  # Not sure.
        "fear",  # Imagined or feared: "if", "worried".
        "past",  # Was so long ago.
        "start",  # Began long ago and still goes on.
        "gone",  # Was so and is over.
        "answer_no",
        "answer_yes",
        "ask",  # Begins a question that claims nothing: "could".
    }
)
"""What the cue words of a lexicon can do."""


@attrs.frozen(kw_only=True)
class Wording:
    """
    How people say one finding, as patterns.

    A pattern is words in a row.  `{name}` stands for the words of a concept, `&` says that what stands on both sides is
    near, in any order, and `...` leaves room for a few words.  Fillers do not count, but within `[…]` every word does.

    Attributes:
        finding: Id of the finding.
        choice: The choice that is meant, where the finding is a category.
        say: Patterns that say that it is so.
        deny: Patterns that say that it is not so: "can pee".
        broad: Patterns that name more than this: with a "no" they deny it, without they only raise the question.
        hint: Patterns that only raise the question, whatever is said of them.

    .. versionadded:: 0.1.0
    """

    finding: str = attrs.field(validator=not_empty)
    choice: str | None = attrs.field(default=None, validator=not_empty)
    say: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Unit:
    """
    A unit of measurement.

    Attributes:
        dimension: What it measures, such as "time"; patterns name it as `{#time}`.
        words: What people write for it.
        factor: What one of it is in the base unit of the dimension.
        offset: What is added before that.
        low: Lowest number that is taken for this unit when none is written.
        high: Highest such number.

    .. versionadded:: 0.1.0
    """

    dimension: str = attrs.field(validator=not_empty)
    words: tuple[str, ...]
    factor: Number = 1
    offset: Number = 0
    low: Number | None = None
    high: Number | None = None


@attrs.frozen(kw_only=True)
class Amount:
    """
    How a number in a text becomes the value of a finding.

    Attributes:
        finding: Id of the finding: one that holds a number, or a yes-or-no finding with the two limits below.
        dimension: The dimension of the number.
        say: Patterns with `{#…}` in them.
        per: How many base units of the dimension are one unit of the finding.
        digits: Decimals that are kept.
        present_from: The finding is present from this value.
        absent_below: It is absent below this value; between the two it is uncertain.

    .. versionadded:: 0.1.0
    """

    finding: str = attrs.field(validator=not_empty)
    dimension: str = attrs.field(validator=not_empty)
    say: tuple[str, ...]
    per: Number = attrs.field(default=1, validator=attrs.validators.gt(0))
    digits: int = 0
    present_from: Number | None = None
    absent_below: Number | None = None

    def __attrs_post_init__(self) -> None:
        """Check that there are two limits or none, in order."""
        if (self.present_from is None) != (self.absent_below is None):
            message = "present_from and absent_below go together"
            raise ValueError(message)
        if self.present_from is not None and self.absent_below is not None and self.absent_below > self.present_from:
            message = "absent_below must not be above present_from"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Likeness:
    """
    What makes a sentence sound like a red flag where no pattern says it.

    The points of the words and concepts in the sentence are added up and divided by the root of how many telling words
    and named concepts it has.

    Attributes:
        finding: Id of the finding.
        limit: What is above this is asked; above 0.
        points: Word, or concept as `{name}`, to its points; below 0 they speak against it.

    .. versionadded:: 0.1.0
    """

    finding: str = attrs.field(validator=not_empty)
    limit: Number = attrs.field(validator=attrs.validators.gt(0))
    points: FrozenDict[str, Number]


@attrs.frozen(kw_only=True)
class Lexicon(Entity):
    """
    Words and rules of one language by which text is read; all lexicons of one language count together.

    Attributes:
        language: Its code, such as "en".
        spelling: Word to the words that it stands for: short forms and chat spellings.
        exact: Words that are another word than the same without its ending: "legs" are two.
        endings: Endings that a word may take, so that typing errors in them are seen.
        everyday: Words that are never taken for typing errors of other words.
        fillers: Words that may stand anywhere and change nothing.
        concepts: Name to the words and short phrases that mean it.
        signs: Names of the concepts that say what is wrong.
        places: Names of the concepts that say where.
        cues: What a cue does (see `CUES`) to the words that do it.
        lasting: Ids of findings that stay true when they are over, such as a past illness.
        unread: Synonyms of findings that mean too many other things to be read in a text.
        numbers: Number words and their values.
        times: Words for a time, with the days that have gone by.
        out_of: What a score such as 8/10 is out of.
        wording: How people say the findings.
        likeness: What sounds like a red flag.
        unit: The units.
        amount: What numbers mean.

    .. versionadded:: 0.1.0
    """

    language: str = attrs.field(validator=attrs.validators.matches_re(LANGUAGE))
    spelling: FrozenDict[str, str] = attrs.field(factory=FrozenDict)
    exact: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    concepts: FrozenDict[str, tuple[str, ...]] = attrs.field(factory=FrozenDict)
    signs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cues: FrozenDict[str, tuple[str, ...]] = attrs.field(factory=FrozenDict)
    lasting: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    numbers: FrozenDict[str, Number] = attrs.field(factory=FrozenDict)
    times: FrozenDict[str, Number] = attrs.field(factory=FrozenDict)
    out_of: tuple[Number, ...] = ()
    wording: tuple[Wording, ...] = ()
    likeness: tuple[Likeness, ...] = ()
    unit: tuple[Unit, ...] = ()
    amount: tuple[Amount, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the names of the cues."""
        super().__attrs_post_init__()
        unknown = sorted(set(self.cues) - CUES)
        if unknown:
            message = f"no cue {unknown[0]!r}; known are {', '.join(sorted(CUES))}"
            raise ValueError(message)


def little_words(lexicons: Iterable[Lexicon]) -> set[str]:
    """
    Return the words of *lexicons*, in small letters, that do not count in a pattern.

    .. versionadded:: 0.1.0
    """
    little: set[str] = set()
    for lexicon in lexicons:
        little.update(lexicon.fillers, *(lexicon.cues.get(cue, ()) for cue in BETWEEN))
    return {text.casefold() for text in little}
