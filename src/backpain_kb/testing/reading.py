"""
What the text of a knowledge base says, read without the reasoning that is to be tested.

The laws compare an answer with what is worked out here from the entities alone, with the interpreter and not with the
compiled rules.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.logic.evaluate import Value, evaluate
from backpain_kb.logic.tree import Compare, Expression, Name, Negative, Number, names, walk
from backpain_kb.model.care import Exercise, Programme, SafetyRule, Treatment
from backpain_kb.model.terms import Asker, Criterion, Definition, Entity, Standing
from backpain_kb.packs.check_rules import read_names
from backpain_kb.packs.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.model.assessment import Assessment
    from backpain_kb.model.presentation import Presentation

__all__ = ["Person", "Reading", "presentation_of", "reading_of"]

Item = Treatment | Exercise | Programme


def expressions_in(part: attrs.AttrsInstance) -> Iterator[Expression]:
    """
    Yield every expression in the fields of *part*, and of the parts inside it.

    .. versionadded:: 0.1.0
    """
    for field in attrs.fields(type(part)):
        value = getattr(part, field.name)
        if isinstance(value, Expression):
            yield value
            continue
        for inside in value if isinstance(value, tuple) else (value,):
            if attrs.has(type(inside)):
                yield from expressions_in(inside)


class Reading:
    """
    What one knowledge base says.

    Attributes:
        kb: The knowledge base.
        vocabulary: Its names, definitions and implications.

    .. versionadded:: 0.1.0
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        """Read *kb*."""
        self.kb = kb
        self.vocabulary = vocabulary_of(kb.catalogue)

    @functools.cached_property
    def entities(self) -> tuple[Entity, ...]:
        """All entities in use, by kind and id."""
        kinds = self.kb.catalogue.entities.values()
        return tuple(entity for kind in kinds for entity in kind.values() if entity.retired is None)

    @functools.cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """Every expression of every entity in use, each once."""
        return tuple(dict.fromkeys(tree for entity in self.entities for tree in expressions_in(entity)))

    @functools.cached_property
    def yes_or_no(self) -> tuple[Expression, ...]:
        """Those of the expressions that are yes or no."""
        numbers = {definition.value for definition in self.kb.definitions.values() if definition.value is not None}
        return tuple(tree for tree in self.expressions if tree not in numbers)

    @functools.cached_property
    def thresholds(self) -> Mapping[str, tuple[float, ...]]:
        """Finding to the numbers that any expression compares it with, in order."""
        found: dict[str, set[float]] = {}
        for tree in self.expressions:
            for node in walk(tree):
                if isinstance(node, Compare):
                    for first, second in zip(node.operands, node.operands[1:], strict=False):
                        for named, number in ((first, second), (second, first)):
                            value = _plain(number)
                            if isinstance(named, Name) and value is not None:
                                found.setdefault(named.id, set()).add(value)
        return {name: tuple(sorted(values)) for name, values in found.items()}

    @functools.cached_property
    def read_by_rule(self) -> Mapping[str, frozenset[str]]:
        """Rule to the findings that it reads through definitions."""
        rules = self.kb.rules.values()
        return {rule.id: frozenset(id_ for id_, _ in read_names(rule.when, self.vocabulary)) for rule in rules}

    def findings_behind(self, tree: Expression) -> tuple[str, ...]:
        """Return the findings that *tree* reads through definitions, in the order of the text."""
        found: dict[str, None] = {}
        waiting = list(reversed(names(tree)))
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            behind = self.vocabulary.definitions.get(name)
            if behind is None:
                found[name] = None
            elif name not in seen:
                seen.add(name)
                waiting.extend(reversed(names(behind)))
        return tuple(found)

    def tied(self, finding: str) -> frozenset[str]:
        """Return *finding* with all that it implies and all that implies it."""
        implications = self.vocabulary.implications
        return frozenset({finding}) | implications.implied_by(finding) | implications.implying(finding)

    def connected(self, finding: str) -> frozenset[str]:
        """Return all that a chain of implications, whichever way each of them points, joins with *finding*."""
        found: set[str] = set()
        waiting = [finding]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.tied(name))
        return frozenset(found)

    @functools.cached_property
    def deciding(self) -> Mapping[str, tuple[Definition, ...]]:
        """Condition to the definitions that decide it."""
        found: dict[str, tuple[Definition, ...]] = {}
        for definition in self.kb.definitions.values():
            if definition.condition is not None:
                found[definition.condition] = (*found.get(definition.condition, ()), definition)
        return found

    @functools.cached_property
    def withholding(self) -> tuple[Expression, ...]:
        """The expressions that hold something back, or that speak for a condition which does."""
        definitions, rules = self.kb.definitions.values(), self.kb.rules.values()
        found = [definition.expression for definition in definitions if definition.withholds]
        found += [rule.when for rule in rules if rule.withholds]
        for condition in self.withholding_conditions:
            found += [feature.when for feature in self.kb.conditions[condition].feature]
        return tuple(dict.fromkeys(found))

    @functools.cached_property
    def withholding_conditions(self) -> tuple[str, ...]:
        """The conditions that hold something back."""
        return tuple(condition.id for condition in self.kb.conditions.values() if condition.withholds)

    @functools.cached_property
    def items(self) -> Mapping[str, Item]:
        """The treatments, exercises and programmes in use."""
        return {**self.kb.treatments, **self.kb.exercises, **self.kb.programmes}

    def criteria_of(self, item: Item) -> tuple[Criterion, ...]:
        """Return what brings *item* into question."""
        if isinstance(item, Treatment):
            return item.indication
        conditions = self.kb.conditions
        return tuple(
            Criterion(conditions=(id_,), standing=Standing.POSSIBLE) if id_ in conditions else Criterion(when=Name(id_))
            for id_ in item.helps_with
        )

    def exercises_of(self, item: Item) -> tuple[Exercise, ...]:
        """Return the exercises that *item* consists of."""
        if isinstance(item, Exercise):
            return (item,)
        return tuple(self.kb.exercises[part.exercise] for part in item.items) if isinstance(item, Programme) else ()

    def has(self, item: Item) -> frozenset[str]:
        """Return what *item* brings with it that may be withheld, its exercises included."""
        return frozenset(item.has).union(*(exercise.has for exercise in self.exercises_of(item)))

    @functools.cached_property
    def safety_rules(self) -> tuple[SafetyRule, ...]:
        """The safety rules in use."""
        rules = self.kb.catalogue.of_kind("safety_rule").values()
        return tuple(rule for rule in rules if isinstance(rule, SafetyRule) and rule.retired is None)

    def rules_about(self, item: Item) -> tuple[SafetyRule, ...]:
        """Return the safety rules that speak of an exercise of *item*."""
        exercises = self.exercises_of(item)
        return tuple(rule for rule in self.safety_rules if any(speaks_of(rule, exercise) for exercise in exercises))


