"""
Turn definitions and rules into one fast Python function.

Every expression is written out in two readings of two-valued logic: "certainly" (True whatever the unknowns turn out to
be) and "perhaps" (not False).  Python's own short-circuiting `and` and `or` then do Kleene's logic.  The source is made
from our own checked tree, never from the text of a pack.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from backpain_kb.logic.evaluate import Lookup, Value, evaluate, evaluate_number
from backpain_kb.logic.parse import parse
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
    names_behind,
    to_text,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from types import ModuleType

__all__ = ["Program", "Screened", "Waiting", "in_order", "lookup_in", "ordered"]

Screened = tuple[list[int], list[int], list[int]]
"""Positions of rules: True with precautions taken, True without, and neither True nor False."""

Waiting = tuple[list[int], list[int], list[int], list[tuple[str, ...]], dict[str, tuple[str, ...]]]
"""The same, for each open rule the names of the findings that it waits for, and likewise for each open definition."""


def ordered(links: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """
    Return the keys of *links* such that each comes after those that it leads to.

    Raises:
        ValueError: The links run in a circle; the message names it, the first name of the alphabet first.

    .. versionadded:: 0.1.0
    """
    from graphlib import CycleError, TopologicalSorter  # noqa: PLC0415 - imported where it is needed.

    try:
        order = tuple(TopologicalSorter(links).static_order())
    except CycleError as error:
        circle = error.args[1][:0:-1]
        first = circle.index(min(circle))
        message = " -> ".join([*circle[first:], *circle[:first], circle[first]])
        raise ValueError(message) from None
    return tuple(name for name in order if name in links)


def in_order(definitions: Mapping[str, Expression]) -> tuple[str, ...]:
    """
    Return the ids of *definitions* such that each comes after those that it uses.

    Raises:
        ValueError: Definitions use one another in a circle; the message names it.

    .. versionadded:: 0.1.0
    """
    return ordered({name: names(tree) for name, tree in definitions.items()})


class Program:
    """
    Rules and other expressions of one catalogue as fast functions of (present, absent, other values).

    Each function is made when it is first called, unless ready-made source was given.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self,
        rules: Sequence[Expression],
        others: Sequence[Expression],
        definitions: Mapping[str, Expression],
        symbols: Mapping[str, Symbol],
        *,
        ready: ModuleType | None = None,
    ) -> None:
        """
        Take what is to be compiled.

        Args:
            rules: Checked boolean expressions; `screen` and `screen_waiting` answer with their positions.
            others: Checked boolean expressions; `values` answers with the value of each.
            definitions: The expressions behind the definitions that all of them use.
            symbols: The names and their types.
            ready: The module that `source` became, where it was made before from the same catalogue.
        """
        self._rules = rules
        self._others = others
        self._definitions = definitions
        self._symbols = symbols
        self._ready = ready

    def source(self) -> str:
        """Return the Python source of a module with all functions, from which `ready` can be made."""
        writers = [self._written(name) for name in ("screen", "screen_waiting", "values")]
        odd = sorted({text for _, odd in writers for text in odd})
        head = ['"""Made when the wheel was built; do not edit."""', f"ODD = {odd!r}", "odd = {}", "unknown = {}"]
        return "\n\n\n".join(["\n".join(head), *(source for source, _ in writers)]) + "\n"

    @functools.cached_property
    def screen(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], Screened]:
        """Say of each rule how it stands."""
        return self._function("screen")

    @functools.cached_property
    def screen_waiting(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], Waiting]:
        """Say of each rule how it stands, and what the open ones wait for."""
        return self._function("screen_waiting")

    @functools.cached_property
    def values(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], list[bool | None]]:
        """Return the Kleene value of each of the other expressions."""
        return self._function("values")

    def _written(self, name: str) -> tuple[str, Mapping[str, Expression]]:
        """Return the source of one function, and the expressions in it that are left to the interpreter."""
        writer = _Writer(self._definitions, self._symbols)
        if name == "values":
            return writer.values(name, self._others), writer.odd
        return writer.screen(name, self._rules, waiting=name == "screen_waiting"), writer.odd

    def _function(self, name: str) -> Callable[..., Any]:
        """Return one function, ready-made or made now."""
        if self._ready is not None:
            if self._ready.ODD and not self._ready.odd:
                self._bind({text: parse(text) for text in self._ready.ODD}, vars(self._ready))
            return cast("Callable[..., Any]", getattr(self._ready, name))
        source, odd = self._written(name)
        scope: dict[str, Any] = {"odd": {}, "unknown": {}}
        self._bind(odd, scope)
        exec(compile(source, f"<{name}>", "exec"), scope)  # noqa: S102 - our own source, made from checked trees.
        return cast("Callable[..., Any]", scope[name])

    def _bind(self, odd: Mapping[str, Expression], scope: dict[str, Any]) -> None:
        """Give the functions what they leave to the interpreter: comparisons with arithmetic, or with several names."""
        for text, tree in odd.items():
            scope["odd"][text] = _interpreted(tree, self._definitions, self._symbols)
            scope["unknown"][text] = _unknown_in(tree, self._definitions)


