"""Check that an expression fits the names it uses: types, choices, plausible thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from backpain_kb.errors import ExpressionError, near_misses
from backpain_kb.logic.parse import parse
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
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check"]


def check(
    tree: Expression,
    symbols: Mapping[str, Symbol],
    *,
    expect: ValueType = ValueType.BOOLEAN,
    precaution: bool = True,
) -> tuple[ExpressionError, ...]:
    """
    Return everything that is wrong with *tree*, in the order of the text; nothing when it fits.

    The problems quote the tree as `to_text` writes it, and their columns count in that text.

    Args:
        tree: The expression, as `parse` returns it.
        symbols: The names that may be used.
        expect: The type that the whole expression must have: boolean or number.
        precaution: Whether `possibly(x)` may be used here.

    .. versionadded:: 0.1.0
    """
    problems = _problems(tree, symbols, expect, precaution=precaution)
    if problems:
        # The tree remembers the columns of the text that it was read from, blanks and all.
        problems = _problems(parse(to_text(tree)), symbols, expect, precaution=precaution)
    return tuple(sorted(problems, key=lambda problem: problem.column))


def _problems(
    tree: Expression, symbols: Mapping[str, Symbol], expect: ValueType, *, precaution: bool
) -> list[ExpressionError]:
    checker = _Checker(to_text(tree), symbols, precaution=precaution)
    found = checker.type_of(tree, negated=False)
    if found is not None and found is not expect:
        checker.note(f"{_WORDS[expect]} is expected here, this is {_WORDS[found]}", tree)
    return checker.problems


_WORDS = {ValueType.BOOLEAN: "yes or no", ValueType.NUMBER: "a number", ValueType.CATEGORY: "a choice"}


class _Checker:
    """Walks one tree and keeps what is wrong with it."""

    def __init__(self, text: str, symbols: Mapping[str, Symbol], *, precaution: bool) -> None:
        self._text = text
        self._symbols = symbols
        self._precaution = precaution
        self.problems: list[ExpressionError] = []

    def note(self, reason: str, node: Expression) -> None:
        """Keep one problem."""
        self.problems.append(ExpressionError(reason, text=self._text, column=node.column))

    def type_of(  # noqa: C901, PLR0911, PLR0912 - one case for each form of the language.
        self, node: Expression, *, negated: bool
    ) -> ValueType | None:
        """Return the type of *node*, or None where it is not known because something in it is wrong."""
        match node:
            case Name():
                return self._name(node)
            case Number():
                return ValueType.NUMBER
            case Choice():
                self.note(f"the choice {node.value!r} can only be compared with a finding that has choices", node)
                return None
            case And() | Or() | AtLeast():
                for operand in node.operands:
                    self._want(operand, ValueType.BOOLEAN, negated=negated)
                return ValueType.BOOLEAN
            case Not():
                self._want(node.operand, ValueType.BOOLEAN, negated=True)
                return ValueType.BOOLEAN
            case Possibly():
                if not self._precaution:
                    self.note("possibly(…) is a precaution of a rule and cannot stand here", node)
                if negated:
                    self.note("possibly(…) cannot stand under not", node)
                self._want(node.operand, ValueType.BOOLEAN, negated=negated)
                return ValueType.BOOLEAN
            case Compare():
                self._compare(node)
                return ValueType.BOOLEAN
            case Member():
                self._member(node)
                return ValueType.BOOLEAN
            case Arithmetic():
                self._want(node.left, ValueType.NUMBER, negated=negated)
                self._want(node.right, ValueType.NUMBER, negated=negated)
                return ValueType.NUMBER
            case Negative():
                self._want(node.operand, ValueType.NUMBER, negated=negated)
                return ValueType.NUMBER
            case _:
                assert_never(node)

    def _name(self, node: Name) -> ValueType | None:
        symbol = self._symbols.get(node.id)
        if symbol is None:
            hints = near_misses(node.id, self._symbols)
            hint = "; did you mean " + " or ".join(repr(hint) for hint in hints) + "?" if hints else ""
            self.note(f"no finding or definition {node.id!r}{hint}", node)
            return None
        return symbol.type

    def _want(self, node: Expression, wanted: ValueType, *, negated: bool) -> None:
        found = self.type_of(node, negated=negated)
        if found is not None and found is not wanted:
            self.note(f"{_WORDS[wanted]} is expected here, {to_text(node)!r} is {_WORDS[found]}", node)

    def _category(self, node: Expression) -> Symbol | None:
        """Return the symbol when *node* names a finding with choices."""
        symbol = self._symbols.get(node.id) if isinstance(node, Name) else None
        return symbol if symbol is not None and symbol.type is ValueType.CATEGORY else None

    def _choice(self, category: Symbol, node: Expression) -> None:
        """Check that *node* is one of the choices of *category*."""
        if not isinstance(node, Choice):
            self.note(
                f"{category.id} has choices; compare it with one of {', '.join(category.choices)} in quotes", node
            )
        elif node.value not in category.choices:
            hints = near_misses(node.value, category.choices)
            hint = f"; did you mean {hints[0]!r}?" if hints else f"; it has {', '.join(category.choices)}"
            self.note(f"{category.id} has no choice {node.value!r}{hint}", node)

    def _compare(self, node: Compare) -> None:
        left, right = node.operands[0], node.operands[1]
        category = self._category(left) or self._category(right)
        if category is not None and len(node.operators) == 1 and node.operators[0] in ("==", "!="):
            self._choice(category, right if self._category(left) else left)
            return
        for operand in node.operands:
            found = self.type_of(operand, negated=False)
            if found is ValueType.CATEGORY:
                self.note(f"{to_text(operand)!r} has choices; compare it with == or != and one choice", operand)
            elif found is ValueType.BOOLEAN:
                self.note(f"{to_text(operand)!r} is yes or no; write it without a comparison", operand)
        for first, second in zip(node.operands, node.operands[1:], strict=False):
            self._threshold(first, second)
            self._threshold(second, first)

    def _threshold(self, named: Expression, number: Expression) -> None:
        """Check that a plain number lies in the plausible range of the name beside it."""
        value = _plain(number)
        symbol = self._symbols.get(named.id) if isinstance(named, Name) else None
        if value is None or symbol is None:
            return
        if (symbol.low is not None and value < symbol.low) or (symbol.high is not None and value > symbol.high):
            self.note(
                f"{value:g} is outside the plausible range of {symbol.id}, {symbol.low:g} to {symbol.high:g}", number
            )

    def _member(self, node: Member) -> None:
        category = self._category(node.operand)
        if category is None:
            if self.type_of(node.operand, negated=False) is not None:
                self.note("in needs a finding that has choices on its left", node.operand)
            return
        for choice in node.choices:
            self._choice(category, choice)


def _plain(node: Expression) -> float | None:
    """Return the value of a number written out, with its sign."""
    match node:
        case Number():
            return node.value
        case Negative(operand=Number(value=value)):
            return -value
        case _:
            return None