def speaks_of(rule: SafetyRule, exercise: Exercise) -> bool:
    """
    Return whether each attribute that *rule* names has, in *exercise*, one of the values that it names.

    .. versionadded:: 0.1.0
    """
    for attribute, wanted in rule.matches.items():
        value = getattr(exercise, attribute)
        values = value if isinstance(value, tuple) else (value,)
        words = {str(getattr(each, "value", each)) for each in values}
        if isinstance(value, bool):
            words = {str(value).lower()}
        if not words.intersection(wanted):
            return False
    return True


@functools.lru_cache(maxsize=16)
def reading_of(kb: KnowledgeBase) -> Reading:
    """
    Return what *kb* says, read once.

    .. versionadded:: 0.1.0
    """
    return Reading(kb)


def presentation_of(
    kb: KnowledgeBase, facts: Mapping[str, Value], diagnosed: Iterable[str] = (), asker: Asker = Asker.PERSON
) -> Presentation:
    """
    Return a presentation of *facts*, whatever type each has.

    .. versionadded:: 0.1.0
    """
    stated: dict[str, Any] = dict(facts)
    return kb.presentation(diagnosed=diagnosed, asker=asker, **stated)


class Person:
    """
    One person in one knowledge base: facts closed under implications, expressions evaluated one at a time.

    Attributes:
        reading: What the knowledge base says.
        who: What is known of the person.
        conflict: Whether answers contradict one another.

    .. versionadded:: 0.1.0
    """

    def __init__(self, kb: KnowledgeBase, who: Presentation) -> None:
        """Close the facts of *who*."""
        self.reading = reading_of(kb)
        self.who = who
        vocabulary = self.reading.vocabulary
        values: dict[str, Value] = {id_: value for id_, value in who.facts.items() if not isinstance(value, bool)}
        implied = (finding for id_ in who.diagnosed for finding in kb.conditions[id_].implies)
        self._closed = vocabulary.implications.close((*who.present, *implied), who.absent, vocabulary.red_flags)
        self.conflict = bool(self._closed.broken)
        self._lookup = vocabulary.lookup(self._closed.present, self._closed.absent, values)
        self._claimed = self._lookup
        if self.conflict:
            self._claimed = vocabulary.lookup(self._closed.claimed, self._closed.absent, values)

    def is_unknown(self, finding: str) -> bool:
        """Return whether *finding* is unknown after closure."""
        return self._lookup(finding) is None

    def value(self, name: str) -> Value | None:
        """Return the value of a finding or definition, None while it is unknown."""
        return self._lookup(name)

    def holds(self, tree: Expression) -> bool | None:
        """Return whether *tree* is True, False or unknown."""
        return evaluate(tree, self._lookup)

    def state_of(self, tree: Expression) -> str:
        """
        Return how the rule with the expression *tree* stands.

        "certain": True whatever is unknown.  "acting": True as a precaution, or by a contradicted red flag.
        "open": it could become True.  "silent": it is False.
        """
        value = evaluate(tree, self._lookup)
        if value is True:
            return "certain"
        if evaluate(tree, self._claimed, precaution=True) is True:
            return "acting"
        return "silent" if value is False else "open"

    def criterion(self, criterion: Criterion, answer: Assessment) -> bool | None:
        """Return whether *criterion* holds; a condition stands as *answer* says, unknown while nothing rules it out."""
        if criterion.when is not None:
            return self.holds(criterion.when)
        standings = {candidate.condition: candidate.standing for candidate in answer.candidates}
        values = [self._stands(id_, standings.get(id_), criterion.standing) for id_ in criterion.conditions]
        return True if True in values else None if None in values else False

    def _stands(self, condition: str, standing: Standing | None, least: Standing) -> bool | None:
        if standing is not None and standing.rank >= least.rank:
            return True
        definitions = self.reading.deciding.get(condition, ())
        ruled_out = bool(definitions) and all(self.holds(definition.expression) is False for definition in definitions)
        return False if ruled_out or standing is Standing.UNLIKELY else None


def _plain(node: Expression) -> float | None:
    """Return the value of a number written out, with its sign."""
    sign, bare = (-1, node.operand) if isinstance(node, Negative) else (1, node)
    return sign * bare.value if isinstance(bare, Number) else None
