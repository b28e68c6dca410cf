"""
The hand-written rivals, generated from the same rules: two-valued `if`s and three-valued `if`s.

Both are what a careful programmer would write who has these rules and nothing else: definitions are worked out once, at
the top, as local variables; then comes one `if` for each rule, in the order in which rules lead.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from backpain_kb.logic.compile import in_order
from backpain_kb.logic.symbols import ValueType
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
    names,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from people import Facts

    from backpain_kb import KnowledgeBase
    from backpain_kb.model.assessment import Triage
    from backpain_kb.model.rules import TriageRule

__all__ = ["Knowledge", "Reasons", "holds", "knowledge_of", "reasons_of", "three_valued", "two_valued"]


class Knowledge(NamedTuple):
    """
    What the rivals are made from.

    Attributes:
        rules: The rules, the one that leads first.
        definitions: The definitions that rules use, each after those that it uses.
        types: The type of each finding and definition.
    """

    rules: tuple[TriageRule, ...]
    definitions: dict[str, Expression]
    types: dict[str, ValueType]

    def is_number(self, name: str) -> bool:
        """Return whether *name* has a number."""
        return self.types[name] is ValueType.NUMBER

    def findings_in(self, tree: Expression) -> tuple[str, ...]:
        """Return the findings that *tree* reads, directly or through definitions."""
        found: dict[str, None] = {}
        for name in names(tree):
            behind = self.definitions.get(name)
            found.update(dict.fromkeys((name,) if behind is None else self.findings_in(behind)))
        return tuple(found)


def knowledge_of(kb: KnowledgeBase) -> Knowledge:
    """Return what the rivals are made from."""
    rules = sorted(kb.rules.values(), key=lambda r: (-r.urgency.rank, not r.ambulance, r.within_hours, r.id))
    behind = {definition.id: definition.expression for definition in kb.definitions.values()}
    needed: set[str] = set()
    waiting = [name for rule in rules for name in names(rule.when)]
    while waiting:
        name = waiting.pop()
        if name in behind and name not in needed:
            needed.add(name)
            waiting.extend(names(behind[name]))
    ordered = in_order({name: behind[name] for name in sorted(needed)})
    types = {entity.id: entity.symbol.type for entity in (*kb.findings.values(), *kb.definitions.values())}
    return Knowledge(tuple(rules), {name: behind[name] for name in ordered}, types)


def _made(source: str, name: str, scope: Mapping[str, object]) -> Any:
    """Return what *source* calls *name*."""
    filled = dict(scope)
    exec(compile(source, f"<{name}>", "exec"), filled)  # noqa: S102 - written here, from a checked tree.
    return filled[name]


def _number(knowledge: Knowledge, tree: Expression, read: Callable[[str], str]) -> str:
    """Return source for a number whose parts are all known."""
    match tree:
        case Number():
            return repr(tree.value)
        case Name():
            return read(tree.id)
        case Negative():
            return f"(-{_number(knowledge, tree.operand, read)})"
        case Arithmetic():
            left, right = _number(knowledge, tree.left, read), _number(knowledge, tree.right, read)
            return f"({left} {tree.operator} {right})"
    message = f"{tree} is not a number"
    raise TypeError(message)


def _number_guards(knowledge: Knowledge, tree: Expression, read: Callable[[str], str]) -> list[str]:
    """Return source for what must hold so that *tree* can be worked out: parts that are known, no division by zero."""
    guards = [f"{read(name)} is not None" for name in names(tree)]
    guards += [
        f"{_number(knowledge, node.right, read)} != 0"
        for node in walk(tree)
        if isinstance(node, Arithmetic) and node.operator == "/"
    ]
    return guards


def _choices(tree: Member) -> str:
    """Return source for the choices of *tree*."""
    return "(" + "".join(f"{cast('Choice', choice).value!r}, " for choice in tree.choices) + ")"


def _comparison(knowledge: Knowledge, tree: Compare | Member, read: Callable[[str], str]) -> str:
    """Return source for a comparison whose parts are all known."""
    if isinstance(tree, Member):
        word = "not in" if tree.negated else "in"
        return f"{read(cast('Name', tree.operand).id)} {word} {_choices(tree)}"
    parts = [repr(part.value) if isinstance(part, Choice) else _number(knowledge, part, read) for part in tree.operands]
    return parts[0] + "".join(f" {operator} {part}" for operator, part in zip(tree.operators, parts[1:], strict=True))


def _comparison_guards(knowledge: Knowledge, tree: Compare | Member, read: Callable[[str], str]) -> str:
    """Return source for whether the parts of a comparison are known."""
    if isinstance(tree, Compare) and len(tree.operators) > 1 and len(names(tree)) > 1:
        message = f"{tree}: a chain of several unknowns can be settled by one link; this is not translated"
        raise NotImplementedError(message)
    operands = (tree.operand,) if isinstance(tree, Member) else tree.operands
    return " and ".join(dict.fromkeys(guard for part in operands for guard in _number_guards(knowledge, part, read)))


# Two-valued: unknown is False, `possibly(x)` is x.


def two_valued(knowledge: Knowledge) -> Callable[[Facts], tuple[str, list[str]]]:
    """Return a function of facts that returns the urgency and the ids of the rules that are True."""
    writer = _TwoValued(knowledge)
    body = ["def triage(facts):", " get = facts.get", " fired = []"]
    for name, tree in knowledge.definitions.items():
        body.append(f" {name} = {writer.number(tree) if knowledge.is_number(name) else writer.text(tree)}")
    body += [f" if {writer.text(rule.when)}: fired.append({rule.id!r})" for rule in knowledge.rules]
    body.append(" return (urgency[fired[0]] if fired else 'self_care'), fired")
    urgency = {rule.id: rule.urgency.value for rule in knowledge.rules}
    return cast("Callable[[Facts], tuple[str, list[str]]]", _made("\n".join(body), "triage", {"urgency": urgency}))


class _TwoValued:
    """Writes two-valued source."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def _read(self, name: str) -> str:
        return name if name in self._knowledge.definitions else f"get({name!r})"

    def number(self, tree: Expression) -> str:
        """Return source for a numeric definition; None when it cannot be worked out."""
        guards = " and ".join(_number_guards(self._knowledge, tree, self._read))
        return f"{_number(self._knowledge, tree, self._read)} if {guards} else None"

    def text(self, tree: Expression) -> str:
        """Return source that is true when *tree* is."""
        match tree:
            case Name():
                return self._read(tree.id)
            case Not():
                return f"(not {self.text(tree.operand)})"
            case And() | Or():
                word = " and " if isinstance(tree, And) else " or "
                return "(" + word.join(map(self.text, tree.operands)) + ")"
            case AtLeast():
                return "(" + " + ".join(map(self._counted, tree.operands)) + f" >= {tree.count})"
            case Possibly():
                return self.text(tree.operand)
            case Compare() | Member():
                guards = _comparison_guards(self._knowledge, tree, self._read)
                return f"({guards} and {_comparison(self._knowledge, tree, self._read)})"
        message = f"{tree} is not yes or no"
        raise TypeError(message)

    def _counted(self, tree: Expression) -> str:
        """Return source that is 1 when *tree* is true, else 0."""
        return f"({self.text(tree)} is True)" if isinstance(tree, Name) else f"bool({self.text(tree)})"


