"""Law 11: another language changes the words of an answer and nothing else."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from backpain_kb.knowledge import KnowledgeBase, catalogue_of
from backpain_kb.testing.laws.telling import broken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.model.assessment import Assessment
    from backpain_kb.model.presentation import Presentation

__all__ = ["law_translations"]


def law_translations(kb: KnowledgeBase, who: Presentation, packs: Sequence[str], allow: Sequence[str]) -> bool:
    """
    Another language changes the words of an answer and nothing that is decided in it.

    .. versionadded:: 0.1.0
    """
    if not kb.catalogue.translated_by:
        return False
    translated, own = (_decided(each.assess(who)) for each in (kb, _untranslated(tuple(packs), tuple(allow))))
    for name, decided in own.items():
        if decided != translated[name]:
            broken("translations", f"{name} is {translated[name]!r} instead of {decided!r}", who)
    return True


@functools.lru_cache(maxsize=2)
def _untranslated(packs: tuple[str, ...], allow: tuple[str, ...]) -> KnowledgeBase:
    """Return the knowledge base of *packs* without their translations, read once for all people."""
    return KnowledgeBase(catalogue_of(*packs, allow=allow, translate=False))


def _decided(answer: Assessment) -> Mapping[str, object]:
    """Return all of *answer* that is no words."""
    triage, plan, lead = answer.triage, answer.plan, answer.triage.lead
    return {
        "urgency": (triage.urgency, triage.lower, triage.upper, triage.settled),
        "lead": (lead.rule, lead.within_hours, lead.ambulance),
        "fired": [(rule.rule, [(fact.finding, fact.value) for fact in rule.facts]) for rule in triage.fired],
        "precautions": [rule.rule for rule in triage.precautions],
        "open": [rule.rule for rule in triage.open],
        "candidates": [(each.condition, each.standing, each.given) for each in answer.candidates],
        "plan": [(item.item, item.kind, item.verdict, len(item.cautions), len(item.not_if)) for item in plan.items],
        "today": (plan.today, plan.session, len(plan.for_every_item)),
        "questions": [(question.finding, question.kind) for question in answer.questions],
        "conflicts": [(conflict.present, conflict.absent) for conflict in answer.conflicts],
        "fixed texts": (len(answer.safety_net), len(answer.scope)),
    }
