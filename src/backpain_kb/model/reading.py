"""What was read in a text."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.terms import FrozenDict, Number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Doubt", "Mention", "Polarity", "Reading", "together"]


class Polarity(Enum):
    """
    What a text says of a finding.

    .. versionadded:: 0.1.0
    """

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"


class Doubt(Enum):
    """
    Why a mention is uncertain.

    .. versionadded:: 0.1.0
    """

    HEDGED = "hedged"
    """ "Maybe", "I think"."""
    ASKED = "asked"
    """ "Could it be …?" """
    FEARED = "feared"
    """ "If I get …", "worried about …"."""
    PAST = "past"
    """It was so long ago, or is over."""
    SOMEONE_ELSE = "someone_else"
    """Said of another person."""
    ALIKE = "alike"
    """The sentence only sounds like it: no known words say it."""
    VAGUE = "vague"
    """The words mean other things as well."""
    NEGATION = "negation"
    """It is not clear what a "no" or "not" belongs to."""
    OUT_OF_RANGE = "out_of_range"
    """The number cannot be so."""
    BETWEEN = "between"
    """The number is neither clearly one nor the other."""


def _share(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if not 0 <= value <= 1:
        message = f"{attribute.name} is from 0 to 1, not {value}"
        raise ValueError(message)


@attrs.frozen(kw_only=True)
class Mention:
    """
    One finding that a text speaks of.

    Attributes:
        finding: Id of the finding.
        type: Whether the finding is yes or no, a number or a choice.
        polarity: What the text says of it here.
        start: Where the words begin in the text.
        end: Where they end.
        text: The words.
        score: How well they fit, 0 to 1; typing errors take some of it.  It is no probability.
        doubt: Why it is uncertain.
        value: The number, in *unit*.
        unit: The unit of the number: that of the finding, or that in which a yes-or-no finding is measured.
        choice: The choice of a category.

    .. versionadded:: 0.1.0
    """

    finding: str
    type: ValueType = ValueType.BOOLEAN
    polarity: Polarity
    start: int
    end: int
    text: str
    score: float = attrs.field(validator=_share)
    doubt: Doubt | None = None
    value: Number | None = None
    choice: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        """Show the finding with a sign: + present, - absent, ? uncertain."""
        return self.called(self.finding)

    def called(self, name: str, why: str | None = None) -> str:
        """
        Return the same with the finding called *name*, such as its label.

        Args:
            name: What to call the finding.
            why: What to say of the doubt, if there is any, instead of its name.

        .. versionadded:: 0.1.0
        """
        sign = {Polarity.PRESENT: "+", Polarity.ABSENT: "-", Polarity.UNCERTAIN: "?"}[self.polarity]
        value = self.choice if self.choice is not None else self.value
        stated = "" if value is None else f" = {value}" + (f" {self.unit}" if self.unit else "")
        doubt = "" if self.doubt is None else f" ({why or self.doubt.value})"
        return f"{sign} {name}{stated}{doubt}: “{self.text}”"


@attrs.frozen(kw_only=True)
class Reading:
    """
    What was read in a text: every mention, and what follows from all of them together.

    What is not mentioned is unknown.  Where mentions of a finding disagree it is doubtful: neither present nor absent.

    Attributes:
        text: The text.
        language: The language that it was read in.
        mentions: The mentions in order of place.
        ask: Ids of the red flags that are doubtful, hard stops first: what to ask before anything else.

    .. versionadded:: 0.1.0
    """

    text: str
    language: str
    mentions: tuple[Mention, ...] = ()
    ask: tuple[str, ...] = ()

    @property
    def present(self) -> tuple[str, ...]:
        """Ids of the yes-or-no findings that the text states."""
        return tuple(id_ for id_, polarity in self._settled().items() if polarity is Polarity.PRESENT)

    @property
    def absent(self) -> tuple[str, ...]:
        """Ids of the yes-or-no findings that the text denies."""
        return tuple(id_ for id_, polarity in self._settled().items() if polarity is Polarity.ABSENT)

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Ids of the findings that the text leaves open: uncertain, or said in two ways."""
        settled = self._settled()
        in_doubt = [id_ for id_, polarity in settled.items() if polarity is Polarity.UNCERTAIN]
        stated = {mention.finding for mention in self.mentions if mention.type is not ValueType.BOOLEAN}
        return tuple(dict.fromkeys([*in_doubt, *sorted(stated - set(self.values))]))

    @property
    def values(self) -> Mapping[str, int | float | str]:
        """Finding to its number or choice, where the text states just one."""
        found: dict[str, set[Number | str]] = {}
        for mention in self.mentions:
            value = mention.value if mention.choice is None else mention.choice
            if mention.type is not ValueType.BOOLEAN and value is not None and mention.polarity is Polarity.PRESENT:
                found.setdefault(mention.finding, set()).add(value)
        return FrozenDict({id_: next(iter(all_)) for id_, all_ in found.items() if len(all_) == 1})

    def _settled(self) -> Mapping[str, Polarity]:
        """Return what the mentions of each yes-or-no finding say together."""
        said: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            if mention.type is ValueType.BOOLEAN:
                said.setdefault(mention.finding, []).append(mention)
        return {id_: together(mentions) for id_, mentions in said.items()}

    def __str__(self) -> str:
        """Show each mention on a line of its own."""
        return "\n".join(map(str, self.mentions))


_WEAK: Final = (Doubt.SOMEONE_ELSE, Doubt.FEARED, Doubt.ALIKE)
"""Doubts that take nothing from what is said elsewhere."""


def together(mentions: Sequence[Mention]) -> Polarity:
    """
    Return what *mentions* of one yes-or-no finding say together.

    What is only feared, said of somebody else or sounded like takes nothing from a clear word; every other doubt, and a
    yes beside a no, leaves it open.

    .. versionadded:: 0.1.0
    """
    said = [mention.polarity for mention in mentions if mention.doubt not in _WEAK]
    if Polarity.PRESENT in said and Polarity.ABSENT not in said:
        return Polarity.PRESENT
    return Polarity.ABSENT if said and said.count(Polarity.ABSENT) == len(said) else Polarity.UNCERTAIN
