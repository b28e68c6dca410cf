"""What people are told is what the last reviewer saw."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import backpain_kb as bp

_SPEC = importlib.util.spec_from_file_location("outcomes", Path(__file__).with_name("outcomes.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
outcomes = importlib.util.module_from_spec(_SPEC)
sys.modules["outcomes"] = outcomes  # Where dataclasses look for it.
_SPEC.loader.exec_module(outcomes)


@pytest.mark.parametrize("snapshot", outcomes.SNAPSHOTS, ids=lambda snapshot: snapshot.path.stem)
def test_what_people_are_told(snapshot) -> None:
    """Nothing that people are told changes unseen: `make snapshots` writes it anew, and the diff is reviewed."""
    assert snapshot.path.read_text(encoding="utf-8").splitlines() == list(snapshot.of(bp.load()))
