"""What was logged, validated and put in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import ScheduleError, near_misses
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.schedule import LogEntry, Outcome
from backpain_kb.model.terms import FrozenDict
from backpain_kb.reasoning.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["day", "in_order", "together"]

_LAST_YEAR = 9000  # Calendars end with 9999, and a schedule goes on for a while.
_KEYS = ("date", "findings", "outcome", "session")


def day(name: str, value: object) -> dt.date:
    """
    Return *value*, refusing what is no date; a time of day is more than is asked for.

    Raises:
        ScheduleError: It is none.

    .. versionadded:: 0.1.0
    """
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        message = f"{name} is a date such as datetime.date(2026, 12, 1), not {value!r}"
        raise ScheduleError(message)
    if value.year > _LAST_YEAR:
        message = f"{name} is {value}, for which nobody can plan; the last year is {_LAST_YEAR}"
        raise ScheduleError(message)
    return value


def in_order(
    prepared: Prepared, log: Iterable[LogEntry | Mapping[str, Any]], start: dt.date, today: dt.date | None
) -> tuple[LogEntry, ...]:
    """
    Return the entries of *log* by date, whatever order they came in.

    Raises:
        ScheduleError: An entry has no date, another day than can be, or is there twice.
        UnknownIdError: A finding is not known.
        PresentationError: A value cannot be so.

    .. versionadded:: 0.1.0
    """
    if isinstance(log, str | Mapping) or not isinstance(log, Iterable):
        message = f"log is a list of entries, not {log!r}"
        raise ScheduleError(message)
    entries = sorted((_entry(each) for each in log), key=lambda entry: entry.date)
    number = 0
    for before, entry in zip([None, *entries], entries, strict=False):
        if entry.date < start:
            message = f"the log has {entry.date}, before the start on {start}"
            raise ScheduleError(message)
        if today is not None and entry.date > today:
            message = f"the log has {entry.date}, which is after today, {today}"
            raise ScheduleError(message)
        if before is not None and before.date == entry.date:
            message = f"the log has {entry.date} twice; write one entry for a day, with the worst of it"
            raise ScheduleError(message)
        if entry.session is not None and entry.session <= number:
            message = f"the log has session {entry.session} on {entry.date}, after session {number}"
            raise ScheduleError(message)
        number = entry.session if entry.session is not None else number + 1
        Facts(prepared, Presentation(facts=entry.findings))  # Refuses what cannot be a fact.
    return tuple(entries)


def _entry(given: object) -> LogEntry:
    """Return *given* as an entry."""
    if isinstance(given, Mapping):
        for key in given:
            if key not in _KEYS:
                hints = near_misses(str(key), _KEYS)
                hint = f"did you mean {hints[0]!r}?" if hints else f"known are {', '.join(_KEYS)}"
                message = f"an entry of the log has an unknown key {key!r}; {hint}"
                raise ScheduleError(message)
        given = LogEntry(
            date=given.get("date"),  # type: ignore[arg-type]  # refused below.
            outcome=given.get("outcome", Outcome.DONE),
            session=given.get("session"),
            findings=given.get("findings", FrozenDict()),
        )
    if not isinstance(given, LogEntry):
        message = f"an entry of the log is a LogEntry, or a mapping with date, outcome and findings, not {given!r}"
        raise ScheduleError(message)
    day("the date of a log entry", given.date)
    number = given.session
    if number is not None and (type(number) is not int or number < 1):
        message = f"session is the number of a session, from 1 on, not {number!r}"
        raise ScheduleError(message)
    return attrs.evolve(given, outcome=_outcome(given.outcome), findings=_findings(given.findings))


def _findings(given: object) -> FrozenDict[str, Value]:
    """Return *given* in one order, refusing what is no table."""
    if not isinstance(given, Mapping):
        message = f"findings of a log entry is a table of finding to value, not {given!r}"
        raise ScheduleError(message)
    return FrozenDict(dict(sorted(given.items(), key=lambda pair: str(pair[0]))))


def _outcome(given: object) -> Outcome:
    for outcome in Outcome:
        if given is outcome or given == outcome.value:
            return outcome
    message = f"outcome is one of {', '.join(outcome.value for outcome in Outcome)}, not {given!r}"
    raise ScheduleError(message)


def together(prepared: Prepared, who: Presentation, entries: Sequence[LogEntry]) -> Presentation:
    """
    Return *who* with what was logged: the latest word on each finding, but a red flag once logged stays.

    .. versionadded:: 0.1.0
    """
    facts = dict(who.facts)
    flags = {id_ for id_, value in facts.items() if value is True} & prepared.vocabulary.red_flags
    for entry in entries:
        facts.update(entry.findings)
        flags |= {id_ for id_, value in entry.findings.items() if value is True} & prepared.vocabulary.red_flags
    facts.update(dict.fromkeys(flags, True))
    return attrs.evolve(who, facts=FrozenDict(dict(sorted(facts.items()))))
