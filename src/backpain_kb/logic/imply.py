"""
Show from the text alone that one expression is True whenever another is.

The answer "surely" can be relied on; "not surely" only means that this simple proof did not find it.
"""

from __future__ import annotations

from collections.abc import Mapping

from backpain_kb.logic.closure import Implications
from backpain_kb.logic.tree import And, AtLeast, Compare, Expression, Member, Name, Not, Number, Or, Possibly

__all__ = ["alternatives", "surely_implies"]

_MOST_ALTERNATIVES = 4_000  # Beyond it the expression is taken whole, which only makes the proof weaker.


def surely_implies(
    if_: Expression, then: Expression, definitions: Mapping[str, Expression], implications: Implications
) -> bool:
    """
    Return whether *then* is shown to be True whenever *if_* is.

    .. versionadded:: 0.1.0
    """
    return _Prover(definitions, implications).proves(frozenset({if_}), then)


def alternatives(tree: Expression, definitions: Mapping[str, Expression]) -> tuple[Expression, ...]:
    """
    Return expressions of which at least one is True whenever *tree* is: its `or`s spread out, definitions looked through.

    .. versionadded:: 0.1.0
    """
    match tree:
        case Name() if tree.id in definitions:
            behind = alternatives(definitions[tree.id], definitions)
            # The name itself stays a fact, so that rules which read the definition are found.
            return tuple(And((tree, part)) for part in behind)
        case Or():
            return tuple(part for operand in tree.operands for part in alternatives(operand, definitions))
        case And():
            spread: list[tuple[Expression, ...]] = [()]
            for operand in tree.operands:
                parts = alternatives(operand, definitions)
                if len(spread) * len(parts) > _MOST_ALTERNATIVES:
                    return (tree,)
                spread = [(*before, part) for before in spread for part in parts]
            return tuple(And(parts) for parts in spread)
        case _:
            return (tree,)


class _Prover:
    """Looks for one proof."""

    def __init__(self, definitions: Mapping[str, Expression], implications: Implications) -> None:
        self._definitions = definitions
        self._implications = implications

    def proves(self, facts: frozenset[Expression], then: Expression) -> bool:
        """Return whether *then* follows from all *facts* being True."""
        facts = self._spread(facts)
        return self._follows(facts, then)

    def _spread(self, facts: frozenset[Expression]) -> frozenset[Expression]:
        """Return *facts* with the parts of every `and`, what findings imply and what definitions stand for."""
        known: set[Expression] = set()
        waiting = list(facts)
        while waiting:
            fact = waiting.pop()
            if fact in known:
                continue
            known.add(fact)
            match fact:
                case And():
                    waiting.extend(fact.operands)
                case Name():
                    waiting.extend(Name(other) for other in self._implications.implied_by(fact.id))
                    if fact.id in self._definitions:
                        waiting.append(self._definitions[fact.id])
        return frozenset(known)

    def _follows(self, facts: frozenset[Expression], then: Expression) -> bool:
        if then in facts:
            return True
        match then:
            case Name():
                behind = self._definitions.get(then.id)
                if behind is not None and self._follows(facts, behind):
                    return True
            case And():
                return all(self._follows(facts, part) for part in then.operands)
            case Or():
                if any(self._follows(facts, part) for part in then.operands):
                    return True
            case Possibly():
                return self._follows(facts, then.operand)
            case AtLeast():
                if sum(self._follows(facts, part) for part in then.operands) >= then.count:
                    return True
            case Compare() | Member():
                if any(_covers(fact, then) for fact in facts):
                    return True
            case Not():
                return False
        # An `or` among the facts proves it when each of its parts does.
        return any(
            isinstance(fact, Or) and all(self._follows(self._spread((facts - {fact}) | {part}), then) for part in fact.operands)
            for fact in facts
            if isinstance(fact, Or)
        )


def _covers(fact: Expression, then: Expression) -> bool:
    """Return whether a comparison of one name with one number follows from a narrower one."""
    match fact, then:
        case (
            Compare(operators=(own,), operands=(Name(id=left), Number(value=has))),
            Compare(operators=(wanted,), operands=(Name(id=right), Number(value=needs))),
        ) if left == right:
            up, down = {">", ">="}, {"<", "<="}
            if own in up and wanted in up:
                return has > needs or (has == needs and (own == ">" or wanted == ">="))
            if own in down and wanted in down:
                return has < needs or (has == needs and (own == "<" or wanted == "<="))
            return False
        case Member(negated=False), Member(negated=False):
            return fact.operand == then.operand and set(fact.choices) <= set(then.choices)
        case Compare(operators=("==",), operands=(left, choice)), Member(negated=False):
            return left == then.operand and choice in then.choices
        case _:
            return False