def holds(knowledge: Knowledge, trees: Sequence[Expression]) -> Callable[[Facts], list[bool | float | None]]:
    """Return a function of facts that returns what each of *trees* comes to; for what a rival cannot express itself."""
    writer = _TwoValued(knowledge)
    body = ["def values(facts):", " get = facts.get"]
    for name, tree in knowledge.definitions.items():
        body.append(f" {name} = {writer.number(tree) if knowledge.is_number(name) else writer.text(tree)}")
    texts = (f"bool({writer.text(tree)})" if isinstance(tree, AtLeast) else writer.number(tree) for tree in trees)
    body.append(" return [" + ", ".join(f"({text})" for text in texts) + "]")
    return cast("Callable[[Facts], list[bool | float | None]]", _made("\n".join(body), "values", {}))


# Three-valued: True, False and unknown (None), with the reasons.


class Reasons(NamedTuple):
    """
    What `kb.triage` returns, in plain data.

    Attributes:
        urgency: The level to act on now.
        lower: The level that holds whatever is unknown.
        upper: The level that it could become.
        fired: Rule to the facts that made it True, and to the unknowns assumed.
        precautions: Rule to what would stand it down.
        open: Rule to the findings that it waits for.
    """

    urgency: str
    lower: str
    upper: str
    fired: dict[str, tuple[Mapping[str, object], frozenset[str]]]
    precautions: dict[str, frozenset[str]]
    open: dict[str, frozenset[str]]


