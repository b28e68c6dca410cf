"""
A schedule as a calendar that other programs read (iCalendar, RFC 5545).

It needs the extra `calendar`: `pip install 'backpain-kb[calendar]'`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from backpain_kb.model.report import either
from backpain_kb.model.report_schedule import session_title

try:
    import icalendar
except ImportError as error:  # pragma: no cover - the tests have it.
    message = (
        "backpain_kb.interop.calendar needs icalendar; install it with the extra: pip install 'backpain-kb[calendar]'"
    )
    raise ImportError(message) from error

if TYPE_CHECKING:
    from backpain_kb.model.schedule import Schedule, Session

__all__ = ["to_ical"]

_PRODUCT = "-//backpain_kb//schedule//EN"


def to_ical(schedule: Schedule) -> bytes:
    """
    Return the sessions that are still to come as a calendar: each an event of a whole day, with dose and criteria.

    The same schedule gives the same bytes.  A session keeps its identity (UID) from one schedule of a programme and
    start to the next, and every logged session raises SEQUENCE, so that a calendar takes the newer dates.

    Args:
        schedule: What `KnowledgeBase.schedule` returned; without dates the calendar has no events.

    .. versionadded:: 0.1.0
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", schedule.label)
    logged = [session.date for session in schedule.sessions if session.outcome is not None]
    stamp = dt.datetime.combine(max([schedule.start, *filter(None, logged)]), dt.time(), tzinfo=dt.UTC)
    for session in schedule.planned:
        if session.date is not None:
            calendar.add_component(_event(schedule, session, stamp, len(logged)))
    return bytes(calendar.to_ical())


def _event(schedule: Schedule, session: Session, stamp: dt.datetime, sequence: int) -> icalendar.Event:
    """Return one session as an event."""
    assert session.date is not None  # noqa: S101 - the caller saw to it; this tells the type checker.
    event = icalendar.Event()
    event.add("uid", _uid(schedule, session))
    event.add("dtstamp", stamp)
    event.add("dtstart", session.date)
    event.add("dtend", session.date + dt.timedelta(days=1))
    event.add("sequence", sequence)
    event.add("summary", f"{schedule.label}: {session_title(session, schedule)}")
    event.add("description", _description(schedule, session))
    event.add("transp", "TRANSPARENT")  # A session takes minutes, not the day.
    return event


def _uid(schedule: Schedule, session: Session) -> str:
    """Return what stays the same of a session when the dates move."""
    content = f"{schedule.programme} {schedule.start.isoformat()} {session.number}"
    return f"{hashlib.sha256(content.encode()).hexdigest()[:32]}@backpain-kb"


def _description(schedule: Schedule, session: Session) -> str:
    """Return dose, criteria and disclaimer, a paragraph each."""
    must = [schedule.words["phrase_must"].format(text=session.must)] if session.must is not None else []
    not_if = schedule.item.not_if if schedule.item is not None else ()
    words = schedule.words
    barred = [words["phrase_not_if"].format(not_if=either(not_if, words))] if not_if else []
    forecast = schedule.words["phrase_forecast"]
    lines = [*session.parts, *must, *schedule.criteria, *barred, forecast, schedule.disclaimer]
    return "\n".join(lines)
