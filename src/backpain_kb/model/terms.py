"""What can be true of a person: findings and definitions, and the parts that all entities share."""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import ItemsView, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

import attrs

from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import Expression

__all__ = [
    "Asker",
    "Basis",
    "Codes",
    "Criterion",
    "Definition",
    "Entity",
    "Finding",
    "FrozenDict",
    "KnownBy",
    "Number",
    "Range",
    "Standing",
    "Tier",
]

Number = int | float
"""A plain number of a data file: whole or with a decimal point, never a truth value."""

_K = TypeVar("_K")
_V = TypeVar("_V")


class FrozenDict(Mapping[_K, _V]):
    """
    A mapping that cannot change, so that objects holding one hash and compare.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[_K, _V] | None = None) -> None:
        """Copy *items*; their order is kept for people and does not count in comparisons."""
        self._items = dict(items or {})

    def __getitem__(self, key: _K) -> _V:
        """Return the value of *key*."""
        return self._items[key]

    def __iter__(self) -> Iterator[_K]:
        """Iterate over the keys."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        """Return whether *key* is there."""
        return key in self._items

    def items(self) -> ItemsView[_K, _V]:
        """Return the keys with their values; that of the dictionary inside, which is several times faster."""
        return self._items.items()

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        """Show the content."""
        return f"FrozenDict({self._items!r})"


class Basis(Enum):
    """
    What an entity rests on when no publication stands behind it.

    .. versionadded:: 0.1.0
    """

    PRACTICE = "practice"
    DESIGN = "design"


class KnownBy(Enum):
    """
    Who can know a finding: the person, an examiner, or nobody without a test.

    .. versionadded:: 0.1.0
    """

    PERSON = "person"
    CLINICIAN = "clinician"
    TEST = "test"


class Asker(Enum):
    """
    Who answers the questions: the person, or a clinician with the person.

    .. versionadded:: 0.1.0
    """

    PERSON = "person"
    CLINICIAN = "clinician"


class Tier(Enum):
    """
    Whether a finding belongs to the daily vocabulary or to its rarer part.

    .. versionadded:: 0.1.0
    """

    CORE = "core"
    EXTENDED = "extended"


class Standing(Enum):
    """
    How a condition stands for one person, weakest first.

    .. versionadded:: 0.1.0
    """

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"

    rank: int
    """0 for unlikely, 1 for possible, 2 for likely."""

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__)  # Of those before it; an attribute is read sooner than a property.


_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def valid_id(_: Any, __: Any, value: str) -> None:  # noqa: ANN401 - the signature that attrs wants.
    """Refuse an id that expressions could not use."""
    if not _ID.match(value):
        message = f"an id is a snake_case name of small letters, digits and _, not {value!r}"
        raise ValueError(message)
    if keyword.iskeyword(value):
        message = f"{value!r} cannot be an id: expressions could not use it as a name"
        raise ValueError(message)


def not_empty(_: Any, attribute: Any, value: Any) -> None:  # noqa: ANN401 - the signature that attrs wants.
    """Refuse an empty text: what is not stated is left out."""
    if value is not None and not value.strip():
        message = f"{attribute.name} is empty; leave it out when there is nothing to say"
        raise ValueError(message)


@attrs.frozen(kw_only=True)
class Entity:
    """
    What every entity of a pack has.

    Attributes:
        id: The name, unique across all kinds; never reused for another meaning.
        sources: Ids of the sources it rests on.
        basis: "practice" or "design" where no publication stands behind it.
        reviewed: The day when someone last compared it with its sources.
        note: For whoever maintains it or builds on it, not for the asker.
        replaces: The id of another pack's entity that this one takes the place of.
        because: Why it replaces; required with *replaces*.
        retired: Why the entity is no longer used; a retired entity answers nothing.
        replaced_by: The id that took its meaning over, when one did.

    .. versionadded:: 0.1.0
    """

    id: str = attrs.field(validator=valid_id)
    sources: tuple[str, ...] = ()
    basis: Basis | None = None
    reviewed: dt.date | None = None
    note: str | None = attrs.field(default=None, validator=not_empty)
    replaces: str | None = attrs.field(default=None, validator=not_empty)
    because: str | None = attrs.field(default=None, validator=not_empty)
    retired: str | None = attrs.field(default=None, validator=not_empty)
    replaced_by: str | None = attrs.field(default=None, validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Check what the shared fields demand of one another."""
        if (self.replaces is None) != (self.because is None):
            message = "replaces and because go together: say whose entity is replaced, and why"
            raise ValueError(message)
        if self.replaced_by is not None and self.retired is None:
            message = "replaced_by needs retired, which says why"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Range:
    """
    A span of numbers, both ends included.

    .. versionadded:: 0.1.0
    """

    min: Number
    max: Number

    def __attrs_post_init__(self) -> None:
        """Refuse a span that runs backwards."""
        if self.min > self.max:
            message = f"min {self.min:g} is above max {self.max:g}"
            raise ValueError(message)

    def __str__(self) -> str:
        """Return "2 to 4", or "3" where both ends are the same."""
        return f"{self.min:g}" if self.min == self.max else f"{self.min:g} to {self.max:g}"


