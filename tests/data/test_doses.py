"""No dose of an exercise is beyond anything that its kind is done in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import backpain_kb
from backpain_kb.model.terms import Range

if TYPE_CHECKING:
    from backpain_kb.model.care import Dosage, Exercise

BOUNDS = tomllib.loads(Path(__file__).with_name("dose_bounds.toml").read_text(encoding="utf-8"))
FIELDS = ("sets", "reps", "hold_s", "duration_min", "times_per_day")
_USUAL_SECONDS_OF_A_REPETITION = 3


@pytest.mark.parametrize("field", FIELDS)
def test_no_dose_is_beyond_its_kind(field: str) -> None:
    """No number of a dose is above what its kind is ever done in, and none is below one."""
    beyond = []
    for exercise in backpain_kb.load().exercises.values():
        dose = getattr(exercise.dosage, field)
        if dose is not None and not 1 <= dose.min <= dose.max <= BOUNDS[exercise.kind.value].get(field, 0):
            beyond.append(f"{exercise.id}: {dose}")
    assert beyond == []


def test_no_day_is_filled_with_one_exercise() -> None:
    """The whole dose of a day takes no longer than its kind ever does."""
    exercises = backpain_kb.load().exercises.values()
    minutes = {each.id: (_minutes_a_day(each), BOUNDS[each.kind.value]["minutes_a_day"]) for each in exercises}
    assert {id_: pair for id_, pair in minutes.items() if pair[0] > pair[1]} == {}


def _minutes_a_day(exercise: Exercise) -> float:
    dose: Dosage = exercise.dosage
    most = {name: value.max for name in FIELDS if isinstance(value := getattr(dose, name), Range)}
    times = most.get("times_per_day", 1)
    if "duration_min" in most:
        return most["duration_min"] * times
    seconds = most.get("hold_s", dose.seconds_per_rep or _USUAL_SECONDS_OF_A_REPETITION)
    sides = 2 if exercise.per_side else 1
    return most.get("sets", 1) * most.get("reps", 1) * seconds * sides * times / 60
