"""
Turn definitions and rules into one fast Python function.

Every expression is written out in two readings of two-valued logic: "certainly" (True whatever the unknowns turn out to
be) and "perhaps" (not False).  Python's own short-circuiting `and` and `or` then do Kleene's logic.  The source is made
from our own checked tree, never from the text of a pack.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from backpain_kb.logic.compile_kleene import KleeneWriter, Screened, is_plain, text_of_plain
from backpain_kb.logic.evaluate import Lookup, Value, evaluate, evaluate_number
from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import (
    And,
    AtLeast,
    Compare,
    Expression,
    Member,
    Name,
    Not,
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

__all__ = ["Fired", "Program", "Screened", "in_order", "lookup_in", "ordered"]

Fired = tuple[list[int], list[int]]
"""Positions of the rules that are True with precautions taken, and of those that are True without."""


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


_FUNCTIONS = ("fired", "leading", "highest", "screen", "values")


class Program:
    """
    Rules and other expressions of one catalogue as fast functions of (present, absent, other values).

    Each function is made when it is first called, unless ready-made source was given.

    .. versionadded:: 0.1.0
    """

    def __init__(  # noqa: PLR0913 - everything that there is to compile.
        self,
        rules: Sequence[Expression],
        others: Sequence[Expression],
        definitions: Mapping[str, Expression],
        symbols: Mapping[str, Symbol],
        *,
        asked: Sequence[Expression] = (),
        ready: ModuleType | None = None,
    ) -> None:
        """
        Take what is to be compiled.

        Args:
            rules: Checked boolean expressions; `fired`, `leading`, `highest` and `screen` answer with their positions.
            others: Checked boolean expressions; `values` answers with the value of each.
            definitions: The expressions behind the definitions that all of them use.
            symbols: The names and their types.
            asked: Checked boolean expressions that say whether a finding is worth asking; `screen` answers them too.
            ready: The module that `source` became, where it was made before from the same catalogue.
        """
        self._rules = rules
        self._others = others
        self._definitions = definitions
        self._symbols = symbols
        self._asked = asked
        self._ready = ready

    def source(self) -> str:
        """Return the Python source of a module with all functions, from which `ready` can be made."""
        written = [self._written(name) for name in _FUNCTIONS]
        odd = sorted({text for _, odd in written for text in odd})
        head = [
            '"""Made when the wheel was built; do not edit."""',
            "from backpain_kb.logic.compile_kleene import Screened",
            f"ODD = {odd!r}",
            "odd = {}",
            "unknown = {}",
        ]
        return "\n\n\n".join(["\n".join(head), *(source for source, _ in written)]) + "\n"

    @functools.cached_property
    def fired(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], Fired]:
        """Say which rules are True."""
        return self._function("fired")

    @functools.cached_property
    def leading(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], int | None]:
        """Return the position of the first rule that is True with precautions taken; None when none is."""
        return self._function("leading")

    @functools.cached_property
    def highest(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], int | None]:
        """Return the position of the first rule that is not False; None when all are."""
        return self._function("highest")

    @functools.cached_property
    def screen(self) -> Callable[[AbstractSet[str], AbstractSet[str], Mapping[str, Value]], Screened]:
        """Say of each rule how it stands, and what the open ones wait for."""
        return self._function("screen")

    @functools.cached_property
    def values(self) -> Callable[[Mapping[str, Value | None]], list[bool | None]]:
        """Return the Kleene value of each of the other expressions, from what `screen` says is known."""
        return self._function("values")

    def _written(self, name: str) -> tuple[str, Mapping[str, Expression]]:
        """Return the source of one function, and the expressions in it that are left to the interpreter."""
        if name in {"screen", "values"}:
            kleene = KleeneWriter(self._definitions)
            screening = name == "screen"
            source = kleene.screen(self._rules, self._asked) if screening else kleene.values(self._others)
            return source, kleene.odd
        writer = _Writer(self._definitions)
        write = {"fired": writer.fired, "leading": writer.leading, "highest": writer.highest}
        return write[name](self._rules), writer.odd

    def _function(self, name: str) -> Callable[..., Any]:
        """Return one function, ready-made or made now."""
        if self._ready is not None:
            if self._ready.ODD and not self._ready.odd:
                self._bind({text: parse(text) for text in self._ready.ODD}, vars(self._ready))
            return cast("Callable[..., Any]", getattr(self._ready, name))
        source, odd = self._written(name)
        scope: dict[str, Any] = {"odd": {}, "unknown": {}, "Screened": Screened}
        self._bind(odd, scope)
        exec(compile(source, f"<{name}>", "exec"), scope)  # noqa: S102 - our own source, made from checked trees.
        return cast("Callable[..., Any]", scope[name])

    def _bind(self, odd: Mapping[str, Expression], scope: dict[str, Any]) -> None:
        """Give the functions what they leave to the interpreter: comparisons with arithmetic, or with several names."""
        scope["unknown"] = {text: _unknown_in(tree, self._definitions) for text, tree in odd.items()}
        # Last and at once: another thread takes a module whose `odd` is filled for ready.
        scope["odd"] = {text: _interpreted(tree, self._definitions, self._symbols) for text, tree in odd.items()}


class _Writer:
    """Writes the source of one function."""

    def __init__(self, definitions: Mapping[str, Expression]) -> None:
        self._definitions = definitions
        self._values: dict[str, str] = {}
        self.odd: dict[str, Expression] = {}
        self._body: list[str] = []
        self._numbers: dict[str, int] = {}
        self._written: set[str] = set()

    def fired(self, rules: Sequence[Expression]) -> str:
        """Return the source of a function that says which of *rules* are True."""
        for position, rule in enumerate(rules):
            test = f" if {self._certainly(rule, precaution=True)}:"
            self._body += [test, *self._fires(position, rule, "  ")]
        return self._function("fired", [" acting = []; certain = []"], "acting, certain")

    def leading(self, rules: Sequence[Expression]) -> str:
        """Return the source of a function that returns the position of the first of *rules* that is True."""
        for position, rule in enumerate(rules):
            self._body.append(f" if {self._certainly(rule, precaution=True)}: return {position}")
        return self._function("leading", [], "None")

    def highest(self, rules: Sequence[Expression]) -> str:
        """Return the source of a function that returns the position of the first of *rules* that is not False."""
        for position, rule in enumerate(rules):
            # What a rule needs is worked out just before it: most of it is never reached.
            self._body.append(f" if {self._perhaps(rule)}: return {position}")
        return self._function("highest", [], "None")

    def _fires(self, position: int, rule: Expression, indent: str) -> list[str]:
        """Return the lines that note a rule which is True with precautions taken."""
        certain = f"{indent}certain.append({position})"
        if any(isinstance(node, Possibly) for node in walk(rule)):
            certain = f"{indent}if {self._certainly(rule)}: certain.append({position})"
        return [f"{indent}acting.append({position})", certain]

    def _function(self, name: str, start: list[str], result: str) -> str:
        """Return the source of a function around what has been written."""
        head = [f" {variable} = get({value!r})" for value, variable in self._values.items()]
        head += [
            f" {variable} = odd[{text!r}](present, absent, values)" for text, variable in self._odd_names().items()
        ]
        first = [f"def {name}(present, absent, values):", " get = values.get"]
        return "\n".join([*first, *start, *head, *self._body, f" return {result}"])

    def _variable(self, name: str, reading: str) -> str:
        """
        Return the local variable that holds one reading of a definition, written before it is first used.

        Readings are "c" (certainly) and "p" (perhaps).
        """
        variable = f"d{self._numbers.setdefault(name, len(self._numbers))}{reading}"
        if variable not in self._written:
            self._written.add(variable)
            tree = self._definitions[name]
            source = self._certainly(tree) if reading == "c" else self._perhaps(tree)
            self._body.append(f" {variable} = {source}")
        return variable

    def _certainly(self, tree: Expression, *, precaution: bool = False) -> str:
        """Return source that is true when *tree* is True."""
        match tree:
            case Name():
                return self._variable(tree.id, "c") if tree.id in self._definitions else f"{tree.id!r} in present"
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
                return self._variable(tree.id, "p") if tree.id in self._definitions else f"{tree.id!r} not in absent"
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
        compared = cast("Compare | Member", tree)
        if not is_plain(compared, self._definitions):
            variable = self._odd_value(tree)
            return f"{variable} is True" if certainly else f"{variable} is not False"
        variable = self._value(names(tree)[0])
        text = text_of_plain(compared, variable)
        return f"({variable} is not None and {text})" if certainly else f"({variable} is None or {text})"

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
        def look(name: str) -> Value | None:
            behind = definitions.get(name)
            if behind is None:
                return values.get(name, True if name in present else False if name in absent else None)
            return _worked_out(behind, symbols[name], look)

        return evaluate(tree, look)

    return run


def _worked_out(behind: Expression, symbol: Symbol, lookup: Lookup) -> Value | None:
    """Return the value of a definition."""
    return evaluate_number(behind, lookup) if symbol.type is ValueType.NUMBER else evaluate(behind, lookup)


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
        value = None if behind is None else _worked_out(behind, self._symbols[name], self.__getitem__)
        self[name] = value
        return value
