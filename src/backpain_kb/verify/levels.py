"""
Compare the urgency of people before and after a change: an answer, a red flag, the knowledge itself.

Urgency and bounds are the highest level among rules, so it is enough that no rule is lost.  It is asked rule by rule,
with only the findings that the rule reads; where a rule is lost, it is asked whether others of its level and above make
up for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs
import z3

from backpain_kb.model.assessment import Triage
from backpain_kb.model.presentation import Presentation
from backpain_kb.verify.terms import Terms
from backpain_kb.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backpain_kb.model.rules import TriageRule, Urgency
    from backpain_kb.verify.inquiry import Inquiry
    from backpain_kb.verify.people import Term

__all__ = ["BOUND_OF", "ByLevel", "Change", "Loss", "Pair", "View", "loss_of", "stands"]

BOUND_OF = {"certain": "lower", "acting": "urgency", "perhaps": "upper"}
"""How a rule stands, to the bound that is the highest level of those which stand so."""

Pair = tuple[Presentation, Presentation]
"""The same person before and after the change."""


@attrs.frozen(eq=False)
class View:
    """
    People before, or after, a change.

    Attributes:
        world: The knowledge base that they are told to.
        terms: Its expressions about them.
    """

    world: World
    terms: Terms


@attrs.frozen(eq=False)
class Loss:
    """
    Someone who is less urgent after a change.

    Attributes:
        bounds: What is compared, before and after: "lower", "urgency" or "upper".
        triages: The triage before and after.
        who: The smallest person found, of whom the pair is made.
        pair: The person before and after.
    """

    bounds: tuple[str, str]
    triages: tuple[Triage, Triage]
    who: Presentation
    pair: Pair

    @property
    def old(self) -> Urgency:
        """The level before."""
        level: Urgency = getattr(self.triages[0], self.bounds[0])
        return level

    @property
    def new(self) -> Urgency:
        """The level afterwards."""
        level: Urgency = getattr(self.triages[1], self.bounds[1])
        return level


class Change(Protocol):
    """What changes, and for whom."""

    @property
    def bounds(self) -> tuple[tuple[str, str], ...]:
        """How a rule stands before, and how one of its level or above must stand afterwards."""

    def weight(self, rule: TriageRule) -> tuple[int, ...]:
        """Return how grave *rule* is; after the change one at least as grave must stand."""

    def measured(self, triage: Triage, bound: str) -> tuple[int, ...]:
        """Return how grave a triage, or one bound of it, is: the weight of the gravest rule that stands."""

    def untouched(self, rule: TriageRule) -> bool:
        """Return whether it is plain, without the solver, that *rule* stands as before for everybody."""

    def read(self, rule: TriageRule) -> frozenset[str]:
        """Return the findings that matter for *rule*, before and after."""

    def views(self, findings: frozenset[str]) -> tuple[View, View, list[Term]]:
        """Return people before and after who state nothing but *findings*, and what holds of all of them."""

    def cases(
        self, before: View, after: View, model: Term
    ) -> Iterable[tuple[Presentation, Callable[[Presentation], Pair]]]:
        """Yield the people of *model*: somebody who can be made smaller, and what makes the pair of such a person."""


class ByLevel:
    """A change of which only the levels count, not the hours."""

    def untouched(self, rule: TriageRule) -> bool:  # noqa: ARG002 - what others tell by.
        """Return that this is never plain."""
        return False

    @staticmethod
    def weight(rule: TriageRule) -> tuple[int, ...]:
        """Return the level of *rule*."""
        return (rule.urgency.rank,)

    @staticmethod
    def measured(triage: Triage, bound: str) -> tuple[int, ...]:
        """Return the level that *bound* has."""
        level: Urgency = getattr(triage, bound)
        return (level.rank,)


def stands(terms: Terms, rule: TriageRule, how: str) -> Term:
    """Return the term that *rule* stands so: "certain", "acting" or "perhaps"."""
    truth = terms.truth(rule.when, precaution=how == "acting")
    return truth.perhaps if how == "perhaps" else truth.certainly


def loss_of(inquiry: Inquiry, change: Change, rule: TriageRule) -> Loss | None:
    """
    Return someone who is less urgent after *change* by the loss of *rule*; None where there is nobody.

    Where the solver finds somebody and the evaluator does not agree, that is a failure of the inquiry.

    .. versionadded:: 0.1.0
    """
    if change.untouched(rule):
        return None
    for bound in _lost_alone(inquiry, change, rule):
        found = _lost_for_all(inquiry, change, rule, bound)
        if found is not None:
            return found
    return None


def _lost_alone(inquiry: Inquiry, change: Change, rule: TriageRule) -> list[tuple[str, str]]:
    """Return the bounds for which *rule* alone is lost for somebody."""
    before, after, limits = change.views(change.read(rule))
    as_grave = (each for each in after.world.rules if change.weight(each) >= change.weight(rule))
    same = next((each for each in as_grave if each.id == rule.id), None)
    if same is None:
        return list(change.bounds)
    claims = {
        bound: z3.And(old, z3.Not(new))
        for bound in change.bounds
        if not (old := stands(before.terms, rule, bound[0])).eq(new := stands(after.terms, same, bound[1]))
    }
    about = f"the rule {rule.id}"
    if not claims or inquiry.model(about, *limits, z3.Or(list(claims.values()))) is None:
        return []
    return [bound for bound, claim in claims.items() if inquiry.model(about, *limits, claim) is not None]


def _lost_for_all(inquiry: Inquiry, change: Change, rule: TriageRule, bound: tuple[str, str]) -> Loss | None:
    """Return someone for whom *rule* stands so before, and no rule that is as grave stands so afterwards."""
    rules = change.views(frozenset())[1].world.rules
    rivals = [each for each in rules if change.weight(each) >= change.weight(rule)]
    before, after, limits = change.views(change.read(rule).union(*(change.read(each) for each in rivals)))
    claims = [stands(before.terms, rule, bound[0]), *(z3.Not(stands(after.terms, each, bound[1])) for each in rivals)]
    model = inquiry.model(f"the rule {rule.id}", *limits, *claims)
    if model is None:
        return None
    names = BOUND_OF[bound[0]], BOUND_OF[bound[1]]

    def triages(pair: Pair) -> tuple[Triage, Triage]:
        return before.world.kb.triage(pair[0]), after.world.kb.triage(pair[1])

    def falls(pair: Pair) -> bool:
        old, new = triages(pair)
        return change.measured(new, names[1]) < change.measured(old, names[0])

    for who, pair_of in change.cases(before, after, model):
        small = before.world.smallest(who, lambda each, pair_of=pair_of: falls(pair_of(each)))  # type: ignore[misc]  # bound at once.
        if small is not None:
            pair = pair_of(small)
            return Loss(names, triages(pair), small, pair)
    inquiry.fail(f"the solver says that the rule {rule.id} is lost for somebody, the evaluator does not find it so")
    return None
