"""
Evaluate an expression in Kleene's three-valued logic: True, False and unknown (None).

This is the meaning of the language.  The compiled form and every other reading of a tree must agree with it.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

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

__all__ = ["Lookup", "Value", "evaluate", "evaluate_number", "kleene_and", "kleene_at_least", "kleene_not", "kleene_or"]

Value = bool | int | float | str
"""What a fact can be; unknown is None."""

Lookup = Callable[[str], Value | None]
"""Returns the value of a finding or definition, None where it is unknown."""


def kleene_and(values: Iterable[bool | None]) -> bool | None:
    """
    Return False when one value is False, else unknown when one is, else True.

    .. versionadded:: 0.1.0
    """
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def kleene_or(values: Iterable[bool | None]) -> bool | None:
    """
    Return True when one value is True, else unknown when one is, else False.

    .. versionadded:: 0.1.0
    """
    result: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def kleene_not(value: bool | None) -> bool | None:  # noqa: FBT001 - the value is the subject.
    """
    Return the opposite; the opposite of unknown is unknown.

    .. versionadded:: 0.1.0
    """
    return None if value is None else not value


def kleene_at_least(count: int, values: Sequence[bool | None]) -> bool | None:
    """
    Return whether at least *count* of *values* are True, as soon as the known ones settle it.

    .. versionadded:: 0.1.0
    """
    if values.count(True) >= count:
        return True
    return False if len(values) - values.count(False) < count else None


def evaluate(tree: Expression, lookup: Lookup, *, precaution: bool = False) -> bool | None:
    """
    Return whether *tree* is True, False or unknown.

    Args:
        tree: A boolean expression that has passed the check.
        lookup: The values of its names.
        precaution: Whether `possibly(x)` reads unknown as True (for what to do now) or is just `x` (for the bounds).

    .. versionadded:: 0.1.0
    """
    evaluator = _EVALUATORS.get(type(tree))
    if evaluator is None:
        message = f"{tree} is not yes or no; check the expression before it is evaluated"
        raise TypeError(message)
    return evaluator(tree, lookup, precaution)


def evaluate_number(tree: Expression, lookup: Lookup) -> float | None:
    """
    Return the number that *tree* comes to; None when a part is unknown or a division is by zero.

    .. versionadded:: 0.1.0
    """
    match tree:
        case Number():
            return tree.value
        case Name():
            value = lookup(tree.id)
            return value if isinstance(value, int | float) else None
        case Negative():
            value = evaluate_number(tree.operand, lookup)
            return None if value is None else -value
        case Arithmetic():
            left = evaluate_number(tree.left, lookup)
            right = evaluate_number(tree.right, lookup)
            return None if left is None or right is None else _arithmetic(tree.operator, left, right)
        case _:
            message = f"{tree} is not a number; check the expression before it is evaluated"
            raise TypeError(message)


def _arithmetic(operator: str, left: float, right: float) -> float | None:
    """Return the result of one operation; a result too large to hold is as unknown as a division by zero."""
    if operator == "/":
        result = left / right if right else None
    elif operator == "*":
        result = left * right
    else:
        result = left + right if operator == "+" else left - right
    return result if result is not None and abs(result) <= sys.float_info.max else None


def _compare(tree: Compare, lookup: Lookup, _: bool) -> bool | None:  # noqa: FBT001 - one signature for all forms.
    """Return the Kleene conjunction of the links of a chain."""
    values = [_side(operand, lookup) for operand in tree.operands]
    if len(values) == 2:  # noqa: PLR2004 - both sides of the one link that nearly all have.
        left, right = values
        return None if left is None or right is None else _HOLDS[tree.operators[0]](left, right)
    links = zip(tree.operators, values, values[1:], strict=False)
    return kleene_and([None if a is None or b is None else _HOLDS[word](a, b) for word, a, b in links])


def _side(tree: Expression, lookup: Lookup) -> Value | None:
    """Return the number or choice that one side of a comparison comes to."""
    if type(tree) is Name:
        return lookup(tree.id)
    return tree.value if isinstance(tree, Number | Choice) else evaluate_number(tree, lookup)


# Whether one comparison of two known numbers, or two choices, holds.
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _text(tree: Expression, lookup: Lookup) -> str | None:
    """Return the choice that a name has."""
    value = lookup(tree.id) if isinstance(tree, Name) else None
    return value if isinstance(value, str) else None


def _member(tree: Member, lookup: Lookup, _: bool) -> bool | None:  # noqa: FBT001 - as above.
    """Return whether the choice is one of those listed."""
    value = _text(tree.operand, lookup)
    if value is None:
        return None
    listed = any(isinstance(choice, Choice) and choice.value == value for choice in tree.choices)
    return listed is not tree.negated


def _name(tree: Name, lookup: Lookup, _: bool) -> bool | None:  # noqa: FBT001 - one signature for all forms.
    value = lookup(tree.id)
    return None if value is None else value is True


def _and(tree: And, lookup: Lookup, precaution: bool) -> bool | None:  # noqa: FBT001 - as above.
    return kleene_and(_EVALUATORS[type(part)](part, lookup, precaution) for part in tree.operands)


def _or(tree: Or, lookup: Lookup, precaution: bool) -> bool | None:  # noqa: FBT001 - as above.
    return kleene_or(_EVALUATORS[type(part)](part, lookup, precaution) for part in tree.operands)


def _not(tree: Not, lookup: Lookup, precaution: bool) -> bool | None:  # noqa: FBT001 - as above.
    return kleene_not(evaluate(tree.operand, lookup, precaution=precaution))


def _at_least(tree: AtLeast, lookup: Lookup, precaution: bool) -> bool | None:  # noqa: FBT001 - as above.
    return kleene_at_least(tree.count, [evaluate(part, lookup, precaution=precaution) for part in tree.operands])


def _possibly(tree: Possibly, lookup: Lookup, precaution: bool) -> bool | None:  # noqa: FBT001 - as above.
    value = evaluate(tree.operand, lookup, precaution=precaution)
    return True if value is None and precaution else value


# Looking a form up by its class is several times faster than matching one form after the other.
_EVALUATORS: dict[type, Callable[..., bool | None]] = {
    Name: _name,
    And: _and,
    Or: _or,
    Not: _not,
    AtLeast: _at_least,
    Possibly: _possibly,
    Compare: _compare,
    Member: _member,
}
