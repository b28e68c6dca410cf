"""Write what people are told, the turning points and the table of interviews (`make snapshots`); review the diff."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).parent),
    *[str(Path(__file__).parent.parent / name) for name in ("interviews", "data")],
]

from outcomes import SNAPSHOTS
from simulate import PAGE, examples, measured, page_with, table, table_of_examples
from write_turning_points import write

import backpain_kb

KB = backpain_kb.load()
for snapshot in SNAPSHOTS:
    snapshot.path.write_text("\n".join(snapshot.of(KB)) + "\n", encoding="utf-8")
    print(f"wrote {snapshot.path.name}")
PAGE.write_text(page_with(table(measured(KB)), table_of_examples(examples(KB))), encoding="utf-8")
print(f"wrote {PAGE.name}")
for line in write(KB, update=True):
    print(f"turning points: {line}")
print("wrote the turning points")