@attrs.frozen(kw_only=True)
class Criterion:
    """
    When something applies: an expression, or conditions with the standing from which they count.

    Attributes:
        when: The expression, or None.
        conditions: Ids of conditions, any of which counts; empty when *when* is given.
        standing: The lowest standing from which the conditions count.

    .. versionadded:: 0.1.0
    """

    when: Expression | None = None
    conditions: tuple[str, ...] = ()
    standing: Standing = Standing.LIKELY

    def __attrs_post_init__(self) -> None:
        """Refuse a criterion that says nothing or two things, or that counts what is unlikely."""
        if (self.when is None) == (not self.conditions):
            message = "either when or conditions is needed, not both"
            raise ValueError(message)
        if self.standing is Standing.UNLIKELY:
            message = "standing is likely or possible"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Codes:
    """
    Codes of public terminologies; only those that were compared with a published page are in the core pack.

    Attributes:
        hpo: Human Phenotype Ontology, such as "HP:0003419".
        icd10: WHO ICD-10.
        icd11: WHO ICD-11 (MMS).
        loinc: LOINC.

    .. versionadded:: 0.1.0
    """

    hpo: str | None = None
    icd10: str | None = None
    icd11: str | None = None
    loinc: str | None = None


@attrs.frozen(kw_only=True)
class Finding(Entity):
    """
    Something that can be true of a person.

    Attributes:
        label: A short clinical name.
        type: Whether it is yes or no, a number, or one of named choices.
        known_by: Who can know it.
        question: How to ask it, in plain words; for an examiner's finding a one-line instruction.
        synonyms: What people say or type for it.
        group: The part of the history or examination that it belongs to.
        region: The part of the body.
        tier: Daily vocabulary or its rarer part.
        unit: The unit of a number.
        min: Lowest plausible number; lower ones are refused.
        max: Highest plausible number.
        values: The choices of a category.
        implies: Findings that are present, by meaning alone, whenever this one is.
        red_flag: Whether its presence may raise the urgency and never lowers it.
        hard_stop: Whether everyone is asked, and no all-clear is given before it is answered.
        why_asked: Why a red flag matters, in a few words.
        asked_when: When it is worth asking; needed for a red flag that is no hard stop.  A hard stop is always asked.
        codes: Codes of public terminologies.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    type: ValueType
    known_by: KnownBy
    question: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    group: str = attrs.field(validator=not_empty)
    region: str | None = attrs.field(default=None, validator=not_empty)
    tier: Tier = Tier.CORE
    unit: str | None = attrs.field(default=None, validator=not_empty)
    min: Number | None = None
    max: Number | None = None
    values: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    red_flag: bool = False
    hard_stop: bool = False
    why_asked: str | None = attrs.field(default=None, validator=not_empty)
    asked_when: Expression | None = None
    codes: Codes | None = None

    def __attrs_post_init__(self) -> None:
        """Check what the type demands of the other fields, and what a red flag needs."""
        super().__attrs_post_init__()
        problem = self._type_problem() or self._flag_problem()
        if problem:
            raise ValueError(problem)

    def _type_problem(self) -> str | None:  # noqa: PLR0911 - one line for each fault.
        """Return what does not go with the type."""
        if self.type is ValueType.NUMBER:
            if self.unit is None or self.min is None or self.max is None:
                return "a number needs unit, min and max"
            if self.min >= self.max:
                return "min must be below max"
        elif self.unit is not None or self.min is not None or self.max is not None:
            return "unit, min and max belong to a number only"
        different = len(set(self.values)) == len(self.values)
        if self.type is ValueType.CATEGORY and (not different or len(self.values) < 2):  # noqa: PLR2004 - one is none.
            return "a category needs at least two different values"
        if self.type is not ValueType.CATEGORY and self.values:
            return "values belong to a category only"
        if self.type is not ValueType.BOOLEAN and (self.red_flag or self.hard_stop or self.implies):
            return "red_flag, hard_stop and implies belong to a boolean finding only"
        return None

    def _flag_problem(self) -> str | None:
        """Return what a red flag lacks, or what only a red flag may have."""
        if self.hard_stop and not self.red_flag:
            return "a hard stop is a red flag too: set red_flag = true"
        if self.red_flag and not self.hard_stop and self.asked_when is None:
            return "a red flag that is no hard stop needs asked_when"
        if self.red_flag and self.why_asked is None:
            return "a red flag needs why_asked"
        return None

    @property
    def symbol(self) -> Symbol:
        """The finding as a name that expressions can use."""
        return Symbol(id=self.id, type=self.type, low=self.min, high=self.max, choices=self.values)


@attrs.frozen(kw_only=True)
class Definition(Entity):
    """
    A named expression over findings and other definitions.

    Attributes:
        label: A short name in plain words.
        why: What it is for.
        when: The expression, where the definition is yes or no.
        value: The expression, where the definition is a number.
        condition: The condition that it stands for; it then decides that condition's standing.
        withholds: What is held back while it is True ("any" for every item); triage must then be at least SOON.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    why: str = attrs.field(validator=not_empty)
    when: Expression | None = None
    value: Expression | None = None
    condition: str | None = attrs.field(default=None, validator=not_empty)
    withholds: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check that there is one expression, and that only a yes-or-no definition decides anything."""
        super().__attrs_post_init__()
        if (self.when is None) == (self.value is None):
            message = "either when (yes or no) or value (a number) is needed, not both"
            raise ValueError(message)
        if self.value is not None and (self.condition is not None or self.withholds):
            message = "condition and withholds belong to a definition with when"
            raise ValueError(message)

    @property
    def expression(self) -> Expression:
        """The expression, whichever of the two there is."""
        expression = self.when if self.when is not None else self.value
        assert expression is not None  # noqa: S101 - the constructor sees to it; this tells the type checker.
        return expression

    @property
    def symbol(self) -> Symbol:
        """The definition as a name that expressions can use."""
        kind = ValueType.BOOLEAN if self.when is not None else ValueType.NUMBER
        return Symbol(id=self.id, type=kind, derived=True)
