"""What it could be: the evidence of known features, added up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.tree import Expression, names
from backpain_kb.model.assessment import Candidate, Evidence
from backpain_kb.model.terms import Definition, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.model.evidence import Condition
    from backpain_kb.reasoning.facts import Facts

__all__ = ["candidates", "standings"]

_MOST_ASKED = 5  # Questions that one candidate names.


@attrs.frozen
class _Piece:
    """One piece of evidence within a cluster."""

    points: float
    cluster: str
    evidence: Evidence


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
    for_ = tuple(piece.evidence for piece in pieces if piece.points > 0)
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
        against=tuple(piece.evidence for piece in reversed(pieces) if piece.points < 0),
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
    measured = [piece for piece in _measured(condition, facts) if piece.points]
    covered = {piece.cluster for piece in measured}
    weighed = [piece for piece in _weighed(condition, facts) if piece.points and piece.cluster not in covered]
    best: dict[str, _Piece] = {}
    for piece in (*measured, *weighed):
        if piece.cluster not in best or abs(piece.points) > abs(best[piece.cluster].points):
            best[piece.cluster] = piece
    return sorted(best.values(), key=lambda piece: (-piece.points, piece.cluster))


def _cluster(named: str | None, when: Expression) -> str:
    """Return the cluster of a piece; without a name, what reads one and the same thing belongs together."""
    if named is not None:
        return named
    read = names(when)
    return read[0] if len(read) == 1 else str(when)


def _measured(condition: Condition, facts: Facts) -> list[_Piece]:
    """Return the pieces for which a likelihood ratio was published and checked."""
    scoring = facts.prepared.scoring
    pieces = []
    for accuracy in condition.accuracy:
        if accuracy.when is None or not accuracy.checked:
            continue
        value = facts.holds(accuracy.when)
        ratio = None if value is None else accuracy.lr_pos if value else accuracy.lr_neg
        if not ratio:
            continue
        points = max(-scoring.points_cap, min(scoring.points_cap, scoring.points_per_doubling * math.log2(ratio)))
        evidence = Evidence(
            facts=facts.facts(facts.explain(accuracy.when).because),
            points=round(points, 2),
            likelihood_ratio=ratio,
            interval=accuracy.ci_lr_pos if value else accuracy.ci_lr_neg,
            test=accuracy.test,
            setting=accuracy.setting,
            source=accuracy.source,
        )
        pieces.append(_Piece(points, _cluster(accuracy.cluster, accuracy.when), evidence))
    return pieces


def _weighed(condition: Condition, facts: Facts) -> list[_Piece]:
    """Return the pieces that have an ordinal weight and are present."""
    points_of = facts.prepared.scoring.points
    pieces = []
    for feature in condition.feature:
        if facts.holds(feature.when) is True:
            points = float(points_of[feature.effect.value])
            evidence = Evidence(facts=facts.facts(facts.explain(feature.when).because), points=points)
            pieces.append(_Piece(points, _cluster(feature.cluster, feature.when), evidence))
    return pieces


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
