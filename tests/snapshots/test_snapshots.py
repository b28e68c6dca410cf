"""The outcomes of all shipped cases are what the last reviewer saw."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import backpain_kb as bp


def test_outcomes() -> None:
    """Nobody's urgency changes unseen: `make snapshots` writes the outcomes anew, and the diff is reviewed."""
    spec = importlib.util.spec_from_file_location("outcomes", Path(__file__).with_name("outcomes.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    expected = module.SNAPSHOT.read_text(encoding="utf-8").splitlines()
    actual = module.outcomes(bp.load()).splitlines()

    assert expected == actual
