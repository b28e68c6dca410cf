"""
The same rules in other engines: a zen-engine decision table, CLIPS rules, JSON-Logic.

All translations are two-valued (unknown is False, `possibly(x)` is x), which favours the rivals.  Everything that can
be made ready is made ready outside the time taken: tables, networks, the facts of a person in the form that the engine
wants.  Numeric definitions, and for CLIPS `at_least`, are worked out beforehand too and given as facts.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Protocol, cast

import clips
import json_logic
import zen
from generate import holds

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
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generate import Knowledge
    from people import Facts

    from backpain_kb.model.rules import TriageRule

__all__ = ["RIVALS", "Clips", "JsonLogic", "Rival", "Zen"]


class Rival(Protocol):
    """An engine with the rules in it."""

    name: str
    package: str

    def ready(self, facts: Facts) -> Callable[[], Iterable[str]]:
        """Return a function that returns the ids of the rules that fire for a person; it alone is timed."""


class _Beforehand:
    """Works out numeric definitions and, where asked to, `at_least`."""

    def __init__(self, knowledge: Knowledge, *, at_least: bool = False) -> None:
        trees = [*knowledge.definitions.values(), *(rule.when for rule in knowledge.rules)]
        nodes = {str(node): node for tree in trees for node in walk(tree) if at_least and isinstance(node, AtLeast)}
        self.names = {text: f"at_least_{number}" for number, text in enumerate(nodes)}
        numeric = {name: tree for name, tree in knowledge.definitions.items() if knowledge.is_number(name)}
        self._keys = [*self.names.values(), *numeric]
        self._values = holds(knowledge, [*nodes.values(), *numeric.values()])

    def added(self, facts: Facts) -> Facts:
        """Return *facts* and what is worked out of them; neither False nor unknown is named."""
        worked_out = zip(self._keys, self._values(facts), strict=True)
        return {
            name: value for name, value in [*facts.items(), *worked_out] if value is not None and value is not False
        }


def _boolean_definitions(knowledge: Knowledge) -> dict[str, Expression]:
    return {name: tree for name, tree in knowledge.definitions.items() if not knowledge.is_number(name)}


def _operand(tree: Expression) -> str:
    """Return a name or a number of a comparison as text that all the engines read."""
    match tree:
        case Name():
            return tree.id
        case Number():
            return repr(tree.value)
        case Negative(operand=Number(value=value)):
            return repr(-value)
        case Choice():
            return json.dumps(tree.value)
    message = f"{tree} inside a comparison is not translated"
    raise NotImplementedError(message)


def _links(tree: Compare) -> list[tuple[str, str, str]]:
    """Return the links of a chain: left, operator, right."""
    parts = [_operand(part) for part in tree.operands]
    return list(zip(parts, tree.operators, parts[1:], strict=False))


class Zen:
    """One expression node with the definitions, then one decision table that collects the rules that are true."""

    name = "zen-engine"
    package = "zen-engine"

    def __init__(self, knowledge: Knowledge) -> None:
        """Make the engine; a graph in a static loader is compiled once, and runs many times faster than a decision."""
        self._beforehand = _Beforehand(knowledge)
        self._definitions = _boolean_definitions(knowledge)
        content = {"rules": self._graph(knowledge.rules)}
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})

    def ready(self, facts: Facts) -> Callable[[], Iterable[str]]:
        """See `Rival`."""
        context = self._beforehand.added(facts)
        evaluate = self._engine.evaluate
        return lambda: [row["rule"] for row in evaluate("rules", context)["result"]]

    def _graph(self, rules: Iterable[TriageRule]) -> dict[str, object]:
        expressions = [
            {"id": name, "key": name, "value": self._text(tree, "$.")} for name, tree in self._definitions.items()
        ]
        table = {
            "hitPolicy": "collect",
            "inputs": [{"id": "when", "name": "when"}],
            "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
            "rules": [{"_id": r.id, "when": self._text(r.when), "rule": json.dumps(r.id)} for r in rules],
        }
        nodes = [
            ("facts", "inputNode", {}),
            ("definitions", "expressionNode", {"expressions": expressions, "passThrough": True}),
            ("triage", "decisionTableNode", table),
            ("fired", "outputNode", {}),
        ]
        ids = [node[0] for node in nodes]
        return {
            "nodes": [
                {"id": id_, "name": id_, "type": kind, "position": {"x": 0, "y": 0}, "content": inside}
                for id_, kind, inside in nodes
            ],
            "edges": [
                {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
                for source, target in itertools.pairwise(ids)
            ],
        }

    def _text(self, tree: Expression, defined: str = "") -> str:  # noqa: PLR0911 - one case for each form.
        """Return *tree* as an expression; before a definition, which is always true or false, stands *defined*."""
        match tree:
            case Name():
                return defined + tree.id if tree.id in self._definitions else f"{tree.id} == true"
            case Not():
                return f"not ({self._text(tree.operand, defined)})"
            case And() | Or():
                word = " and " if isinstance(tree, And) else " or "
                return word.join(f"({self._text(part, defined)})" for part in tree.operands)
            case AtLeast():
                listed = ", ".join(self._text(part, defined) for part in tree.operands)
                return f"count([{listed}], # == true) >= {tree.count}"
            case Possibly():
                return self._text(tree.operand, defined)
            case Member():
                listed = ", ".join(_operand(choice) for choice in tree.choices)
                known = f"{_operand(tree.operand)} != null and "
                return f"{known}{_operand(tree.operand)} {'not in' if tree.negated else 'in'} [{listed}]"
            case Compare():
                known = [f"{name} != null" for name in names(tree)]
                return " and ".join([*known, *(" ".join(link) for link in _links(tree))])
        message = f"{tree} is not yes or no"
        raise TypeError(message)


class JsonLogic:
    """Each definition and each rule is one JSON-Logic tree; a definition's value is added to the data."""

    name = "JSON-Logic"
    package = "maykin-json-logic-py"

    def __init__(self, knowledge: Knowledge) -> None:
        """Translate the rules."""
        self._beforehand = _Beforehand(knowledge)
        self._definitions = {name: self._tree(tree) for name, tree in _boolean_definitions(knowledge).items()}
        self._rules = [self._tree(rule.when) for rule in knowledge.rules]
        self._ids = [rule.id for rule in knowledge.rules]

    def ready(self, facts: Facts) -> Callable[[], Iterable[str]]:
        """See `Rival`."""
        given = self._beforehand.added(facts)

        def run() -> list[str]:
            data = dict(given)
            for name, tree in self._definitions.items():
                data[name] = json_logic.jsonLogic(tree, data)
            found = json_logic.jsonLogic(self._rules, data)
            return [id_ for id_, value in zip(self._ids, found, strict=True) if value]

        return run

    def _tree(self, tree: Expression) -> object:  # noqa: PLR0911 - one case for each form.
        match tree:
            case Name():
                return {"var": tree.id}
            case Number() | Choice():
                return tree.value
            case Negative(operand=Number(value=value)):
                return -value
            case Not():
                return {"!": [self._tree(tree.operand)]}
            case And() | Or():
                return {"and" if isinstance(tree, And) else "or": [self._tree(part) for part in tree.operands]}
            case AtLeast():
                return {">=": [{"count": [{"!!": [self._tree(part)]} for part in tree.operands]}, tree.count]}
            case Possibly():
                return self._tree(tree.operand)
            case Member():
                listed: object = {"in": [self._tree(tree.operand), [self._tree(choice) for choice in tree.choices]]}
                return {"and": [self._tree(tree.operand), {"!": [listed]}]} if tree.negated else listed
            case Compare():
                return self._compare(tree)
        message = f"{tree} is not translated"
        raise NotImplementedError(message)

    def _compare(self, tree: Compare) -> object:
        """Return a comparison; an unknown number makes it None, an unknown choice must be asked for."""
        parts = [self._tree(part) for part in tree.operands]
        links: list[object] = [
            {operator: [left, right]} for left, operator, right in zip(parts, tree.operators, parts[1:], strict=False)
        ]
        if "!=" in tree.operators:
            links = [*({"!!": [{"var": name}]} for name in names(tree)), *links]
        return links[0] if len(links) == 1 else {"and": links}


