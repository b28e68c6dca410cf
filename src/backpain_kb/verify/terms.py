"""
Expressions as terms of the solver, with unknown as a third value.

A yes-or-no expression becomes two terms: "certainly" (it is True) and "perhaps" (it is not False).  A number becomes
"known" and its value, a real number within the plausible range of its finding.  A choice becomes one term for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from backpain_kb.logic.tree import (
    And,
    Arithmetic,
    AtLeast,
    Choice,
    Compare,
    Expression,
    Member,
    Name,
    Negative,
    Not,
    Number,
    Or,
    Possibly,
)
from backpain_kb.verify.people import Amount, People, Term, Truth, all_of, any_of, real

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.logic.evaluate import Value

__all__ = ["Terms"]


class Terms:
    """
    The expressions of one knowledge base as terms about the people of *people*; each is worked out once.

    .. versionadded:: 0.1.0
    """

    def __init__(self, people: People) -> None:
        """Take the people that the terms speak of."""
        self.people = people
        self._definitions = people.vocabulary.definitions
        self._symbols = people.vocabulary.symbols
        self._truths: dict[tuple[str, bool], Truth] = {}
        self._amounts: dict[str, Amount] = {}

    def truth(self, tree: Expression, *, precaution: bool = False) -> Truth:
        """
        Return the yes-or-no expression *tree* as terms.

        Args:
            tree: An expression that has passed the check.
            precaution: Whether `possibly(x)` reads unknown as True (for what to do now) or is just `x`.
        """
        match tree:
            case Name():
                return self._name(tree.id, precaution=precaution)
            case And() | Or() | AtLeast():
                parts = [self.truth(part, precaution=precaution) for part in tree.operands]
                return Truth(
                    _joined(tree, [part.certainly for part in parts]), _joined(tree, [part.perhaps for part in parts])
                )
            case Not():
                inside = self.truth(tree.operand, precaution=precaution)
                return Truth(z3.Not(inside.perhaps), z3.Not(inside.certainly))
            case Possibly():
                inside = self.truth(tree.operand, precaution=precaution)
                return Truth(inside.perhaps, inside.perhaps) if precaution else inside
            case Member(operand=Name(id=id_)):
                choices = [choice.value for choice in tree.choices if isinstance(choice, Choice)]
                return self.people.choice(id_, choices, negated=tree.negated)
            case Compare():
                return self._compare(tree)
            case _:
                message = f"{tree} is not yes or no; check the expression before it is turned into a term"
                raise TypeError(message)

    def value(self, tree: Expression, facts: Mapping[str, Value], *, precaution: bool = False) -> bool | None:
        """
        Return what the terms of *tree* come to for somebody who states *facts*, without a contradiction.

        It must be what `logic.evaluate` says after closure; the tests compare the two.
        """
        truth, said = self.truth(tree, precaution=precaution), self.people.said(facts)
        if z3.is_true(z3.simplify(z3.substitute(truth.certainly, *said))):
            return True
        return False if z3.is_false(z3.simplify(z3.substitute(truth.perhaps, *said))) else None

    def _name(self, id_: str, *, precaution: bool) -> Truth:
        behind = self._definitions.get(id_)
        if behind is None:
            return self.people.truth(id_)
        key = (id_, precaution)
        if key not in self._truths:
            self._truths[key] = self.truth(behind, precaution=precaution)
        return self._truths[key]

    def _compare(self, tree: Compare) -> Truth:
        """Return a comparison: of a category with a choice, or the links of a chain of numbers."""
        match tree:
            case (
                Compare(operators=(operator,), operands=(Name(id=id_), Choice(value=choice)))
                | Compare(operators=(operator,), operands=(Choice(value=choice), Name(id=id_)))
            ):
                return self.people.choice(id_, [choice], negated=operator == "!=")
        amounts = [self.amount(operand) for operand in tree.operands]
        links = []
        for operator, left, right in zip(tree.operators, amounts, amounts[1:], strict=False):
            known, holds = all_of([left.known, right.known]), _holds(operator, left.value, right.value)
            links.append(Truth(z3.And(known, holds), z3.Or(z3.Not(known), holds)))
        return Truth(all_of(link.certainly for link in links), all_of(link.perhaps for link in links))

    def amount(self, tree: Expression) -> Amount:
        """Return the numeric expression *tree* as terms."""
        match tree:
            case Number():
                return Amount(z3.BoolVal(val=True), real(tree.value))
            case Name():
                behind = self._definitions.get(tree.id)
                if behind is None:
                    return self.people.amount(tree.id)
                if tree.id not in self._amounts:
                    self._amounts[tree.id] = self.amount(behind)
                return self._amounts[tree.id]
            case Negative():
                inside = self.amount(tree.operand)
                return Amount(inside.known, -inside.value)
            case Arithmetic():
                left, right = self.amount(tree.left), self.amount(tree.right)
                known = z3.And(left.known, right.known)
                if tree.operator == "/":
                    return Amount(z3.And(known, right.value != 0), left.value / right.value)
                return Amount(known, _OPERATIONS[tree.operator](left.value, right.value))
            case _:
                message = f"{tree} is not a number; check the expression before it is turned into a term"
                raise TypeError(message)


_OPERATIONS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}

_COMPARISONS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _holds(operator: str, left: Term, right: Term) -> Term:
    return _COMPARISONS[operator](left, right)


def _joined(tree: And | Or | AtLeast, parts: list[Term]) -> Term:
    """Return the term of an `and`, an `or` or an `at_least` of *parts*."""
    match tree:
        case And():
            return all_of(parts)
        case Or():
            return any_of(parts)
        case AtLeast():
            return z3.AtLeast(*parts, tree.count)
