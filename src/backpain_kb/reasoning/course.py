"""Where someone stands in a programme: what was logged moves it on, holds it, takes it back or stops it."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.follow_up import Step
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.schedule import LogEntry, Outcome, Session
from backpain_kb.model.terms import Number
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.log import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backpain_kb.model.assessment import Fact
    from backpain_kb.model.care import Programme
    from backpain_kb.model.follow_up import Pacing
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["Course", "Stage", "stages_of"]

_WEEK = 7


@attrs.frozen(kw_only=True, eq=False)
class Stage:
    """
    One stage of a programme; a programme without stages is one.

    Attributes:
        label: Its name.
        parts: What one session holds.
        must: What must be met before it, in plain words.
        days: Fewest days in it.
    """

    label: str
    parts: tuple[str, ...]
    must: str | None
    days: Number


def stages_of(prepared: Prepared, programme: Programme, pacing: Pacing) -> tuple[Stage, ...]:
    """
    Return the stages of *programme*.

    .. versionadded:: 0.1.0
    """
    if programme.stages:
        return tuple(
            Stage(label=stage.label, parts=(stage.session,), must=stage.enter_when, days=_WEEK * (stage.weeks_min or 0))
            for stage in programme.stages
        )
    parts = []
    for item in programme.items:
        phase = f" ({item.phase})" if item.phase else ""
        parts.append(f"{prepared.exercises[item.exercise].label}: {item.dose}{phase}")
    return (Stage(label=programme.label, parts=tuple(parts), must=None, days=pacing.days or 0),)


class Course:
    """
    The course of one person through one programme.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self, prepared: Prepared, programme: Programme, pacing: Pacing, who: Presentation, start: dt.date
    ) -> None:
        """Begin at the first stage, on the day *start*."""
        self._prepared = prepared
        self._programme = programme
        self._pacing = pacing
        self._who = who
        self.stages = stages_of(prepared, programme, pacing)
        self._seen: list[LogEntry] = []
        self._held: list[dt.date] = []  # The days on which there was a session.
        self._floor = start  # No session before it.
        self._stage = 0
        self._since: dt.date | None = None  # The first session at this stage.
        self._streak = 0
        self._number = 0
        self._easier_until = start - dt.timedelta(days=1)
        self.repeats = 0
        self.stopped = False
        self.finished = False

    # What was logged.

    def log(self, entry: LogEntry) -> Session:
        """Take one entry, in order of date, and return it as a session."""
        pacing = self._pacing
        number = entry.session or self._number + 1
        if number != self._number + 1:
            self._streak = 0  # Something in between is not known, so these are not in a row.
        self._number = number
        if entry.outcome is not Outcome.SKIPPED:
            self._pause(entry.date)
            self._move_up(entry.date, assume=False)
            self.finished = False  # Whoever goes on after the end is not at the end.
        stage, easier = self._stage, entry.date <= self._easier_until
        self._seen.append(entry)
        step, facts = self._came_to(entry)
        self._floor = entry.date + dt.timedelta(days=1)
        if entry.outcome is not Outcome.SKIPPED:
            self._held.append(entry.date)
            self._since = self._since or entry.date
        if step is Step.STOP:
            self.stopped = True
        elif step is Step.STEP_BACK:
            self._back(pacing.regress_stages)
            self._floor += dt.timedelta(days=pacing.regress_rest_days)
            if pacing.easier_days:
                # The next session is done by half, however late it comes, and so is every other within the days.
                within = self._floor + dt.timedelta(days=pacing.easier_days - 1)
                self._easier_until = max(within, self._next_day())
        elif step is Step.PROGRESS:
            self._streak += 1
        elif entry.outcome is not Outcome.SKIPPED:
            self._streak = 0
        return self._session(entry.date, stage, outcome=entry.outcome, easier=easier, step=step, facts=facts)

    def _came_to(self, entry: LogEntry) -> tuple[Step | None, tuple[Fact, ...]]:
        """Return what the criteria of the programme make of *entry*, and the facts that say so."""
        pacing, facts = self._pacing, Facts(self._prepared, Presentation(facts=entry.findings))
        for step, when in ((Step.STOP, pacing.stop_when), (Step.STEP_BACK, pacing.regress_when)):
            why = facts.explain(when)
            if why.value is True:
                return step, facts.facts(why.because)
        if entry.outcome is Outcome.SKIPPED:
            return None, ()
        why = facts.explain(pacing.progress_when)
        if why.value is True and entry.outcome is Outcome.DONE:
            return Step.PROGRESS, facts.facts(why.because)
        if why.value is False:
            self.repeats += 1
        return Step.HOLD, facts.facts(why.because or why.open)

    def _back(self, stages: int) -> None:
        self._stage = max(0, self._stage - stages)
        self._since, self._streak, self.repeats = None, 0, 0

    def _pause(self, on: dt.date) -> None:
        """Go back after a break."""
        if self._held:
            missed = (on - self._held[-1]).days
            stages = sum(missed >= days for days in self._pacing.back_after_days)
            if stages:
                self._back(stages)

    def _move_up(self, on: dt.date, *, assume: bool) -> None:
        """Go to the next stage, or to the end, where everything for it is met by then."""
        here, since = self.stages[self._stage], self._since
        if since is None or self._streak < self._pacing.progress_after or (on - since).days < here.days:
            return
        if self._stage + 1 == len(self.stages):
            self.finished = True
        elif assume or self._may_enter(self._stage + 1):
            self._stage += 1
            self._since, self._streak, self.repeats = None, 0, 0

    def _may_enter(self, stage: int) -> bool:
        """Return whether what a stage wants beside good sessions is known to be met."""
        wanted = self._programme.stages[stage].enter_if
        if wanted is None:
            return True
        known = Facts(self._prepared, together(self._prepared, self._who, self._seen))
        return known.explain(wanted).value is True

    # What is to come.

    def planned(self, today: dt.date | None) -> Iterator[Session]:
        """Yield the sessions to come, as they are when each of them is a good one; the course itself stays as it is."""
        ahead = copy.copy(self)
        ahead._held = list(self._held)  # noqa: SLF001 - a copy of its own.
        yield from ahead._ahead(today)  # noqa: SLF001 - as above.
        self.finished = ahead.finished and ahead._number == self._number  # noqa: SLF001 - as above.

    def _ahead(self, today: dt.date | None) -> Iterator[Session]:
        self._floor = max(self._floor, today or self._floor)
        on = self._next_day()
        if today is not None:
            self._pause(on)
        # The next session is held to what is known; those after it are a forecast.
        self._move_up(on, assume=False)
        while not self.finished and not self.stopped:
            self._number += 1
            yield self._session(on, self._stage, easier=on <= self._easier_until)
            self._held.append(on)
            self._since = self._since or on
            self._streak += 1
            self._floor = on + dt.timedelta(days=1)
            on = self._next_day()
            self._move_up(on, assume=True)

    def _next_day(self) -> dt.date:
        """Return the first day from the floor on that leaves the rest days, and spreads the sessions over the week."""
        a_week, rest = int(self._pacing.days_per_week.min), self._pacing.rest_days
        earliest = self._floor
        for back, held in enumerate(reversed(self._held[-a_week:]), 1):
            gap = max(_WEEK * back // a_week, (rest + 1) * back)
            earliest = max(earliest, held + dt.timedelta(days=gap))
        return earliest

    def undated(self) -> Iterator[Session]:
        """Yield one session for each stage, without dates."""
        for number, stage in enumerate(self.stages, 1):
            yield Session(
                number=number, date=None, stage=number - 1, label=stage.label, parts=stage.parts, must=stage.must
            )

    def _session(  # noqa: PLR0913 - the fields of a session.
        self,
        on: dt.date,
        stage: int,
        *,
        easier: bool,
        outcome: Outcome | None = None,
        step: Step | None = None,
        facts: Sequence[Fact] = (),
    ) -> Session:
        here = self.stages[stage]
        return Session(
            number=self._number,
            date=on,
            stage=stage,
            label=here.label,
            parts=here.parts,
            must=here.must if self._since is None and outcome is None else None,
            easier=easier,
            outcome=outcome,
            step=step,
            facts=tuple(facts),
        )
