"""
Keep people for what has none yet.

What is kept stays as it is.  Where something comes out differently for the people who are kept, this says so and ends
with 1; `--update` (`make snapshots`) then writes what comes out now, with new people where an expression has changed.
Read the diff: each line of it is somebody to whom something else is said.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs
from turning_points import (
    FOLDER,
    Block,
    Line,
    Who,
    World,
    expressions_of,
    misses,
    outcome_of,
    read,
    written,
)
from turning_points_finder import Finder

import backpain_kb
from backpain_kb.logic.tree import Expression, Name
from backpain_kb.model.care import SafetyRule, Treatment
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.terms import Standing
from backpain_kb.testing.overlay import changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backpain_kb import KnowledgeBase
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.terms import Criterion, Entity

ORDINARY: Mapping[str, Value] = {"pain_low_back": True, "age_years": 35, "pain_duration_days": 10}
_FOR = {"+", "++"}


class Keeper:
    """Finds who is to be kept in one world."""

    def __init__(self, world: World) -> None:
        """Take *world*."""
        self.world = world
        self.kb = world.kb
        self.finder = Finder(world)
        self.possible: dict[str, dict[str, Value] | None] = {}

    def block(self, named: str, field: str, tree: Expression) -> Block:
        """Return the people at the turning points of *tree*."""
        people = self.finder.numbers(tree) if tree in self.world._numbers else self.finder.turning_points(tree)
        lines = [Line(Who(tuple(facts.items())), self.world.stands(tree, facts)) for facts in people]
        return Block(named, field, tuple(lines))

    def aspects(self, entity: Entity, named: str, kept: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        """Yield what is looked at of *entity* beside its expressions, and the people for it."""
        maker = getattr(self, f"_{kind_of(entity)}", None)
        if maker is not None:
            for aspect, people in maker(entity, [block for block in kept if block.entity == named]):
                some = list(dict.fromkeys(people))
                if some:
                    yield aspect, some

    # One method for each kind.

    def _rule(self, _: Any, kept: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        lines = [line for block in kept if block.aspect == "when" for line in block.lines]
        yield "then", _simplest(lines, "yes", "precaution")

    def _definition(self, definition: Any, kept: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        if definition.withholds:
            lines = [line for block in kept if block.aspect == "when" for line in block.lines]
            yield "holds back", _simplest(lines, "yes")

    def _finding(self, finding: Any, _: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        if finding.implies:
            yield "implies", [Who(((finding.id, True),))]
        if finding.hard_stop:
            yield "settles", [Who(no_hard_stop=True, not_answered=(finding.id,))]

    def _condition(self, condition: Any, kept: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        people = []
        for block in kept:
            if block.aspect in {"feature.when", "accuracy.when"}:
                people += _simplest(block.lines, *(("yes", "no") if block.aspect == "accuracy.when" else ("yes",)))
        yield "weighs", [Who(who.facts, (condition.id,)) for who in people]
        stands = [self._all_for(condition)]
        decided = [d for d in self.kb.definitions.values() if d.condition == condition.id]
        for definition in decided:
            stands += self._both(definition.when)
            stands += self._all_the_same(condition, definition.when)
        possible = self._possible(condition)
        stands += [Who(tuple(possible.items()))] if possible is not None else []
        if condition.applies_when is not None:
            outside = self.finder.first([(condition.applies_when, False)], self._all_for(condition).facts_dict())
            stands += [Who(tuple(outside.items()))] if outside is not None else []
        yield "stands", stands
        if condition.implies:
            yield "implies", [Who(diagnosed=(condition.id,))]

    def _both(self, tree: Expression) -> list[Who]:
        found = [self.finder.first([(tree, wanted)], {"pain_low_back": True}) for wanted in (True, False)]
        found = [
            facts or self.finder.first([(tree, wanted)]) for facts, wanted in zip(found, (True, False), strict=True)
        ]
        return [Who(tuple(facts.items())) for facts in found if facts is not None]

    def _all_the_same(self, condition: Any, tree: Expression) -> list[Who]:
        """Return somebody of whom a feature is true and what decides the condition is not."""
        for feature in condition.feature:
            if feature.effect.value in _FOR:
                facts = self.finder.first([(tree, False), (feature.when, True)])
                if facts is not None:
                    return [Who(tuple(facts.items()))]
        return []

    def _all_for(self, condition: Any) -> Who:
        facts: dict[str, Value] = {}
        for feature in condition.feature:
            if feature.effect.value in _FOR:
                facts = self.finder.first([(feature.when, True)], facts) or facts
        return Who(tuple(facts.items()))

    def _possible(self, condition: Any) -> dict[str, Value] | None:
        """Return facts for which *condition* is possible and no more, and nothing else holds anything back."""
        if condition.id not in self.possible:
            speaking = [feature.when for feature in condition.feature if feature.effect.value in _FOR]
            found = None
            for trees in itertools.chain(itertools.combinations(speaking, 1), itertools.combinations(speaking, 2)):
                facts = self.finder.first([(tree, True) for tree in trees])
                if facts is None or self._standing(condition.id, facts) is not Standing.POSSIBLE:
                    continue
                found = found or facts
                if outcome_of(self.quiet, "holds back", condition, Who(tuple(facts.items()))) == "nothing":
                    found = facts
                    break
            self.possible[condition.id] = found
        return self.possible[condition.id]

    @functools.cached_property
    def quiet(self) -> World:
        """The world in which no condition holds anything back."""
        conditions = (attrs.evolve(each, withholds=()) for each in self.kb.conditions.values())
        return World(changed(self.kb, *conditions))

    def _standing(self, id_: str, facts: Mapping[str, Value]) -> Standing | None:
        found = self.world.answer(Who(tuple(facts.items())))[2]
        return next((each.standing for each in found if each.condition == id_), None)

    # Items.

    def _treatment(self, item: Any, _: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        yield from self._item(item)

    def _exercise(self, item: Any, _: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        yield from self._item(item)

    def _programme(self, item: Any, _: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        yield from self._item(item)

    def _item(self, entity: Any) -> Iterator[tuple[str, list[Who]]]:
        yield "brings", [Who()]
        item = self.world.items[entity.id]
        own = entity.contraindication
        settled = dict(ORDINARY)
        settled = {**self._no_stops(), **settled}
        for criterion in [*own, *(each.criterion for each in item.obstacles if each.ask)]:
            if criterion.when is not None:
                settled = self.finder.first([(criterion.when, False)], settled) or settled
        people: list[Who] = []
        for criterion in item.criteria:
            people += self._meeting(criterion, settled)
        people = [who for who in people if self._told(entity, who) != "not in question"]
        if not people:
            return
        base = min(people, key=lambda who: self._told(entity, who).split()[0] not in {"recommended", "consider"})
        for barrier in own:
            without = self._without(base, barrier)
            people += [without, *self._meeting(barrier, without.facts_dict(), base.diagnosed)]
        for said in entity.recommendation if isinstance(entity, Treatment) else ():
            people += self._of_population(said, base)
        yield "verdict", people

    def _of_population(self, said: Any, base: Who) -> list[Who]:
        """Return people like *base* whom a recommendation is for: one who asks nobody else, and one who does."""
        if said.population is None:
            return [Who(base.facts, base.diagnosed, (said.source,), no_hard_stop=True)]
        for start in (base.facts_dict(), self._without_names(base, said.population)):
            facts = self.finder.first([(said.population, True)], {**self._no_stops(), **start})
            if facts is not None:
                some = self._person(facts, base.diagnosed)
                return [some, Who(some.facts, some.diagnosed, (said.source,), no_hard_stop=True)]
        return []

    def _told(self, entity: Any, who: Who) -> str:
        return outcome_of(self.world, "verdict", entity, who)

    def _no_stops(self) -> dict[str, Value]:
        return dict.fromkeys(self.world.hard_stops, False)

    def _person(self, facts: Mapping[str, Value], diagnosed: tuple[str, ...] = ()) -> Who:
        stops = set(self.world.hard_stops)
        said = tuple((id_, value) for id_, value in facts.items() if id_ not in stops or value is not False)
        return Who(said, diagnosed, no_hard_stop=True)

    def _meeting(self, criterion: Criterion, start: Mapping[str, Value], diagnosed: tuple[str, ...] = ()) -> list[Who]:
        """Return people like *start* for whom *criterion* is true: one for each of its conditions."""
        start = {**self._no_stops(), **start}
        if criterion.when is not None:
            facts = self.finder.first([(criterion.when, True)], start)
            if facts is None:
                behind = self.finder._reading.findings_behind(criterion.when)
                facts = self.finder.first(
                    [(criterion.when, True)], {id_: value for id_, value in start.items() if id_ not in behind}
                )
            return [self._person(facts, diagnosed)] if facts is not None else []
        found = []
        for id_ in criterion.conditions:
            found.append(self._person(start, tuple(dict.fromkeys((*diagnosed, id_)))))
            if criterion.standing is Standing.POSSIBLE:
                possible = self._possible(self.kb.conditions[id_])
                if possible is not None:
                    found.append(self._person({**start, **possible}, diagnosed))
        return found

    def _without(self, base: Who, criterion: Criterion) -> Who:
        if criterion.when is None:
            return base
        return self._person(self._without_names(base, criterion.when), base.diagnosed)

    def _without_names(self, base: Who, tree: Expression) -> dict[str, Value]:
        behind = set(self.finder._reading.findings_behind(tree)) - {"pain_low_back"}
        return {id_: value for id_, value in base.facts if id_ not in behind}

    def _safety_rule(self, rule: SafetyRule, _: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        yield "catches", [self._person({}), *self._meeting(rule.criterion, {})]

    def _interaction(self, interaction: Any, _: list[Block]) -> Iterator[tuple[str, list[Who]]]:
        people = [self._person({})]
        for id_ in interaction.and_:
            if id_ in self.kb.findings or id_ in self.kb.definitions:
                facts = self.finder.first([(Name(id_), True)], self._no_stops()) or self.finder.first(
                    [(Name(id_), True)]
                )
                people += [self._person(facts)] if facts is not None else []
        yield "meets", people


def _simplest(lines: Iterable[Line], *outcomes: str) -> list[Who]:
    """Return, for each of *outcomes*, the person of whom least is said."""
    found = []
    for outcome in outcomes:
        people = [line.who for line in lines if line.outcome == outcome]
        found += sorted(people, key=lambda who: (len(who.facts), who.tokens()))[:1]
    return found


def renewed(world: World, blocks: Iterable[Block], *, update: bool) -> tuple[dict[str, list[Block]], list[str]]:
    """Return kind to its blocks, what was missing among them, and what is not as it was kept."""
    keeper = Keeper(world)
    kept: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for block in blocks:
        kept[block.entity, block.aspect].append(block)
    files: dict[str, list[Block]] = defaultdict(list)
    different: list[str] = []
    for kind, entities in world.kb.catalogue.entities.items():
        for entity in entities.values():
            if entity.retired is not None:
                continue
            named, found = f"{kind_of(entity)} {entity.id}", []
            for field, trees in expressions_of(entity).items():
                found += _of_field(keeper, named, field, trees, kept.pop((named, field), []), different, update=update)
            for aspect, people in keeper.aspects(entity, named, found):
                before = kept.pop((named, aspect), [])
                found += _of_aspect(world, entity, Block(named, aspect, ()), people, before, different, update=update)
            files[kind] += found
    for (named, aspect), some in kept.items():
        different.append(f"{named}, {aspect}: it is gone")
        if not update:
            files[named.split()[0]] += some
    return files, different


def _of_field(
    keeper: Keeper,
    named: str,
    field: str,
    trees: list[Expression],
    before: list[Block],
    different: list[str],
    *,
    update: bool,
) -> list[Block]:
    """Return the blocks of one field, in the order of its expressions."""
    found: list[Block | Expression] = []
    for tree in dict.fromkeys(trees):
        fits = next((block for block in before if not misses(keeper.world, tree, block)), None)
        if fits is not None:
            before.remove(fits)
        found.append(fits if fits is not None else tree)
    different += [f"{named}, {field}: {len(before)} no longer so" for _ in before[:1]]
    if before and not update:
        return [*(each for each in found if isinstance(each, Block)), *before]
    return [each if isinstance(each, Block) else keeper.block(named, field, each) for each in found]


def _of_aspect(
    world: World,
    entity: Entity,
    block: Block,
    people: list[Who],
    before: list[Block],
    different: list[str],
    *,
    update: bool,
) -> list[Block]:
    """Return the block of one aspect."""
    old = [line for each in before for line in each.lines]
    now = [Line(line.who, outcome_of(world, block.aspect, entity, line.who)) for line in old]
    if now != old:
        different.append(f"{block.entity}, {block.aspect}: {sum(a != b for a, b in zip(old, now, strict=True))} differ")
        if not update:
            return before
    if old and not update:
        return before
    return [Block(block.entity, block.aspect, tuple(Line(who, _told(world, block, entity, who)) for who in people))]


def _told(world: World, block: Block, entity: Entity, who: Who) -> str:
    return outcome_of(world, block.aspect, entity, who)


def write(kb: KnowledgeBase, *, update: bool) -> list[str]:
    """Write the files; return what is not as it was kept."""
    files, different = renewed(World(kb), read(), update=update)
    FOLDER.mkdir(exist_ok=True)
    for kind, blocks in files.items():
        path = FOLDER / f"{kind}.txt"
        if blocks:
            path.write_text(written(blocks), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
    return different


def main() -> int:
    """Write the files; return 1 where something is not as it was kept and was left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write what comes out now; read the diff")
    options = parser.parse_args()
    different = write(backpain_kb.load(), update=options.update)
    print("\n".join(different) or "nothing is different for anyone who was kept")  # noqa: T201 - a script.
    return int(bool(different) and not options.update)


if __name__ == "__main__":
    sys.exit(main())
