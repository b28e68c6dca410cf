"""What each feature and measurement of a condition is worth, worked out once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.tree import Expression, names
from backpain_kb.model.evidence import Accuracy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.model.evidence import Condition
    from backpain_kb.model.rules import Scoring

__all__ = ["Weighing", "tiers_of", "weighings_of"]


@attrs.frozen(eq=False)
class Weighing:
    """
    One feature or measurement of a condition.

    Attributes:
        condition: Id of the condition.
        when: Its expression.
        position: Where the value of the expression stands among those of the catalogue.
        cluster: What says the same thing; only the strongest of a cluster counts.
        if_true: Points when it is True.
        if_false: Points when it is False.
        accuracy: The measurement behind the points; None for an ordinal weight.
    """

    condition: str
    when: Expression
    position: int
    cluster: str
    if_true: float
    if_false: float
    accuracy: Accuracy | None = None


def weighings_of(condition: Condition, scoring: Scoring, position_of: Mapping[int, int]) -> tuple[Weighing, ...]:
    """
    Return what counts for *condition*: checked measurements that findings carry, and features.

    .. versionadded:: 0.1.0
    """
    measured = [
        Weighing(
            condition=condition.id,
            when=accuracy.when,
            position=position_of[id(accuracy.when)],
            cluster=_cluster(accuracy.cluster, accuracy.when),
            if_true=_points(accuracy.lr_pos, scoring),
            if_false=_points(accuracy.lr_neg, scoring),
            accuracy=accuracy,
        )
        for accuracy in condition.accuracy
        if accuracy.when is not None and accuracy.checked
    ]
    weighed = [
        Weighing(
            condition=condition.id,
            when=feature.when,
            position=position_of[id(feature.when)],
            cluster=_cluster(feature.cluster, feature.when),
            if_true=float(scoring.points[feature.effect.value]),
            if_false=0.0,
        )
        for feature in condition.feature
    ]
    return (*measured, *weighed)


def tiers_of(
    condition: Condition, deciding: Sequence[Expression], scoring: Scoring
) -> tuple[tuple[Expression, ...], ...]:
    """
    Return the features of *condition* and what is *deciding* it, those that weigh the same together, most weight first.

    What decides a condition weighs as much as a specific feature.

    .. versionadded:: 0.1.0
    """
    weighed = [(abs(float(scoring.points[feature.effect.value])), feature.when) for feature in condition.feature]
    weighed += [(float(scoring.specific_from), tree) for tree in deciding]
    tiers: dict[float, list[Expression]] = {}
    for weight, tree in sorted(weighed, key=lambda pair: -pair[0]):
        if weight:
            tiers.setdefault(weight, []).append(tree)
    return tuple(tuple(tier) for tier in tiers.values())


def _points(ratio: float | None, scoring: Scoring) -> float:
    """Return the points of a likelihood ratio, capped; none where no ratio was published, or it is 0."""
    if not ratio:
        return 0.0
    return max(-scoring.points_cap, min(scoring.points_cap, scoring.points_per_doubling * math.log2(ratio)))


def _cluster(named: str | None, when: Expression) -> str:
    """Return the cluster; without a name, what reads one and the same thing belongs together."""
    if named is not None:
        return named
    read = names(when)
    return read[0] if len(read) == 1 else str(when)
