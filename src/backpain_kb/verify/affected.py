"""Find, with the solver and among the shipped people, whom a change of the knowledge affects."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import attrs
import z3

from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.model.rules import Urgency
from backpain_kb.verify.compared import Compared
from backpain_kb.verify.difference import AdviceShift, Difference, UrgencyShift, entity_changes
from backpain_kb.verify.inquiry import PATIENCE, Inquiry
from backpain_kb.verify.levels import loss_of
from backpain_kb.verify.plans import Plans
from backpain_kb.verify.shipped import shipped_people
from backpain_kb.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.model.assessment import Triage
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.rules import TriageRule
    from backpain_kb.reasoning.items import Item
    from backpain_kb.verify.levels import View
    from backpain_kb.verify.people import Term

__all__ = ["diff"]

_SECONDS = 5  # Between two messages on how far it has come.

_TRIES = 4  # People whom the solver proposes for one item and one way to differ, where points stand in the way.

_Shift = TypeVar("_Shift", UrgencyShift, AdviceShift)
_T = TypeVar("_T")


def diff(
    old: KnowledgeBase,
    new: KnowledgeBase,
    *,
    people: Mapping[str, Presentation] | None = None,
    patience: int = PATIENCE,
    tell: Callable[[str], None] = lambda _: None,
) -> Difference:
    """
    Return whom the change from *old* to *new* affects.

    A solver looks among all people for those who become more or less urgent, and for advice that appears, vanishes or
    turns; each is shown by a smallest person, assessed for real with both.  A finding that only one of the two knows is
    unknown to the other.

    Args:
        old: The knowledge base before.
        new: The knowledge base after.
        people: People to be compared besides, by name; those that ship with the package, where nothing is given.
        patience: Milliseconds after which one question to the solver is given up; `Difference.unsettled` then says so.
        tell: Is told how far it has come.

    Example:
        >>> import backpain_kb as bp
        >>> kb = bp.load()
        >>> diff(kb, kb, people={}).less_urgent
        ()

    .. versionadded:: 0.1.0
    """
    inquiry = Inquiry(patience)
    before, after = World(old), World(new)
    shipped = shipped_people() if people is None else people
    less = _urgency(inquiry, _ByLead(before, after), shipped, _Pace(tell, "who is less urgent: rule"))
    back = _urgency(inquiry, _ByLead(before, after, backwards=True), shipped, _Pace(tell, "who is more urgent: rule"))
    advice = _advice(inquiry, Compared(before, after), shipped, _Pace(tell, "advice: item"))
    return Difference(
        old=_packs(old),
        new=_packs(new),
        entities=tuple(entity_changes(old.catalogue, new.catalogue)),
        less_urgent=less,
        more_urgent=tuple(_turned_round(shift) for shift in back),
        advice=advice,
        unsettled=tuple(failure.says for failure in inquiry.failures),
    )


class _Pace:
    """Tells how far a long search has come, now and then."""

    def __init__(self, tell: Callable[[str], None], what: str) -> None:
        """Take whom to tell, and what is counted."""
        self._tell = tell
        self._what = what
        self._told = -math.inf

    def through(self, all_: Iterable[_T]) -> Iterator[_T]:
        """Yield each of *all_*, and tell where it stands."""
        every = list(all_)
        for position, each in enumerate(every, start=1):
            if time.monotonic() - self._told >= _SECONDS:
                self._tell(f"{self._what} {position} of {len(every)}")
                self._told = time.monotonic()
            yield each


def _packs(kb: KnowledgeBase) -> tuple[str, ...]:
    return tuple(f"{pack.name} {pack.version} {pack.sha256}" for pack in kb.catalogue.packs)


def _turned_round(shift: UrgencyShift) -> UrgencyShift:
    """Return a shift that was found backwards."""
    return attrs.evolve(
        shift,
        old=shift.new,
        new=shift.old,
        old_hours=shift.new_hours,
        new_hours=shift.old_hours,
        old_rule=shift.new_rule,
        new_rule=shift.old_rule,
    )


# Urgency.


class _ByLead(Compared):
    """What counts is what to do now: the level, then whether an ambulance is called, then by when."""

    bounds = (("acting", "acting"),)

    @staticmethod
    def weight(rule: TriageRule) -> tuple[int, ...]:
        """Return how grave *rule* is."""
        return (rule.urgency.rank, int(rule.ambulance), -rule.within_hours)

    @staticmethod
    def measured(triage: Triage, _: str) -> tuple[int, ...]:
        """Return how grave what leads is."""
        lead = triage.lead
        return (lead.urgency.rank, int(lead.ambulance), -(lead.within_hours or 0))


def _urgency(
    inquiry: Inquiry, change: _ByLead, people: Mapping[str, Presentation], pace: _Pace
) -> tuple[UrgencyShift, ...]:
    """Return who is less urgent after *change*."""
    before, after, _ = change.views(frozenset())
    found: dict[tuple[object, ...], UrgencyShift] = {}
    for rule in pace.through(before.world.rules):
        loss = loss_of(inquiry, change, rule)
        if loss is not None:
            _keep(found, _shift(*loss.triages, loss.who))
    for name, who in people.items():
        pair = change.pair(who)
        triages = before.world.kb.triage(pair[0]), after.world.kb.triage(pair[1])
        if change.measured(triages[1], "urgency") < change.measured(triages[0], "urgency"):
            _keep(found, _shift(*triages, who), name)
    return tuple(sorted(found.values(), key=lambda shift: (-shift.old.rank, shift.new.rank, str(shift.old_rule))))


def _shift(old: Triage, new: Triage, who: Presentation) -> UrgencyShift:
    return UrgencyShift(
        old=old.urgency,
        new=new.urgency,
        old_hours=old.lead.within_hours,
        new_hours=new.lead.within_hours,
        old_rule=old.lead.rule,
        new_rule=new.lead.rule,
        who=who,
    )


def _keep(found: dict[tuple[object, ...], _Shift], shift: _Shift, persona: str | None = None) -> None:
    """Keep *shift*, once for all to whom the same happens, with the smallest of them and the names of the shipped."""
    key: tuple[object, ...] = tuple(
        getattr(shift, field.name) for field in attrs.fields(type(shift)) if field.name not in _OF_PERSON
    )
    before = found.get(key)
    if before is None or (persona is None and len(shift.who.facts) < len(before.who.facts)):
        found[key] = shift if before is None else attrs.evolve(shift, personas=before.personas)
    if persona is not None:
        found[key] = attrs.evolve(found[key], personas=(*found[key].personas, persona))


_OF_PERSON = ("who", "personas")


# Advice.


def _items(world: World) -> dict[str, Item]:
    return {item.entity.id: item for item in world.prepared.items}


def _advice(
    inquiry: Inquiry, change: Compared, people: Mapping[str, Presentation], pace: _Pace
) -> tuple[AdviceShift, ...]:
    """Return what appears, vanishes or turns in the plans of people who are below same-day in both."""
    found: dict[tuple[object, ...], AdviceShift] = {}
    for shift in _Search(inquiry, change).shifts(pace):
        _keep(found, shift)
    for name, who in people.items():
        old, new = _verdicts(change, who)
        if old is not None and new is not None:
            for item in sorted({*old, *new}):
                if old.get(item) is not new.get(item):
                    _keep(found, AdviceShift(item=item, old=old.get(item), new=new.get(item), who=who), name)
    return tuple(sorted(found.values(), key=lambda shift: (shift.item, str(shift.old), str(shift.new))))


_Plans = tuple["Mapping[str, PlanVerdict] | None", "Mapping[str, PlanVerdict] | None"]


def _verdicts(change: Compared, who: Presentation) -> _Plans:
    """Return item to verdict before and after; None at same-day and above."""
    old, new = (world.kb.assess(each) for world, each in zip((change.old, change.new), change.pair(who), strict=True))
    first, second = (
        None if answer.triage.urgency >= Urgency.SAME_DAY else {each.item: each.verdict for each in answer.plan.items}
        for answer in (old, new)
    )
    return first, second


class _Search:
    """Looks for people in whom an item differs."""

    def __init__(self, inquiry: Inquiry, change: Compared) -> None:
        """Take what is compared; people are below same-day in both."""
        self._inquiry = inquiry
        self._change = change
        *views, limits = change.views(change.everything)
        self._views: tuple[View, View] = (views[0], views[1])
        calm = [
            z3.Not(view.terms.truth(rule.when, precaution=True).certainly)
            for view in self._views
            for rule in view.world.rules_from(Urgency.SAME_DAY)
        ]
        self._solver = inquiry.solver([*limits, *calm])
        self._plans = [Plans(view.world, view.terms) for view in self._views]
        self._witnesses: list[Presentation] = []
        self._known: dict[Presentation, _Plans] = {}  # What was asked of somebody for one item serves for all.

    def shifts(self, pace: _Pace) -> Iterator[AdviceShift]:
        """Yield for each item the people found, one for each way to differ."""
        old, new = (_items(view.world) for view in self._views)
        for id_ in pace.through(sorted({*old, *new})):
            for way, claim in self._ways(old.get(id_), new.get(id_)):
                who = self._somebody(id_, way, claim)
                if who is not None:
                    self._witnesses.append(who)
                    verdicts = self._differing(id_, who)
                    assert verdicts is not None  # noqa: S101 - that is how somebody was found; this tells the checker.
                    yield AdviceShift(item=id_, old=verdicts[0], new=verdicts[1], who=who)

    def _ways(self, was: Item | None, is_: Item | None) -> Iterator[tuple[_Way, Term]]:
        """Yield the ways in which an item may differ; none where nothing that it rests on has changed."""
        (listed, forbidden, waits), (lists, forbids, asks) = (
            _NEVER if item is None else (plans.indicated(item), plans.forbidden(item), plans.waits(item))
            for plans, item in zip(self._plans, (was, is_), strict=True)
        )
        if not listed.eq(lists):
            yield _appears, z3.And(lists, z3.Not(listed))
            yield _vanishes, z3.And(listed, z3.Not(lists))
        both = z3.And(listed, lists)
        if not forbidden.eq(forbids):
            yield _is_forbidden, z3.And(both, forbids, z3.Not(forbidden))
            yield _is_freed, z3.And(both, forbidden, z3.Not(forbids))
        free = z3.And(both, z3.Not(forbidden), z3.Not(forbids))
        if not waits.eq(asks):
            yield _must_ask, z3.And(free, asks, z3.Not(waits))
            yield _need_not_ask, z3.And(free, waits, z3.Not(asks))
        if was is not None and is_ is not None and (was.entity, was.guided_by) != (is_.entity, is_.guided_by):
            # What guidelines say may have changed.
            yield _differs, z3.And(free, z3.Not(waits), z3.Not(asks))

    def _differing(self, item: str, who: Presentation) -> _Verdicts | None:
        """Return the two verdicts on *item*; None where they are the same, or there is no plan."""
        if who not in self._known:
            self._known[who] = _verdicts(self._change, who)
        old, new = self._known[who]
        if old is None or new is None or old.get(item) is new.get(item):
            return None
        return old.get(item), new.get(item)

    def _somebody(self, item: str, way: _Way, claim: Term) -> Presentation | None:
        """Return a smallest person in whom *item* differs in that *way*; one who was found for another item, if any."""
        before = (who for who in self._witnesses if (differs := self._differing(item, who)) and way(*differs))
        for who in itertools.chain(before, self._proposed(item, claim)):
            differs = self._differing(item, who)
            if differs is not None:
                return self._change.old.smallest(who, lambda each: self._differing(item, each) == differs)  # noqa: B023 - asked at once.
        return None

    def _proposed(self, item: str, claim: Term) -> Iterator[Presentation]:
        """Yield the people of whom the solver thinks that *claim* holds."""
        self._solver.push()
        try:
            self._solver.add(claim)
            for _ in range(_TRIES):
                model = self._inquiry.model(f"the advice on {item}", solver=self._solver)
                if model is None:
                    return
                who = self._change.person_in(*self._views, model)
                yield who
                # Points, which the solver does not know, stand in the way: next somebody who says other things.
                known = [term for view in self._views for term in view.terms.people.knowing(who)]
                self._solver.add(z3.Not(z3.And(known)))
        finally:
            self._solver.pop()


_NEVER = (z3.BoolVal(val=False),) * 3

_Verdicts = tuple["PlanVerdict | None", "PlanVerdict | None"]
_Way = Callable[["PlanVerdict | None", "PlanVerdict | None"], bool]


def _appears(old: PlanVerdict | None, _: PlanVerdict | None) -> bool:
    return old is None


def _vanishes(_: PlanVerdict | None, new: PlanVerdict | None) -> bool:
    return new is None


def _is_forbidden(old: PlanVerdict | None, new: PlanVerdict | None) -> bool:
    return old is not None and new is PlanVerdict.CONTRAINDICATED


def _is_freed(old: PlanVerdict | None, new: PlanVerdict | None) -> bool:
    return old is PlanVerdict.CONTRAINDICATED and new is not None


def _must_ask(old: PlanVerdict | None, new: PlanVerdict | None) -> bool:
    return old is not None and new is PlanVerdict.ASK_FIRST


def _need_not_ask(old: PlanVerdict | None, new: PlanVerdict | None) -> bool:
    return old is PlanVerdict.ASK_FIRST and new is not None


def _differs(_: PlanVerdict | None, __: PlanVerdict | None) -> bool:
    return True
