"""The entities of one kind, as they are handed out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import TypeVar

from backpain_kb.errors import UnknownIdError
from backpain_kb.model.terms import Entity

__all__ = ["Entities"]

_E = TypeVar("_E", bound=Entity)


class Entities(Mapping[str, _E]):
    """
    The entities of one kind: a read-only mapping of id to entity.

    A retired id is not listed.  Asked for by name, one that was replaced leads to its successor with a
    `DeprecationWarning`; one that was not is an `UnknownIdError` that says why it was retired.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_in_use", "_kind", "_retired")

    def __init__(self, kind: str, entities: Mapping[str, _E]) -> None:
        """Take the entities of *kind*, retired ones included."""
        self._kind = kind
        self._in_use = {id_: entity for id_, entity in entities.items() if entity.retired is None}
        self._retired = {id_: entity for id_, entity in entities.items() if entity.retired is not None}

    def __getitem__(self, id_: str) -> _E:
        """Return the entity *id_*."""
        found = self._in_use.get(id_)
        if found is not None:
            return found
        retired = self._retired.get(id_)
        if retired is None:
            raise UnknownIdError(self._kind, str(id_), self._in_use)
        successor = self._successor(retired)
        if successor is None:
            elsewhere = f"; use {retired.replaced_by!r}" if retired.replaced_by is not None else ""
            raise UnknownIdError(self._kind, id_, (), reason=f"it is retired: {retired.retired}{elsewhere}")
        message = f"{self._kind} {id_!r} is retired ({retired.retired}); use {successor.id!r}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return successor

    def _successor(self, retired: _E) -> _E | None:
        """Return what took over from *retired*, in however many steps; None where nothing of this kind did."""
        after: _E | None = retired
        for _ in self._retired:  # No way is longer than this, unless it runs in a circle.
            if after is None or after.replaced_by is None:
                return None
            found = self._in_use.get(after.replaced_by)
            if found is not None:
                return found
            after = self._retired.get(after.replaced_by)
        return None

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids in order."""
        return iter(self._in_use)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._in_use)

    def __contains__(self, id_: object) -> bool:
        """Return whether *id_* is in use; asking warns of nothing."""
        return id_ in self._in_use

    def __repr__(self) -> str:
        """Show kind and number."""
        return f"<{len(self)} entities of the kind {self._kind}>"