def reasons_of(answer: Triage) -> Reasons:
    """Return *answer* as the three-valued rival writes it."""
    return Reasons(
        urgency=answer.urgency.value,
        lower=answer.lower.value,
        upper=answer.upper.value,
        fired={
            rule.rule: ({fact.finding: fact.value for fact in rule.facts}, frozenset(f.finding for f in rule.assumed))
            for rule in answer.fired
        },
        precautions={rule.rule: frozenset(rule.stand_down) for rule in answer.precautions},
        open={rule.rule: frozenset(rule.waits_for) for rule in answer.open},
    )


def three_valued(knowledge: Knowledge) -> Callable[[Facts], Reasons]:
    """Return a function of facts that returns urgency, bounds and rules with their reasons."""
    return _ThreeValued(knowledge).write()


def _plainest(why: tuple[frozenset[str], frozenset[str]]) -> tuple[int, int]:
    """Sort reasons: the fewest assumptions, then the fewest facts."""
    return len(why[1]), len(why[0])


class _ThreeValued:
    """
    Writes three-valued source.

    First come the values, of definitions and rules alike, one `if` for each; only for what turned out True or unknown
    come the reasons.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._head: dict[str, str] = {}  # Finding to the variable that holds its value.
        self._sets: dict[str, frozenset[str]] = {"NONE": frozenset()}
        self._lines: list[str] = []
        self._known: dict[tuple[int, bool], str] = {}  # Node and reading to the variable that holds its value.
        self._number = itertools.count()
        self._wanted = self._definitions_wanted()

    def write(self) -> Callable[[Facts], Reasons]:
        """Return the function."""
        for name, tree in self._knowledge.definitions.items():
            self._definition(name, tree)
        for rule in self._knowledge.rules:
            self._rule(rule)
        body = [
            "def triage(facts):",
            " get = facts.get",
            " fired = {}; precautions = {}; open_ = {}; lower = 'self_care'",
            *(f" {variable} = get({name!r})" for name, variable in self._head.items()),
            *self._lines,
            " urgency = level[next(iter(fired))] if fired else 'self_care'",
            " upper = level[next(iter(open_))] if open_ else urgency",
            " if rank[upper] < rank[urgency]: upper = urgency",
            " return Reasons(urgency, lower, upper, fired, precautions, open_)",
        ]
        rules = self._knowledge.rules
        scope = {
            **self._sets,
            "Reasons": Reasons,
            "plainest": _plainest,
            "level": {rule.id: rule.urgency.value for rule in rules},
            "rank": {"self_care": 0} | {rule.urgency.value: rule.urgency.rank for rule in rules},
        }
        return cast("Callable[[Facts], Reasons]", _made("\n".join(body), "triage", scope))

    def _definitions_wanted(self) -> set[tuple[str, bool]]:
        """Return the definitions whose facts are wanted when they are True, and those when they are False."""
        found: set[tuple[str, bool]] = set()

        def visit(tree: Expression, value: bool) -> None:
            match tree:
                case Name():
                    if tree.id in self._knowledge.definitions and (tree.id, value) not in found:
                        found.add((tree.id, value))
                        visit(self._knowledge.definitions[tree.id], value)
                case Not():
                    visit(tree.operand, not value)
                case And() | Or() | AtLeast():
                    for part in tree.operands:
                        visit(part, value)
                case Possibly():
                    visit(tree.operand, value)

        for rule in self._knowledge.rules:
            visit(rule.when, value=True)
        return found

    # Values.

    def _add(self, depth: int, *lines: str) -> None:
        self._lines += [" " * depth + line for line in lines]

    def _set(self, members: Iterable[str]) -> str:
        """Return the name of a constant set."""
        wanted = frozenset(members)
        for name, known in self._sets.items():
            if known == wanted:
                return name
        name = f"S{len(self._sets)}"
        self._sets[name] = wanted
        return name

    def _read(self, name: str) -> str:
        """Return the variable that holds the value of a finding or definition."""
        if name in self._knowledge.definitions:
            return f"d_{name}"
        return self._head.setdefault(name, f"f_{name}")

    def _value(self, tree: Expression, *, precaution: bool = False) -> str:
        """Return the variable that holds the value of *tree*, and write the lines that work it out."""
        if isinstance(tree, Name):
            return self._read(tree.id)
        precaution = precaution and any(isinstance(node, Possibly) for node in walk(tree))
        key = (id(tree), precaution)
        if key not in self._known:
            parts = [] if isinstance(tree, Compare | Member) else _operands(tree)
            values = [self._value(part, precaution=precaution) for part in parts]
            self._known[key] = variable = f"t{next(self._number)}"
            self._add(1, *self._assigned(variable, tree, values, precaution=precaution))
        return self._known[key]

    def _assigned(self, variable: str, tree: Expression, values: Sequence[str], *, precaution: bool) -> list[str]:
        """Return the lines that set *variable* to the value of *tree*, whose parts have the *values*."""
        one = values[0] if values else ""
        unknown = " or ".join(f"{value} is None" for value in values)
        match tree:
            case And():
                return [
                    f"if {' and '.join(values)}: {variable} = True",
                    f"elif {' or '.join(f'{value} is False' for value in values)}: {variable} = False",
                    f"else: {variable} = None",
                ]
            case Or():
                return [
                    f"if {' or '.join(values)}: {variable} = True",
                    f"elif {unknown}: {variable} = None",
                    f"else: {variable} = False",
                ]
            case Not():
                return [f"{variable} = None if {one} is None else not {one}"]
            case Possibly():
                return [f"{variable} = {one} is not False" if precaution else f"{variable} = {one}"]
            case AtLeast():
                yes = " + ".join(f"({value} is True)" for value in values)
                may = " + ".join(f"({value} is not False)" for value in values)
                return [
                    f"if {yes} >= {tree.count}: {variable} = True",
                    f"elif {may} >= {tree.count}: {variable} = None",
                    f"else: {variable} = False",
                ]
            case Compare() | Member():
                guards = _comparison_guards(self._knowledge, tree, self._read)
                return [f"{variable} = ({_comparison(self._knowledge, tree, self._read)}) if {guards} else None"]
        message = f"{tree} is not yes or no"
        raise TypeError(message)

    # Reasons.

    def _definition(self, name: str, tree: Expression) -> None:
        """Write a definition: its value; what it waits for, or the facts behind it."""
        if self._knowledge.is_number(name):
            guards = " and ".join(_number_guards(self._knowledge, tree, self._read))
            self._add(1, f"d_{name} = {_number(self._knowledge, tree, self._read)} if {guards} else None")
            return
        self._add(1, f"d_{name} = {self._value(tree)}", f"if d_{name} is None:")
        self._waits(2, tree, f"w_{name}")
        for value in (True, False):
            if (name, value) in self._wanted:
                self._add(1, f"elif d_{name} is {value}:")
                self._because(2, tree, f"b_{name}", value=value)

    def _rule(self, rule: TriageRule) -> None:
        """Write a rule."""
        sure, acting = self._value(rule.when), self._value(rule.when, precaution=True)
        self._add(1, f"if {acting}:")
        self._because(2, rule.when, "why", value=True, precaution=True)
        self._add(2, f"fired[{rule.id!r}] = ({{name: facts[name] for name in why[0]}}, why[1])")
        self._add(2, f"if why[1]: precautions[{rule.id!r}] = why[1]")
        self._add(2, f"if lower == 'self_care' and {sure}: lower = {rule.urgency.value!r}")
        self._add(1, f"elif {sure} is None:")
        self._waits(2, rule.when, "waits")
        self._add(2, f"open_[{rule.id!r}] = waits")

    def _waits(self, depth: int, tree: Expression, target: str) -> None:
        """Write lines that set *target* to the unknowns that *tree*, which is unknown, waits for."""
        self._add(depth, f"{target} = set()")
        self._add_waits(depth, tree, target)

    def _add_waits(self, depth: int, tree: Expression, target: str) -> None:
        match tree:
            case Name():
                more = f"{target}.add({tree.id!r})" if tree.id not in self._knowledge.definitions else None
                self._add(depth, more or f"{target} |= w_{tree.id}")
            case Compare() | Member():
                self._comparison_waits(depth, tree, target)
            case Not() | Possibly():
                self._add_waits(depth, tree.operand, target)
            case _:
                for part in _operands(tree):
                    self._add(depth, f"if {self._value(part)} is None:")
                    self._add_waits(depth + 1, part, target)

    def _comparison_waits(self, depth: int, tree: Compare | Member, target: str) -> None:
        """Write what an unknown comparison waits for: the unknowns in it; all of it after a division by zero."""
        read = self._knowledge.findings_in(tree)
        if len(read) == 1:
            self._add(depth, f"{target}.add({read[0]!r})")
            return
        listed = ", ".join(f"({name!r}, {self._read(name)})" for name in read)
        self._add(depth, f"{target} |= {{name for name, value in ({listed}) if value is None}} or {self._set(read)}")

    def _because(self, depth: int, tree: Expression, target: str, *, value: bool, precaution: bool = False) -> None:
        """Write lines that set *target* to the facts, and to the unknowns assumed, that made *tree* come to *value*."""
        match tree:
            case Name():
                if tree.id in self._knowledge.definitions:
                    self._add(depth, f"{target} = b_{tree.id}")
                else:
                    self._add(depth, f"{target} = ({self._set([tree.id])}, NONE)")
            case Compare() | Member():
                self._add(depth, f"{target} = ({self._set(self._knowledge.findings_in(tree))}, NONE)")
            case Not():
                self._because(depth, tree.operand, target, value=not value, precaution=precaution)
            case Possibly():
                self._possibly(depth, tree, target, value=value)
            case And() | Or() if isinstance(tree, Or) is value:
                self._one_of(depth, tree, target, value=value, precaution=precaution)
            case And() | Or() | AtLeast():
                self._all_of(depth, tree, target, value=value, precaution=precaution)

    def _possibly(self, depth: int, tree: Possibly, target: str, *, value: bool) -> None:
        """Write the reason of a precaution: what is unknown is assumed."""
        self._add(depth, f"if {self._value(tree.operand)} is None:")
        self._waits(depth + 1, tree.operand, f"{target}_w")
        self._add(depth + 1, f"{target} = (NONE, frozenset({target}_w))")
        self._add(depth, "else:")
        self._because(depth + 1, tree.operand, target, value=value)

    def _one_of(self, depth: int, tree: And | Or, target: str, *, value: bool, precaution: bool) -> None:
        """Write the reason of an `or` that is True or an `and` that is False: the plainest of those that decide it."""
        if all(isinstance(part, Name) and part.id not in self._knowledge.definitions for part in tree.operands):
            for number, part in enumerate(tree.operands):  # One fact each: the first is as plain as any.
                self._add(depth, f"{'elif' if number else 'if'} {self._value(part)} is {value}:")
                self._because(depth + 1, part, target, value=value)
            return
        self._add(depth, f"{target}_all = []")
        for part in tree.operands:
            self._add(depth, f"if {self._value(part, precaution=precaution)} is {value}:")
            self._because(depth + 1, part, f"{target}_", value=value, precaution=precaution)
            self._add(depth + 1, f"{target}_all.append({target}_)")
        self._add(depth, f"{target} = min({target}_all, key=plainest)")

    def _all_of(self, depth: int, tree: And | Or | AtLeast, target: str, *, value: bool, precaution: bool) -> None:
        """Write the reason of what rests on all its parts, or on all that have the value."""
        self._add(depth, f"{target}_b = NONE; {target}_a = NONE")
        for part in tree.operands:
            inner = depth
            if isinstance(tree, AtLeast):
                self._add(depth, f"if {self._value(part, precaution=precaution)} is {value}:")
                inner += 1
            self._because(inner, part, f"{target}_", value=value, precaution=precaution)
            self._add(inner, f"{target}_b |= {target}_[0]; {target}_a |= {target}_[1]")
        self._add(depth, f"{target} = ({target}_b, {target}_a)")


def _operands(tree: Expression) -> tuple[Expression, ...]:
    """Return the boolean parts right below *tree*."""
    match tree:
        case And() | Or() | AtLeast():
            return tree.operands
        case Not() | Possibly():
            return (tree.operand,)
    return ()
