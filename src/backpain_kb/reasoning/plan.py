"""
What helps, what to ask about, what to leave alone.

Each item gets the first verdict that fits, from "not listed" down to "recommended"; every step says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.assessment import Plan, PlanItem, PlanVerdict, Reason
from backpain_kb.model.care import Treatment
from backpain_kb.model.rules import Role, Urgency
from backpain_kb.reasoning.candidates import standings
from backpain_kb.reasoning.criteria import Criteria
from backpain_kb.reasoning.interactions import keep_apart
from backpain_kb.reasoning.items import Obstacle
from backpain_kb.reasoning.session import session_of, today_of
from backpain_kb.reasoning.withheld import ANY, withheld

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backpain_kb.model.assessment import Candidate, Fact
    from backpain_kb.model.rules import Message
    from backpain_kb.model.terms import Criterion
    from backpain_kb.reasoning.facts import Facts
    from backpain_kb.reasoning.guidance import Guidance
    from backpain_kb.reasoning.items import Item
    from backpain_kb.reasoning.triage import Screening

__all__ = ["judge", "make_plan", "said_of_all"]

_VERDICT_RANKS = {verdict: rank for rank, verdict in enumerate(PlanVerdict)}
_KIND_RANKS = {"treatment": 0, "programme": 1, "exercise": 2}


def make_plan(facts: Facts, screening: Screening, found: tuple[Candidate, ...], guidelines: Sequence[str] = ()) -> Plan:
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
    ranked = [planner.item(item, matched) for item, matched in planner.in_question()]
    ranked.sort(key=lambda pair: pair[0])
    items = sorted(keep_apart(facts, [item for _, item in ranked]), key=lambda item: _VERDICT_RANKS[item.verdict])
    said = [message.text for message in prepared.messages[Role.PLAN] if planner.says(message)]
    if not items:
        return Plan()
    return Plan(
        items=tuple(items),
        for_every_item=(*said, *planner.not_if_for_every_exercise()),
        today=today_of(prepared, items),
        session=session_of(prepared, items),
    )


def judge(facts: Facts, screening: Screening, found: tuple[Candidate, ...], id_: str) -> PlanItem:
    """
    Return the verdict on one item that somebody asks for, whether or not anything brings it into question.

    .. versionadded:: 0.1.0
    """
    planner = _Planner(facts, screening, found, ())
    matched = {item.entity.id: criteria for item, criteria in planner.in_question()}
    (item,) = (item for item in facts.prepared.items if item.entity.id == id_)
    return planner.item(item, matched.get(id_, []))[1]


def said_of_all(facts: Facts, screening: Screening, found: tuple[Candidate, ...]) -> tuple[str, ...]:
    """
    Return what the messages of the packs say of everything that this person does.

    .. versionadded:: 0.1.0
    """
    planner = _Planner(facts, screening, found, ())
    return tuple(message.text for message in facts.prepared.messages[Role.PLAN] if planner.says(message))


_Barrier = tuple[Obstacle, bool | None]
"""What stands in the way of an item: an obstacle that is True or unknown."""


class _Planner:
    """Makes the plan of one person."""

    def __init__(
        self, facts: Facts, screening: Screening, found: tuple[Candidate, ...], guidelines: tuple[str, ...]
    ) -> None:
        self._facts = facts
        self._prepared = facts.prepared
        self._phrases = facts.prepared.phrases
        self._criteria = Criteria(facts, standings(found))
        self._guidelines = guidelines
        self._withheld = withheld(facts, screening, found)
        self._values: dict[Obstacle, bool | None] = {}
        self._reasons: dict[Obstacle, Reason] = {}

    def in_question(self) -> Iterator[tuple[Item, list[Criterion]]]:
        """Yield the items that something brings into question, each with the criteria that are True."""
        table, ranks, index = self._facts.table, self._criteria.ranks, self._prepared.brought_by
        found = {each for position, places in index.expressions if table[position] is True for each in places}
        for condition, rank in ranks.items():
            found.update([(place, own) for least, place, own in index.conditions.get(condition, ()) if rank >= least])
        items = self._prepared.items
        matched: dict[int, list[Criterion]] = {}
        for place, own in sorted(found):
            matched.setdefault(place, []).append(items[place].criteria[own])
        for place, criteria in matched.items():
            yield items[place], criteria

    def item(self, item: Item, matched: list[Criterion]) -> tuple[tuple[object, ...], PlanItem]:
        """Return *item*, which the *matched* criteria bring into question, with its verdict and place in the order."""
        entity = item.entity
        barriers = self._barriers(item)
        guidance = self._guidance(item)
        verdict, deciding = self._verdict(item, barriers, guidance)
        behind = {fact.finding: fact for criterion in matched for fact in self._criteria.behind(criterion)}
        phrase = "phrase_meant_for" if matched else "phrase_not_in_question"
        fits = Reason(text=self._phrases[phrase], facts=tuple(behind.values()), sources=entity.sources)
        unknown = [obstacle for obstacle, value in barriers if value is None]
        source_ids = [*entity.sources, *guidance.sources, *[source for reason in deciding for source in reason.sources]]
        made = PlanItem(
            item=entity.id,
            kind=item.kind,
            label=entity.label,
            verdict=verdict,
            dose=self._prepared.doses[entity.id],
            reasons=(*deciding, fits),
            cautions=self._cautions(item),
            not_if=tuple(dict.fromkeys([obstacle.not_if for obstacle in unknown if not obstacle.everywhere])),
            ask=self._to_ask(unknown) if verdict is PlanVerdict.ASK_FIRST else (),
            recommended_by=guidance.recommended_by,
            advised_against_by=guidance.advised_against_by,
            sources=tuple(dict.fromkeys(source_ids)),
        )
        # Verdict, then what is tried first, treatments before exercises, easy before hard, what fits best, id.
        order = (_VERDICT_RANKS[verdict], not item.first_line, _KIND_RANKS[item.kind], item.level)
        return (*order, -len(matched), -guidance.count_for, entity.id), made

    def says(self, message: Message) -> bool:
        """Return whether *message* holds for everything in this plan."""
        held = {each.what for each in self._withheld}
        if message.unless_withheld is not None and held & {ANY, message.unless_withheld}:
            return False
        if message.withheld is not None and held & {ANY, message.withheld}:
            return True
        if message.when is None:
            return message.withheld is None
        return self._facts.holds(message.when) is True

    # What stands in its way.

    def _barriers(self, item: Item) -> list[_Barrier]:
        """Return the obstacles of *item* that are True or unknown; what stands in the way of many is asked once."""
        values, found = self._values, []
        for obstacle in item.obstacles:
            if obstacle not in values:
                values[obstacle] = self._criteria.value(obstacle.criterion)
            if values[obstacle] is not False:
                found.append((obstacle, values[obstacle]))
        return found

    def not_if_for_every_exercise(self) -> tuple[str, ...]:
        """Return what would forbid every exercise and is not known."""
        phrase = self._phrases["phrase_not_if_exercise"]
        unknown = [obstacle for obstacle, value in self._values.items() if obstacle.everywhere and value is None]
        return tuple(dict.fromkeys(phrase.format(not_if=obstacle.not_if) for obstacle in unknown))

    def _to_ask(self, unknown: list[Obstacle]) -> tuple[str, ...]:
        """Return what must be answered before an item can stand, as far as this asker can know it."""
        names = dict.fromkeys(
            name for obstacle in unknown if obstacle.ask for name in self._criteria.waits_for(obstacle.criterion)
        )
        knowable = self._prepared.knowable[self._facts.who.asker]
        return tuple([name for name in names if name in knowable])

    # What guidelines say.

    def _guidance(self, item: Item) -> Guidance:
        """Return what those recommendations say that may concern this person, and that are preferred where any is."""
        holds = self._facts.holds
        recommendations = item.guided_by.recommendation if item.guided_by is not None else ()
        concerning = [
            place
            for place, recommendation in enumerate(recommendations)
            if recommendation.population is None or holds(recommendation.population) is not False
        ]
        preferred = [place for place in concerning if recommendations[place].source in self._guidelines]
        return self._prepared.guidance(item, tuple(preferred or concerning))

    # The verdict.

    def _verdict(
        self, item: Item, barriers: list[_Barrier], guidance: Guidance
    ) -> tuple[PlanVerdict, tuple[Reason, ...]]:
        """Return the first verdict that fits, and why."""
        forbidding = [self._reason(barrier) for barrier in barriers if barrier[1] is True and barrier[0].absolute]
        forbidding += [held.reason for held in self._withheld if held.what == ANY or held.what in item.has]
        if forbidding:
            return PlanVerdict.CONTRAINDICATED, _each_once(forbidding)
        if guidance.verdict is PlanVerdict.NOT_RECOMMENDED:
            return guidance.verdict, guidance.reasons
        # What is True is said before what is unknown.
        asking = [self._reason(barrier) for barrier in barriers if barrier[1] is True]
        asking += [self._reason(barrier) for barrier in barriers if barrier[1] is None and barrier[0].ask]
        if isinstance(item.entity, Treatment) and item.entity.professional:
            asking.append(Reason(text=self._phrases["phrase_professional"], sources=item.entity.sources))
        if asking:
            return PlanVerdict.ASK_FIRST, _each_once(asking)
        return guidance.verdict, guidance.reasons

    def _reason(self, barrier: _Barrier) -> Reason:
        """Return why *barrier* stands in the way; one of a safety rule does so for many items, and is said once."""
        obstacle, value = barrier
        if obstacle not in self._reasons:
            self._reasons[obstacle] = self._true_reason(obstacle) if value else self._unknown_reason(obstacle)
        return self._reasons[obstacle]

    def _true_reason(self, obstacle: Obstacle) -> Reason:
        facts: tuple[Fact, ...] = self._facts.facts(self._criteria.because(obstacle.criterion))
        if not facts:
            facts = self._criteria.behind(obstacle.criterion)
        return Reason(text=obstacle.why, facts=facts, sources=obstacle.sources)

    def _unknown_reason(self, obstacle: Obstacle) -> Reason:
        text = self._phrases["phrase_answer_first"].format(not_if=obstacle.not_if, why=obstacle.why)
        facts = self._facts.facts(self._criteria.waits_for(obstacle.criterion))
        return Reason(text=text, facts=facts, sources=obstacle.sources)

    def _cautions(self, item: Item) -> tuple[str, ...]:
        """Return what to mind: cautions that hold, of the item, its exercises and the safety rules."""
        is_true = self._criteria.is_true
        return tuple(dict.fromkeys([text for criterion, text in item.cautions if is_true(criterion)]))


def _each_once(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Return *reasons* without those that say the same again."""
    return tuple({reason.text: reason for reason in reversed(reasons)}.values())[::-1]
