"""Alternating measurements on a noisy machine, and the table of what they say."""

from __future__ import annotations

import gc
import itertools
import math
import subprocess
import time
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = ["Row", "best_times", "process_times", "show"]

_FEWEST = 3


@attrs.frozen
class Row:
    """
    One line of the table.

    Attributes:
        what: What is compared.
        ours: Our time in seconds.
        rival: The other's time in seconds.
        limit: The most that ours may be, as a multiple of the other's.
        worst: The worst ratio of a single person; None where there is only one.
        factor: By how much the other's time counts (the size, where growth is measured).
    """

    what: str
    ours: float
    rival: float
    limit: float
    worst: float | None = None
    factor: float = 1

    @property
    def ratio(self) -> float:
        """How many times the other's time ours is."""
        return self.ours / (self.rival * self.factor)

    @classmethod
    def of(cls, what: str, ours: Sequence[float], rival: Sequence[float], limit: float) -> Row:
        """Return the row of two lists of times, one time for each person: the means, and the worst person."""
        worst = max(mine / theirs for mine, theirs in zip(ours, rival, strict=True))
        return cls(what, sum(ours) / len(ours), sum(rival) / len(rival), limit, worst)


def show(rows: Iterable[Row]) -> None:
    """Print the table."""
    print(f"{'what':<58} {'ours':>10} {'rival':>10} {'ratio':>7} {'worst':>7} {'limit':>6}")
    for row in rows:
        worst = "" if row.worst is None else f"{row.worst:.2f}"
        verdict = "ok" if row.ratio <= row.limit else "OVER"
        print(
            f"{row.what:<58} {_time(row.ours):>10} {_time(row.rival):>10} {row.ratio:>7.2f} {worst:>7} "
            f"{row.limit:>6g}  {verdict}"
        )


def _time(seconds: float) -> str:
    """Return microseconds, or milliseconds from 10 ms on."""
    return f"{seconds * 1e3:.1f} ms" if seconds >= 10e-3 else f"{seconds * 1e6:.1f} us"


def best_times(
    rivals: Mapping[str, Sequence[Callable[[], object]]], seconds: float, sample: float = 1e-3
) -> dict[str, list[float]]:
    """
    Return the shortest time of each call, in seconds.

    In each round everybody has a turn with each person before the next person comes, so that a slow moment of the
    machine hits all alike.  The collector of garbage rests meanwhile, as it does in `timeit`.

    Args:
        rivals: Name to calls, one for each person.
        seconds: About how long to go on.
        sample: About how long a turn lasts, in seconds; short calls are repeated.  It is short, so that some turns are
            not interrupted even on a busy machine.
    """
    loops = {name: [_loops(call, sample) for call in calls] for name, calls in rivals.items()}
    best = {name: [math.inf] * len(calls) for name, calls in rivals.items()}
    gc.collect()
    gc.disable()
    try:
        for _ in _rounds(seconds):
            for person in range(max(map(len, rivals.values()))):
                for name, calls in rivals.items():
                    taken = _timed(calls[person], loops[name][person])
                    best[name][person] = min(best[name][person], taken)
            gc.collect()
    finally:
        gc.enable()
    return best


def _rounds(seconds: float) -> Iterator[int]:
    """Yield the numbers of rounds until the time is up, three at least."""
    end = time.monotonic() + seconds
    for number in itertools.count():
        if number >= _FEWEST and time.monotonic() > end:
            return
        yield number


def _timed(call: Callable[[], object], loops: int) -> float:
    """Return the seconds that one *call* takes."""
    repeats = [None] * loops
    start = time.perf_counter()
    for _ in repeats:
        call()
    return (time.perf_counter() - start) / loops


def _loops(call: Callable[[], object], sample: float) -> int:
    """Return how many calls fill a *sample*."""
    call()
    return max(2, int(sample / max(_timed(call, 1), 1e-7)))


def process_times(commands: Mapping[str, Sequence[str]], seconds: float, *, reported: bool = False) -> dict[str, float]:
    """
    Return the shortest time of each of *commands*, run by turns in fresh processes, in seconds.

    Args:
        commands: Name to command.
        seconds: About how long to go on.
        reported: Whether a command prints its own time; else all of its life counts, the start of Python included.
    """
    best = dict.fromkeys(commands, math.inf)
    for _ in _rounds(seconds):
        for name, command in commands.items():
            start = time.perf_counter()
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command.
            taken = float(done.stdout) if reported else time.perf_counter() - start
            best[name] = min(best[name], taken)
    return best
