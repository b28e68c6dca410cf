"""The same people, told to two knowledge bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.verify.levels import Pair, View
from backpain_kb.verify.terms import People, Term, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backpain_kb.logic.symbols import Symbol
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


class Compared:
    """
    The same people are told to two knowledge bases, to each what it knows.

    A finding that only one of them knows is unknown to the other, and so is a number or a choice that only one of them
    takes.  A finding that took the place of another is the same.

    .. versionadded:: 0.1.0
    """

    def __init__(self, old: World, new: World, bounds: tuple[tuple[str, str], ...] = ALL_THREE) -> None:
        """Take the two knowledge bases, and the bounds that must not fall."""
        self.old = old
        self.new = new
        self.bounds = bounds
        self._named = {id_: self._name(id_) for world in (old, new) for id_ in world.prepared.findings}

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

    @property
    def everything(self) -> frozenset[str]:
        """All findings of both."""
        return frozenset(self._named)

    def views(self, findings: frozenset[str]) -> tuple[View, View, list[Term]]:
        """Return the same people as either knowledge base sees them."""
        symbols = self._symbols(self.old), self._symbols(self.new)
        old, new = (
            self._people(world, findings, *each) for world, each in ((self.old, symbols), (self.new, symbols[::-1]))
        )
        limits = [*old.rules, *new.rules]
        for people, (_, other) in ((old, symbols), (new, symbols[::-1])):
            for id_ in people.findings:
                rival = other.get(self._named[id_])
                if rival is not None:
                    foreign = [
                        choice for choice in people.vocabulary.symbols[id_].choices if choice not in rival.choices
                    ]
                    limits += [z3.Not(people.stated(id_, choice)) for choice in foreign]
        return View(self.old, Terms(old)), View(self.new, Terms(new)), limits

    def _symbols(self, world: World) -> dict[str, Symbol]:
        return {self._named[id_]: finding.symbol for id_, finding in world.prepared.findings.items()}

    def _people(
        self, world: World, findings: frozenset[str], own: dict[str, Symbol], other: dict[str, Symbol]
    ) -> People:
        """Return people as *world* sees them, without what the other takes for something of another type."""
        wanted = {self._named[id_] for id_ in findings if id_ in self._named}
        known = {
            id_: name
            for id_ in world.prepared.findings
            if (name := self._named[id_]) in wanted and own[name].type is other.get(name, own[name]).type
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
        old, new = before.terms.people, after.terms.people
        facts = old.facts_in(model)
        called = {self._named[id_] for id_ in facts}
        facts |= {id_: value for id_, value in new.facts_in(model).items() if self._named[id_] not in called}
        diagnosed = {*old.diagnosed_in(model), *new.diagnosed_in(model)}
        return Presentation(facts=FrozenDict(dict(sorted(facts.items()))), diagnosed=tuple(sorted(diagnosed)))

    def pair(self, who: Presentation) -> Pair:
        """Return *who* as either knowledge base is told."""
        return self.old.person(who.facts, who.diagnosed), self.new.person(who.facts, who.diagnosed)
