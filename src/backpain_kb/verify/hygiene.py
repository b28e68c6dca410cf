"""Hygiene of the rules: nothing that can never happen, nothing that is always drowned out, nothing that contradicts."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

import z3

from backpain_kb.logic.tree import Name
from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.model.rules import Urgency
from backpain_kb.reasoning.withheld import ANY
from backpain_kb.verify.plans import Plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.rules import TriageRule
    from backpain_kb.reasoning.items import Item
    from backpain_kb.verify.inquiry import Inquiry
    from backpain_kb.verify.people import Term
    from backpain_kb.verify.world import World

__all__ = ["constant_definitions", "contradictions", "drowned_rules", "idle_rules", "unreachable_items"]

_TRIES = 8  # People whom the solver proposes for one item before it is given up.


def idle_rules(world: World, inquiry: Inquiry) -> None:
    """
    Look for rules that can never fire: True for nobody, whatever is answered.

    .. versionadded:: 0.1.0
    """
    for rule in world.rules:
        inquiry.count += 1
        terms = world.about(rule.when)
        if inquiry.impossible(f"the rule {rule.id}", *terms.people.rules, terms.truth(rule.when).certainly):
            inquiry.fail(f"the rule {rule.id} can never fire")


def drowned_rules(world: World, inquiry: Inquiry) -> None:
    """
    Look for rules that never lead and say nothing of their own; note those that never lead.

    A rule leads when no other acts that stands before it: a higher level, then an ambulance, then fewer hours.  One
    that never leads still adds something where its action, one of its tests or something that it withholds is not said
    at the same time by one of those before it.

    .. versionadded:: 0.1.0
    """
    solver = inquiry.solver(world.everyone.people.rules)
    leading = {world.kb.triage(who).lead.rule for who in world.acquaintances}
    for position, rule in enumerate(world.rules):
        inquiry.count += 1
        if rule.id in leading:
            continue
        about, before = f"the rule {rule.id}", world.rules[:position]
        if not _always_beside(world, inquiry, solver, rule, before):
            continue
        own = [
            what for what, sayers in _said_by(rule, before) if not _always_beside(world, inquiry, solver, rule, sayers)
        ]
        if own:
            inquiry.notes.append(f"{about} never leads; it adds {', '.join(own)}")
        else:
            inquiry.fail(f"{about} never leads and adds nothing of its own")


def _always_beside(
    world: World, inquiry: Inquiry, solver: Term, rule: TriageRule, others: Sequence[TriageRule]
) -> bool:
    """Return whether, whenever *rule* acts, one of *others* acts too."""
    alone = [world.acts(rule), *(z3.Not(world.acts(each)) for each in others)]
    return inquiry.impossible(f"the rule {rule.id}", *alone, solver=solver)


def _said_by(rule: TriageRule, before: Sequence[TriageRule]) -> Iterator[tuple[str, list[TriageRule]]]:
    """Yield what *rule* says, and which of the rules *before* it say the same."""
    yield "its action", [each for each in before if each.action == rule.action]
    for test in rule.tests:
        yield f"the test {test}", [each for each in before if test in each.tests]
    for what in rule.withholds:
        yield f"that {what} is withheld", [each for each in before if {what, ANY} & set(each.withholds)]


def contradictions(world: World, inquiry: Inquiry) -> None:
    """
    Look for two rules of one level that act together and contradict.

    They contradict when the one that leads allows more time than the other, or when both say the same action, but with
    another time or another word on the ambulance.

    .. versionadded:: 0.1.0
    """
    solver = inquiry.solver(world.everyone.people.rules)
    for first, second in itertools.combinations(world.rules, 2):
        if first.urgency is not second.urgency:
            continue
        inquiry.count += 1
        why = _contradict(first, second)
        if why is None:
            continue
        both = f"the rules {first.id} and {second.id}"
        model = inquiry.model(both, world.acts(first), world.acts(second), solver=solver)
        if model is not None:
            who = world.smallest(world.person_in(model), functools.partial(_both_act, world, {first.id, second.id}))
            inquiry.fail(f"{both} act together, {why}", who)


def _contradict(first: TriageRule, second: TriageRule) -> str | None:
    """Return how two rules of one level, the leading one first, contradict; None where they do not."""
    if first.within_hours > second.within_hours:
        return f"and the one that leads allows {first.within_hours} hours, the other {second.within_hours}"
    same = (first.within_hours, first.ambulance) == (second.within_hours, second.ambulance)
    if first.action == second.action and not same:
        return "with the same action, but another time or another word on the ambulance"
    return None


def _both_act(world: World, rules: set[str], who: Presentation) -> bool:
    return rules <= {rule.rule for rule in world.kb.triage(who).fired}


def constant_definitions(world: World, inquiry: Inquiry) -> None:
    """
    Look for definitions that are always the same: never True, never False, never known, or always one number.

    .. versionadded:: 0.1.0
    """
    for definition in world.prepared.definitions.values():
        inquiry.count += 1
        terms, about = world.about(definition.expression), f"the definition {definition.id}"
        solver = inquiry.solver(terms.people.rules)
        if definition.when is not None:
            truth = terms.truth(Name(definition.id))
            for word, claim in (("True", truth.certainly), ("False", z3.Not(truth.perhaps))):
                if inquiry.impossible(about, claim, solver=solver):
                    inquiry.fail(f"{about} is never {word}")
            continue
        amount = terms.amount(Name(definition.id))
        if inquiry.impossible(about, amount.known, solver=solver):
            inquiry.fail(f"{about} is never known")
            continue
        model = inquiry.model(about, amount.known, solver=solver)
        if model is not None:
            other = amount.value != model.eval(amount.value, model_completion=True)
            if inquiry.impossible(about, amount.known, other, solver=solver):
                inquiry.fail(f"{about} is always the same number")


def unreachable_items(world: World, inquiry: Inquiry) -> None:
    """
    Look for treatments, exercises and programmes that nobody can ever have.

    Someone can have an item who is below same-day, for whom an indication is True, and for whom the plan, asked for
    real, does not say that it is contraindicated.

    .. versionadded:: 0.1.0
    """
    plans = Plans(world, world.everyone)
    urgent = [z3.Not(world.acts(rule)) for rule in world.rules_from(Urgency.SAME_DAY)]
    solver = inquiry.solver([*world.everyone.people.rules, *urgent])
    had = {id_ for who in world.acquaintances for id_ in _usable(world, who)}
    for item in world.prepared.items:
        inquiry.count += 1
        if item.entity.id in had:
            continue
        solver.push()
        solver.add(plans.indicated(item), z3.Not(plans.forbidden(item)))
        _reach(world, inquiry, solver, item)
        solver.pop()


def _reach(world: World, inquiry: Inquiry, solver: Term, item: Item) -> None:
    """Look for somebody who can have *item*."""
    people, about = world.everyone.people, f"the {item.kind} {item.entity.id}"
    if inquiry.impossible(about, solver=solver):
        inquiry.fail(f"{about} is contraindicated, or the person urgent, whenever it comes into question")
        return
    for _ in range(_TRIES):
        model = inquiry.model(about, solver=solver)
        if model is None:
            break
        who = world.person_in(model)
        # What is worked out from points, which the solver does not know, may stand in the way: first somebody who
        # states as little as possible, then somebody of whom other things are known.
        plain = world.smallest(who, lambda each: item.entity.id in _listed(world, each))
        if plain is not None and item.entity.id in _usable(world, plain) + _usable(world, who):
            return
        solver.add(z3.Not(z3.And(people.knowing(who))))
    inquiry.fail(f"nobody was found who can have {about}")


def _listed(world: World, who: Presentation) -> Mapping[str, PlanVerdict]:
    """Return the items in the plan of *who* with their verdicts."""
    return {each.item: each.verdict for each in world.kb.assess(who).plan.items}


def _usable(world: World, who: Presentation) -> list[str]:
    """Return the items in the plan of *who* that are not contraindicated."""
    return [id_ for id_, verdict in _listed(world, who).items() if verdict is not PlanVerdict.CONTRAINDICATED]
