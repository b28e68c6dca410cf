"""The same people, told to two knowledge bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from backpain_kb.logic.tree import names
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.verify.levels import ByLevel, Pair, View
from backpain_kb.verify.people import People, Term
from backpain_kb.verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.rules import TriageRule
    from backpain_kb.verify.world import World

__all__ = ["ALL_THREE", "Compared", "tied"]

ALL_THREE = (("certain", "certain"), ("acting", "acting"), ("perhaps", "perhaps"))
"""Neither the urgency nor one of its bounds falls."""


def tied(world: World, findings: frozenset[str]) -> frozenset[str]:
    """
    Return *findings* with all that they imply and all that implies them.

    .. versionadded:: 0.1.0
    """
    implications = world.vocabulary.implications
    return findings.union(*(implications.implied_by(id_) | implications.implying(id_) for id_ in findings))


class Compared(ByLevel):
    """
    The same people are told to two knowledge bases, to each what it knows.

    A finding that only one of them knows is unknown to the other, and so is a number or a choice that only one of them
    takes.  A finding that took the place of another is the same.

    .. versionadded:: 0.1.0
    """

    bounds: tuple[tuple[str, str], ...] = ALL_THREE

    def __init__(self, old: World, new: World, *, backwards: bool = False) -> None:
        """
        Take the two knowledge bases.

        Args:
            old: The one before.
            new: The one after.
            backwards: Whether to look at what must not fall when the new one is given up for the old one.
        """
        self.old = old
        self.new = new
        self._order = (new, old) if backwards else (old, new)
        self._named = {id_: self._name(id_) for world in (old, new) for id_ in world.prepared.findings}
        self._symbols = {
            world: {self._named[id_]: finding.symbol for id_, finding in world.prepared.findings.items()}
            for world in (old, new)
        }

    def _name(self, id_: str) -> str:
        """Return what *id_* is called in both: as the new knowledge base calls it, unless the old one has that too."""
        latest = self.new.successor(id_)
        return id_ if latest is None or latest in self.old.prepared.findings else latest

    def read(self, rule: TriageRule) -> frozenset[str]:
        """Return the findings that *rule* reads in either knowledge base, and what is tied to them."""
        found: set[str] = set()
        for world in (self.old, self.new):
            read = frozenset[str]().union(*(world.read(each.when) for each in world.rules if each.id == rule.id))
            found |= tied(world, read)
        return frozenset(found)

    def untouched(self, rule: TriageRule) -> bool:
        """Return whether both have *rule*, as grave, and all that it reads, in the same words."""
        first, second = self._order
        same = next((each for each in second.rules if each.id == rule.id and each.when == rule.when), None)
        if same is None or self.weight(same) < self.weight(rule):
            return False
        return self._behind(first, rule) == self._behind(second, rule)

    @staticmethod
    def _behind(world: World, rule: TriageRule) -> tuple[object, ...]:
        """Return all that the meaning of *rule* rests on: types, implications, diagnoses, definitions."""
        vocabulary, conditions = world.vocabulary, world.prepared.conditions.values()
        findings = tied(world, world.read(rule.when))
        used: dict[str, Expression] = {}
        waiting = [rule.when]
        while waiting:
            new = {id_: vocabulary.definitions[id_] for id_ in names(waiting.pop()) if id_ in vocabulary.definitions}
            waiting += [tree for id_, tree in new.items() if id_ not in used]
            used |= new
        return (
            {id_: vocabulary.symbols[id_] for id_ in findings},
            {id_: vocabulary.implications.implied_by(id_) & findings for id_ in findings},
            {
                each.id: findings.intersection(each.implies)
                for each in conditions
                if findings.intersection(each.implies)
            },
            used,
        )

    @property
    def everything(self) -> frozenset[str]:
        """All findings of both."""
        return frozenset(self._named)

    def views(self, findings: frozenset[str]) -> tuple[View, View, list[Term]]:
        """Return the same people as either knowledge base sees them."""
        first, second = self._order
        before, after = self._people(first, second, findings), self._people(second, first, findings)
        limits = [*before.rules, *after.rules]
        for people, other in ((before, second), (after, first)):
            for id_ in people.findings:
                rival = self._symbols[other].get(self._named[id_])
                if rival is not None:
                    own = people.vocabulary.symbols[id_].choices
                    limits += [z3.Not(people.stated(id_, each)) for each in own if each not in rival.choices]
        return View(first, Terms(before)), View(second, Terms(after)), limits

    def _people(self, world: World, other: World, findings: frozenset[str]) -> People:
        """Return people as *world* sees them, without what *other* takes for something of another type."""
        wanted = {self._named[id_] for id_ in findings if id_ in self._named}
        own, its = self._symbols[world], self._symbols[other]
        known = {
            id_: name
            for id_ in world.prepared.findings
            if (name := self._named[id_]) in wanted and own[name].type is its.get(name, own[name]).type
        }
        diagnosed = {condition.id: condition.implies for condition in world.prepared.conditions.values()}
        return People(world.vocabulary, known, names=known, diagnosed=diagnosed)

    def cases(
        self, before: View, after: View, model: Term
    ) -> Iterator[tuple[Presentation, Callable[[Presentation], Pair]]]:
        """Yield the person of *model*."""
        yield self.person_in(before, after, model), self.pair

    def person_in(self, before: View, after: View, model: Term) -> Presentation:
        """Return the person of *model*, with the old names where there are two."""
        people = {view.world: view.terms.people for view in (before, after)}
        facts = people[self.old].facts_in(model)
        called = {self._named[id_] for id_ in facts}
        later = people[self.new].facts_in(model)
        facts |= {id_: value for id_, value in later.items() if self._named[id_] not in called}
        diagnosed = {name for each in people.values() for name in each.diagnosed_in(model)}
        return Presentation(facts=FrozenDict(dict(sorted(facts.items()))), diagnosed=tuple(sorted(diagnosed)))

    def pair(self, who: Presentation) -> Pair:
        """Return *who* as either knowledge base is told."""
        first, second = (world.person(who.facts, who.diagnosed) for world in self._order)
        return first, second
