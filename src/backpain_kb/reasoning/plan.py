"""
What helps, what to ask about, what to leave alone.

Each item gets the first verdict that fits, from "not listed" down to "recommended"; every step says why.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from backpain_kb.logic.tree import Expression, Name
from backpain_kb.model.assessment import Candidate, Fact, Plan, PlanItem, PlanVerdict, Reason
from backpain_kb.model.care import (
    Contraindication,
    Direction,
    InteractionLevel,
    Recommendation,
    SafetyAction,
    SafetyRule,
    Treatment,
    WhileUnknown,
)
from backpain_kb.model.evidence import Certainty
from backpain_kb.model.rules import Role, Urgency
from backpain_kb.model.terms import Criterion, Standing
from backpain_kb.reasoning.candidates import standings
from backpain_kb.reasoning.dose import dose_in_words
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.items import Item
from backpain_kb.reasoning.triage import Screening

__all__ = ["ANY", "make_plan"]

ANY = "any"
"""What a rule withholds to withhold everything."""

_VERDICT_RANKS = {verdict: rank for rank, verdict in enumerate(PlanVerdict)}
_KIND_RANKS = {"treatment": 0, "programme": 1, "exercise": 2}
_FOR = (Direction.FOR, Direction.CONDITIONAL_FOR)
_AGAINST = (Direction.AGAINST, Direction.CONDITIONAL_AGAINST)


@attrs.frozen
class _Barrier:
    """A contraindication of an item, from the item itself or from a safety rule, with its value for this person."""

    value: bool | None
    absolute: bool
    ask: bool
    not_if: str
    why: str
    because: tuple[str, ...]
    open: tuple[str, ...]
    sources: tuple[str, ...]


@attrs.frozen
class _Withheld:
    """Something held back, and why."""

    what: str
    text: str
    facts: tuple[Fact, ...]
    sources: tuple[str, ...]


def make_plan(
    facts: Facts, screening: Screening, found: tuple[Candidate, ...], guidelines: Sequence[str] = ()
) -> Plan:
    """
    Return the plan; at same-day and above it is empty, so that nothing stands beside the action.

    Args:
        facts: The facts of the person.
        screening: The urgency and the rules that fired.
        found: The candidates.
        guidelines: Sources of the guidelines that are preferred where they speak; all count where it is empty.

    .. versionadded:: 0.1.0
    """
    if screening.urgency >= Urgency.SAME_DAY:
        return Plan()
    planner = _Planner(facts, screening, found, tuple(guidelines))
    prepared = facts.prepared
    ranked = [ranked for item in prepared.items if (ranked := planner.item(item)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    items = planner.keep_apart(tuple(item for _, item in ranked))
    said = tuple(m.text for m in prepared.messages[Role.PLAN] if m.when is None or facts.holds(m.when) is True)
    return Plan(items=items, for_every_item=said if items else ())


class _Planner:
    """Makes the plan of one person."""

    def __init__(
        self, facts: Facts, screening: Screening, found: tuple[Candidate, ...], guidelines: tuple[str, ...]
    ) -> None:
        self._facts = facts
        self._prepared = facts.prepared
        self._phrases = facts.prepared.phrases
        self._standing = standings(found)
        self._guidelines = guidelines
        self._withheld = _withheld(facts, screening, found)
        self._rule_barriers: dict[str, _Barrier | None] = {}

    def item(self, item: Item) -> tuple[tuple[object, ...], PlanItem] | None:
        """Return *item* with its verdict and its place in the order; None where nothing brings it into question."""
        matched = self._matched(item)
        if not matched:
            return None
        entity = item.entity
        barriers = self._barriers(item)
        recommendations = self._recommendations(item)
        for_ = self._speaking(recommendations, _FOR)
        against = self._speaking(recommendations, _AGAINST)
        verdict, deciding = self._verdict(item, barriers, for_, against)
        helps = Reason(
            text=self._phrases["phrase_meant_for"],
            facts=tuple(dict.fromkeys(fact for why in matched for fact in why)),
            sources=entity.sources,
        )
        told = [barrier for barrier in barriers if barrier.value is None]
        source_ids = [*entity.sources, *(r.source for r in recommendations), *(s for r in deciding for s in r.sources)]
        made = PlanItem(
            item=entity.id,
            kind=item.kind,
            label=entity.label,
            verdict=verdict,
            dose=dose_in_words(entity, self._phrases),
            reasons=(*deciding, helps),
            cautions=self._cautions(item),
            not_if=tuple(dict.fromkeys(barrier.not_if for barrier in told)),
            ask=self._to_ask(verdict, told),
            recommended_by=tuple(dict.fromkeys(r.source for r in for_)),
            advised_against_by=tuple(dict.fromkeys(r.source for r in against)),
            sources=tuple(dict.fromkeys(source_ids)),
        )
        return self._place(item, made, matched, len(for_)), made

    # What brings an item into question.

    def _matched(self, item: Item) -> list[tuple[Fact, ...]]:
        """Return the facts behind each criterion of *item* that is True."""
        matched = []
        for criterion in item.criteria:
            if self._value(criterion) is not True:
                continue
            if criterion.when is not None:
                matched.append(self._facts.facts(self._facts.explain(criterion.when).because))
            else:
                matched.append(tuple(fact for id_ in criterion.conditions for fact in self._condition_facts(id_)))
        return matched

    def _condition_facts(self, condition: str) -> tuple[Fact, ...]:
        """Return the condition itself as a fact of the reason: its plain name and its standing."""
        standing = self._standing.get(condition)
        label = self._prepared.conditions[condition].lay
        return (Fact(finding=condition, label=label, value=standing.value),) if standing else ()

    def _value(self, criterion: Criterion) -> bool | None:
        """Return whether a criterion holds: an expression, or a condition with at least its standing."""
        if criterion.when is not None:
            return self._facts.holds(criterion.when)
        values = [self._stands(condition, criterion.standing) for condition in criterion.conditions]
        return True if True in values else None if None in values else False

    def _stands(self, condition: str, at_least: Standing) -> bool | None:
        """Return whether *condition* has at least that standing; unknown while nothing rules it out."""
        standing = self._standing.get(condition)
        if standing is not None and standing.rank >= at_least.rank:
            return True
        deciding = self._prepared.deciding.get(condition, ())
        ruled_out = deciding and all(self._facts.lookup(definition.id) is False for definition in deciding)
        return False if ruled_out or standing is Standing.UNLIKELY else None

    # What stands in its way.

    def _barriers(self, item: Item) -> list[_Barrier]:
        """Return the contraindications of *item* that are True or unknown, its own and those of the safety rules."""
        own = [self._barrier(contraindication, sources) for contraindication, sources in item.contraindications]
        by_rule = [self._barrier_of_rule(rule) for rule in item.forbidding]
        return [barrier for barrier in (*own, *by_rule) if barrier is not None]

    def _barrier(self, contraindication: Contraindication, fallback: tuple[str, ...]) -> _Barrier | None:
        """Return a contraindication as it stands; None when it is False."""
        value = self._value(contraindication)
        if value is False:
            return None
        return self._made_barrier(
            contraindication,
            value,
            absolute=contraindication.absolute,
            ask=contraindication.while_unknown is WhileUnknown.ASK,
            not_if=contraindication.not_if,
            why=contraindication.why,
            sources=contraindication.sources or fallback,
        )

    def _barrier_of_rule(self, rule: SafetyRule) -> _Barrier | None:
        """Return a safety rule as it stands, worked out once; None when it is False."""
        if rule.id not in self._rule_barriers:
            value = self._value(rule.criterion)
            self._rule_barriers[rule.id] = (
                None
                if value is False
                else self._made_barrier(
                    rule.criterion,
                    value,
                    absolute=rule.action is SafetyAction.AVOID,
                    ask=rule.while_unknown is WhileUnknown.ASK,
                    not_if=rule.not_if or "",
                    why=rule.why,
                    sources=rule.sources,
                )
            )
        return self._rule_barriers[rule.id]

    def _made_barrier(  # noqa: PLR0913 - the fields of a barrier.
        self,
        criterion: Criterion,
        value: bool | None,  # noqa: FBT001 - the value of the criterion.
        *,
        absolute: bool,
        ask: bool,
        not_if: str,
        why: str,
        sources: tuple[str, ...],
    ) -> _Barrier:
        """Return a barrier with the facts behind it, or with what it waits for where that has to be asked."""
        expressions = self._expressions(criterion) if value or ask else ()
        explained = [self._facts.explain(expression) for expression in expressions]
        return _Barrier(
            value=value,
            absolute=absolute,
            ask=ask,
            not_if=not_if,
            why=why,
            because=tuple(dict.fromkeys(name for each in explained for name in each.because)) if value else (),
            open=() if value else tuple(dict.fromkeys(name for each in explained for name in each.open)),
            sources=sources,
        )

    def _expressions(self, criterion: Criterion) -> tuple[Expression, ...]:
        """Return the expression of a criterion, or those that decide its conditions."""
        if criterion.when is not None:
            return (criterion.when,)
        deciding = self._prepared.deciding
        return tuple(
            definition.expression for condition in criterion.conditions for definition in deciding.get(condition, ())
        )

    def _to_ask(self, verdict: PlanVerdict, told: list[_Barrier]) -> tuple[str, ...]:
        """Return what must be answered before an item that waits for an answer can stand."""
        if verdict is not PlanVerdict.ASK_FIRST:
            return ()
        names = dict.fromkeys(name for barrier in told if barrier.ask for name in barrier.open)
        can_be_known = self._prepared.can_be_known
        return tuple(n for n in names if can_be_known(self._prepared.findings[n], self._facts.who.asker))

    # What guidelines say.

    def _recommendations(self, item: Item) -> tuple[Recommendation, ...]:
        """Return the recommendations that may concern this person; those of the preferred guidelines where they speak."""
        if item.guided_by is None:
            return ()
        concerning = tuple(
            recommendation
            for recommendation in item.guided_by.recommendation
            if recommendation.population is None or self._facts.holds(recommendation.population) is not False
        )
        preferred = tuple(r for r in concerning if r.source in self._guidelines)
        return preferred or concerning

    @staticmethod
    def _speaking(recommendations: Sequence[Recommendation], directions: tuple[Direction, ...]) -> list[Recommendation]:
        """Return those that point one way; what nobody has checked never speaks for an item on its own."""
        speaking = [r for r in recommendations if r.direction in directions]
        return speaking if directions is _AGAINST or any(r.checked for r in speaking) else []

    # The verdict.

    def _verdict(
        self, item: Item, barriers: list[_Barrier], for_: list[Recommendation], against: list[Recommendation]
    ) -> tuple[PlanVerdict, tuple[Reason, ...]]:
        """Return the first verdict that fits, and why."""
        forbidding = [self._reason(b.why, b) for b in barriers if b.value is True and b.absolute]
        forbidding += [
            Reason(text=held.text, facts=held.facts, sources=held.sources)
            for held in self._withheld
            if held.what == ANY or held.what in item.has
        ]
        if forbidding:
            return PlanVerdict.CONTRAINDICATED, tuple(dict.fromkeys(forbidding))
        if against and not for_:
            return PlanVerdict.NOT_RECOMMENDED, (self._guideline_reason("phrase_guidelines_against", against),)
        asking = [self._reason(b.why, b) for b in barriers if b.value is True]
        asking += [self._unknown_reason(b) for b in barriers if b.value is None and b.ask]
        if isinstance(item.entity, Treatment) and item.entity.professional:
            asking.append(Reason(text=self._phrases["phrase_professional"], sources=item.entity.sources))
        if asking:
            return PlanVerdict.ASK_FIRST, tuple(dict.fromkeys(asking))
        doubts = self._doubts(item, for_, against)
        if doubts:
            return PlanVerdict.CONSIDER, doubts
        return PlanVerdict.RECOMMENDED, (self._guideline_reason("phrase_guidelines_for", for_),)

    def _doubts(
        self, item: Item, for_: list[Recommendation], against: list[Recommendation]
    ) -> tuple[Reason, ...]:
        """Return why an item is only to be considered; nothing when it is not."""
        if for_ and against:
            return (
                self._guideline_reason("phrase_guidelines_for", for_),
                self._guideline_reason("phrase_guidelines_against", against),
            )
        if not for_:
            return (Reason(text=self._phrases["phrase_no_guideline"], sources=item.entity.sources),)
        # The certainty of the evidence over all goes before the grades of single guidelines, which not all of them give.
        certainty = item.guided_by.certainty if item.guided_by is not None else None
        if certainty is None and all(recommendation.certainty is Certainty.VERY_LOW for recommendation in for_):
            certainty = Certainty.VERY_LOW
        if certainty is Certainty.VERY_LOW:
            return (self._guideline_reason("phrase_very_low_certainty", for_),)
        if all(recommendation.direction is Direction.CONDITIONAL_FOR for recommendation in for_):
            return (self._guideline_reason("phrase_guidelines_conditional", for_),)
        return ()

    def _reason(self, text: str, barrier: _Barrier) -> Reason:
        return Reason(text=text, facts=self._facts.facts(barrier.because), sources=barrier.sources)

    def _unknown_reason(self, barrier: _Barrier) -> Reason:
        text = self._phrases["phrase_answer_first"].format(not_if=barrier.not_if, why=barrier.why)
        return Reason(text=text, facts=self._facts.facts(barrier.open), sources=barrier.sources)

    def _guideline_reason(self, phrase: str, recommendations: Sequence[Recommendation]) -> Reason:
        ids = tuple(dict.fromkeys(recommendation.source for recommendation in recommendations))
        return Reason(text=self._phrases[phrase], sources=ids)

    # What to mind, and the order.

    def _cautions(self, item: Item) -> tuple[str, ...]:
        """Return what to mind: cautions that hold, of the item, its exercises and the safety rules."""
        said = [caution.text for caution in item.cautions if self._value(caution) is True]
        said += [rule.why for rule in item.minding if self._value(rule.criterion) is True]
        return tuple(dict.fromkeys(said))

    def _place(
        self, item: Item, made: PlanItem, matched: list[tuple[Fact, ...]], speaking: int
    ) -> tuple[object, ...]:
        """Return what an item is sorted by: verdict, first line, treatments before exercises, fit, guidelines, level, id."""
        verdict, kind = _VERDICT_RANKS[made.verdict], _KIND_RANKS[made.kind]
        return (verdict, not item.first_line, kind, item.level, -len(matched), -speaking, made.item)

    def keep_apart(self, items: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
        """
        Say of two things that must not meet that they must not.

        What meets a fact of the person (a medicine that is taken) waits for a professional; of two items of the plan each
        names the other.
        """
        usable = {item.item: item for item in items if item.verdict in _USABLE}
        changed: dict[str, PlanItem] = dict(usable)
        for interaction in self._prepared.interactions:
            if interaction.level is InteractionLevel.SYNERGY:
                continue
            treatments = self._prepared.treatments
            true_facts = [n for n in interaction.and_ if n not in treatments and self._facts.lookup(n) is True]
            for one in interaction.between:
                if one in changed and true_facts:
                    changed[one] = self._after_interaction(changed[one], interaction.level, interaction.effect, true_facts)
            pairs = [(a, b) for a in interaction.between for b in interaction.and_ if a in changed and b in changed and a != b]
            for one, other in pairs:
                for mine, theirs in ((one, other), (other, one)):
                    text = self._phrases["phrase_not_together"].format(
                        other=treatments[theirs].label, effect=interaction.effect
                    )
                    if text not in changed[mine].cautions:
                        changed[mine] = attrs.evolve(changed[mine], cautions=(*changed[mine].cautions, text))
        ordered = [changed.get(item.item, item) for item in items]
        return tuple(sorted(ordered, key=lambda item: _VERDICT_RANKS[item.verdict]))

    def _after_interaction(
        self, item: PlanItem, level: InteractionLevel, effect: str, true_facts: list[str]
    ) -> PlanItem:
        """Return *item* after it met a fact that it must not meet."""
        facts = tuple(
            fact
            for name in true_facts
            for fact in self._facts.facts(self._facts.explain(Name(name)).because)
        )
        reason = Reason(text=effect, facts=facts, sources=item.sources)
        if level is InteractionLevel.NEVER:
            return attrs.evolve(item, verdict=PlanVerdict.CONTRAINDICATED, reasons=(reason, *item.reasons), ask=())
        if level is InteractionLevel.AVOID:
            return attrs.evolve(item, verdict=PlanVerdict.ASK_FIRST, reasons=(reason, *item.reasons))
        return attrs.evolve(item, cautions=(*item.cautions, effect))


_USABLE = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST)


def _withheld(facts: Facts, screening: Screening, found: tuple[Candidate, ...]) -> tuple[_Withheld, ...]:
    """Return what is held back for this person: by rules that fired, by definitions, by conditions."""
    prepared = facts.prepared
    held = []
    for rule in screening.fired:
        because = facts.facts(facts.explain(rule.when).because or facts.explain(rule.when).open)
        held += [_Withheld(what, rule.tell, because, rule.sources) for what in rule.withholds]
    for definition in prepared.withholding_definitions:
        if facts.lookup(definition.id) is True:
            because = facts.facts(facts.explain(Name(definition.id)).because)
            text = prepared.phrases["phrase_withheld"].format(reason=definition.label)
            held += [_Withheld(what, text, because, definition.sources) for what in definition.withholds]
    for candidate in found:
        condition = prepared.conditions[candidate.condition]
        if condition.withholds and candidate.standing.rank >= condition.withholds_from.rank:
            text = prepared.phrases["phrase_withheld"].format(reason=condition.lay)
            because = candidate.for_[0].facts if candidate.for_ else ()
            held += [_Withheld(what, text, because, condition.sources) for what in condition.withholds]
    return tuple(held)
