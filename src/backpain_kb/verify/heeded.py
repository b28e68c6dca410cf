"""
Try the real plan on everything that can stand in the way of an item, alone.

The solver speaks of expressions.  Here the other half is looked at, with the real code: whatever person it may be of
whom one contraindication is True, or unknown, or from whom something is withheld, that alone is enough for the verdict.
Nothing is sampled: every item is tried with everything that can stand in its way.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from backpain_kb.model.assessment import Candidate, PlanVerdict
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Standing
from backpain_kb.reasoning.plan import judge
from backpain_kb.reasoning.triage import Screening
from backpain_kb.reasoning.withheld import ANY

if TYPE_CHECKING:
    from backpain_kb.logic.evaluate import Lookup, Value
    from backpain_kb.model.assessment import PlanItem
    from backpain_kb.model.rules import TriageRule
    from backpain_kb.reasoning.facts import Facts
    from backpain_kb.reasoning.items import Item, Obstacle
    from backpain_kb.verify.inquiry import Inquiry
    from backpain_kb.verify.world import World

__all__ = ["obstacles_heeded", "withholding_heeded"]

_READY = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)
_USABLE = (*_READY, PlanVerdict.ASK_FIRST)


class _Stage:
    """Somebody of whom nothing is the case, but for what a test puts there."""

    def __init__(self, world: World) -> None:
        """Take the knowledge base."""
        self._prepared = world.prepared
        self._nobody = world.facts(Presentation())
        self._calm: list[bool | None] = [False] * len(self._nobody.table)
        self._lookup = self._nobody.lookup

    def with_value(self, obstacle: Obstacle, *, value: bool | None, item: Item) -> PlanItem:
        """Return what the plan says of *item* where *obstacle* has that value and all else is False."""
        table = list(self._calm)
        if obstacle.criterion.when is not None:
            table[self._prepared.position_of[id(obstacle.criterion.when)]] = value
        stands = dict.fromkeys(self._prepared.conditions, Standing.UNLIKELY)
        for condition in obstacle.criterion.conditions:
            if value:
                stands[condition] = Standing.LIKELY
            else:
                del stands[condition]  # Neither shown nor ruled out: unknown.
        return self._judged(item, table, self._lookup, stands)

    def withheld_by_rule(self, rule: TriageRule, item: Item) -> PlanItem:
        """Return what the plan says of *item* while *rule* fires."""
        return self._judged(item, self._calm, self._lookup, {}, rule)

    def withheld_by_definition(self, definition: str, item: Item) -> PlanItem:
        """Return what the plan says of *item* while *definition* is True."""

        def lookup(name: str) -> Value | None:
            return True if name == definition else self._lookup(name)

        return self._judged(item, self._calm, lookup, {})

    def withheld_by_condition(self, condition: str, standing: Standing, item: Item) -> PlanItem:
        """Return what the plan says of *item* while *condition* stands so."""
        return self._judged(item, self._calm, self._lookup, {condition: standing})

    def _judged(
        self,
        item: Item,
        table: list[bool | None],
        lookup: Lookup,
        stands: dict[str, Standing],
        *fired: TriageRule,
    ) -> PlanItem:
        facts: Facts = copy.copy(self._nobody)
        facts.__dict__ |= {"table": table, "lookup": lookup}
        low = Urgency.SELF_CARE
        screening = Screening(urgency=low, lower=low, upper=low, fired=fired, open=())
        found = tuple(_candidate(condition, standing) for condition, standing in stands.items())
        return judge(facts, screening, found, item.entity.id)


def _candidate(condition: str, standing: Standing) -> Candidate:
    return Candidate(
        condition=condition,
        label=condition,
        standing=standing,
        given=False,
        decided_by=None,
        for_=(),
        against=(),
        ask=(),
        sources=(),
    )


def obstacles_heeded(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 5 fails in the real plan: an item that is ready, or says nothing, in spite of one obstacle.

    .. versionadded:: 0.1.0
    """
    stage = _Stage(world)
    for item in world.prepared.items:
        name = f"the {item.kind} {item.entity.id}"
        for obstacle in item.obstacles:
            for value in (True, None):
                inquiry.count += 1
                made = stage.with_value(obstacle, value=value, item=item)
                if value and obstacle.absolute and made.verdict is not PlanVerdict.CONTRAINDICATED:
                    inquiry.fail(f"{name} is {made.verdict.value} although it is absolutely not for: {obstacle.not_if}")
                elif (value or obstacle.ask) and made.verdict in _READY:
                    word = "True" if value else "unknown, and must be asked"
                    inquiry.fail(f"{name} is {made.verdict.value} although this is {word}: {obstacle.not_if}")
                elif value is None and made.verdict in _USABLE and not _told(obstacle, made):
                    inquiry.fail(f"{name} does not tell: not if {obstacle.not_if}")


def _told(obstacle: Obstacle, made: PlanItem) -> bool:
    """Return whether an item tells of *obstacle*; what holds for every exercise is said in front of the plan."""
    return obstacle.everywhere or obstacle.not_if in made.not_if


def withholding_heeded(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 6 fails in the real plan: an item that is not contraindicated although what it has is withheld.

    .. versionadded:: 0.1.0
    """
    stage, prepared = _Stage(world), world.prepared
    for item in prepared.items:
        words = {*item.has, ANY}
        verdicts = {
            f"the rule {rule.id}": stage.withheld_by_rule(rule, item)
            for rule in prepared.rules
            if words & set(rule.withholds)
        }
        verdicts |= {
            f"the definition {each.id}": stage.withheld_by_definition(each.id, item)
            for each in prepared.withholding_definitions
            if words & set(each.withholds)
        }
        verdicts |= {
            f"the condition {each.id}, {standing.value}": stage.withheld_by_condition(each.id, standing, item)
            for each in prepared.conditions.values()
            for standing in Standing
            if words & set(each.withholds) and standing.rank >= each.withholds_from.rank
        }
        for what, made in verdicts.items():
            inquiry.count += 1
            if made.verdict is not PlanVerdict.CONTRAINDICATED:
                inquiry.fail(f"the {item.kind} {item.entity.id} is {made.verdict.value} in spite of {what}")
