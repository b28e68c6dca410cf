"""What must not meet: items of a plan with one another, and with what the person takes or has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import PlanItem, PlanVerdict, Reason
from backpain_kb.model.care import InteractionLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.model.care import Interaction
    from backpain_kb.reasoning.facts import Facts

__all__ = ["keep_apart"]

_USABLE = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST)


def keep_apart(facts: Facts, items: Sequence[PlanItem]) -> tuple[PlanItem, ...]:
    """
    Return *items* with what must not meet said, or taken out.

    What meets a fact of the person (a medicine that is taken) is forbidden or waits for a professional, as the
    interaction says; of two items of the plan each names the other.

    .. versionadded:: 0.1.0
    """
    usable = {item.item: item for item in items if item.verdict in _USABLE}
    changed = dict(usable)
    for interaction in facts.prepared.interactions:
        if interaction.level is InteractionLevel.SYNERGY:
            continue
        for one in interaction.between:
            if one in changed:
                changed[one] = _met(facts, changed[one], interaction)
        _name_each_other(facts, changed, interaction)
    return tuple(changed.get(item.item, item) for item in items)


def _met(facts: Facts, item: PlanItem, interaction: Interaction) -> PlanItem:
    """Return *item* after it met the facts of the person that *interaction* names."""
    findings, definitions = facts.prepared.findings, facts.prepared.definitions
    met = [
        name for name in interaction.and_ if (name in findings or name in definitions) and facts.lookup(name) is True
    ]
    if not met:
        return item
    names = [
        name
        for each in met
        for name in ((each,) if each in findings else facts.explain(definitions[each].expression).because)
    ]
    sources = interaction.sources or item.sources
    reason = Reason(text=interaction.effect, facts=facts.facts(dict.fromkeys(names)), sources=sources)
    item = attrs.evolve(item, sources=tuple(dict.fromkeys((*item.sources, *sources))))
    if interaction.level is InteractionLevel.NEVER:
        return attrs.evolve(item, verdict=PlanVerdict.CONTRAINDICATED, reasons=(reason, *item.reasons), ask=())
    if interaction.level is InteractionLevel.AVOID:
        # What an interaction before this one has forbidden stays forbidden.
        verdict = item.verdict if item.verdict is PlanVerdict.CONTRAINDICATED else PlanVerdict.ASK_FIRST
        return attrs.evolve(item, verdict=verdict, reasons=(reason, *item.reasons))
    return attrs.evolve(item, cautions=(*item.cautions, interaction.effect))


def _name_each_other(facts: Facts, changed: dict[str, PlanItem], interaction: Interaction) -> None:
    """Say of the items on either side of *interaction* that they must not meet those on the other."""
    phrase = facts.prepared.phrases["phrase_not_together"]
    one_side = [id_ for id_ in interaction.between if id_ in changed]
    other_side = [id_ for id_ in interaction.and_ if id_ in changed]
    for id_ in dict.fromkeys((*one_side, *other_side)):
        # An item may stand on both sides, beside others of its class.
        theirs = dict.fromkeys((*(other_side if id_ in one_side else ()), *(one_side if id_ in other_side else ())))
        labels = [changed[other].label for other in theirs if other != id_]
        if labels:
            text = phrase.format(other="; ".join(labels), effect=interaction.effect)
            changed[id_] = attrs.evolve(changed[id_], cautions=(*changed[id_].cautions, text))
