"""What guidelines say of a treatment."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.evidence import Certainty
from backpain_kb.model.terms import not_empty

__all__ = ["Direction", "Recommendation", "Strength"]


class Direction(Enum):
    """
    Which way a guideline points.

    .. versionadded:: 0.1.0
    """

    FOR = "for"
    CONDITIONAL_FOR = "conditional_for"
    CONDITIONAL_AGAINST = "conditional_against"
    AGAINST = "against"
    NO_RECOMMENDATION = "no_recommendation"


class Strength(Enum):
    """
    How firmly a guideline says it.

    .. versionadded:: 0.1.0
    """

    STRONG = "strong"
    WEAK = "weak"
    CONDITIONAL = "conditional"
    CONSENSUS = "consensus"


@attrs.frozen(kw_only=True)
class Recommendation:
    """
    One guideline's word on one treatment.

    Attributes:
        source: Id of the guideline.
        direction: Which way it points.
        strength: How firmly; left out where the guideline does not say.
        certainty: Its GRADE certainty; left out where the guideline does not say.
        population: Whom it is for, as an expression; everyone with back pain, where it is left out.
        population_text: Whom it is for, in words.
        year: The year of the recommendation.
        disputed: Whether it is openly disputed by other bodies.
        checked: Whether the wording was seen in the guideline.
        note: What else matters, such as "only as part of a package with exercise".

    .. versionadded:: 0.1.0
    """

    source: str = attrs.field(validator=not_empty)
    direction: Direction
    strength: Strength | None = None
    certainty: Certainty | None = None
    population: Expression | None = None
    population_text: str = attrs.field(validator=not_empty)
    year: int
    disputed: bool = False
    checked: bool = True
    note: str | None = attrs.field(default=None, validator=not_empty)
