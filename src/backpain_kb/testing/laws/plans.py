"""Laws 7, 10 and 14: an emergency silences the rest, contraindications only take away, queries are plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.model.care import Contraindication, Provider, Timing
from backpain_kb.model.rules import Urgency
from backpain_kb.testing.laws.telling import HARDER, USABLE, broken
from backpain_kb.testing.overlay import changed
from backpain_kb.testing.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.model.assessment import PlanVerdict
    from backpain_kb.model.matches import Matches
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.terms import Entity

__all__ = ["law_emergency", "law_fewer_contraindications", "law_more_contraindications", "law_queries"]


def law_emergency(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    At same-day and above nothing stands beside the action, in a plan or in a query; below there is always a safety net.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    urgent = answer.triage.urgency >= Urgency.SAME_DAY
    if urgent and (answer.plan.items or answer.plan.for_every_item or answer.safety_net):
        broken("emergency", f"something stands beside the action at {answer.triage.urgency.value}", who)
    if not urgent and not answer.safety_net:
        broken("emergency", "there is no safety net", who)
    if answer.triage.lead.urgency is not answer.triage.urgency or not answer.triage.lead.action:
        broken("emergency", "the lead does not say what to do at this urgency", who)
    asked = (*who.present, *who.diagnosed)
    if asked:
        for matches in (kb.treatments_for(*asked), kb.stretches_for(*asked)):
            if matches.triage.urgency >= Urgency.SAME_DAY and len(matches):
                broken("emergency", f"a query returns {matches[0].entity.id} at {matches.triage.urgency.value}", who)
    return urgent


def law_fewer_contraindications(kb: KnowledgeBase, who: Presentation, barrier: tuple[str, int]) -> bool:
    """
    Without one contraindication no item is lost, and none gets a harder verdict.

    Args:
        kb: The knowledge base.
        who: A person.
        barrier: Id of an item and the position of its contraindication; or the id of a safety rule.

    .. versionadded:: 0.1.0
    """
    id_, position = barrier
    rule = kb.catalogue.of_kind("safety_rule").get(id_)
    fewer: Entity
    if rule is not None:
        fewer = attrs.evolve(rule, retired="taken out for the law")
    else:
        item = reading_of(kb).items[id_]
        kept = tuple(each for index, each in enumerate(item.contraindication) if index != position)
        fewer = attrs.evolve(item, contraindication=kept)
    before, after = _verdicts(kb, who), _verdicts(changed(kb, fewer), who)
    for item_id, verdict in before.items():
        if item_id not in after:
            broken("fewer_contraindications", f"{item_id} is lost when {id_} loses a contraindication", who)
        if HARDER.index(after[item_id]) > HARDER.index(verdict):
            what = f"{item_id} turns from {verdict.value} to {after[item_id].value} when {id_} loses a contraindication"
            broken("fewer_contraindications", what, who)
    return before != after


def law_more_contraindications(kb: KnowledgeBase, who: Presentation, added: tuple[str, Contraindication]) -> bool:
    """
    With one more contraindication no item is gained, and none gets an easier verdict.

    Args:
        kb: The knowledge base.
        who: A person.
        added: Id of an item and a contraindication that it gets.

    .. versionadded:: 0.1.0
    """
    id_, contraindication = added
    item = reading_of(kb).items[id_]
    more = attrs.evolve(item, contraindication=(*item.contraindication, contraindication))
    before, after = _verdicts(kb, who), _verdicts(changed(kb, more), who)
    for item_id, verdict in after.items():
        if item_id not in before:
            broken("more_contraindications", f"{item_id} is gained when {id_} gets a contraindication", who)
        if HARDER.index(verdict) < HARDER.index(before[item_id]):
            what = f"{item_id} turns from {before[item_id].value} to {verdict.value} when {id_} gets a contraindication"
            broken("more_contraindications", what, who)
    return before != after


def _verdicts(kb: KnowledgeBase, who: Presentation) -> Mapping[str, PlanVerdict]:
    return {item.item: item.verdict for item in kb.assess(who).plan.items}


def law_queries(kb: KnowledgeBase, ids: Sequence[str]) -> bool:
    """
    What a query returns, filtered or not, is part of what an assessment of the same facts allows.

    .. versionadded:: 0.1.0
    """
    present = [id_ for id_ in ids if id_ in kb.findings]
    who = kb.presentation(present=present, diagnosed=[id_ for id_ in ids if id_ not in kb.findings])
    answer = kb.assess(who)
    allowed = {item.item for item in answer.plan.items if item.verdict in USABLE}
    provider, timing = tuple(Provider)[len(ids) % len(Provider)], tuple(Timing)[len(ids[0]) % len(Timing)]
    queries: dict[str, tuple[Matches[Any], Matches[Any], Mapping[str, Entity]]] = {
        "treatments_for": (kb.treatments_for(*ids), kb.treatments_for(*ids, provider=provider), kb.treatments),
        "stretches_for": (kb.stretches_for(*ids), kb.stretches_for(*ids, timing=timing), kb.stretches),
    }
    for name, (every, some, known) in queries.items():
        for matches in (every, some):
            if matches.triage != answer.triage:
                broken("queries", f"{name} has another triage than the assessment of the same facts", who)
            for match in matches:
                if match.entity.id not in allowed or match.entity.id not in known:
                    broken("queries", f"{name} returns {match.entity.id}, which the plan does not allow", who)
        if not {match.entity.id for match in some} <= {match.entity.id for match in every}:
            broken("queries", f"{name} returns more with a filter than without", who)
    return bool(allowed)
