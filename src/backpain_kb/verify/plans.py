"""
What is proved of plans, on the expressions: indication, contraindication, withholding.

The plan itself is not written a second time.  How a condition stands is worked out from points in Python; here that is
left free wherever no definition decides it, so what is proved holds for any points.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NoReturn, cast

import z3

from backpain_kb.logic.tree import Name
from backpain_kb.model.assessment import Plan, PlanVerdict
from backpain_kb.model.care import Programme
from backpain_kb.model.evidence import ConditionKind
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Standing
from backpain_kb.reasoning.plan import make_plan
from backpain_kb.reasoning.triage import Screening
from backpain_kb.reasoning.withheld import ANY
from backpain_kb.verify.triage import Answered

if TYPE_CHECKING:
    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.assessment import Candidate
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.terms import Criterion
    from backpain_kb.reasoning.facts import Facts
    from backpain_kb.reasoning.items import Item
    from backpain_kb.verify.inquiry import Inquiry
    from backpain_kb.verify.people import Term
    from backpain_kb.verify.terms import Terms
    from backpain_kb.verify.world import World

__all__ = ["Plans", "bone_first", "no_harm", "silence"]

_IMPACT = "impact"  # What a running step brings with it.


class Plans:
    """The terms of what brings an item into question, and of what stands in its way."""

    def __init__(self, world: World, terms: Terms, *, by_points: bool = False) -> None:
        """
        Take the knowledge base.

        Args:
            world: The knowledge base.
            terms: Its expressions, about people who can state everything.
            by_points: Whether a condition may also stand by its points, in any way (to prove what holds for everyone),
                or only by a definition or a diagnosis (to find somebody).
        """
        self._prepared = world.prepared
        self._terms = terms
        self._by_points = by_points

    def indicated(self, item: Item) -> Term:
        """Return the term that something brings *item* into question."""
        return z3.Or([self.holds(criterion) for criterion in item.criteria])

    def forbidden(self, item: Item) -> Term:
        """Return the term that *item* is contraindicated: by itself, by a safety rule, or because it is withheld."""
        barriers = [self.holds(obstacle.criterion) for obstacle in item.obstacles if obstacle.absolute]
        return z3.Or([*barriers, *self._withheld(item)])

    def waits(self, item: Item) -> Term:
        """Return the term that *item* waits for a professional or an answer, as far as contraindications say so."""
        relative = [self.holds(obstacle.criterion) for obstacle in item.obstacles if not obstacle.absolute]
        asked = [obstacle.criterion for obstacle in item.obstacles if obstacle.ask]
        return z3.Or([*relative, *(z3.And(self._perhaps(each), z3.Not(self.holds(each))) for each in asked)])

    def _perhaps(self, criterion: Criterion) -> Term:
        """Return the term that *criterion* is not False; a condition is ruled out by all that decide it."""
        if criterion.when is not None:
            return self._terms.truth(criterion.when).perhaps
        every = [self._prepared.deciding.get(condition, ()) for condition in criterion.conditions]
        if not all(every):
            return z3.BoolVal(val=True)
        return z3.Or([self._terms.truth(Name(each.id)).perhaps for deciding in every for each in deciding])

    def holds(self, criterion: Criterion) -> Term:
        """Return the term that *criterion* is True."""
        if criterion.when is not None:
            return self._terms.truth(criterion.when).certainly
        return z3.Or([self.stands(condition, criterion.standing) for condition in criterion.conditions])

    def stands(self, condition: str, least: Standing) -> Term:
        """Return the term that *condition* stands at *least* so."""
        ways = [self._terms.people.diagnosed(condition)]
        if self._prepared.conditions[condition].certainty_ceiling.rank >= least.rank:
            deciding = self._prepared.deciding.get(condition, ())
            ways += [self._terms.truth(Name(each.id)).certainly for each in deciding]
            if self._by_points:
                higher = [each for each in (Standing.POSSIBLE, Standing.LIKELY) if each.rank >= least.rank]
                ways += [z3.Bool(f"{condition} {each.value} by points") for each in higher]
        return z3.Or(ways)

    def _withheld(self, item: Item) -> list[Term]:
        """Return the terms under which something that *item* has is withheld."""
        words = item.has | {ANY}
        rules = [rule for rule in self._prepared.rules if words & set(rule.withholds)]
        definitions = [each for each in self._prepared.withholding_definitions if words & set(each.withholds)]
        conditions = [each for each in self._prepared.conditions.values() if words & set(each.withholds)]
        return [
            *(self._terms.truth(rule.when, precaution=True).certainly for rule in rules),
            *(self._terms.truth(Name(each.id)).certainly for each in definitions),
            *(self.stands(each.id, each.withholds_from) for each in conditions),
        ]


def no_harm(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 5 fails on the expressions.

    What is contraindicated stays so whatever else is answered, and what waits for an answer is only freed by one; and
    what an exercise must not be done for, a programme that holds it must not be done for either.

    .. versionadded:: 0.1.0
    """
    barriers: dict[Expression, None] = {}
    for item in world.prepared.items:
        whens = [obstacle.criterion.when for obstacle in item.obstacles]
        barriers |= dict.fromkeys(when for when in whens if when is not None)
    for when in barriers:
        inquiry.count += 1
        _kept(world, inquiry, when)
    plans = Plans(world, world.everyone, by_points=True)
    items = {item.entity.id: item for item in world.prepared.items}
    solver = inquiry.solver(world.everyone.people.rules)
    for programme in items.values():
        parts = programme.entity.items if isinstance(programme.entity, Programme) else ()
        for exercise in (items[part.exercise] for part in parts):
            inquiry.count += 1
            about = f"the programme {programme.entity.id}"
            claims = [plans.forbidden(exercise), z3.Not(plans.forbidden(programme))]
            if inquiry.model(about, *claims, solver=solver) is not None:
                inquiry.fail(f"{about} can be had while its exercise {exercise.entity.id} is contraindicated")


