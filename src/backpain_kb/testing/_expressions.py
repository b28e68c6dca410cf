"""Strategies for expressions of the `when` language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import (
    And,
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
    names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["expressions", "picked"]

_T = TypeVar("_T")


def picked(among: Sequence[_T]) -> SearchStrategy[_T]:
    """
    Return one of *among*, as `sampled_from` does; its own text stays short, however long that of the entities is.

    .. versionadded:: 0.1.0
    """
    return st.integers(0, len(among) - 1).map(lambda position: among[position]) if among else st.nothing()


@st.composite
def expressions(
    draw: DrawFn,
    symbols: Mapping[str, Symbol],
    *,
    precaution: bool = False,
    upright: Iterable[str] = (),
    max_leaves: int = 5,
) -> Expression:
    """
    Return yes-or-no expressions over *symbols* that pass the check.

    Args:
        draw: Given by Hypothesis.
        symbols: The names that may be used; at least one.
        precaution: Whether `possibly(…)` may stand in them.
        upright: Names that never stand under `not`, as a rule must read red flags.
        max_leaves: About how many comparisons and names an expression has.

    .. versionadded:: 0.1.0
    """
    kept = frozenset(upright)
    tree: Expression = draw(_trees(list(symbols.values()), max_leaves=max_leaves))
    return _without_not(_without_possibly(tree, allowed=precaution), kept)


def _trees(symbols: list[Symbol], *, max_leaves: int) -> SearchStrategy[Expression]:
    leaves: SearchStrategy[Expression] = st.sampled_from(symbols).flatmap(_leaf)

    def joined(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
        several = st.lists(parts, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            several.map(And),
            several.map(Or),
            parts.map(Not),
            parts.map(Possibly),
            several.flatmap(lambda operands: st.integers(1, len(operands)).map(lambda n: AtLeast(n, operands))),
        )

    return st.recursive(leaves, joined, max_leaves=max_leaves)


def _leaf(symbol: Symbol) -> SearchStrategy[Expression]:
    """Return the expressions that read just *symbol*."""
    name = Name(symbol.id)
    if symbol.type is ValueType.BOOLEAN:
        return st.just(name)
    if symbol.type is ValueType.CATEGORY:
        choices = st.sampled_from(symbol.choices).map(Choice)
        return st.one_of(
            st.builds(
                lambda operator, choice: Compare((operator,), (name, choice)), st.sampled_from(("==", "!=")), choices
            ),
            st.builds(
                lambda listed, negated: Member(name, tuple(listed), negated),
                st.lists(choices, min_size=1, max_size=3, unique_by=lambda choice: choice.value),
                st.booleans(),
            ),
        )
    low = 0 if symbol.low is None else symbol.low
    high = 100 if symbol.high is None else symbol.high
    numbers = st.integers(int(-(-low // 1)), int(high // 1)).map(_number)
    return st.one_of(
        st.builds(
            lambda operator, number: Compare((operator,), (name, number)),
            st.sampled_from(("<", "<=", ">", ">=", "==", "!=")),
            numbers,
        ),
        st.builds(lambda a, b: Compare(("<=", "<"), (a, name, b)), numbers, numbers),
    )


def _number(value: int) -> Expression:
    """Return a number as the language writes it: a sign stands before it."""
    return Number(value) if value >= 0 else Negative(Number(-value))


def _without_possibly(tree: Expression, *, allowed: bool) -> Expression:
    """Return *tree* without `possibly` where it may not stand: under `not`, or anywhere."""
    match tree:
        case Possibly():
            inside = _without_possibly(tree.operand, allowed=allowed)
            return Possibly(inside) if allowed else inside
        case Not():
            return Not(_without_possibly(tree.operand, allowed=False))
        case And() | Or():
            return type(tree)(tuple(_without_possibly(part, allowed=allowed) for part in tree.operands))
        case AtLeast():
            return AtLeast(tree.count, tuple(_without_possibly(part, allowed=allowed) for part in tree.operands))
        case _:
            return tree


def _without_not(tree: Expression, upright: frozenset[str]) -> Expression:
    """Return *tree* without any `not` over a name in *upright*."""
    match tree:
        case Not():
            inside = _without_not(tree.operand, upright)
            return inside if upright.intersection(names(inside)) else Not(inside)
        case Possibly():
            return Possibly(_without_not(tree.operand, upright))
        case And() | Or():
            return type(tree)(tuple(_without_not(part, upright) for part in tree.operands))
        case AtLeast():
            return AtLeast(tree.count, tuple(_without_not(part, upright) for part in tree.operands))
        case _:
            return tree
