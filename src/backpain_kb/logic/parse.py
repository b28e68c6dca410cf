"""
Read a `when` text with the standard `ast` module, through a whitelist.

The text is never executed.  What is not on the list is refused with one clear error that names the column.
"""

from __future__ import annotations

import ast
import re

from backpain_kb.errors import ExpressionError
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

__all__ = ["LONGEST_TEXT", "parse"]

LONGEST_TEXT = 4_000
"""Longest text that is read, in characters; the longest in the core pack has about 600."""

_DEEPEST = 40  # Nesting that is read; no text that a person can follow comes near.

_STRANGE = re.compile(r"[^A-Za-z0-9_ \n\t().,'\"<>=!+\-*/]")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_GLUED = re.compile(r"(?<![A-Za-z0-9_])[0-9][0-9.]*[A-Za-z_]|[0-9]{16}")

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_ALLOWED = (
    "allowed are names, and/or/not, comparisons, in, numbers, quoted choices, + - * /, at_least(n, …), possibly(x)"
)


def parse(text: str) -> Expression:
    """
    Return the tree of *text*.

    Args:
        text: One expression, at most `LONGEST_TEXT` characters.

    Raises:
        ExpressionError: The text is not of the language; the error names the column.

    Example:
        >>> print(parse("age_years >= 60 and (weight_loss_unexplained)"))
        age_years >= 60 and weight_loss_unexplained

    .. versionadded:: 0.1.0
    """
    if not text.strip():
        raise ExpressionError("an expression is expected, not an empty text", text=text, column=1)
    if len(text) > LONGEST_TEXT:
        reason = f"the text has {len(text)} characters; at most {LONGEST_TEXT} are read"
        raise ExpressionError(reason, text=text, column=LONGEST_TEXT + 1)
    if strange := _STRANGE.search(text):
        reason = f"the character {strange.group()!r} is not part of the language"
        raise ExpressionError(reason, text=text, column=strange.start() + 1)
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), text)
    if glued := _GLUED.search(bare):
        reason = f"{glued.group()!r} is not a number; write plain digits, up to 15"
        raise ExpressionError(reason, text=text, column=glued.start() + 1)
    _refuse_depth(text, bare)
    # Line breaks count as blanks, so that a long text may be folded; the columns stay as they are.
    flat = text.replace("\n", " ").replace("\t", " ")
    lead = len(flat) - len(flat.lstrip(" "))
    try:
        body = ast.parse(flat.strip(" "), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        # Python says 0 where the text ends too early.
        column = lead + (getattr(error, "offset", 1) or len(flat.strip(" ")) + 1)
        raise ExpressionError("this is not an expression", text=text, column=column) from None
    tree = _Reader(text, flat.strip(" "), lead).read(body)
    # What is read must also be readable when it is written out again, with a blank around every operator.
    if len(text) > LONGEST_TEXT // 2 and len(to_text(tree)) > LONGEST_TEXT:
        reason = f"written out plainly the text has more than {LONGEST_TEXT} characters"
        raise ExpressionError(reason, text=text, column=1)
    return tree


def _refuse_depth(text: str, bare: str) -> None:
    """Refuse a text nested so deeply that the reader of Python itself might give up; *bare* is it without choices."""
    depth = 0
    for column, character in enumerate(bare, start=1):
        depth += (character == "(") - (character == ")")
        if depth > _DEEPEST:
            raise ExpressionError(f"brackets are nested more than {_DEEPEST} deep", text=text, column=column)
    signs = re.search(rf"(?:(?:\bnot\b|[+\-])[ \n\t]*){{{_DEEPEST},}}", bare)
    if signs:
        raise ExpressionError("too many signs in a row", text=text, column=signs.start() + 1)


class _Reader:
    """Turns the nodes of `ast` into ours, one text at a time."""

    def __init__(self, text: str, flat: str, lead: int) -> None:
        self._text = text
        self._flat = flat
        self._lead = lead
        self._depth = 0

    def _column(self, node: ast.expr) -> int:
        """Return where *node* begins, counted from 1."""
        return self._lead + node.col_offset + 1

    def _refuse(self, reason: str, node: ast.expr) -> ExpressionError:
        return ExpressionError(reason, text=self._text, column=self._column(node))

    def read(self, node: ast.expr) -> Expression:
        """Return our tree for *node*."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refuse(f"parts are nested more than {_DEEPEST} deep", node)
        tree = self._read(node)
        self._depth -= 1
        return tree

    def _read(self, node: ast.expr) -> Expression:  # noqa: PLR0911 - one line for each form of the language.
        column = self._column(node)
        match node:
            case ast.Name(id=word):
                return Name(word, column)
            case ast.Constant():
                return self._constant(node)
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(self.read(value) for value in values), column)
            case ast.BoolOp(values=values):
                return Or(tuple(self.read(value) for value in values), column)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand), column)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.read(operand), column)
            case ast.BinOp(op=operator) if type(operator) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(operator)], self.read(node.left), self.read(node.right), column)
            case ast.Compare():
                return self._compare(node)
            case ast.Call():
                return self._call(node)
            case _:
                raise self._refuse(f"{_described(node)} is not part of the language; {_ALLOWED}", node)

    def _constant(self, node: ast.Constant) -> Expression:
        """Return a number or a choice; True, None and the like are no part of the language."""
        value = node.value
        if isinstance(value, str):
            written = self._flat[node.col_offset : node.end_col_offset]
            if written[1:-1] != value or not value:
                raise self._refuse("a choice is one word in single or double quotes", node)
            return Choice(value, self._column(node))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refuse(f"{value!r} is not part of the language; {_ALLOWED}", node)
        if "e" in repr(value):
            raise self._refuse("this number is too small to be written plainly", node)
        return Number(value, self._column(node))

    def _compare(self, node: ast.Compare) -> Expression:
        """Return a comparison, or a membership when the operator is `in`."""
        column = self._column(node)
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            if len(node.ops) > 1:
                raise self._refuse("in cannot be chained with another comparison", node)
            listed = node.comparators[0]
            if not isinstance(listed, ast.Tuple) or not listed.elts:
                raise self._refuse("in needs a list of choices in brackets, such as ('left', 'right')", listed)
            choices = tuple(self.read(choice) for choice in listed.elts)
            return Member(self.read(node.left), choices, isinstance(node.ops[0], ast.NotIn), column)
        operators: list[str] = []
        for operator in node.ops:
            if type(operator) not in _COMPARISONS:
                raise self._refuse("is and in cannot stand here; use < <= > >= == !=", node)
            operators.append(_COMPARISONS[type(operator)])
        return Compare(tuple(operators), tuple(self.read(part) for part in (node.left, *node.comparators)), column)

    def _call(self, node: ast.Call) -> Expression:
        """Return `at_least(n, …)` or `possibly(x)`; there is no other call."""
        column = self._column(node)
        if node.keywords or any(isinstance(part, ast.Starred) for part in node.args):
            raise self._refuse("at_least and possibly take plain expressions only", node)
        match node.func:
            case ast.Name(id="possibly"):
                if len(node.args) != 1:
                    raise self._refuse("possibly(x) takes exactly one expression", node)
                return Possibly(self.read(node.args[0]), column)
            case ast.Name(id="at_least"):
                return self._at_least(node)
            case ast.Name(id=word):
                raise self._refuse(f"there is no {word}(…); the language has at_least(n, …) and possibly(x)", node)
            case _:
                raise self._refuse(f"a call is not part of the language; {_ALLOWED}", node)

    def _at_least(self, node: ast.Call) -> Expression:
        """Return `at_least(n, …)` with a whole number from 1 to the number of expressions."""
        form = "at_least(n, …) needs a whole number and at least that many expressions"
        match node.args:
            case [ast.Constant(value=count), *rest] if type(count) is int:
                if not 1 <= count <= len(rest):
                    raise self._refuse(f"{form}; {count} of {len(rest)} cannot be", node)
                return AtLeast(count, tuple(self.read(part) for part in rest), self._column(node))
            case _:
                raise self._refuse(form, node)


def _described(node: ast.expr) -> str:
    """Return plain words for a form that the language does not have."""
    words = {
        ast.Attribute: "a dot after a name",
        ast.IfExp: "if … else",
        ast.Tuple: "a list in brackets without in",
        ast.JoinedStr: "a text with a prefix",
        ast.BinOp: "this operator",
        ast.UnaryOp: "this sign",
        ast.GeneratorExp: "a loop",
    }
    return words.get(type(node), "this form")
