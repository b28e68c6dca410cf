"""Find small people for whom one term of an expression, one number or one choice alone decides."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.logic.evaluate import Value, evaluate, evaluate_number
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import (
    And,
    AtLeast,
    Choice,
    Compare,
    Expression,
    Member,
    Name,
    Not,
    Number,
    Or,
    Possibly,
    children,
    walk,
)
from backpain_kb.testing.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from turning_points import World

__all__ = ["Finder"]

Facts = dict[str, Value]
Goal = tuple[Expression, bool]

_MOST_WAYS = 40
_MOST_STEPS = 1500
_MOST_COMBINATIONS = 30
_MOST_GRID = 6000
_MOST_TRIES = 1500
_FINE = 5  # A number whose whole range is smaller than this is told to a tenth.


class Finder:
    """Finds people in one world."""

    def __init__(self, world: World) -> None:
        """Take *world*."""
        self.world = world
        self.findings = world.kb.findings
        self.definitions = world.vocabulary.definitions
        self._reading = reading_of(world.kb)
        self._steps = 0

    # What makes an expression come out as wanted.

    def people(self, goals: list[Goal], start: Mapping[str, Value] | None = None) -> Iterator[Facts]:
        """Yield facts, *start* among them, for which each of *goals* comes out as it is to; no two contradict."""
        self._steps = 0
        yield from self._solve(goals, dict(start or {}))

    def first(self, goals: list[Goal], start: Mapping[str, Value] | None = None) -> Facts | None:
        """Return the first of `people`."""
        return next(self.people(goals, start), None)

    def _solve(self, goals: list[Goal], facts: Facts) -> Iterator[Facts]:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return
        closed, lookup = self.world.close(facts)
        if closed.broken:
            return
        open_: list[Goal] = []
        waiting = list(reversed(goals))
        while waiting:
            tree, wanted = waiting.pop()
            value = evaluate(tree, lookup)
            if value is wanted:
                continue
            if value is not None:
                return
            parts = self._needed(tree, wanted)
            if parts is None:
                open_.append((tree, wanted))
            else:
                waiting += reversed(parts)
        if not open_:
            yield facts
            return
        # What leaves no choice goes first, then what leaves least.
        goal = min(open_, key=lambda pair: 0 if isinstance(pair[0], Name) else len(list(children(pair[0]))) + 1)
        others = [each for each in open_ if each is not goal]
        for ways in self._ways(*goal, facts):
            if isinstance(ways, dict):
                yield from self._solve(others, {**facts, **ways})
            else:
                yield from self._solve([*ways, *others], facts)

    def _needed(self, tree: Expression, wanted: bool) -> list[Goal] | None:
        """Return what *tree* needs whatever else is chosen; None where there is a choice."""
        match tree:
            case Name() if tree.id in self.definitions:
                return [(self.definitions[tree.id], wanted)]
            case Not():
                return [(tree.operand, not wanted)]
            case Possibly():
                return [(tree.operand, wanted)]
            case And() | Or() if wanted is isinstance(tree, And):
                return [(part, wanted) for part in tree.operands]
        return None

    def _ways(self, tree: Expression, wanted: bool, facts: Facts) -> Iterator[list[Goal] | Facts]:
        """Yield what would make *tree* come out as *wanted*: goals, or facts."""
        match tree:
            case Name():
                if tree.id not in facts:
                    yield {tree.id: wanted}
            case And() | Or():
                for part in tree.operands:
                    yield [(part, wanted)]
            case AtLeast():
                count = tree.count if wanted else len(tree.operands) - tree.count + 1
                some = itertools.combinations(tree.operands, count)
                for parts in itertools.islice(some, _MOST_COMBINATIONS):
                    yield [(part, wanted) for part in parts]
            case _:
                yield from self._leaf(tree, wanted, facts)

    def _leaf(self, tree: Expression, wanted: bool, facts: Facts) -> Iterator[Facts]:
        """Yield values for which a comparison comes out as *wanted*."""
        for more in self._grid(tree, facts):
            _, lookup = self.world.close({**facts, **more})
            if more and evaluate(tree, lookup) is wanted:
                yield more

    def _grid(self, tree: Expression, facts: Mapping[str, Value]) -> Iterator[Facts]:
        """Yield values of the findings behind *tree* that are not known yet."""
        free = [id_ for id_ in self._reading.findings_behind(tree) if id_ not in facts]
        few = 12 if len(free) > 1 else 40
        choices = [self._values(id_, tree)[:few] for id_ in free]
        for values in itertools.islice(itertools.product(*choices), _MOST_GRID):
            yield dict(zip(free, values, strict=True))

    def _values(self, id_: str, tree: Expression) -> list[Value]:
        finding = self.findings[id_]
        if finding.type is ValueType.BOOLEAN:
            return [True, False]
        if finding.type is ValueType.CATEGORY:
            return list(finding.values)
        step = self.step(id_)
        own = [node.value for node in walk(tree) if isinstance(node, Number)]
        near = [number + by for number in own for by in (0, step, -step)]
        others = [*self._reading.thresholds.get(id_, ()), 10, 20, 11, 12, 5, 40, 100, finding.min, finding.max]
        low, high = finding.min, finding.max
        return list(dict.fromkeys(_plain(number) for number in (*near, *others) if low <= number <= high))

    def step(self, id_: str) -> float:
        """Return the smallest difference that people would tell: one, or a tenth where thresholds are told so."""
        finding = self.findings[id_]
        told = [*self._reading.thresholds.get(id_, ()), finding.min, finding.max]
        whole = all(number == int(number) for number in told)
        return 1 if whole and finding.max - finding.min >= _FINE else 0.1

    # The turning points.

    def turning_points(self, tree: Expression) -> list[Facts]:
        """Return people for whom each term of *tree* alone decides."""
        people: dict[tuple[tuple[str, Value], ...], Facts] = {}

        def keep(found: Iterable[Facts]) -> bool:
            sound = [facts for facts in found if not self.world.close(facts)[0].broken]
            people.update({tuple(sorted(facts.items())): facts for facts in sound})
            return bool(sound)

        idle = [
            (place, leaf)
            for place, (leaf, goals) in enumerate(_leaves(tree))
            if not keep(self._together(tree, leaf, goals) or self._apart(tree, leaf, goals))
        ]
        for place, leaf in idle:
            behind = self._reading.findings_behind(leaf)
            for facts in self._struck(tree, place, leaf, list(people.values())):
                keep([facts])
                keep(self._beside(leaf, {id_: value for id_, value in facts.items() if id_ not in behind}))
        keep(self._cautious(tree, list(people.values())))
        return list(people.values())

    def _together(self, tree: Expression, leaf: Expression, goals: list[Goal]) -> list[Facts]:
        """Return people who differ in *leaf* alone, for whom it decides."""
        for rest in itertools.islice(self.people(goals), _MOST_WAYS):
            yes, no = self.first([(leaf, True)], rest), self.first([(leaf, False)], rest)
            if yes is not None and no is not None and self.world.stands(tree, yes) != self.world.stands(tree, no):
                return [yes, no, rest, *self._beside(leaf, rest)]
        return []

    def _struck(self, tree: Expression, place: int, leaf: Expression, like: list[Facts]) -> list[Facts]:
        """Return people who would tell if *leaf*, the term at *place*, were always true, never, or turned round."""
        others = [_replaced(tree, place, stuck) for stuck in (_ALWAYS, _NEVER, Not(leaf))]
        found = [self._telling(tree, other, like) for other in others]
        return [facts for facts in found if facts is not None]

    def _cautious(self, tree: Expression, like: list[Facts]) -> Iterator[Facts]:
        """Yield people for whom each `possibly` makes a difference, where none of those there are shows it."""
        for place in range(sum(isinstance(node, Possibly) for node in walk(tree))):
            other = _without_possibly(tree, place)
            if not any(self._differs(tree, other, facts) for facts in like):
                facts = self._telling(tree, other, like)
                if facts is not None:
                    yield facts

    def _telling(self, tree: Expression, other: Expression, like: list[Facts]) -> Facts | None:
        """Return facts, as few as can be, that tell *tree* from *other*; None where none are found."""
        chance = random.Random(f"{tree} {other}")  # noqa: S311 - a search, no secret.
        names = self._reading.findings_behind(tree)
        values = {id_: [*self._values(id_, tree)[:8], None] for id_ in names}
        for _ in range(_MOST_TRIES):
            facts = dict(chance.choice([{}, *like]))
            for id_ in chance.sample(names, min(len(names), chance.choice((1, 2, 3, 4, len(names))))):
                value = chance.choice(values[id_])
                if value is None:
                    facts.pop(id_, None)
                else:
                    facts[id_] = value
            if self._differs(tree, other, facts):
                for id_ in list(facts):
                    fewer = {name: value for name, value in facts.items() if name != id_}
                    if self._differs(tree, other, fewer):
                        facts = fewer
                return facts
        return None

    def _differs(self, tree: Expression, other: Expression, facts: Facts) -> bool:
        return self.world.stands(tree, facts) != self.world.stands(other, facts)

    def _apart(self, tree: Expression, leaf: Expression, goals: list[Goal]) -> list[Facts]:
        """Return people for whom *leaf* decides, where another term reads the same finding."""
        for yes in itertools.islice(self.people([*goals, (leaf, True)]), _MOST_WAYS):
            for no in itertools.islice(self.people([*goals, (leaf, False)]), _MOST_WAYS):
                if self.world.stands(tree, yes) != self.world.stands(tree, no):
                    behind = self._reading.findings_behind(leaf)
                    rest = {id_: value for id_, value in yes.items() if id_ not in behind}
                    return [yes, no, *self._beside(leaf, rest)]
        return []

    def _beside(self, leaf: Expression, rest: Facts) -> Iterator[Facts]:
        """Yield people just below, at and just above each number of *leaf*, and one with each choice."""
        if isinstance(leaf, Member) or (
            isinstance(leaf, Compare) and any(isinstance(x, Choice) for x in leaf.operands)
        ):
            for more in self._grid(leaf, rest):
                yield {**rest, **more}
        elif isinstance(leaf, Compare):
            for left, right in itertools.pairwise(leaf.operands):
                for named, number in ((left, right), (right, left)):
                    if isinstance(named, Name) and named.id in self.findings and isinstance(number, Number):
                        finding, step = self.findings[named.id], self.step(named.id)
                        for value in (number.value - step, number.value, number.value + step):
                            if finding.min <= value <= finding.max:
                                yield {**rest, named.id: _plain(value)}
                    elif isinstance(number, Number):
                        yield from self._about(named, number.value, rest)

    def _about(self, tree: Expression, number: float, rest: Facts) -> Iterator[Facts]:
        """Yield people for whom *tree* is just below, exactly, and just above *number*."""
        best: dict[int, tuple[float, Facts]] = {}
        for more in self._grid(tree, rest):
            facts = {**rest, **more}
            value = evaluate_number(tree, self.world.close(facts)[1])
            if value is not None:
                sign = (value > number) - (value < number)
                if sign not in best or abs(value - number) < best[sign][0]:
                    best[sign] = (abs(value - number), facts)
        yield from (facts for _, facts in best.values())

    def numbers(self, tree: Expression) -> list[Facts]:
        """Return a few people for whom the number that *tree* comes to is different, and one for whom it is unknown."""
        found: dict[float | None, Facts] = {}
        for facts in self._grid(tree, {}):
            value = evaluate_number(tree, self.world.close(facts)[1])
            if value not in found and len(found) < 4:
                found[value] = facts
        some = list(found.values())
        return [*some, dict(list(some[0].items())[:-1])]


_ALWAYS, _NEVER = Or((Not(And(())), And(()))), Or(())


def _replaced(tree: Expression, place: int, by: Expression) -> Expression:
    """Return *tree* with the term at *place*, as `_leaves` counts them, replaced."""
    count = itertools.count()

    def walked(part: Expression) -> Expression:
        match part:
            case And() | Or() | AtLeast():
                return attrs.evolve(part, operands=tuple(walked(each) for each in part.operands))
            case Not() | Possibly():
                return attrs.evolve(part, operand=walked(part.operand))
        return by if next(count) == place else part

    return walked(tree)


def _without_possibly(tree: Expression, place: int) -> Expression:
    """Return *tree* without the `possibly` at *place*, counted from the left."""
    count = itertools.count()

    def walked(part: Expression) -> Expression:
        match part:
            case And() | Or() | AtLeast():
                return attrs.evolve(part, operands=tuple(walked(each) for each in part.operands))
            case Not():
                return attrs.evolve(part, operand=walked(part.operand))
            case Possibly():
                inside = next(count) != place
                operand = walked(part.operand)
                return Possibly(operand) if inside else operand
        return part

    return walked(tree)


def _plain(number: float) -> float:
    rounded = round(number, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def _leaves(tree: Expression) -> Iterator[tuple[Expression, list[Goal]]]:
    """Yield each term of *tree* with what the others must be so that it alone decides."""
    match tree:
        case And() | Or():
            for index, part in enumerate(tree.operands):
                others = [(each, isinstance(tree, And)) for each in _without(tree.operands, index)]
                for leaf, goals in _leaves(part):
                    yield leaf, [*goals, *others]
        case AtLeast():
            for index, part in enumerate(tree.operands):
                others_ = [*tree.operands[index + 1 :], *tree.operands[:index]]
                goals_ = [(each, place < tree.count - 1) for place, each in enumerate(others_)]
                for leaf, goals in _leaves(part):
                    yield leaf, [*goals, *goals_]
        case Not() | Possibly():
            yield from _leaves(tree.operand)
        case _:
            yield tree, []


def _without(values: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    return (*values[:index], *values[index + 1 :])
