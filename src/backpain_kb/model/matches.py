"""What a query returns: entities, how well they match, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

import attrs

from backpain_kb.model.assessment import Triage
from backpain_kb.model.terms import Entity

__all__ = ["Match", "Matches"]

E = TypeVar("E", bound=Entity, covariant=True)


@attrs.frozen(kw_only=True)
class Match(Generic[E]):
    """
    One entity that fits a query.

    Attributes:
        entity: The entity.
        score: How well it fits, 0 to 1.
        why: The reason in plain words.

    .. versionadded:: 0.1.0
    """

    entity: E
    score: float
    why: str


@attrs.frozen
class Matches(Sequence[Match[E]], Generic[E]):
    """
    What fits a question about symptoms or conditions, best first, and how urgent those facts are by themselves.

    Attributes:
        items: The matches.
        triage: What the same facts mean for urgency; at same-day and above there are no matches, only this.

    .. versionadded:: 0.1.0
    """

    items: tuple[Match[E], ...]
    triage: Triage

    @overload
    def __getitem__(self, index: int) -> Match[E]: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Match[E], ...]: ...

    def __getitem__(self, index: int | slice) -> Match[E] | tuple[Match[E], ...]:
        """Return one match, or several."""
        return self.items[index]

    def __iter__(self) -> Iterator[Match[E]]:
        """Iterate over the matches, best first."""
        return iter(self.items)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.items)
