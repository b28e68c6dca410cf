"""Numbers that are worked out, against numbers worked out by hand."""

from __future__ import annotations

import pytest

import backpain_kb
from backpain_kb.testing.reading import Person


@pytest.mark.parametrize(
    ("definition", "facts", "expected"),
    [
        ("session_spike_percent", {"session_distance_km": 12, "longest_run_30d_km": 10}, 20),
        ("session_spike_percent", {"session_distance_km": 5, "longest_run_30d_km": 10}, -50),
        ("session_spike_percent", {"session_distance_km": 12}, None),
    ],
)
def test_a_number_is_worked_out(definition: str, facts: dict[str, float], expected: float | None) -> None:
    """A numeric definition gives what a person with a pencil gets."""
    kb = backpain_kb.load()
    found = Person(kb, kb.presentation(**facts)).value(definition)
    assert found == (None if expected is None else pytest.approx(expected))
