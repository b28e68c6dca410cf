"""The items of a plan, each with what belongs to it worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.tree import Name
from backpain_kb.model.care import (
    Contraindication,
    Exercise,
    Programme,
    SafetyAction,
    SafetyRule,
    Treatment,
    WhileUnknown,
)
from backpain_kb.model.terms import Criterion, Standing
from backpain_kb.packs.matched import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["BroughtBy", "Item", "Obstacle", "brought_by", "items_of"]


@attrs.frozen(eq=False)
class Obstacle:
    """
    What forbids an item, or asks first, while it is True or unknown: a contraindication or a safety rule.

    Attributes:
        criterion: When it does.
        absolute: Whether it forbids.
        ask: Whether it must be asked while it is unknown.
        not_if: What to tell while it is unknown.
        why: Why.
        sources: Ids of its sources.
        everywhere: Whether it comes from a safety rule that matches every exercise: said once, in front of the plan.
    """

    criterion: Criterion
    absolute: bool
    ask: bool
    not_if: str
    why: str
    sources: tuple[str, ...]
    everywhere: bool = False


@attrs.frozen(eq=False)
class Item:
    """
    A treatment, exercise or programme as the plan sees it.

    Attributes:
        entity: The treatment, exercise or programme.
        kind: "treatment", "exercise" or "programme".
        criteria: What brings it into question.
        obstacles: Its contraindications, those of its exercises, and the safety rules that forbid or ask, and that
            match one of its exercises.
        cautions: What to mind and when: its own, those of its exercises and of the safety rules that only show a text.
        guided_by: The treatment whose recommendations count for it.
        has: What it brings with it that may be withheld.
        level: The level of an exercise; 1 for anything else.
        first_line: Whether guidelines name it among the first things to try.
    """

    entity: Treatment | Exercise | Programme
    kind: str
    criteria: tuple[Criterion, ...]
    obstacles: tuple[Obstacle, ...]
    cautions: tuple[tuple[Criterion, str], ...]
    guided_by: Treatment | None
    has: frozenset[str]
    level: int
    first_line: bool


@attrs.frozen(eq=False)
class BroughtBy:
    """
    The criteria that bring items into question, turned round: each names the places of its items and its own.

    Attributes:
        expressions: Position of an expression to (place of the item, place of the criterion among its own).
        conditions: Condition to (rank from which it counts, place of the item, place of the criterion).
    """

    expressions: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
    conditions: Mapping[str, tuple[tuple[int, int, int], ...]]


def brought_by(items: Sequence[Item], position_of: Mapping[int, int]) -> BroughtBy:
    """
    Return what brings which of *items* into question.

    .. versionadded:: 0.1.0
    """
    expressions: dict[int, list[tuple[int, int]]] = {}
    conditions: dict[str, list[tuple[int, int, int]]] = {}
    for place, item in enumerate(items):
        for own, criterion in enumerate(item.criteria):
            if criterion.when is not None:
                expressions.setdefault(position_of[id(criterion.when)], []).append((place, own))
            for condition in criterion.conditions:
                conditions.setdefault(condition, []).append((criterion.standing.rank, place, own))
    return BroughtBy(
        expressions=tuple((position, tuple(places)) for position, places in expressions.items()),
        conditions={condition: tuple(places) for condition, places in conditions.items()},
    )


def items_of(
    treatments: Mapping[str, Treatment],
    exercises: Mapping[str, Exercise],
    programmes: Mapping[str, Programme],
    safety_rules: Iterable[SafetyRule],
    conditions: Mapping[str, object],
) -> tuple[Item, ...]:
    """
    Return every treatment, exercise and programme as an item.

    .. versionadded:: 0.1.0
    """
    rules = tuple(safety_rules)
    matching = {
        exercise.id: tuple(rule for rule in rules if _matches(rule, exercise)) for exercise in exercises.values()
    }
    forbidding = {rule: _obstacle_of_rule(rule) for rule in rules if rule.action is not SafetyAction.CAUTION}
    every: list[tuple[str, Treatment | Exercise | Programme]] = []
    every += [("treatment", treatment) for treatment in treatments.values()]
    every += [("exercise", exercise) for exercise in exercises.values()]
    every += [("programme", programme) for programme in programmes.values()]
    return tuple(_item(kind, entity, treatments, exercises, matching, forbidding, conditions) for kind, entity in every)


def _item(  # noqa: PLR0913, PLR0917 - the tables that everything is looked up in.
    kind: str,
    entity: Treatment | Exercise | Programme,
    treatments: Mapping[str, Treatment],
    exercises: Mapping[str, Exercise],
    matching: Mapping[str, tuple[SafetyRule, ...]],
    forbidding: Mapping[SafetyRule, Obstacle],
    conditions: Mapping[str, object],
) -> Item:
    parts = _exercises_of(entity, exercises)
    inside = parts if isinstance(entity, Programme) else ()
    rules = tuple(dict.fromkeys(rule for exercise in parts for rule in matching[exercise.id]))
    obstacles = [_obstacle(own, entity.sources) for own in entity.contraindication]
    obstacles += [_obstacle(own, part.sources) for part in inside for own in part.contraindication]
    obstacles += [forbidding[rule] for rule in rules if rule in forbidding]
    cautions: list[tuple[Criterion, str]] = [(caution, caution.text) for caution in entity.caution]
    cautions += [(caution, caution.text) for part in inside for caution in part.caution]
    cautions += [(rule.criterion, rule.why) for rule in rules if rule.action is SafetyAction.CAUTION]
    return Item(
        entity=entity,
        kind=kind,
        criteria=_criteria(entity, conditions),
        obstacles=tuple(obstacles),
        cautions=tuple(cautions),
        guided_by=entity if isinstance(entity, Treatment) else treatments.get(entity.parent),
        has=frozenset(entity.has).union(*(part.has for part in parts)),
        level=entity.level if isinstance(entity, Exercise) else 1,
        first_line=isinstance(entity, Treatment) and entity.first_line,
    )


def _obstacle(contraindication: Contraindication, fallback: tuple[str, ...]) -> Obstacle:
    """Return a contraindication as an obstacle, with the sources to fall back on."""
    return Obstacle(
        criterion=contraindication,
        absolute=contraindication.absolute,
        ask=contraindication.while_unknown is WhileUnknown.ASK,
        not_if=contraindication.not_if,
        why=contraindication.why,
        sources=contraindication.sources or fallback,
    )


def _obstacle_of_rule(rule: SafetyRule) -> Obstacle:
    """Return a safety rule as an obstacle."""
    return Obstacle(
        criterion=rule.criterion,
        absolute=rule.action is SafetyAction.AVOID,
        ask=rule.while_unknown is WhileUnknown.ASK,
        not_if=rule.not_if or "",
        why=rule.why,
        sources=rule.sources,
        everywhere=not rule.matches,
    )


def _criteria(entity: Treatment | Exercise | Programme, conditions: Mapping[str, object]) -> tuple[Criterion, ...]:
    """Return what brings *entity* into question."""
    if isinstance(entity, Treatment):
        return entity.indication
    return tuple(
        Criterion(conditions=(id_,), standing=Standing.POSSIBLE) if id_ in conditions else Criterion(when=Name(id_))
        for id_ in entity.helps_with
    )


def _exercises_of(entity: Treatment | Exercise | Programme, exercises: Mapping[str, Exercise]) -> tuple[Exercise, ...]:
    """Return the exercises that *entity* consists of."""
    if isinstance(entity, Exercise):
        return (entity,)
    if isinstance(entity, Programme):
        return tuple(exercises[part.exercise] for part in entity.items if part.exercise in exercises)
    return ()


def _matches(rule: SafetyRule, exercise: Exercise) -> bool:
    """Return whether *rule* speaks of *exercise*: each attribute that it names has one of the values."""
    return all(not words_of(exercise, attribute).isdisjoint(values) for attribute, values in rule.matches.items())
