"""What guidelines say of one item, and what comes of it where nothing stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import PlanVerdict, Reason
from backpain_kb.model.care import Direction, Recommendation
from backpain_kb.model.evidence import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.reasoning.items import Item

__all__ = ["Guidance", "guidance_of"]

_FOR = (Direction.FOR, Direction.CONDITIONAL_FOR)
_AGAINST = (Direction.AGAINST, Direction.CONDITIONAL_AGAINST)


@attrs.frozen(eq=False)
class Guidance:
    """
    What the recommendations that may concern a person say of an item.

    Attributes:
        count_for: How many speak for it.
        recommended_by: Sources of those that speak for it.
        advised_against_by: Sources of those that speak against it.
        sources: Sources of all of them.
        verdict: What comes of it where nothing stands in the way.
        reasons: Why.
    """

    count_for: int
    recommended_by: tuple[str, ...]
    advised_against_by: tuple[str, ...]
    sources: tuple[str, ...]
    verdict: PlanVerdict
    reasons: tuple[Reason, ...]


def guidance_of(item: Item, concerning: Sequence[Recommendation], phrases: Mapping[str, str]) -> Guidance:
    """
    Return what the recommendations *concerning* a person say of *item*.

    .. versionadded:: 0.1.0
    """
    against = [each for each in concerning if each.direction in _AGAINST]
    for_ = [each for each in concerning if each.direction in _FOR]
    if not any(each.checked for each in for_):
        for_ = []  # What nobody has checked never speaks for an item on its own.
    recommended_by, advised_against_by = _sources(for_), _sources(against)

    def said(phrase: str, sources: tuple[str, ...]) -> Reason:
        return Reason(text=phrases[phrase], sources=sources)

    verdict = PlanVerdict.CONSIDER
    if against and not for_:
        verdict = PlanVerdict.NOT_RECOMMENDED
        reasons = [said("phrase_guidelines_against", advised_against_by)]
    elif not for_:
        reasons = [said("phrase_no_guideline", item.entity.sources)]
    elif against:
        reasons = [said("phrase_guidelines_for", recommended_by), said("phrase_guidelines_against", advised_against_by)]
    elif _is_very_low(item, for_):
        reasons = [said("phrase_very_low_certainty", recommended_by)]
    elif all(each.direction is Direction.CONDITIONAL_FOR for each in for_):
        reasons = [said("phrase_guidelines_conditional", recommended_by)]
    else:
        verdict = PlanVerdict.RECOMMENDED
        reasons = [said("phrase_guidelines_for", recommended_by)]
    return Guidance(
        count_for=len(for_),
        recommended_by=recommended_by,
        advised_against_by=advised_against_by,
        sources=_sources(concerning),
        verdict=verdict,
        reasons=tuple(reasons),
    )


def _is_very_low(item: Item, for_: Sequence[Recommendation]) -> bool:
    """Return whether the certainty is very low: over all, or by all grades where nobody graded it over all."""
    certainty = item.guided_by.certainty if item.guided_by is not None else None
    if certainty is None:
        return all(each.certainty is Certainty.VERY_LOW for each in for_)
    return certainty is Certainty.VERY_LOW


def _sources(recommendations: Sequence[Recommendation]) -> tuple[str, ...]:
    """Return the sources of *recommendations*, each once."""
    return tuple(dict.fromkeys([each.source for each in recommendations]))
