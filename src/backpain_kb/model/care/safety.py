"""Safety rules, which match exercises by attribute, and interactions, which keep two things apart."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.care.obstacles import WhileUnknown
from backpain_kb.model.terms import Criterion, Entity, FrozenDict, Standing, not_empty

__all__ = ["Interaction", "InteractionLevel", "SafetyAction", "SafetyRule"]


class SafetyAction(Enum):
    """
    What a safety rule does to the exercises that it matches.

    "avoid" forbids, "ask" wants a professional first, "caution" shows its text.

    .. versionadded:: 0.1.0
    """

    AVOID = "avoid"
    ASK = "ask"
    CAUTION = "caution"


@attrs.frozen(kw_only=True)
class SafetyRule(Entity):
    """
    A caution that matches exercises by attribute, so that it is written once.

    Attributes:
        when: When it holds, as an expression, or None.
        conditions: Ids of conditions, any of which counts; empty when *when* is given.
        standing: The lowest standing from which the conditions count.
        action: What it does.
        matches: Attribute of `Exercise` to the values that it matches; all attributes must match; empty matches all.
        while_unknown: What happens while it is unknown whether it holds ("avoid" and "ask" only).
        not_if: Completes "Not if …", in plain words; needed for "avoid" and "ask".
        why: The reason, or what to mind, in plain words.

    .. versionadded:: 0.1.0
    """

    when: Expression | None = None
    conditions: tuple[str, ...] = ()
    standing: Standing = Standing.LIKELY
    action: SafetyAction
    matches: FrozenDict[str, tuple[str, ...]] = attrs.field(factory=FrozenDict)
    while_unknown: WhileUnknown = WhileUnknown.TELL
    not_if: str | None = attrs.field(default=None, validator=not_empty)
    why: str = attrs.field(validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Check when it holds, and that a rule which forbids says for whom."""
        super().__attrs_post_init__()
        _ = self.criterion  # Making it checks it.
        if (self.action is not SafetyAction.CAUTION) and self.not_if is None:
            message = "a safety rule that forbids or asks needs not_if"
            raise ValueError(message)

    @property
    def criterion(self) -> Criterion:
        """When it holds."""
        return Criterion(when=self.when, conditions=self.conditions, standing=self.standing)


class InteractionLevel(Enum):
    """
    What two treatments are to one another.

    .. versionadded:: 0.1.0
    """

    NEVER = "never"
    AVOID = "avoid"
    CAUTION = "caution"
    SYNERGY = "synergy"


@attrs.frozen(kw_only=True)
class Interaction(Entity):
    """
    Two things that must not meet, or that do better together.

    Attributes:
        between: Ids of treatments on the one side.
        and_: Ids of treatments, findings or definitions on the other side (`and` in a file).
        level: What they are to one another.
        effect: What happens, in plain words.

    .. versionadded:: 0.1.0
    """

    between: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    and_: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    level: InteractionLevel
    effect: str = attrs.field(validator=not_empty)
