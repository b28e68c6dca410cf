"""A programme as dated sessions, moved on by what was logged."""

from __future__ import annotations

import datetime as dt
from enum import Enum

import attrs

from backpain_kb.logic.evaluate import Value
from backpain_kb.model.assessment import Fact, Knowledge, PlanItem, Question, Triage
from backpain_kb.model.follow_up import Step
from backpain_kb.model.reassessment import Advice
from backpain_kb.model.terms import FrozenDict

__all__ = ["LogEntry", "Outcome", "Schedule", "Session"]


class Outcome(Enum):
    """
    What became of a session.

    .. versionadded:: 0.1.0
    """

    DONE = "done"
    PARTLY = "partly"
    SKIPPED = "skipped"


@attrs.frozen(kw_only=True)
class LogEntry:
    """
    What was logged for one session; the findings are of that day and the next morning.

    Attributes:
        date: The day.
        outcome: What became of it.
        session: Its number in the schedule; counted, where it is left out.
        findings: Finding to value, as in a presentation; what is not here is unknown.

    .. versionadded:: 0.1.0
    """

    date: dt.date
    outcome: Outcome = Outcome.DONE
    session: int | None = None
    findings: FrozenDict[str, Value] = attrs.field(factory=FrozenDict)


@attrs.frozen(kw_only=True)
class Session:
    """
    One session of a schedule.

    Attributes:
        number: Its number, from 1 on.
        date: The day; None where no date can be given.
        stage: The stage that it belongs to, counted from 0.
        label: The name of the stage or programme.
        parts: What to do, one line each.
        must: What must be met before it, where a stage begins with it.
        easier: Whether to do half of it, because of a step back.
        outcome: What became of it; None while it is planned.
        step: What its log comes to: progress for a good one, hold, step back, stop; None while nothing is logged.
        facts: The logged facts that say so, or the unknowns that keep it from counting as good.

    .. versionadded:: 0.1.0
    """

    number: int
    date: dt.date | None
    stage: int
    label: str
    parts: tuple[str, ...]
    must: str | None = None
    easier: bool = False
    outcome: Outcome | None = None
    step: Step | None = None
    facts: tuple[Fact, ...] = ()


@attrs.frozen(kw_only=True)
class Schedule:
    """
    A programme as sessions.

    Dates beyond the next session are a forecast: they hold when every session before them is a good one.

    Attributes:
        programme: Id of the programme.
        label: Its name.
        start: The first day.
        sessions: Those that were logged, then those that are planned, in order of date.
        dated: Whether the planned sessions have dates.
        step: What the log and the urgency come to; None while nothing is logged and nothing stands in the way.
        advice: It in words, the gravest first.
        item: The programme as the plan sees it for this person; None at same-day and above.
        triage: How urgent it is, with what was logged.
        questions: What must be answered before there are dates.
        criteria: When to progress, hold, step back and stop, in plain words.
        for_every_item: What holds for all exercise.
        finished: Whether the log brings it to its end.
        next: Id of the programme that follows, where there is one.
        disclaimer: What this is not.
        knowledge: The packs it rests on.
        words: Headings and phrases in the language of the packs, for `str`.

    .. versionadded:: 0.1.0
    """

    programme: str
    label: str
    start: dt.date
    sessions: tuple[Session, ...]
    dated: bool
    step: Step | None
    advice: tuple[Advice, ...]
    item: PlanItem | None
    triage: Triage
    questions: tuple[Question, ...]
    criteria: tuple[str, ...]
    for_every_item: tuple[str, ...]
    finished: bool
    next: str | None
    disclaimer: str
    knowledge: Knowledge
    words: FrozenDict[str, str] = attrs.field(factory=FrozenDict, repr=False, eq=False)

    @property
    def planned(self) -> tuple[Session, ...]:
        """The sessions that are still to come."""
        return tuple(session for session in self.sessions if session.outcome is None)

    def __str__(self) -> str:
        """Return it as text that a person can read."""
        from backpain_kb.model.report_schedule import report_schedule  # noqa: PLC0415 - only whoever prints needs it.

        return report_schedule(self)
