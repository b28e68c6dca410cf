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

from backpain_kb.model.presentation import Presentation
from backpain_kb.model.rules import TriageRule, Urgency
from backpain_kb.verify.terms import Term, Terms
from backpain_kb.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backpain_kb.verify.inquiry import Inquiry

__all__ = ["BOUND_OF", "Change", "Loss", "Pair", "View", "loss_of", "stands"]

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
        bound: What is less: "lower", "urgency" or "upper".
        old: The level before.
        new: The level afterwards.
        who: The smallest person found, as a statement to make the pair of.
        pair: The person before and after.
    """

    bound: str
    old: Urgency
    new: Urgency
    who: Presentation
    pair: Pair


class Change(Protocol):
    """What changes, and for whom."""

    @property
    def bounds(self) -> tuple[tuple[str, str], ...]:
        """How a rule stands before, and how one of its level or above must stand afterwards."""

    def read(self, rule: TriageRule) -> frozenset[str]:
        """Return the findings that matter for *rule*, before and after."""

    def views(self, findings: frozenset[str]) -> tuple[View, View, list[Term]]:
        """Return people before and after who state nothing but *findings*, and what holds of all of them."""

    def cases(
        self, before: View, after: View, model: Term
    ) -> Iterable[tuple[Presentation, Callable[[Presentation], Pair]]]:
        """Yield the people of *model*: somebody who can be made smaller, and what makes the pair of such a person."""


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
    for bound in _lost_alone(inquiry, change, rule):
        found = _lost_for_all(inquiry, change, rule, bound)
        if found is not None:
            return found
    return None


def _lost_alone(inquiry: Inquiry, change: Change, rule: TriageRule) -> list[tuple[str, str]]:
    """Return the bounds for which *rule* alone is lost for somebody."""
    before, after, limits = change.views(change.read(rule))
    same = next((each for each in after.world.rules if each.id == rule.id and each.urgency >= rule.urgency), None)
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
    """Return someone for whom *rule* stands so before, and no rule of its level or above stands so afterwards."""
    rivals = change.views(frozenset())[1].world.rules_from(rule.urgency)
    before, after, limits = change.views(change.read(rule).union(*(change.read(each) for each in rivals)))
    claims = [stands(before.terms, rule, bound[0]), *(z3.Not(stands(after.terms, each, bound[1])) for each in rivals)]
    model = inquiry.model(f"the rule {rule.id}", *limits, *claims)
    if model is None:
        return None
    names = BOUND_OF[bound[0]], BOUND_OF[bound[1]]

    def levels(pair: Pair) -> tuple[Urgency, Urgency]:
        triages = before.world.kb.triage(pair[0]), after.world.kb.triage(pair[1])
        return getattr(triages[0], names[0]), getattr(triages[1], names[1])

    def falls(pair: Pair) -> bool:
        old, new = levels(pair)
        return new < old

    for who, pair_of in change.cases(before, after, model):
        small = before.world.smallest(who, lambda each, pair_of=pair_of: falls(pair_of(each)))  # type: ignore[misc]  # bound at once.
        if small is not None:
            pair = pair_of(small)
            return Loss(names[0], *levels(pair), small, pair)
    inquiry.fail(f"the solver says that the rule {rule.id} is lost for somebody, the evaluator does not find it so")
    return None
