"""What a search or a query returns: entities with a score and the reason why they are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

import attrs

from backpain_kb.model.assessment import Triage
from backpain_kb.model.terms import Entity

__all__ = ["Match", "Matches"]

_E_co = TypeVar("_E_co", bound=Entity, covariant=True)


@attrs.frozen(kw_only=True)
class Match(Generic[_E_co]):
    """
    One entity that a search or a query found.

    Attributes:
        entity: The entity.
        score: How well it fits, 0 to 1; it orders the matches of one answer and is no probability.
        why: Why it is there, such as the name that matched.

    .. versionadded:: 0.1.0
    """

    entity: _E_co
    score: float = attrs.field(validator=[attrs.validators.ge(0), attrs.validators.le(1)])
    why: str


@attrs.frozen(kw_only=True)
class Matches(Sequence[Match[_E_co]]):
    """
    The matches of one query, the best first, and the triage of the facts that it stated.

    Attributes:
        items: The matches; empty at same-day and above, where nothing may delay the action.
        triage: How urgent the stated facts are, and what to do.

    .. versionadded:: 0.1.0
    """

    items: tuple[Match[_E_co], ...]  # No default: data of an empty answer say that it is empty.
    triage: Triage = attrs.field(repr=False)

    @overload
    def __getitem__(self, index: int) -> Match[_E_co]: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Match[_E_co], ...]: ...

    def __getitem__(self, index: int | slice) -> Match[_E_co] | tuple[Match[_E_co], ...]:
        """Return one match, or several as a tuple."""
        return self.items[index]

    def __iter__(self) -> Iterator[Match[_E_co]]:
        """Iterate over the matches, the best first."""
        return iter(self.items)

    def __len__(self) -> int:
        """Return how many matches there are."""
        return len(self.items)
