"""Write what people are told, and the table of the interviews, anew (`make snapshots`); review the diff."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "interviews")]

from outcomes import SNAPSHOTS
from simulate import PAGE, measured, page_with, table

import backpain_kb

KB = backpain_kb.load()
for snapshot in SNAPSHOTS:
    snapshot.path.write_text("\n".join(snapshot.of(KB)) + "\n", encoding="utf-8")
    print(f"wrote {snapshot.path.name}")
PAGE.write_text(page_with(table(measured(KB))), encoding="utf-8")
print(f"wrote {PAGE.name}")
