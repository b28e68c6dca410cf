"""Write the outcomes of all shipped cases anew (`make snapshots`); review the diff."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from outcomes import SNAPSHOT, outcomes

import backpain_kb

SNAPSHOT.write_text(outcomes(backpain_kb.load()), encoding="utf-8")
