"""A small share of `make fuzz`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("fuzz", Path(__file__).with_name("fuzz.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
fuzz = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)


@pytest.mark.parametrize(("family", "count"), [("expressions", 300), ("cases", 200), ("packs", 40)])
def test_what_is_malformed_is_refused(family: str, count: int) -> None:
    """Malformed input gets an error of our own, what is accepted comes back, and neither takes a second."""
    ended, slowest_s, which = fuzz.run(family, count)
    assert ended.total() >= min(count, 20)
    assert slowest_s < fuzz.SLOWEST_S, which
