"""The attributes of an exercise that safety rules match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backpain_kb.model.care import (
    Balance,
    EndRange,
    Exercise,
    ExerciseKind,
    Impact,
    Load,
    NeuralLoad,
    Position,
    SpinalDirection,
    Timing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

__all__ = ["MATCHED", "words_of"]


def _values(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in kind)


MATCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "balance_demand": _values(Balance),
    "end_range": _values(EndRange),
    "equipment": (),
    "flags": (),
    "impact": _values(Impact),
    "isometric_hold": ("false", "true"),
    "kind": _values(ExerciseKind),
    "level": ("1", "2", "3"),
    "load": _values(Load),
    "neural_load": _values(NeuralLoad),
    "per_side": ("false", "true"),
    "position": _values(Position),
    "spinal_direction": _values(SpinalDirection),
    "targets": (),
    "timing": _values(Timing),
}
"""Attribute to the values that it can have, as a file writes them; none where any word can stand."""


def words_of(exercise: Exercise, attribute: str) -> frozenset[str]:
    """
    Return the value of an attribute of *exercise* as the words that a safety rule uses.

    .. versionadded:: 0.1.0
    """
    value = getattr(exercise, attribute)
    if isinstance(value, bool):
        return frozenset({str(value).lower()})
    parts = value if isinstance(value, tuple) else (value,)
    return frozenset(str(getattr(part, "value", part)) for part in parts)
