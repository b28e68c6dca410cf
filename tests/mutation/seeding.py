"""Errors of the kind that a tired curator makes, seeded into the entities of a catalogue one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.logic.tree import (
    And,
    Arithmetic,
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
    to_text,
)
from backpain_kb.model.care import (
    Contraindication,
    Direction,
    Dosage,
    Exercise,
    Impact,
    Interaction,
    InteractionLevel,
    Recommendation,
    SafetyAction,
    SafetyRule,
    WhileUnknown,
)
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.evidence import Claim, Condition, Verdict
from backpain_kb.model.rules import Effect, Scoring, TriageRule, Urgency
from backpain_kb.model.terms import Definition, Entity, Finding, FrozenDict, Range, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backpain_kb.model.catalogue import Catalogue

__all__ = ["Mutant", "mutants_of"]


@attrs.frozen(kw_only=True)
class Mutant:
    """
    One seeded error.

    Attributes:
        operator: What sort of error it is.
        entity: Kind and id of the entity that it stands in.
        what: What was changed to what.
        make: Makes the wrong entity; raises ValueError where the model refuses it.
    """

    operator: str
    entity: str
    what: str
    make: Callable[[], Entity]


def mutants_of(catalogue: Catalogue) -> Iterator[Mutant]:
    """Yield every error that can be seeded into *catalogue*."""
    for kind in catalogue.entities.values():
        for entity in kind.values():
            if entity.retired is None:
                named = f"{kind_of(entity)} {entity.id}"
                for operator, what, make in (*_in_fields(entity, entity.id), *_in_part(entity)):
                    yield Mutant(operator=operator, entity=named, what=what, make=make)


Change = tuple[str, str, "Callable[[], Any]"]
"""Operator, what it does, and what makes the changed part."""


def _in_fields(part: Any, owner: str) -> Iterator[Change]:
    """Yield the errors in the expressions of *part*, and in all of the parts inside it."""
    for field in attrs.fields(type(part)):
        value = getattr(part, field.name)
        if field.name in {"case", "pose", "codes"}:
            continue
        if isinstance(value, Expression):
            for operator, what, tree in _in_tree(value):
                yield operator, f"{field.name}: {what}", _evolving(part, field.name, lambda tree=tree: tree)
        elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
            for index, inside in enumerate(value):
                where = f"{field.name}[{index}]"
                for operator, what, make in (*_in_fields(inside, owner), *_in_part(inside)):
                    new = _put(value, index, make)
                    yield operator, f"{where}.{what}", _evolving(part, field.name, new)
        elif attrs.has(type(value)) and not isinstance(value, Entity):
            for operator, what, make in (*_in_fields(value, owner), *_in_part(value)):
                yield operator, f"{field.name}.{what}", _evolving(part, field.name, make)


def _evolving(part: Any, name: str, make: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: attrs.evolve(part, **{name: make()})


def _put(values: tuple[Any, ...], index: int, make: Callable[[], Any]) -> Callable[[], tuple[Any, ...]]:
    return lambda: (*values[:index], make(), *values[index + 1 :])


# Expressions.

_FLIPPED = {">=": "<", "<": ">=", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_BESIDE = {">=": ">", ">": ">=", "<": "<=", "<=": "<"}


def _in_tree(tree: Expression) -> Iterator[tuple[str, str, Expression]]:
    """Yield *tree* with one error in it, in every way."""
    for operator, old, new, whole in _everywhere(tree):
        yield operator, f"{to_text(old)} -> {to_text(new)}", whole


def _everywhere(tree: Expression) -> Iterator[tuple[str, Expression, Expression, Expression]]:
    for operator, new in _here(tree):
        yield operator, tree, new, new
    match tree:
        case And() | Or() | AtLeast() | Compare():
            for index, part in enumerate(tree.operands):
                for operator, old, new, inside in _everywhere(part):
                    operands = (*tree.operands[:index], inside, *tree.operands[index + 1 :])
                    yield operator, old, new, attrs.evolve(tree, operands=operands)
        case Not() | Possibly():
            for operator, old, new, inside in _everywhere(tree.operand):
                yield operator, old, new, attrs.evolve(tree, operand=inside)
        case Arithmetic():
            for side in ("left", "right"):
                for operator, old, new, inside in _everywhere(getattr(tree, side)):
                    yield operator, old, new, attrs.evolve(tree, **{side: inside})


def _here(tree: Expression) -> Iterator[tuple[str, Expression]]:  # noqa: C901, PLR0912 - one case for each form.
    """Yield what *tree* turns into by an error at its root."""
    match tree:
        case And() | Or():
            swapped = Or if isinstance(tree, And) else And
            yield "swap and/or", swapped(tree.operands)
            for index in range(len(tree.operands)):
                rest = (*tree.operands[:index], *tree.operands[index + 1 :])
                yield "drop a term", rest[0] if len(rest) == 1 else type(tree)(rest)
        case AtLeast():
            for count in {max(1, tree.count - 1), min(len(tree.operands), tree.count + 1)} - {tree.count}:
                yield "change at_least", AtLeast(count, tree.operands)
            for index in range(len(tree.operands)):
                rest = (*tree.operands[:index], *tree.operands[index + 1 :])
                if len(rest) >= tree.count:
                    yield "drop a term", AtLeast(tree.count, rest)
        case Compare() if len(tree.operators) == 1:
            yield "flip a comparison", Compare((_FLIPPED[tree.operators[0]],), tree.operands)
            if tree.operators[0] in _BESIDE:
                yield "take the edge of a comparison", Compare((_BESIDE[tree.operators[0]],), tree.operands)
        case Member():
            yield "flip a comparison", attrs.evolve(tree, negated=not tree.negated)
            for index in range(len(tree.choices) if len(tree.choices) > 1 else 0):
                yield "drop a choice", attrs.evolve(tree, choices=(*tree.choices[:index], *tree.choices[index + 1 :]))
        case Possibly():
            yield "drop possibly", tree.operand
        case Not():
            yield "drop not", tree.operand
        case Number():
            for number in {tree.value + 1, max(tree.value - 1, 0)} - {tree.value}:
                yield "shift a threshold", Number(number)
        case Arithmetic():
            turned = {"+": "-", "-": "+", "*": "/", "/": "*"}[tree.operator]
            yield "turn an arithmetic sign", Arithmetic(turned, tree.left, tree.right)
        case Name() | Choice() | _:
            pass


# Fields.


def _without(values: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    return (*values[:index], *values[index + 1 :])


def _set(part: Any, operator: str, **fields: Any) -> Change:
    what = ", ".join(f"{name}: {_short(getattr(part, name))} -> {_short(value)}" for name, value in fields.items())
    return operator, what, lambda: attrs.evolve(part, **fields)


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_short(each) for each in value)})"
    if isinstance(value, Range | str | int | float | bool | None):
        return str(value)
    when, conditions = getattr(value, "when", None), getattr(value, "conditions", ())
    if when is not None:
        return to_text(when)
    return "/".join(conditions) if conditions else str(getattr(value, "value", getattr(value, "source", value)))


def _drops(part: Any, operator: str, name: str) -> Iterator[Change]:
    """Yield *part* without one element of its field *name*."""
    values = getattr(part, name)
    for index, gone in enumerate(values):
        rest = _without(values, index)
        yield operator, f"{name}: without {_short(gone)}", lambda rest=rest: attrs.evolve(part, **{name: rest})


def _in_part(part: Any) -> Iterable[Change]:
    """Yield the errors in the plain fields of one entity or part of one."""
    for cls, seed in _SEEDS.items():
        if isinstance(part, cls):
            yield from seed(part)
    if hasattr(part, "contraindication"):
        yield from _drops(part, "remove a contraindication", "contraindication")
    for name in ("indication", "helps_with"):
        if hasattr(part, name):
            yield from _drops(part, "remove an indication", name)
    if hasattr(part, "recommendation"):
        yield from _drops(part, "remove a recommendation", "recommendation")
    if hasattr(part, "withholds"):
        yield from _drops(part, "drop a withhold", "withholds")
    if not isinstance(part, Exercise) and hasattr(part, "has"):
        yield from _drops(part, "drop what an item brings", "has")


def _rule(rule: TriageRule) -> Iterator[Change]:
    lower = [level for level in Urgency if Urgency.SELF_CARE < level < rule.urgency]
    if lower:
        yield _set(rule, "lower an urgency", urgency=lower[-1])
    yield _set(rule, "lengthen within_hours", within_hours=rule.within_hours * 2 or 4)
    if rule.ambulance:
        yield _set(rule, "drop the ambulance", ambulance=False)
    yield from _drops(rule, "drop a test", "tests")


def _finding(finding: Finding) -> Iterator[Change]:
    yield from _drops(finding, "remove an implication", "implies")
    if finding.hard_stop:
        yield (
            "un-mark a hard stop",
            "hard_stop",
            lambda: attrs.evolve(finding, hard_stop=False, asked_when=Name("pain_low_back")),
        )
    elif finding.red_flag:
        yield _set(finding, "un-mark a red flag", red_flag=False, asked_when=None, why_asked=None)


def _definition(definition: Definition) -> Iterator[Change]:
    if definition.condition is not None:
        yield _set(definition, "undo what decides a condition", condition=None)


_AGAINST = {
    Effect.STRONGLY_FOR: Effect.STRONGLY_AGAINST,
    Effect.FOR: Effect.AGAINST,
    Effect.AGAINST: Effect.FOR,
    Effect.STRONGLY_AGAINST: Effect.STRONGLY_FOR,
}


def _condition(condition: Condition) -> Iterator[Change]:
    other = Standing.LIKELY if condition.certainty_ceiling is Standing.POSSIBLE else Standing.POSSIBLE
    yield _set(condition, "move a certainty ceiling", certainty_ceiling=other)
    if condition.withholds:
        late = Standing.LIKELY if condition.withholds_from is Standing.POSSIBLE else Standing.POSSIBLE
        yield _set(condition, "drop a withhold", withholds_from=late)
    for index, feature in enumerate(condition.feature):
        if feature.effect in _AGAINST:
            wrong = attrs.evolve(feature, effect=_AGAINST[feature.effect])
            features = (*condition.feature[:index], wrong, *condition.feature[index + 1 :])
            what = f"feature[{index}] {to_text(feature.when)}: {feature.effect.value} -> {wrong.effect.value}"
            yield "turn a feature", what, lambda features=features: attrs.evolve(condition, feature=features)
    yield from _drops(condition, "remove an implication", "implies")


def _contraindication(barrier: Contraindication) -> Iterator[Change]:
    if barrier.absolute:
        yield _set(barrier, "soften a contraindication", absolute=False)
    if barrier.while_unknown is WhileUnknown.ASK:
        yield _set(barrier, "ask no more", while_unknown=WhileUnknown.TELL)
    if barrier.conditions and barrier.standing is Standing.POSSIBLE:
        yield _set(barrier, "soften a contraindication", standing=Standing.LIKELY)


_OTHER_WAY = {
    Direction.FOR: Direction.AGAINST,
    Direction.CONDITIONAL_FOR: Direction.CONDITIONAL_AGAINST,
    Direction.CONDITIONAL_AGAINST: Direction.CONDITIONAL_FOR,
    Direction.AGAINST: Direction.FOR,
}


def _recommendation(said: Recommendation) -> Iterator[Change]:
    if said.direction in _OTHER_WAY:
        yield _set(said, "turn a recommendation", direction=_OTHER_WAY[said.direction])


def _exercise(exercise: Exercise) -> Iterator[Change]:
    if exercise.impact is not Impact.NONE:
        yield _set(exercise, "drop what an item brings", impact=Impact.NONE)
    yield from _drops(exercise, "drop what an item brings", "flags")


_TEN = 10


def _dosage(dosage: Dosage) -> Iterator[Change]:
    for field in attrs.fields(Dosage):
        value = getattr(dosage, field.name)
        if isinstance(value, Range):
            yield _set(dosage, "break a dose", **{field.name: Range(min=value.min, max=value.max * _TEN)})


def _safety_rule(rule: SafetyRule) -> Iterator[Change]:
    softer = {SafetyAction.AVOID: SafetyAction.ASK, SafetyAction.ASK: SafetyAction.CAUTION}.get(rule.action)
    if softer is not None:
        yield _set(rule, "soften a safety rule", action=softer)
    if rule.while_unknown is WhileUnknown.ASK:
        yield _set(rule, "ask no more", while_unknown=WhileUnknown.TELL)
    for name, values in rule.matches.items():
        for index, gone in enumerate(values if len(values) > 1 else ()):
            fewer = FrozenDict({**rule.matches, name: _without(values, index)})
            what = f"matches {name}: without {gone}"
            yield "soften a safety rule", what, lambda fewer=fewer: attrs.evolve(rule, matches=fewer)


def _interaction(interaction: Interaction) -> Iterator[Change]:
    softer = {
        InteractionLevel.NEVER: InteractionLevel.CAUTION,
        InteractionLevel.AVOID: InteractionLevel.CAUTION,
        InteractionLevel.CAUTION: InteractionLevel.SYNERGY,
        InteractionLevel.SYNERGY: InteractionLevel.AVOID,
    }[interaction.level]
    yield _set(interaction, "soften an interaction", level=softer)
    yield from _drops(interaction, "soften an interaction", "between")
    yield from _drops(interaction, "soften an interaction", "and_")


_OTHER_VERDICT = {
    Verdict.SUPPORTED: Verdict.CONTRADICTED,
    Verdict.PARTLY_SUPPORTED: Verdict.UNSUPPORTED,
    Verdict.UNCERTAIN: Verdict.SUPPORTED,
    Verdict.UNSUPPORTED: Verdict.PARTLY_SUPPORTED,
    Verdict.CONTRADICTED: Verdict.SUPPORTED,
    Verdict.HARMFUL: Verdict.UNCERTAIN,
}


def _claim(claim: Claim) -> Iterator[Change]:
    yield _set(claim, "turn a verdict", verdict=_OTHER_VERDICT[claim.verdict])


def _scoring(scoring: Scoring) -> Iterator[Change]:
    for name in ("likely_from", "possible_from", "specific_from", "points_cap", "points_per_doubling"):
        for step in (-1, 1):
            yield _set(scoring, "shift a weight", **{name: getattr(scoring, name) + step})


_SEEDS: dict[type, Callable[[Any], Iterator[Change]]] = {
    Claim: _claim,
    Condition: _condition,
    Contraindication: _contraindication,
    Definition: _definition,
    Dosage: _dosage,
    Exercise: _exercise,
    Finding: _finding,
    Interaction: _interaction,
    Recommendation: _recommendation,
    SafetyRule: _safety_rule,
    Scoring: _scoring,
    TriageRule: _rule,
}
