"""
The tree that a `when` text becomes: a few frozen classes, nothing else.

Everything that has to understand expressions is a function over these classes, one module each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "And",
    "Arithmetic",
    "AtLeast",
    "Choice",
    "Compare",
    "Expression",
    "Member",
    "Name",
    "Negative",
    "Not",
    "Number",
    "Or",
    "Possibly",
    "children",
    "names",
    "names_behind",
    "walk",
]


class _Written:
    """What every part of a tree has: its text."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the text."""
        return to_text(cast("Expression", self))


@attrs.frozen
class Name(_Written):
    """
    A finding or a definition, by id.

    .. versionadded:: 0.1.0
    """

    id: str
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Number(_Written):
    """
    A number written in the text.

    .. versionadded:: 0.1.0
    """

    value: int | float
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Choice(_Written):
    """
    One of the named choices of a category finding, written in quotes.

    .. versionadded:: 0.1.0
    """

    value: str
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Not(_Written):
    """
    True when *operand* is False.

    .. versionadded:: 0.1.0
    """

    operand: Expression
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class And(_Written):
    """
    True when all *operands* are.

    .. versionadded:: 0.1.0
    """

    operands: tuple[Expression, ...]
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Or(_Written):
    """
    True when one of the *operands* is.

    .. versionadded:: 0.1.0
    """

    operands: tuple[Expression, ...]
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class AtLeast(_Written):
    """
    True when at least *count* of the *operands* are.

    .. versionadded:: 0.1.0
    """

    count: int
    operands: tuple[Expression, ...]
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Possibly(_Written):
    """
    *operand*, but unknown counts as True where the question is what to do now.

    .. versionadded:: 0.1.0
    """

    operand: Expression
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Compare(_Written):
    """
    A comparison, chained or not: `8 <= age_years <= 20` has two *operators* and three *operands*.

    .. versionadded:: 0.1.0
    """

    operators: tuple[str, ...]
    operands: tuple[Expression, ...]
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Member(_Written):
    """
    True when *operand* is one of the *choices* (or none of them, when *negated*).

    .. versionadded:: 0.1.0
    """

    operand: Expression
    choices: tuple[Expression, ...]
    negated: bool = False
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Arithmetic(_Written):
    """
    `+ - * /` of two numbers.  Unknown in, or a division by zero: unknown out.

    .. versionadded:: 0.1.0
    """

    operator: str
    left: Expression
    right: Expression
    column: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen
class Negative(_Written):
    """
    A number with its sign turned.

    .. versionadded:: 0.1.0
    """

    operand: Expression
    column: int = attrs.field(default=0, eq=False, repr=False)


Expression = Name | Number | Choice | Not | And | Or | AtLeast | Possibly | Compare | Member | Arithmetic | Negative


def children(tree: Expression) -> tuple[Expression, ...]:
    """
    Return the parts right below *tree*, in the order of the text.

    .. versionadded:: 0.1.0
    """
    match tree:
        case And() | Or() | AtLeast() | Compare():
            return tree.operands
        case Not() | Possibly() | Negative():
            return (tree.operand,)
        case Member():
            return (tree.operand, *tree.choices)
        case Arithmetic():
            return (tree.left, tree.right)
        case _:
            return ()


def walk(tree: Expression) -> tuple[Expression, ...]:
    """
    Return *tree* and everything below it, in the order of the text.

    .. versionadded:: 0.1.0
    """
    found: list[Expression] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(children(node)))
    return tuple(found)


def names(tree: Expression) -> tuple[str, ...]:
    """
    Return the ids that *tree* reads, each once, in the order of the text.

    .. versionadded:: 0.1.0
    """
    return tuple(dict.fromkeys(node.id for node in walk(tree) if isinstance(node, Name)))


def names_behind(tree: Expression, definitions: Mapping[str, Expression]) -> tuple[str, ...]:
    """
    Return the findings that *tree* reads, directly or through *definitions*, each once, in the order of the text.

    .. versionadded:: 0.1.0
    """
    found: dict[str, None] = {}
    for name in names(tree):
        behind = definitions.get(name)
        found.update(dict.fromkeys((name,) if behind is None else names_behind(behind, definitions)))
    return tuple(found)


# How tightly an operator binds; a looser part inside a tighter one is put in brackets.
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)


def to_text(tree: Expression) -> str:
    """
    Return the text of *tree*; reading that text again gives the same tree.

    .. versionadded:: 0.1.0
    """
    return _render(tree)[0]


def _render(tree: Expression) -> tuple[str, int]:  # noqa: C901, PLR0911, PLR0912 - one case for each form.
    """Return the text of *tree* and how tightly it binds."""
    match tree:
        case Name():
            return tree.id, _ATOM
        case Number():
            return repr(tree.value), _ATOM if tree.value >= 0 else _SIGN
        case Choice():
            return repr(tree.value), _ATOM
        case Not():
            return f"not {_inside(tree.operand, _NOT)}", _NOT
        case And():
            return " and ".join(_inside(part, _AND + 1) for part in tree.operands), _AND
        case Or():
            return " or ".join(_inside(part, _OR + 1) for part in tree.operands), _OR
        case AtLeast():
            return f"at_least({', '.join([str(tree.count), *(to_text(part) for part in tree.operands)])})", _ATOM
        case Possibly():
            return f"possibly({to_text(tree.operand)})", _ATOM
        case Compare():
            text = _inside(tree.operands[0], _COMPARE + 1)
            for operator, operand in zip(tree.operators, tree.operands[1:], strict=True):
                text += f" {operator} {_inside(operand, _COMPARE + 1)}"
            return text, _COMPARE
        case Member():
            listed = ", ".join(to_text(choice) for choice in tree.choices) + ("," if len(tree.choices) == 1 else "")
            word = "not in" if tree.negated else "in"
            return f"{_inside(tree.operand, _COMPARE + 1)} {word} ({listed})", _COMPARE
        case Arithmetic():
            own = _SUM if tree.operator in "+-" else _PRODUCT
            return f"{_inside(tree.left, own)} {tree.operator} {_inside(tree.right, own + 1)}", own
        case Negative():
            return f"-{_inside(tree.operand, _SIGN)}", _SIGN
        case _:
            assert_never(tree)


def _inside(tree: Expression, least: int) -> str:
    """Return the text of *tree*, in brackets where it binds less tightly than *least*."""
    text, own = _render(tree)
    return text if own >= least else f"({text})"
