"""What each persona is shown is what the last reviewer read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("printed", Path(__file__).with_name("printed.py"))
printed = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(printed)


def test_printed():
    """Nothing that a person reads changes unseen: `make snapshots` writes the texts anew, and the diff is read."""
    shown = {path.stem: path.read_text(encoding="utf-8") for path in printed.FOLDER.glob("*.txt")}
    assert shown == printed.printed()
