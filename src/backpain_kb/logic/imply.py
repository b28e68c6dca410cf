"""
Show from the text alone that one expression is True whenever another is.

The answer "surely" can be relied on; "not surely" only means that this simple proof did not find it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.logic.tree import And, AtLeast, Compare, Expression, Member, Name, Number, Or, Possibly, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.logic.closure import Implications

__all__ = ["surely_implies", "surely_implies_one"]

_MOST_PARTS = 2_000  # Beyond it the proof is given up, which only makes the check stricter.


def surely_implies(
    if_: Expression, then: Expression, definitions: Mapping[str, Expression], implications: Implications
) -> bool:
    """
    Return whether *then* is shown to be True whenever *if_* is.

    .. versionadded:: 0.1.0
    """
    prover = _Prover(definitions, implications)
    return prover.follows(prover.spread(frozenset({if_})), then)


def surely_implies_one(
    if_: Expression,
    then: Sequence[Expression],
    definitions: Mapping[str, Expression],
    implications: Implications,
) -> bool:
    """
    Return whether, whenever *if_* is True, at least one of *then* is shown to be True.

    Where no single one covers all of *if_*, its `or`s are taken apart and each part is shown for itself.

    .. versionadded:: 0.1.0
    """
    prover = _Prover(definitions, implications)
    waiting: list[tuple[frozenset[Expression], frozenset[Expression]]] = [(frozenset({if_}), frozenset())]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return True
        facts, taken_apart = waiting.pop()
        known = prover.spread(facts)
        if any(prover.follows(known, each) for each in then):
            continue
        apart = [fact for fact in known if isinstance(fact, Or) and fact not in taken_apart]
        if not apart:
            return False
        chosen = min(apart, key=lambda fact: (len(fact.operands), to_text(fact)))
        waiting.extend((known | {part}, taken_apart | {chosen}) for part in chosen.operands)
    return False


class _Prover:
    """Looks for one proof."""

    def __init__(self, definitions: Mapping[str, Expression], implications: Implications) -> None:
        self._definitions = definitions
        self._implications = implications

    def spread(self, facts: frozenset[Expression]) -> frozenset[Expression]:
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

    def follows(self, facts: frozenset[Expression], then: Expression) -> bool:
        """Return whether *then* follows from *facts*, which must have been spread."""
        return self._follows(facts, then, {})

    def _follows(  # noqa: PLR0911 - one for each form.
        self, facts: frozenset[Expression], then: Expression, found: dict[str, bool]
    ) -> bool:
        """Do the same; *found* keeps what was found for each definition, which many others may use."""
        if then in facts:
            return True
        match then:
            case Name():
                if then.id not in found:
                    behind = self._definitions.get(then.id)
                    found[then.id] = behind is not None and self._follows(facts, behind, found)
                return found[then.id]
            case And():
                return all(self._follows(facts, part, found) for part in then.operands)
            case Or():
                return any(self._follows(facts, part, found) for part in then.operands)
            case Possibly():
                return self._follows(facts, then.operand, found)
            case AtLeast():
                return sum(self._follows(facts, part, found) for part in then.operands) >= then.count
            case Compare() | Member():
                return any(_covers(fact, then) for fact in facts)
            case _:
                return False


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
