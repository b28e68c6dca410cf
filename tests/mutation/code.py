"""
Seed errors into `logic` and `reasoning` and see which the unit tests kill (`make mutants-code`).

mutmut makes the mutants and forks a test run for each; this draws a sample of them with a fixed seed, since all take
hours, and counts.  `[tool.mutmut]` in `pyproject.toml` says which code and which tests.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

__all__ = ["main"]

MUTANTS = Path("mutants")
_ALIVE, _TIME_OUT = 0, -24  # The exit codes of the tests that mutmut keeps: they passed; they ran out of time.


def _codes() -> dict[str, int | None]:
    """Return mutant to the exit code of its tests; None where they have not run."""
    found: dict[str, int | None] = {}
    for path in sorted(MUTANTS.rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def _mutmut(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "mutmut", *arguments], check=False)  # noqa: S603 - our own interpreter.


def main() -> int:
    """Run a sample, print the figures and the survivors; return 1 where fewer than enough were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=400, help="how many mutants (400)")
    parser.add_argument("--seed", type=int, default=20_260_101, help="of the sample")
    parser.add_argument("--least", type=float, default=0.85, help="the share that must be killed (0.85)")
    options = parser.parse_args()

    _mutmut("run", "--max-children", "1", "no-such-mutant")  # Makes them all, and learns which tests reach which.
    chosen = random.Random(options.seed).sample(sorted(_codes()), options.count)  # noqa: S311 - a sample, no secret.
    _mutmut("run", "--max-children", "1", *chosen)
    codes = _codes()
    alive = sorted(name for name in chosen if codes[name] == _ALIVE)
    told = Counter(codes[name] for name in chosen)
    killed = len(chosen) - len(alive) - told[None]
    print(f"{len(codes):,} mutants, {len(chosen)} tried (seed {options.seed}): {killed} killed", end=" ")
    print(f"({killed / len(chosen):.1%}), {told[_TIME_OUT]} of them by time; {len(alive)} alive, {told[None]} not run")
    print("\n".join(f"  {name}" for name in alive))
    return int(killed < options.least * len(chosen))


if __name__ == "__main__":
    sys.exit(main())
