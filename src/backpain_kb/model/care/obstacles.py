"""What stands in the way of an item, and what to mind with it."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.model.terms import Criterion, not_empty

__all__ = ["Caution", "Contraindication", "WhileUnknown"]


class WhileUnknown(Enum):
    """
    What a contraindication does while nobody knows whether it holds.

    "ask": the item waits and the question is listed.  "tell": the item stands and carries "not if …".

    .. versionadded:: 0.1.0
    """

    ASK = "ask"
    TELL = "tell"


@attrs.frozen(kw_only=True)
class Contraindication(Criterion):
    """
    When an item must be left alone (absolute) or only taken with a professional (relative).

    Attributes:
        absolute: Whether it forbids the item outright.
        while_unknown: What happens while it is unknown.
        not_if: Completes "Not if …", in plain words.
        why: The reason, in plain words.
        sources: Ids of the sources; may be left out where the item's sources say it.

    .. versionadded:: 0.1.0
    """

    absolute: bool
    while_unknown: WhileUnknown
    not_if: str = attrs.field(validator=not_empty)
    why: str = attrs.field(validator=not_empty)
    sources: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Caution(Criterion):
    """
    What to mind, without leaving the item alone.

    Attributes:
        text: What to do about it, in plain words.
        sources: Ids of the sources.

    .. versionadded:: 0.1.0
    """

    text: str = attrs.field(validator=not_empty)
    sources: tuple[str, ...] = ()