def _kept(world: World, inquiry: Inquiry, when: Expression) -> None:
    """Look whether an answer takes the value of *when* back."""
    before, after, limits = Answered(world, upwards=True).views(world.read(when))
    old, new = before.terms.truth(when), after.terms.truth(when)
    taken_back = z3.Or(z3.And(old.certainly, z3.Not(new.certainly)), z3.And(new.perhaps, z3.Not(old.perhaps)))
    model = inquiry.model(f"the contraindication {when}", *limits, taken_back)
    if model is not None:
        inquiry.fail(f"an answer takes the contraindication {when} back")


def bone_first(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 6 fails on the expressions.

    While a bone injury stands at possible or above, however it came to it, or something withholds impact, every item
    with impact is contraindicated.

    .. versionadded:: 0.1.0
    """
    prepared, everyone = world.prepared, world.everyone
    plans = Plans(world, everyone, by_points=True)
    bones = {
        f"the condition {each.id}": plans.stands(each.id, Standing.POSSIBLE)
        for each in prepared.conditions.values()
        if each.kind is ConditionKind.BONE_INJURY
    }
    withholding = [each for each in prepared.withholding_definitions if _IMPACT in each.withholds]
    bones |= {f"the definition {each.id}": everyone.truth(Name(each.id)).certainly for each in withholding}
    bones |= {f"the rule {rule.id}": world.acts(rule) for rule in prepared.rules if _IMPACT in rule.withholds}
    for item in prepared.items:
        if _IMPACT not in item.has:
            continue
        inquiry.count += 1
        name = f"the {item.kind} {item.entity.id}"
        limits = [*everyone.people.rules, z3.Not(plans.forbidden(item))]
        if inquiry.model(name, *limits, z3.Or(list(bones.values()))) is None:
            continue
        for bone, term in bones.items():
            if inquiry.model(name, *limits, term) is not None:
                shown = inquiry.model(name, *limits, term, plans.indicated(item))
                free = functools.partial(_free_to_hop, world, item, bone)
                who = None if shown is None else world.smallest(world.person_in(shown), free)
                inquiry.fail(f"{name} has impact and is not contraindicated in spite of {bone}", who)


def _free_to_hop(world: World, item: Item, bone: str, who: Presentation) -> bool:
    """Return whether the plan of *who* has *item*, not contraindicated, although *bone* holds."""
    answer = world.kb.assess(who)
    verdicts = {each.item: each.verdict for each in answer.plan.items}
    holding = {f"the rule {rule.rule}" for rule in answer.triage.fired}
    holding |= {
        f"the condition {each.condition}" for each in answer.candidates if each.standing is not Standing.UNLIKELY
    }
    lookup = world.facts(who).lookup
    holding |= {f"the definition {id_}" for id_ in world.prepared.definitions if lookup(id_) is True}
    forbidden = verdicts.get(item.entity.id, PlanVerdict.CONTRAINDICATED) is PlanVerdict.CONTRAINDICATED
    return bone in holding and not forbidden


def silence(_: World, inquiry: Inquiry) -> None:
    """
    Look where law 7 fails.

    At same-day and above the real plan is made for somebody of whom nothing can be seen.  It must be empty, and made
    without a look at the person; so it is empty for everybody.

    .. versionadded:: 0.1.0
    """
    for level in Urgency:
        if level < Urgency.SAME_DAY:
            continue
        inquiry.count += 1
        screening = Screening(urgency=level, lower=Urgency.SELF_CARE, upper=Urgency.EMERGENCY, fired=(), open=())
        try:
            made = make_plan(cast("Facts", _Unseen()), screening, cast("tuple[Candidate, ...]", _Unseen()))
        except _SeenError as seen:
            inquiry.fail(f"at {level.value} the plan depends on what is known of the person: {seen}")
            continue
        if made != Plan():
            inquiry.fail(f"at {level.value} something stands beside the action")


class _SeenError(Exception):
    """Somebody looked at a person of whom nothing can be seen."""


class _Unseen:
    """A person of whom nothing can be seen."""

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse to be looked at."""
        raise _SeenError(name)

    def __iter__(self) -> NoReturn:
        """Refuse to be gone through."""
        raise _SeenError("candidates")
