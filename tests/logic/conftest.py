"""
A small language for the tests: a few names of each type, and strategies of expressions that pass the check.
"""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from backpain_kb.logic.symbols import Symbol, ValueType
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

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLAGS = ("a", "b", "c", "d")
_NUMBERS = ("n", "m")
_CHOICES = ("left", "right", "both")
_DEFINED = ("d_one", "d_two")

SYMBOLS: Mapping[str, Symbol] = {
    **{name: Symbol(id=name, type=ValueType.BOOLEAN) for name in _FLAGS},
    **{name: Symbol(id=name, type=ValueType.NUMBER, low=-10, high=10) for name in _NUMBERS},
    "side": Symbol(id="side", type=ValueType.CATEGORY, choices=_CHOICES),
    **{name: Symbol(id=name, type=ValueType.BOOLEAN, derived=True) for name in _DEFINED},
    "d_number": Symbol(id="d_number", type=ValueType.NUMBER, derived=True),
}

_small = st.integers(0, 4) | st.sampled_from([0.5, 1.5])
_signed = st.builds(Number, _small) | st.builds(lambda value: Negative(Number(value)), _small)


def _joined(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[tuple[Expression, ...]]:
    return st.lists(parts, min_size=2, max_size=3).map(tuple)


def _numeric(names: tuple[str, ...], *, arithmetic: bool) -> st.SearchStrategy[Expression]:
    leaves = st.builds(Name, st.sampled_from(names)) | _signed
    if not arithmetic:
        return leaves
    return st.recursive(
        leaves,
        lambda parts: st.builds(Arithmetic, st.sampled_from("+-*/"), parts, parts) | st.builds(Negative, parts),
        max_leaves=4,
    )


@st.composite
def _comparisons(draw: st.DrawFn, numbers: st.SearchStrategy[Expression]) -> Compare:
    operands = draw(st.lists(numbers, min_size=2, max_size=3))
    word = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    return Compare(tuple(draw(word) for _ in operands[1:]), tuple(operands))


_choices = st.builds(Choice, st.sampled_from(_CHOICES))
_categorical = st.one_of(
    st.builds(
        lambda word, choice, turned: Compare((word,), (choice, Name("side")) if turned else (Name("side"), choice)),
        st.sampled_from(["==", "!="]),
        _choices,
        st.booleans(),
    ),
    st.builds(Member, st.just(Name("side")), st.lists(_choices, min_size=1, max_size=3).map(tuple), st.booleans()),
)


@st.composite
def conditions(draw: st.DrawFn, **options: bool | int) -> Expression:
    """Boolean expressions that pass the check; with *precaution*, some parts stand under `possibly`."""
    return draw(_conditions(**options))


@functools.cache
def _conditions(
    *, defined: bool = False, arithmetic: bool = True, precaution: bool = False, max_leaves: int = 8
) -> st.SearchStrategy[Expression]:
    flags = st.builds(Name, st.sampled_from(_FLAGS + (_DEFINED if defined else ())))
    numbers = _numeric(_NUMBERS + (("d_number",) if defined else ()), arithmetic=arithmetic)
    leaves = flags | flags | _comparisons(numbers) | _categorical

    def joined(parts: st.SearchStrategy[Expression], negated: st.SearchStrategy[Expression]) -> st.SearchStrategy:
        return st.one_of(
            st.builds(And, _joined(parts)),
            st.builds(Or, _joined(parts)),
            st.builds(Not, negated),
            _joined(parts).flatmap(lambda of: st.builds(AtLeast, st.integers(1, len(of)), st.just(of))),
        )

    plain = st.recursive(leaves, lambda parts: joined(parts, parts), max_leaves=max_leaves)
    if not precaution:
        return plain
    return st.recursive(
        plain | st.builds(Possibly, plain),
        lambda parts: joined(parts, plain) | st.builds(Possibly, parts),
        max_leaves=4,
    )


@st.composite
def definitions(draw: st.DrawFn, max_leaves: int = 4) -> dict[str, Expression]:
    """Three definitions, each over findings and those before it."""
    number = draw(_numeric(_NUMBERS, arithmetic=True))
    one = draw(conditions(max_leaves=max_leaves))
    return {"d_two": And((Name("d_one"), draw(conditions(max_leaves=max_leaves)))), "d_one": one, "d_number": number}


@st.composite
def facts(draw: st.DrawFn) -> dict[str, bool | float | str | None]:
    """A value for every finding; None for unknown."""
    values: dict[str, bool | float | str | None] = {name: draw(st.sampled_from([True, False, None])) for name in _FLAGS}
    values |= {name: draw(st.none() | st.sampled_from([-2, -0.5, 0, 1, 1.5, 3])) for name in _NUMBERS}
    return values | {"side": draw(st.none() | st.sampled_from(_CHOICES))}


@pytest.fixture(scope="session")
def language() -> SimpleNamespace:
    """The names of the small language and strategies over them."""
    return SimpleNamespace(symbols=SYMBOLS, conditions=conditions, definitions=definitions, facts=facts)
