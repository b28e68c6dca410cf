"""What would change an answer: the fewest facts, each tried by a real assessment."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.evaluate import Value
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict

__all__ = ["Change", "Effect", "WhatIf", "WouldBe"]


class Effect(Enum):
    """
    What a change does.

    .. versionadded:: 0.1.0
    """

    MORE_URGENT = "more_urgent"
    LESS_URGENT = "less_urgent"
    UNLOCKED = "unlocked"
    OTHER_CANDIDATE = "other_candidate"


@attrs.frozen(kw_only=True)
class Change:
    """
    One fact that is added, or told otherwise.

    Attributes:
        finding: Id of the finding.
        label: Its short name.
        before: Its value now; None while it is unknown.
        after: The value that makes the difference.

    .. versionadded:: 0.1.0
    """

    finding: str
    label: str
    before: Value | None
    after: Value


@attrs.frozen(kw_only=True)
class WouldBe:
    """
    One set of changes, as small as can be, and what comes of it.

    Attributes:
        effect: What it does.
        changes: The changes.
        urgency: The urgency with them.
        item: Id of the item that would be allowed, or of the condition that would come first; None for urgency.
        text: All of it in plain words.

    .. versionadded:: 0.1.0
    """

    effect: Effect
    changes: tuple[Change, ...]
    urgency: Urgency
    item: str | None
    text: str


@attrs.frozen(kw_only=True)
class WhatIf:
    """
    What would change the answer to one presentation.

    Attributes:
        presentation: What is known.
        urgency: The urgency now.
        found: What would change it, by effect, the smallest sets first.
        words: Headings and phrases in the language of the packs, for `str`.

    .. versionadded:: 0.1.0
    """

    presentation: Presentation
    urgency: Urgency
    found: tuple[WouldBe, ...]
    words: FrozenDict[str, str] = attrs.field(factory=FrozenDict, repr=False, eq=False)

    def of(self, effect: Effect) -> tuple[WouldBe, ...]:
        """Return what has one *effect*."""
        return tuple(each for each in self.found if each.effect is effect)

    def __str__(self) -> str:
        """Return it as text that a person can read."""
        lines: list[str] = []
        for effect in Effect:
            found = self.of(effect)
            if found:
                lines += [*([""] if lines else []), self.words[f"heading_what_if_{effect.value}"]]
                lines += [f"- {each.text}" for each in found]
        return "\n".join(lines) or self.words["phrase_what_if_nothing"]