class Clips:
    """
    Forward chaining: a fact for each finding that is present, rules that assert definitions, rules that fire.

    An environment becomes slower the more often it is used, so each person has a fresh one.
    """

    name = "CLIPS"
    package = "clipspy"

    def __init__(self, knowledge: Knowledge) -> None:
        """Write the constructs."""
        self._beforehand = _Beforehand(knowledge, at_least=True)
        self._network = _Network(knowledge, self._beforehand.names)

    def ready(self, facts: Facts) -> Callable[[], Iterable[str]]:
        """See `Rival`."""
        environment = clips.Environment()
        for construct in self._network.constructs:
            environment.build(construct)
        fired = environment.find_template("fired")
        known = {id_: v for id_, v in self._beforehand.added(facts).items() if id_ in self._network.relations}
        plain = [environment.find_template(id_).assert_fact for id_, value in known.items() if value is True]
        valued = [
            (environment.find_template(id_).assert_fact, clips.Symbol(value) if isinstance(value, str) else value)
            for id_, value in known.items()
            if value is not True
        ]

        def run() -> list[str]:
            environment.reset()
            for present in plain:
                present()
            for assert_fact, value in valued:
                assert_fact(v=value)
            environment.run()
            return [fact["id"] for fact in fired.facts()]

        return run


