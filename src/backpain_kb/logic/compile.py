"""
Turn definitions and rules into one fast Python function.

Every expression is written out in two readings of two-valued logic: "certainly" (True whatever the unknowns turn out to
be) and "perhaps" (not False).  Python's own short-circuiting `and` and `or` then do Kleene's logic.  The source is made
from our own checked tree, never from the text of a pack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import cast

from backpain_kb.logic.evaluate import Lookup, Value, evaluate, evaluate_number
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
    to_text,
    walk,
)

__all__ = ["Screen", "Screened", "compile_rules", "in_order", "lookup_in"]

Screened = tuple[list[int], list[int], list[int], list[int]]
"""Positions of rules: True with precautions taken, True without, True only with them, neither True nor False."""

Screen = Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], Screened]


def in_order(definitions: Mapping[str, Expression]) -> tuple[str, ...]:
    """
    Return the ids of *definitions* such that each comes after those that it uses.

    Raises:
        ValueError: Definitions use one another in a circle; the message names it.

    .. versionadded:: 0.1.0
    """
    done: dict[str, None] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        if name in done or name not in definitions:
            return
        if name in path:
            message = " -> ".join([*path[path.index(name) :], name])
            raise ValueError(message)
        path.append(name)
        for used in names(definitions[name]):
            visit(used)
        path.pop()
        done[name] = None

    for name in definitions:
        visit(name)
    return tuple(done)


def compile_rules(
    rules: Sequence[Expression], definitions: Mapping[str, Expression], symbols: Mapping[str, Symbol]
) -> Screen:
    """
    Return a function of (present, absent, other values) that says how each of *rules* stands.

    Args:
        rules: Checked boolean expressions; the function answers with their positions.
        definitions: The expressions behind the definitions that they use.
        symbols: The names and their types.

    .. versionadded:: 0.1.0
    """
    return _Writer(definitions, symbols).write(rules)


class _Writer:
    """Writes the source of one function."""

    def __init__(self, definitions: Mapping[str, Expression], symbols: Mapping[str, Symbol]) -> None:
        self._definitions = definitions
        self._symbols = symbols
        self._values: dict[str, str] = {}
        self._odd: dict[str, Expression] = {}
        self._variables: dict[str, str] = {}

    def write(self, rules: Sequence[Expression]) -> Screen:
        """Return the function for *rules*."""
        needed = self._needed(rules)
        body: list[str] = []
        for number, name in enumerate(in_order({name: self._definitions[name] for name in needed})):
            if self._symbols[name].type is ValueType.BOOLEAN:
                self._variables[name] = f"d{number}"
                body.append(f" d{number}p = {self._perhaps(self._definitions[name])}")
                body.append(f" d{number}c = d{number}p and ({self._certainly(self._definitions[name])})")
        for position, rule in enumerate(rules):
            body += self._rule(position, rule)
        head = [f" {variable} = get({name!r})" for name, variable in self._values.items()]
        head += [
            f" {variable} = odd[{text!r}](present, absent, values)" for text, variable in self._odd_names().items()
        ]
        source = "\n".join(
            [
                "def screen(present, absent, values):",
                " get = values.get",
                " acting = []; certain = []; precautionary = []; waiting = []",
                *head,
                *body,
                " return acting, certain, precautionary, waiting",
            ]
        )
        scope: dict[str, object] = {"odd": {text: self._interpreted(tree) for text, tree in self._odd.items()}}
        exec(compile(source, "<rules>", "exec"), scope)  # noqa: S102 - our own source, made from a checked tree.
        return cast("Screen", scope["screen"])

    def _needed(self, rules: Sequence[Expression]) -> tuple[str, ...]:
        """Return the definitions that *rules* use, directly or through others."""
        found: dict[str, None] = {}
        waiting = [name for rule in rules for name in names(rule)]
        while waiting:
            name = waiting.pop()
            if name in self._definitions and name not in found:
                found[name] = None
                waiting.extend(names(self._definitions[name]))
        return tuple(sorted(found))

    def _rule(self, position: int, rule: Expression) -> list[str]:
        """Return the lines for one rule."""
        certainly, perhaps = self._certainly(rule), self._perhaps(rule)
        if not any(isinstance(node, Possibly) for node in walk(rule)):
            return [
                f" if {perhaps}:",
                f"  if {certainly}: acting.append({position}); certain.append({position})",
                f"  else: waiting.append({position})",
            ]
        return [
            f" if {perhaps}:",
            f"  if {self._certainly(rule, precaution=True)}:",
            f"   acting.append({position})",
            f"   if {certainly}: certain.append({position})",
            f"   else: precautionary.append({position})",
            f"  else: waiting.append({position})",
        ]

    def _certainly(self, tree: Expression, *, precaution: bool = False) -> str:
        """Return source that is true when *tree* is True."""
        match tree:
            case Name():
                variable = self._variables.get(tree.id)
                return f"{variable}c" if variable else f"{tree.id!r} in present"
            case Not():
                return f"not ({self._perhaps(tree.operand)})"
            case And() | Or():
                word = " and " if isinstance(tree, And) else " or "
                return "(" + word.join(self._certainly(part, precaution=precaution) for part in tree.operands) + ")"
            case AtLeast():
                parts = " + ".join(f"({self._certainly(part, precaution=precaution)})" for part in tree.operands)
                return f"({parts} >= {tree.count})"
            case Possibly():
                return self._perhaps(tree.operand) if precaution else self._certainly(tree.operand)
            case _:
                return self._comparison(tree, certainly=True)

    def _perhaps(self, tree: Expression) -> str:
        """Return source that is true when *tree* is not False."""
        match tree:
            case Name():
                variable = self._variables.get(tree.id)
                return f"{variable}p" if variable else f"{tree.id!r} not in absent"
            case Not():
                return f"not ({self._certainly(tree.operand)})"
            case And() | Or():
                word = " and " if isinstance(tree, And) else " or "
                return "(" + word.join(self._perhaps(part) for part in tree.operands) + ")"
            case AtLeast():
                return "(" + " + ".join(f"({self._perhaps(part)})" for part in tree.operands) + f" >= {tree.count})"
            case Possibly():
                return self._perhaps(tree.operand)
            case _:
                return self._comparison(tree, certainly=False)

    def _comparison(self, tree: Expression, *, certainly: bool) -> str:
        """Return source for a comparison or a membership."""
        if isinstance(tree, Member):
            variable = self._value(cast("Name", tree.operand).id)
            listed = "(" + "".join(f"{cast('Choice', choice).value!r}, " for choice in tree.choices) + ")"
            return self._choice(
                variable, f"{variable} {'not in' if tree.negated else 'in'} {listed}", certainly=certainly
            )
        tree = cast("Compare", tree)
        if any(isinstance(part, Choice) for part in tree.operands):
            left, right = tree.operands
            named, choice = (left, right) if isinstance(right, Choice) else (right, left)
            variable = self._value(cast("Name", named).id)
            test = f"{variable} {tree.operators[0]} {cast('Choice', choice).value!r}"
            return self._choice(variable, test, certainly=certainly)
        read = [part.id for part in tree.operands if isinstance(part, Name)]
        plain = all(isinstance(part, Name | Number) or _is_signed(part) for part in tree.operands)
        if not plain or len(read) != 1 or read[0] in self._definitions:
            variable = self._odd_value(tree)
            return f"{variable} is True" if certainly else f"{variable} is not False"
        variable = self._value(read[0])
        text = variable if isinstance(tree.operands[0], Name) else to_text(tree.operands[0])
        for operator, operand in zip(tree.operators, tree.operands[1:], strict=True):
            text += f" {operator} {variable if isinstance(operand, Name) else to_text(operand)}"
        return f"({variable} is not None and {text})" if certainly else f"({variable} is None or {text})"

    @staticmethod
    def _choice(variable: str, test: str, *, certainly: bool) -> str:
        return f"({variable} is not None and {test})" if certainly else f"({variable} is None or {test})"

    def _value(self, name: str) -> str:
        """Return the local variable that holds the value of a number or category finding."""
        return self._values.setdefault(name, f"v{len(self._values)}")

    def _odd_value(self, tree: Expression) -> str:
        """Return the local variable that holds the Kleene value of a comparison with arithmetic in it."""
        text = to_text(tree)
        self._odd[text] = tree
        return self._odd_names()[text]

    def _odd_names(self) -> dict[str, str]:
        return {text: f"o{number}" for number, text in enumerate(self._odd)}

    def _interpreted(
        self, tree: Expression
    ) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], bool | None]:
        """Return a function that evaluates *tree* as the interpreter does."""
        definitions, symbols = self._definitions, self._symbols

        def run(present: AbstractSet[str], absent: AbstractSet[str], values: Mapping[str, Value]) -> bool | None:
            return evaluate(tree, lookup_in(present, absent, values, definitions, symbols))

        return run


def _is_signed(tree: Expression) -> bool:
    """Return whether *tree* is a number written out with a sign."""
    return isinstance(tree, Negative) and isinstance(tree.operand, Number)


def lookup_in(
    present: AbstractSet[str],
    absent: AbstractSet[str],
    values: Mapping[str, Value],
    definitions: Mapping[str, Expression],
    symbols: Mapping[str, Symbol],
) -> Lookup:
    """
    Return a lookup of findings and definitions; what is defined is worked out when asked for, once.

    .. versionadded:: 0.1.0
    """
    return _Values(present, absent, values, definitions, symbols).__getitem__


class _Values(dict[str, "Value | None"]):
    """The values of one person; what is not there yet is worked out when it is asked for, and kept."""

    def __init__(
        self,
        present: Set[str],
        absent: Set[str],
        values: Mapping[str, Value],
        definitions: Mapping[str, Expression],
        symbols: Mapping[str, Symbol],
    ) -> None:
        super().__init__(values)
        self.update(dict.fromkeys(present, True))
        self.update(dict.fromkeys(absent, False))
        self._definitions = definitions
        self._symbols = symbols

    def __missing__(self, name: str) -> Value | None:
        behind = self._definitions.get(name)
        value: Value | None
        if behind is None:
            value = None
        elif self._symbols[name].type is ValueType.NUMBER:
            value = evaluate_number(behind, self.__getitem__)
        else:
            value = evaluate(behind, self.__getitem__)
        self[name] = value
        return value
