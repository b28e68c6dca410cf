"""What is known of one person."""

from __future__ import annotations

import attrs

from backpain_kb.logic.evaluate import Value
from backpain_kb.model.terms import Asker, FrozenDict

__all__ = ["Presentation"]


@attrs.frozen(kw_only=True)
class Presentation:
    """
    What is known of one person; a finding that is not there is unknown, never absent.

    Make one with `KnowledgeBase.presentation`, which refuses what cannot be.

    Attributes:
        facts: Finding to value: True (present), False (absent), a number in the finding's unit, or a choice.
        diagnosed: Ids of conditions that a clinician has diagnosed.
        asker: Who answers the questions.

    .. versionadded:: 0.1.0
    """

    facts: FrozenDict[str, Value] = attrs.field(factory=FrozenDict, validator=attrs.validators.instance_of(FrozenDict))
    diagnosed: tuple[str, ...] = ()
    asker: Asker = attrs.field(default=Asker.PERSON, validator=attrs.validators.instance_of(Asker))

    @property
    def present(self) -> tuple[str, ...]:
        """The findings stated to be present."""
        return tuple(id_ for id_, value in self.facts.items() if value is True)

    @property
    def absent(self) -> tuple[str, ...]:
        """The findings stated to be absent."""
        return tuple(id_ for id_, value in self.facts.items() if value is False)
