"""Write the outcomes of all shipped cases and the table of the interviews anew (`make snapshots`); review the diff."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "interviews")]

from outcomes import SNAPSHOT, outcomes
from simulate import PAGE, measured, page_with, table

import backpain_kb

KB = backpain_kb.load()
SNAPSHOT.write_text(outcomes(KB), encoding="utf-8")
PAGE.write_text(page_with(table(measured(KB))), encoding="utf-8")
