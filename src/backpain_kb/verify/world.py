"""One knowledge base as the proofs see it, and people as it is told of them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.check_rules import read_names
from backpain_kb.packs.facts import fact_problem
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.prepared import Prepared
from backpain_kb.verify.people import People, Term
from backpain_kb.verify.shipped import shipped_people
from backpain_kb.verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.rules import TriageRule, Urgency
    from backpain_kb.packs.vocabulary import Vocabulary

__all__ = ["World"]


class World:
    """
    One knowledge base as the proofs see it.

    Attributes:
        kb: The knowledge base.
        prepared: Its entities, sorted and indexed as the reasoning uses them.

    .. versionadded:: 0.1.0
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        """Take the knowledge base."""
        self.kb = kb
        self.prepared = Prepared(kb.catalogue)
        self._read: dict[Expression, frozenset[str]] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """Its names, definitions and implications."""
        return self.prepared.vocabulary

    @property
    def rules(self) -> tuple[TriageRule, ...]:
        """The rules; of those that act, the first leads."""
        return self.prepared.rules

    def rules_from(self, level: Urgency) -> tuple[TriageRule, ...]:
        """Return the rules of *level* and above."""
        return tuple(rule for rule in self.rules if rule.urgency >= level)

    def read(self, tree: Expression) -> frozenset[str]:
        """Return the findings that *tree* reads, through definitions."""
        if tree not in self._read:
            self._read[tree] = frozenset(name for name, _ in read_names(tree, self.vocabulary))
        return self._read[tree]

    @functools.cached_property
    def everyone(self) -> Terms:
        """All expressions, about people who may state anything and to whom anything may have been diagnosed."""
        diagnosed = {condition.id: condition.implies for condition in self.prepared.conditions.values()}
        return Terms(People(self.vocabulary, self.prepared.findings, diagnosed=diagnosed))

    def about(self, tree: Expression) -> Terms:
        """Return all expressions, about people who state only what *tree* reads."""
        return Terms(People(self.vocabulary, self.read(tree)))

    def acts(self, rule: TriageRule) -> Term:
        """Return the term that *rule* acts, precautions taken, for one of `everyone`."""
        return self.everyone.truth(rule.when, precaution=True).certainly

    @functools.cached_property
    def acquaintances(self) -> tuple[Presentation, ...]:
        """The people of the cases of the rules, and those who ship: what one of them shows needs no solver."""
        cases = [case.findings for rule in self.rules for case in rule.case]
        shipped = [(who.facts, who.diagnosed) for who in shipped_people().values()]
        return tuple(dict.fromkeys(self.person(*told) for told in (*((case, ()) for case in cases), *shipped)))

    def person_in(self, model: Term, people: People | None = None) -> Presentation:
        """Return the person of *model*, one of *people*; one of `everyone`, where they are not given."""
        among = self.everyone.people if people is None else people
        return self.person(among.facts_in(model), among.diagnosed_in(model))

    def person(self, facts: Mapping[str, Value], diagnosed: Iterable[str] = ()) -> Presentation:
        """Return the presentation of *facts*, as far as this knowledge base knows findings, values and conditions."""
        findings = self.prepared.findings
        stated = {self.successor(id_): value for id_, value in facts.items()}
        known = {
            id_: value
            for id_, value in sorted(stated.items(), key=str)
            if id_ is not None and fact_problem(id_, value, findings) is None
        }
        given = sorted(set(diagnosed) & self.prepared.conditions.keys())
        return Presentation(facts=FrozenDict(known), diagnosed=tuple(given))

    def successor(self, finding: str) -> str | None:
        """Return *finding*, or what took its place here; None where this knowledge base does not know it."""
        entities = self.kb.catalogue.of_kind("finding")
        for _ in range(len(entities) + 1):
            entity = entities.get(finding)
            if entity is None or entity.retired is None:
                return None if entity is None else finding
            if entity.replaced_by is None:
                return None
            finding = entity.replaced_by
        return None

    def smallest(self, who: Presentation, shows: Callable[[Presentation], bool]) -> Presentation | None:
        """
        Return *who* without any fact that is not needed, with plain numbers; None where *who* does not show it at all.

        One fact stays, or is put there, because a case file states something.

        Args:
            who: A person.
            shows: Whether a person shows what is to be shown; it asks the real evaluator, never the solver.
        """
        if not shows(who):
            return None
        if not who.facts and not who.diagnosed:
            some = (_with(who, id_, value=value) for value in (False, True) for id_ in sorted(self.prepared.booleans))
            who = next((each for each in some if shows(each)), who)
        who = _without_needless(who, shows)
        for id_, value in who.facts.items():
            if isinstance(value, float):
                near = (round(value), round(value) + 1, round(value) - 1, round(value, 1))
                plain = (_with(who, id_, each) for each in near)
                who = next((each for each in plain if shows(each)), who)
        return who

    def facts(self, who: Presentation) -> Facts:
        """Return the facts of *who*, closed."""
        return Facts(self.prepared, who)


def _without_needless(who: Presentation, shows: Callable[[Presentation], bool]) -> Presentation:
    """Return *who* without what is not needed: half of it is tried first, then smaller parts, then one by one."""
    parts: list[tuple[str, Value | None]] = [*((name, None) for name in who.diagnosed), *who.facts.items()]
    size, before = max(len(parts) // 2, 1), len(parts) + 1
    while size > 1 or len(parts) < before:
        before, position = len(parts), 0
        while position < len(parts):
            rest = [*parts[:position], *parts[position + size :]]
            if rest and shows(_of_parts(who, rest)):
                parts = rest
            else:
                position += size
        if size > 1:
            size, before = size // 2, len(parts) + 1
    return _of_parts(who, parts)


def _of_parts(who: Presentation, parts: Sequence[tuple[str, Value | None]]) -> Presentation:
    """Return *who* with just these diagnoses (without a value) and facts."""
    facts = FrozenDict({id_: value for id_, value in parts if value is not None})
    return attrs.evolve(who, facts=facts, diagnosed=tuple(id_ for id_, value in parts if value is None))


def _with(who: Presentation, id_: str, value: Value) -> Presentation:
    return attrs.evolve(who, facts=FrozenDict({**who.facts, id_: value}))
