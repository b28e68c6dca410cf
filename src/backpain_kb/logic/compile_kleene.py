"""
Write the functions that say how everything stands: rules, what the open ones wait for, and all other expressions.

Where everything is wanted, nothing can be skipped, so each part of an expression is worked out once, as a local
variable with its Kleene value: True, False or None.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

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
    children,
    names,
    to_text,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.logic.evaluate import Value

__all__ = ["KleeneWriter", "Screened", "is_plain", "text_of_plain"]


class Screened(NamedTuple):
    """
    How the rules and definitions stand for one person.

    Attributes:
        acting: Positions of the rules that are True with precautions taken.
        certain: Positions of the rules that are True without.
        waiting: Positions of the rules that are neither True nor False, precautions taken.
        waits_for: For each of these the names of the findings that it waits for.
        undecided: Definition that rules use to what it waits for, as the keys of a dictionary; empty where it is
            decided.
        known: The value of each known finding, and of each yes-or-no definition.
        asked: The value of each of the questions whether a finding is worth asking.

    .. versionadded:: 0.1.0
    """

    acting: list[int]
    certain: list[int]
    waiting: list[int]
    waits_for: list[tuple[str, ...]]
    undecided: dict[str, dict[str, None]]
    known: dict[str, Value | None]
    asked: list[bool | None]


def is_plain(tree: Compare | Member, definitions: Mapping[str, Expression]) -> bool:
    """
    Return whether *tree* compares one finding with numbers or choices, which Python can do as it stands.

    In "n < 3 < 2" two numbers are compared as well, and it is false while the finding is unknown: that is not plain.

    .. versionadded:: 0.1.0
    """
    if isinstance(tree, Member):
        return True
    read = [part.id for part in tree.operands if isinstance(part, Name)]
    plain = all(isinstance(part, Name | Number | Choice) or _is_signed(part) for part in tree.operands)
    linked = all(Name in {type(left), type(right)} for left, right in itertools.pairwise(tree.operands))
    return plain and linked and len(read) == 1 and read[0] not in definitions


def _is_signed(tree: Expression) -> bool:
    """Return whether *tree* is a number written out with a sign."""
    return isinstance(tree, Negative) and isinstance(tree.operand, Number)


def text_of_plain(tree: Compare | Member, variable: str) -> str:
    """
    Return source for the plain comparison *tree*, with the local *variable* in place of the finding.

    .. versionadded:: 0.1.0
    """
    if isinstance(tree, Member):
        listed = "(" + "".join(f"{to_text(choice)}, " for choice in tree.choices) + ")"
        return f"{variable} {'not in' if tree.negated else 'in'} {listed}"
    parts = [variable if isinstance(part, Name) else to_text(part) for part in tree.operands]
    return " ".join([parts[0], *(f"{op} {part}" for op, part in zip(tree.operators, parts[1:], strict=True))])


_NUMERIC = (Number, Negative, Arithmetic)


class KleeneWriter:
    """
    Writes the source of `screen` or of `values`; one writer for each.

    .. versionadded:: 0.1.0
    """

    def __init__(self, definitions: Mapping[str, Expression]) -> None:
        """Take the expressions behind the definitions."""
        self._definitions = definitions
        self._body: list[str] = []
        self._findings: dict[str, str] = {}  # Finding to the variable that holds its value.
        self._values: dict[tuple[Expression, bool], str] = {}  # Part and reading to the variable that holds its value.
        self._waits: dict[str, str] = {}  # Definition to the variable that holds what it waits for.
        self._constants: dict[str, dict[str, None]] = {}  # Constant to the names that it holds.
        self._blanks: dict[str, str] = {}  # Definition to the constant for what it waits for while nothing is known.
        self._waits_wanted = True  # Whether what definitions wait for is written; it is for those that rules use.
        self._given = False  # Whether the values of definitions are given.
        self.odd: dict[str, Expression] = {}

    def screen(self, rules: Sequence[Expression], asked: Sequence[Expression]) -> str:
        """Return the source of a function that says how *rules* stand, what the open ones wait for, and more."""
        for position, rule in enumerate(rules):
            self._rule(position, rule)
        self._waits_wanted = False
        yes_or_no = [name for name, tree in self._definitions.items() if not isinstance(tree, _NUMERIC)]
        values = ", ".join(f"{name!r}: {self._name(name)}" for name in yes_or_no)
        questions = ", ".join(map(self._value, asked))
        undecided = ", ".join(f"{name!r}: {waits}" for name, waits in self._waits.items())
        odd = {text: f"o{number}" for number, text in enumerate(self.odd)}
        lines = [
            *(f"{constant} = {blank!r}" for constant, blank in self._constants.items()),
            "def screen(present, absent, values):",
            " known = dict.fromkeys(absent, False)",
            " known.update(dict.fromkeys(present, True))",
            " known.update(values)",
            " get = known.get; acting = []; certain = []; waiting = []; waits_for = []; none = {}",
            *(f" {variable} = get({name!r})" for name, variable in self._findings.items()),
            *(f" {variable} = odd[{text!r}](present, absent, values)" for text, variable in odd.items()),
            *self._body,
            f" known.update({{{values}}})",
            f" return Screened(acting, certain, waiting, waits_for, {{{undecided}}}, known, [{questions}])",
        ]
        return "\n".join(lines)

    def values(self, others: Sequence[Expression]) -> str:
        """Return the source of a function that returns the value of each of *others*, definitions being known."""
        self._given = True
        values = "".join(f"  {self._value(other)},\n" for other in others)
        odd = {text: f"o{number}" for number, text in enumerate(self.odd)}
        lines = [
            "def values(known):",
            " get = known.get",
            *(f" {variable} = get({name!r})" for name, variable in self._findings.items()),
            *(f" {variable} = odd[{text!r}]((), (), known)" for text, variable in odd.items()),
            *self._body,
            f" return [\n{values} ]",
        ]
        return "\n".join(lines)

    def _rule(self, position: int, rule: Expression) -> None:
        """Write how one rule stands."""
        certain = self._value(rule)
        acting = self._value(rule, precaution=True)
        # A definition that is used only where this rule waits must stand before it.
        self._body.append(f" if {acting}:")
        self._body.append(f"  acting.append({position})")
        condition = "" if certain == acting else f"if {certain}: "
        self._body.append(f"  {condition}certain.append({position})")
        lines = self._waiting(rule, "w", "  ", f"W{position}")
        self._body += [f" elif {acting} is None:", *lines]
        self._body.append(f"  waiting.append({position}); waits_for.append((*w,))")

    # Values.

    def _value(self, tree: Expression, *, precaution: bool = False) -> str:
        """Return the variable that holds the value of *tree*, and write what works it out."""
        if isinstance(tree, Name):
            return self._name(tree.id)
        precaution = precaution and any(isinstance(part, Possibly) for part in walk(tree))
        if isinstance(tree, Possibly) and not precaution:
            return self._value(tree.operand)
        key = (tree, precaution)
        if key not in self._values:
            source = self._source(tree, precaution=precaution)
            self._values[key] = f"t{len(self._values)}"
            self._body.append(f" {self._values[key]} = {source}")
        return self._values[key]

    def _name(self, name: str) -> str:
        """Return the variable that holds the value of a finding or definition."""
        behind = self._definitions.get(name)
        if behind is None or self._given:
            return self._findings.setdefault(name, f"f{len(self._findings)}")
        value = self._value(behind)
        if name not in self._waits and self._waits_wanted:
            self._waits[name] = waits = f"w{len(self._waits)}"
            lines = self._waiting(behind, waits, "  ", f"D{len(self._waits)}")
            if f"D{len(self._waits)}" in self._constants:
                self._blanks[name] = f"D{len(self._waits)}"
            self._body += [f" if {value} is None:", *lines, f" else: {waits} = none"]
        return value

    def _source(self, tree: Expression, *, precaution: bool) -> str:
        """Return source for the value of *tree*."""
        if isinstance(tree, Compare | Member):
            if is_plain(tree, self._definitions):
                variable = self._name(next(part.id for part in children(tree) if isinstance(part, Name)))
                return f"None if {variable} is None else {text_of_plain(tree, variable)}"
            return self._odd(tree)
        return _joined(tree, [self._value(part, precaution=precaution) for part in children(tree)])

    def _odd(self, tree: Expression) -> str:
        """Return the variable that holds the value of a comparison which is left to the interpreter."""
        text = to_text(tree)
        self.odd.setdefault(text, tree)
        return f"o{list(self.odd).index(text)}"

    # What is waited for.

    def _waiting(self, tree: Expression, target: str, indent: str, all_: str) -> list[str]:
        """
        Return lines that set *target* to the names that *tree*, which must be unknown, waits for.

        Where nothing at all is known of it, which is the most frequent case, that is the constant *all_*.
        """
        if isinstance(tree, Not | Possibly):
            return self._waiting(tree.operand, target, indent, all_)
        if isinstance(tree, Name) and tree.id in self._definitions:
            return [f"{indent}{target} = {self._waits[tree.id]}"]
        blank: dict[str, None] = {}
        tests = self._blank(tree, blank)
        if tests is None:
            return [f"{indent}{target} = {{}}", *self._added(tree, target, indent)]
        self._constants[all_] = blank
        if len(blank) == 1:  # A single finding is unknown, or the whole would not be.
            return [f"{indent}{target} = {all_}"]
        return [
            f"{indent}if {tests}: {target} = {all_}",
            f"{indent}else:",
            f"{indent} {target} = {{}}",
            *self._parts_added(tree, target, indent + " "),
        ]

    def _blank(self, tree: Expression, found: dict[str, None]) -> str | None:
        """Return a test that nothing is known of *tree*, and put its names into *found*; None where there is none."""
        unknown: dict[str, None] = {}
        tests: dict[str, None] = {}
        for part in walk(tree):
            if isinstance(part, Compare) and not is_plain(part, self._definitions):
                return None
            if isinstance(part, Name):
                waits = self._waits.get(part.id)
                if waits is None:
                    unknown[self._name(part.id)] = None
                    found[part.id] = None
                elif part.id in self._blanks:
                    tests[f"{waits} is {self._blanks[part.id]}"] = None
                    found.update(self._constants[self._blanks[part.id]])
                else:
                    return None
        return " and ".join(([" is ".join((*unknown, "None"))] if unknown else []) + [*tests])

    def _added(self, tree: Expression, target: str, indent: str) -> list[str]:
        """Return lines that add to *target* the names that *tree*, which must be unknown, waits for."""
        match tree:
            case Name():
                if tree.id in self._definitions:
                    return [f"{indent}{target} |= {self._waits[tree.id]}"]
                return [f"{indent}{target}[{tree.id!r}] = None"]
            case Not() | Possibly():
                return self._added(tree.operand, target, indent)
            case Compare() | Member():
                read = names(tree)
                if len(read) == 1 and read[0] not in self._definitions:
                    return [f"{indent}{target}[{read[0]!r}] = None"]
                return [f"{indent}{target} |= dict.fromkeys(unknown[{to_text(tree)!r}](present, absent, values))"]
            case _:
                return self._parts_added(tree, target, indent)

    def _parts_added(self, tree: Expression, target: str, indent: str) -> list[str]:
        """Return lines that add to *target* what those parts of *tree* wait for that are unknown."""
        lines: list[str] = []
        for part in children(tree):
            if isinstance(part, Name) and part.id in self._definitions:
                lines.append(f"{indent}{target} |= {self._waits[part.id]}")  # Empty where it is decided.
            else:
                lines.append(f"{indent}if {self._value(part)} is None:")
                lines += self._added(part, target, indent + " ")
        return lines


def _joined(tree: Expression, parts: Sequence[str]) -> str:
    """Return source for the value of *tree*, whose parts have the values that the variables *parts* hold."""
    false = " or ".join(f"{part} is False" for part in parts)
    unknown = " or ".join(f"{part} is None" for part in parts)
    match tree:
        case And():
            return f"False if {false} else None if {unknown} else True"
        case Or():
            return f"True if {' or '.join(parts)} else None if {unknown} else False"
        case AtLeast():
            sure = " + ".join(f"({part} is True)" for part in parts)
            may = " + ".join(f"({part} is not False)" for part in parts)
            return f"True if {sure} >= {tree.count} else None if {may} >= {tree.count} else False"
        case Not():
            return f"None if {unknown} else {false}"
        case _:
            return f"{parts[0]} is not False"  # `possibly`, with precautions taken.
