"""What it could be: the evidence of known features, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import Candidate, Evidence
from backpain_kb.model.terms import Definition, Standing
from backpain_kb.reasoning.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.model.evidence import Condition
    from backpain_kb.reasoning.facts import Facts

__all__ = ["candidates", "standings"]

_MOST_ASKED = 5  # Questions that one candidate names.


@attrs.frozen(eq=False)
class _Piece:
    """One piece of evidence that is known: its points, what it comes from, and whether that is True or False."""

    points: float
    weighing: Weighing
    value: bool


def candidates(facts: Facts) -> tuple[Candidate, ...]:
    """
    Return the conditions for which something is known: the likeliest first, then the most points, then by id.

    .. versionadded:: 0.1.0
    """
    scored = [scored for condition in facts.prepared.conditions.values() if (scored := _candidate(condition, facts))]
    scored.sort(key=lambda pair: (-pair[1].standing.rank, not pair[1].given, -pair[0], pair[1].condition))
    return tuple(candidate for _, candidate in scored)


def standings(found: tuple[Candidate, ...]) -> Mapping[str, Standing]:
    """
    Return condition to standing.

    .. versionadded:: 0.1.0
    """
    return {candidate.condition: candidate.standing for candidate in found}


def _candidate(condition: Condition, facts: Facts) -> tuple[float, Candidate] | None:
    """Return the points of *condition* and how it stands; None where nothing is known of it."""
    prepared = facts.prepared
    pieces = _strongest_of_each_cluster(condition, facts)
    points = sum(piece.points for piece in pieces)
    given = condition.id in facts.who.diagnosed
    definitions = prepared.deciding.get(condition.id, ())
    decided, decided_by = _decided(definitions, facts)
    standing = _standing(condition, points, pieces, facts, decided=decided)
    if given:
        standing, decided_by = Standing.LIKELY, None
    if standing is None:
        return None
    for_ = tuple([_evidence(piece, facts) for piece in pieces if piece.points > 0])
    if decided_by is not None and decided:
        why = facts.explain(definitions[[d.id for d in definitions].index(decided_by)].expression)
        for_ = (Evidence(facts=facts.facts(why.because), points=0.0), *for_)
    return points, Candidate(
        condition=condition.id,
        label=condition.lay,
        standing=standing,
        given=given,
        decided_by=decided_by,
        for_=for_,
        against=tuple([_evidence(piece, facts) for piece in reversed(pieces) if piece.points < 0]),
        ask=_ask(condition, definitions, facts),
        sources=condition.sources or tuple(dict.fromkeys(accuracy.source for accuracy in condition.accuracy)),
    )


def _decided(definitions: tuple[Definition, ...], facts: Facts) -> tuple[bool | None, str | None]:
    """Return whether the definitions of a condition decide it, and which one did."""
    values = [facts.lookup(definition.id) for definition in definitions]
    if True in values:
        return True, definitions[values.index(True)].id
    if definitions and all(value is False for value in values):
        return False, definitions[0].id
    return None, None


def _standing(
    condition: Condition, points: float, pieces: list[_Piece], facts: Facts, *, decided: bool | None
) -> Standing | None:
    """Return how *condition* stands; None where nothing worth showing is known."""
    scoring = facts.prepared.scoring
    if decided is not None:
        return condition.certainty_ceiling if decided else (Standing.UNLIKELY if pieces else None)
    if not pieces:
        return None
    if condition.applies_when is not None and facts.holds(condition.applies_when) is False:
        return Standing.UNLIKELY
    if points >= scoring.likely_from:
        standing = Standing.LIKELY
    elif points >= scoring.possible_from:
        standing = Standing.POSSIBLE
    else:
        standing = Standing.UNLIKELY
    if condition.id in facts.prepared.deciding:
        # The definition is unknown, and unknown is never absent: such a condition is possible on a specific feature,
        # and never called unlikely for want of answers.
        specific = any(piece.points >= scoring.specific_from for piece in pieces)
        return Standing.POSSIBLE if specific and standing is not Standing.UNLIKELY else None
    return min(standing, condition.certainty_ceiling, key=lambda each: each.rank)


def _strongest_of_each_cluster(condition: Condition, facts: Facts) -> list[_Piece]:
    """Return the strongest known piece of each cluster, most points first; measured ratios go before weights."""
    best: dict[str, _Piece] = {}
    values = facts.table
    for weighing in facts.prepared.weighings[condition.id]:
        value = values[weighing.position]
        points = 0.0 if value is None else weighing.if_true if value else weighing.if_false
        if not points:
            continue
        other = best.get(weighing.cluster)
        if other is not None and (other.weighing.accuracy is None) is (weighing.accuracy is None):
            stronger = abs(points) > abs(other.points)
        else:
            stronger = other is None  # Measurements come first and are not displaced by weights.
        if stronger:
            best[weighing.cluster] = _Piece(points, weighing, value is True)
    return sorted(best.values(), key=lambda piece: (-piece.points, piece.weighing.cluster))


def _evidence(piece: _Piece, facts: Facts) -> Evidence:
    """Return *piece* with the facts behind it and, where it was measured, the ratio."""
    known = facts.facts(facts.explain(piece.weighing.when).because)
    accuracy = piece.weighing.accuracy
    if accuracy is None:
        return Evidence(facts=known, points=piece.points)
    return Evidence(
        facts=known,
        points=round(piece.points, 2),
        likelihood_ratio=accuracy.lr_pos if piece.value else accuracy.lr_neg,
        interval=accuracy.ci_lr_pos if piece.value else accuracy.ci_lr_neg,
        test=accuracy.test,
        setting=accuracy.setting,
        source=accuracy.source,
    )


def _ask(condition: Condition, definitions: tuple[Definition, ...], facts: Facts) -> tuple[str, ...]:
    """Return the unknown findings that bear most on *condition* and that the asker can know."""
    prepared = facts.prepared
    weights: dict[str, float] = {}
    for feature in condition.feature:
        if facts.holds(feature.when) is None:
            weight = abs(float(prepared.scoring.points[feature.effect.value]))
            for name in facts.explain(feature.when).open:
                weights[name] = max(weight, weights.get(name, 0.0))
    for definition in definitions:
        if isinstance(facts.lookup(definition.id), bool):
            continue
        for name in facts.explain(prepared.definition_names[definition.id]).open:
            weights[name] = max(weights.get(name, 0.0), float(prepared.scoring.specific_from))
    known = [
        (-weight, name)
        for name, weight in weights.items()
        if weight and prepared.can_be_known(prepared.findings[name], facts.who.asker)
    ]
    return tuple(name for _, name in sorted(known)[:_MOST_ASKED])
