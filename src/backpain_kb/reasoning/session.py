"""A plan short enough to follow: a few actions for today, and movement that fits together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from backpain_kb.model.assessment import PlanItem, PlanVerdict, Session
from backpain_kb.model.care import Exercise, Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.model.care import Dosage
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["minutes_of", "session_of", "today_of"]

_FLOOR = frozenset({Position.SUPINE, Position.PRONE, Position.SIDE_LYING, Position.QUADRUPED})


def today_of(prepared: Prepared, items: Sequence[PlanItem]) -> tuple[str, ...]:
    """
    Return the few things to begin with today: the treatments that are recommended, in the order of the plan.

    .. versionadded:: 0.1.0
    """
    first = [item.item for item in items if item.verdict is PlanVerdict.RECOMMENDED and item.kind == "treatment"]
    return tuple(first[: prepared.scoring.most_today])


def session_of(prepared: Prepared, items: Sequence[PlanItem]) -> Session | None:
    """
    Return one programme that is recommended, or else exercises that fit together; None where there is neither.

    Exercises fit when they are on one level, can be done without getting up and down, are no easier or harder version
    of one another, and stay within the minutes that the pack sets.

    .. versionadded:: 0.1.0
    """
    for item in items:
        if item.kind == "programme" and item.verdict is PlanVerdict.RECOMMENDED:
            return Session(programme=item.item)
    usable = [
        prepared.exercises[item.item]
        for verdict in (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)
        for item in items
        if item.kind == "exercise" and item.verdict is verdict
    ]
    if not usable:
        return None
    lead = min(usable, key=lambda exercise: exercise.level)  # The first of the plan on the easiest level.
    chosen = [lead]
    scoring, total = prepared.scoring, minutes_of(lead)
    for exercise in usable:
        more = minutes_of(exercise)
        fits = len(chosen) < scoring.most_exercises and total + more <= scoring.most_minutes
        if fits and all(_go_together(exercise, other) for other in chosen):
            chosen.append(exercise)
            total += more
    return Session(exercises=tuple(exercise.id for exercise in chosen), minutes=math.ceil(total))


def _go_together(one: Exercise, other: Exercise) -> bool:
    """Return whether two exercises can stand in one session."""
    if one.id == other.id or one.level != other.level:
        return False
    if other.id in {*one.progression_to, *one.regression_to}:
        return False
    return one.position is other.position or {one.position, other.position} <= _FLOOR


def minutes_of(exercise: Exercise) -> float:
    """
    Return how many minutes *exercise* takes at the low end of its dose, once; rest between sets is not counted.

    .. versionadded:: 0.1.0
    """
    return _seconds(exercise.dosage) * (2 if exercise.per_side else 1) / 60


def _seconds(dose: Dosage) -> float:
    """Return the seconds of one side."""
    if dose.duration_min is not None:
        return dose.duration_min.min * 60
    hold = dose.hold_s.min if dose.hold_s is not None else 0
    each = max(hold, dose.seconds_per_rep or 0)
    reps = dose.reps.min if dose.reps is not None else 1
    sets = dose.sets.min if dose.sets is not None else 1
    return each * reps * sets
