"""The names that an expression may use, and of what type each is."""

from __future__ import annotations

from enum import Enum

import attrs

__all__ = ["Symbol", "ValueType"]


class ValueType(Enum):
    """
    What the value of a name can be.

    .. versionadded:: 0.1.0
    """

    BOOLEAN = "boolean"
    NUMBER = "number"
    CATEGORY = "category"


@attrs.frozen(kw_only=True)
class Symbol:
    """
    One name that expressions may use.

    Attributes:
        id: The name.
        type: What its value can be.
        low: Lowest plausible number, or None.
        high: Highest plausible number, or None.
        choices: The choices of a category.
        derived: Whether it is computed from others (a definition) and not stated (a finding).

    .. versionadded:: 0.1.0
    """

    id: str
    type: ValueType
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    derived: bool = False
