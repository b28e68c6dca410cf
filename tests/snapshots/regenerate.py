"""Write what people are told anew (`make snapshots`); review the diff."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from outcomes import SNAPSHOTS

import backpain_kb

for snapshot in SNAPSHOTS:
    snapshot.path.write_text("\n".join(snapshot.of(backpain_kb.load())) + "\n", encoding="utf-8")
    print(f"wrote {snapshot.path.name}")
