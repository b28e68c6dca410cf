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
    pieces = _strongest_of_each_cluster(facts)
    known = facts.screened.known
    decided = {
        condition
        for condition, definitions in facts.prepared.deciding.items()
        if any(known[definition.id] is True for definition in definitions)
    }
    spoken_of = pieces.keys() | decided | set(facts.who.diagnosed)
    conditions = facts.prepared.conditions
    scored = [_candidate(conditions[condition], pieces.get(condition, []), facts) for condition in spoken_of]
    found = [pair for pair in scored if pair is not None]
    found.sort(key=lambda pair: (-pair[1].standing.rank, not pair[1].given, -pair[0], pair[1].condition))
    return tuple([candidate for _, candidate in found])


def standings(found: tuple[Candidate, ...]) -> Mapping[str, Standing]:
    """
    Return condition to standing.

    .. versionadded:: 0.1.0
    """
    return {candidate.condition: candidate.standing for candidate in found}


def _candidate(condition: Condition, pieces: list[_Piece], facts: Facts) -> tuple[float, Candidate] | None:
    """Return the points of *condition* and how it stands; None where nothing is known of it."""
    prepared = facts.prepared
    given = condition.id in facts.who.diagnosed
    definitions = prepared.deciding.get(condition.id, ())
    points = sum(piece.points for piece in pieces)
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
        ask=_ask(condition, facts),
        sources=condition.sources or tuple(dict.fromkeys(accuracy.source for accuracy in condition.accuracy)),
        kind=condition.kind,
    )


def _decided(definitions: tuple[Definition, ...], facts: Facts) -> tuple[bool | None, str | None]:
    """Return whether the definitions of a condition decide it, and which one did."""
    known = facts.screened.known
    values = [known[definition.id] for definition in definitions]
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


def _strongest_of_each_cluster(facts: Facts) -> dict[str, list[_Piece]]:
    """
    Return condition to the strongest known piece of each cluster, most points first.

    Measured ratios go before weights.
    """
    best: dict[str, dict[str, _Piece]] = {}
    values = facts.table
    for weighing in facts.prepared.weighings:
        value = values[weighing.position]
        if value is None:
            continue
        points = weighing.if_true if value else weighing.if_false
        if not points:
            continue
        clusters = best.setdefault(weighing.condition, {})
        other = clusters.get(weighing.cluster)
        if other is not None and (other.weighing.accuracy is None) is (weighing.accuracy is None):
            stronger = abs(points) > abs(other.points)
        else:
            stronger = other is None  # Measurements come first and are not displaced by weights.
        if stronger:
            clusters[weighing.cluster] = _Piece(points, weighing, value)
    return {condition: sorted(clusters.values(), key=_most_points) for condition, clusters in best.items()}


def _most_points(piece: _Piece) -> tuple[float, str]:
    """Sort by points, the most first, then by cluster."""
    return -piece.points, piece.weighing.cluster


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


def _ask(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Return the unknown findings that bear most on *condition* and that the asker can know."""
    knowable = facts.prepared.knowable[facts.who.asker]
    asked: dict[str, None] = {}
    for tier in facts.prepared.worth_asking[condition.id]:
        waiting = {name for tree in tier if facts.holds(tree) is None for name in facts.explain(tree).open}
        asked.update(dict.fromkeys(sorted(knowable.intersection(waiting))))
        if len(asked) >= _MOST_ASKED:
            break
    return tuple(asked)[:_MOST_ASKED]