class _Writer:
    """Writes the source of one function."""

    def __init__(self, definitions: Mapping[str, Expression], symbols: Mapping[str, Symbol]) -> None:
        self._definitions = definitions
        self._symbols = symbols
        self._values: dict[str, str] = {}
        self.odd: dict[str, Expression] = {}
        self._variables: dict[str, str] = {}

    def screen(self, name: str, rules: Sequence[Expression], *, waiting: bool) -> str:
        """Return the source of a function that says how *rules* stand."""
        body = self._defined(rules, waiting=waiting)
        for position, rule in enumerate(rules):
            body += self._rule(position, rule, waiting=waiting)
        start = " acting = []; certain = []; waiting = []" + ("; waits_for = []" if waiting else "")
        undecided = "{" + ", ".join(f"{name!r}: {variable}o" for name, variable in self._variables.items()) + "}"
        return self._function(
            name, [start], body, "acting, certain, waiting" + (f", waits_for, {undecided}" if waiting else "")
        )

    def values(self, name: str, others: Sequence[Expression]) -> str:
        """Return the source of a function that returns the value of each of *others*."""
        body = self._defined(others, waiting=False)
        rows = [f"  {self._kleene(other)}," for other in others]
        return self._function(name, [], body, "[\n" + "\n".join(rows) + "\n ]")

    def _function(self, name: str, start: list[str], body: list[str], result: str) -> str:
        """Return the source of a function around *body*."""
        head = [f" {variable} = get({value!r})" for value, variable in self._values.items()]
        head += [
            f" {variable} = odd[{text!r}](present, absent, values)" for text, variable in self._odd_names().items()
        ]
        lines = [
            f"def {name}(present, absent, values):",
            " get = values.get",
            *start,
            *head,
            *body,
            f" return {result}",
        ]
        return "\n".join(lines)

    def _defined(self, expressions: Sequence[Expression], *, waiting: bool) -> list[str]:
        """Return the lines that work out the definitions which *expressions* use, each in both readings."""
        needed = self._needed(expressions)
        lines: list[str] = []
        for number, name in enumerate(in_order({name: self._definitions[name] for name in needed})):
            if self._symbols[name].type is ValueType.BOOLEAN:
                tree = self._definitions[name]
                lines.append(f" d{number}p = {self._perhaps(tree)}")
                lines.append(f" d{number}c = d{number}p and ({self._certainly(tree)})")
                if waiting:
                    # Each name once: otherwise definitions that use one another twice would double it at every step.
                    open_ = f"(*dict.fromkeys(({self._open(tree)})),)"
                    lines.append(f" d{number}o = {open_} if d{number}p and not d{number}c else ()")
                self._variables[name] = f"d{number}"
        return lines

    def _kleene(self, tree: Expression) -> str:
        """Return source for the value of *tree*: True, False or None."""
        return f"True if {self._certainly(tree)} else None if {self._perhaps(tree)} else False"

    def _open(self, tree: Expression) -> str:
        """Return source for the names that *tree* waits for, as the inside of a tuple; *tree* must be undecided."""
        match tree:
            case Name():
                variable = self._variables.get(tree.id)
                return f"*{variable}o," if variable else f"{tree.id!r},"
            case And() | Or() | AtLeast():
                return ", ".join(self._open_part(part) for part in tree.operands) + ","
            case Not() | Possibly():
                return self._open(tree.operand)
            case _:
                read = {name for name in names(tree) if name not in self._definitions}
                if len(read) == 1 and len(names(tree)) == 1:
                    return f"{read.pop()!r},"
                return f"*unknown[{to_text(tree)!r}](present, absent, values),"

    def _open_part(self, tree: Expression) -> str:
        """Return source for the names that *tree* waits for; nothing where it is decided."""
        if isinstance(tree, Name):
            variable = self._variables.get(tree.id)
            if variable:
                return f"*{variable}o"
            return f"*(() if {tree.id!r} in present or {tree.id!r} in absent else ({tree.id!r},))"
        if isinstance(tree, Not | Possibly):
            return self._open_part(tree.operand)
        return f"*(({self._open(tree)}) if {self._perhaps(tree)} and not {self._certainly(tree)} else ())"

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

    def _rule(self, position: int, rule: Expression, *, waiting: bool) -> list[str]:
        """Return the lines for one rule."""
        certainly = self._certainly(rule)
        open_ = f"waiting.append({position})"
        if waiting:
            open_ += f"; waits_for.append((*dict.fromkeys(({self._open(rule)})),))"
        if not any(isinstance(node, Possibly) for node in walk(rule)):
            return [
                f" if {self._perhaps(rule)}:",
                f"  if {certainly}: acting.append({position}); certain.append({position})",
                f"  else: {open_}",
            ]
        return [
            f" if {self._perhaps(rule)}:",
            f"  if {self._certainly(rule, precaution=True)}:",
            f"   acting.append({position})",
            f"   if {certainly}: certain.append({position})",
            f"  else: {open_}",
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
        self.odd[text] = tree
        return self._odd_names()[text]

    def _odd_names(self) -> dict[str, str]:
        return {text: f"o{number}" for number, text in enumerate(self.odd)}


def _unknown_in(
    tree: Expression, definitions: Mapping[str, Expression]
) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], tuple[str, ...]]:
    """Return a function that names the unknown findings which *tree* reads; all of them where none is unknown."""
    read = names_behind(tree, definitions)

    def run(present: AbstractSet[str], absent: AbstractSet[str], values: Mapping[str, Value]) -> tuple[str, ...]:
        return tuple(n for n in read if n not in values and n not in present and n not in absent) or read

    return run


def _interpreted(
    tree: Expression, definitions: Mapping[str, Expression], symbols: Mapping[str, Symbol]
) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], bool | None]:
    """Return a function that evaluates *tree* as the interpreter does."""

    def run(present: AbstractSet[str], absent: AbstractSet[str], values: Mapping[str, Value]) -> bool | None:
        return evaluate(tree, lookup_in(present, absent, values, definitions, symbols))

    return run


def _is_signed(tree: Expression) -> bool:
    """Return whether *tree* is a number written out with a sign."""
    return isinstance(tree, Negative) and isinstance(tree.operand, Number)


def lookup_in(
    present: AbstractSet[str],
    absent: AbstractSet[str],
    values: Mapping[str, Value | None],
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
        present: AbstractSet[str],
        absent: AbstractSet[str],
        values: Mapping[str, Value | None],
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