class _Network:
    """
    Writes the templates and rules of CLIPS.

    Each finding and definition is a relation of its own, so that a fact meets only the patterns that can match it.  An
    `or` inside an `and` becomes a fact too; CLIPS would multiply the rules out instead.
    """

    def __init__(self, knowledge: Knowledge, counted: Mapping[str, str]) -> None:
        """Write them; *counted* says by which fact an `at_least` is known."""
        self.constructs = ["(deftemplate fired (slot id))"]
        self.relations: set[str] = set()
        self._counted = counted
        self._joined: dict[str, str] = {}
        self._number = itertools.count()
        for name, tree in _boolean_definitions(knowledge).items():
            self._relation(name)
            self._rules(tree, f"({name})")
        for rule in knowledge.rules:
            self._rules(rule.when, f"(fired (id {rule.id}))")

    def _relation(self, name: str, slots: str = "") -> str:
        if name not in self.relations:
            self.relations.add(name)
            self.constructs.append(f"(deftemplate {name} {slots})")
        return name

    def _rules(self, tree: Expression, conclusion: str) -> None:
        """Build the rules that assert *conclusion* when *tree* is true: one, or one for each part of an `or`."""
        tree = tree.operand if isinstance(tree, Possibly) else tree
        for part in tree.operands if isinstance(tree, Or) else (tree,):
            pattern = self._pattern(part)
            # What is asserted first is used by what comes later, under `not` too: hence the falling salience.
            number = next(self._number)
            salience = f"(declare (salience {9000 - number}))"
            self.constructs.append(f"(defrule r{number} {salience} {pattern} => (assert {conclusion}))")

    def _pattern(self, tree: Expression) -> str:  # noqa: PLR0911 - one case for each form.
        """Return the pattern of *tree*."""
        match tree:
            case Name():
                return f"({self._relation(tree.id)})"
            case And():
                return " ".join(self._pattern(part) for part in tree.operands)
            case Not():
                inside = self._pattern(tree.operand)
                return f"(not (and {inside}))" if isinstance(tree.operand, And) else f"(not {inside})"
            case Or():
                return f"({self._fact_for(tree)})"
            case AtLeast():
                return f"({self._relation(self._counted[str(tree)])})"
            case Possibly():
                return self._pattern(tree.operand)
            case Member():
                name = cast("Name", tree.operand).id
                listed = [cast("Choice", choice).value for choice in tree.choices]
                test = "&".join(f"~{choice}" for choice in listed) if tree.negated else "|".join(listed)
                return f"({self._relation(name, '(slot v)')} (v {test}))"
            case Compare():
                return self._compare(tree)
        message = f"{tree} is not translated"
        raise NotImplementedError(message)

    def _fact_for(self, tree: Or) -> str:
        """Return the relation that is asserted when one part of *tree* is true."""
        text = str(tree)
        if text not in self._joined:
            self._joined[text] = self._relation(f"or_{len(self._joined)}")
            self._rules(tree, f"({self._joined[text]})")
        return self._joined[text]

    def _compare(self, tree: Compare) -> str:
        read = names(tree)
        if len(read) != 1:
            message = f"{tree} reads several numbers and is not translated"
            raise NotImplementedError(message)
        words = {"==": "eq", "!=": "neq"} if any(isinstance(part, Choice) for part in tree.operands) else _NUMERIC
        # One variable for each pattern: CLIPS would compare patterns that share one.
        variable = f"?{read[0]}_{next(self._number)}"
        tests = []
        for left, operator, right in _links(tree):
            sides = " ".join(variable if side == read[0] else side.strip('"') for side in (left, right))
            tests.append(f"({words.get(operator, operator)} {sides})")
        joined = tests[0] if len(tests) == 1 else f"(and {' '.join(tests)})"
        return f"({self._relation(read[0], '(slot v)')} (v {variable}&:{joined}))"


_NUMERIC = {"==": "=", "!=": "<>"}

RIVALS: tuple[Callable[[Knowledge], Rival], ...] = (Zen, Clips, JsonLogic)
