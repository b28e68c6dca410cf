"""A schedule as text that a person can read; the words come from the packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.report import section, wrap
from backpain_kb.model.report_again import advice_lines
from backpain_kb.model.rules import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb.model.schedule import Schedule, Session
    from backpain_kb.model.terms import FrozenDict

__all__ = ["report_schedule", "session_title"]

_MOST_PLANNED = 12  # A month at three a week; the rest is in the schedule.
_MOST_QUESTIONS = 8


def report_schedule(schedule: Schedule) -> str:
    """
    Return *schedule* as text: what to do first, then the sessions, what moves them on, when to stop.

    .. versionadded:: 0.1.0
    """
    words = schedule.words
    lines = [schedule.label]
    if schedule.triage.urgency >= Urgency.SOON:
        lines += ["", words[f"level_{schedule.triage.urgency.value}"]]
    if schedule.triage.lead.ambulance:
        lines += wrap(words["phrase_ambulance"])
    if schedule.advice and schedule.step is not None:
        lines += section(words[f"step_{schedule.step.value}"], advice_lines(schedule.advice, words))
    lines += section(words["heading_logged"], [_logged(each, words) for each in schedule.sessions if each.outcome])
    lines += _planned(schedule)
    lines += section(words["heading_criteria"], schedule.criteria)
    if schedule.planned and schedule.item is not None:
        not_if = [words["phrase_not_if"].format(not_if=text) for text in schedule.item.not_if]
        lines += section(words["heading_mind"], [*schedule.item.cautions, *not_if])
    lines += section(words["heading_every_item"], schedule.for_every_item)
    lines += section(words["heading_questions"], [each.text for each in schedule.questions[:_MOST_QUESTIONS]])
    lines += ["", *wrap(schedule.disclaimer)]
    packs = ", ".join(f"{pack.name} {pack.version} ({pack.sha256[:12]})" for pack in schedule.knowledge.packs)
    return "\n".join([*lines, *wrap(words["phrase_knowledge"].format(packs=packs))])


def session_title(session: Session, words: FrozenDict[str, str]) -> str:
    """
    Return number and name of a session.

    .. versionadded:: 0.1.0
    """
    title = words["phrase_session"].format(n=session.number, label=session.label)
    return f"{title} ({words['phrase_half']})" if session.easier else title


def _logged(session: Session, words: FrozenDict[str, str]) -> str:
    said = words[f"outcome_{session.outcome.value}"] if session.outcome is not None else ""
    came_to = f"; {words[f'log_{session.step.value}']}" if session.step is not None else ""
    return f"{session.date}: {session_title(session, words)}: {said}{came_to}"


def _planned(schedule: Schedule) -> list[str]:
    """Return the sessions to come; what is done in each is said once for a stage."""
    words, planned = schedule.words, schedule.planned
    if not planned:
        return []
    heading = words["heading_planned" if schedule.dated else "heading_undated"]
    lines = section(heading, list(_lines(planned[: _MOST_PLANNED if schedule.dated else None], words)))
    if schedule.dated and len(planned) > _MOST_PLANNED:
        last = planned[-1].date
        lines += wrap(words["phrase_more_sessions"].format(n=len(planned) - _MOST_PLANNED, date=last), "- ", "  ")
    if schedule.dated and len(planned) > 1:
        lines += wrap(words["phrase_forecast"])
    return lines


def _lines(planned: tuple[Session, ...], words: FrozenDict[str, str]) -> Iterator[str]:
    stage = None
    for session in planned:
        day = f"{session.date}: " if session.date is not None else ""
        line = f"{day}{session_title(session, words)}"
        if session.stage != stage:
            stage = session.stage
            line += ". " + "; ".join(part.rstrip(".") for part in session.parts) + "."
            if session.must is not None:
                line += " " + words["phrase_must"].format(text=session.must)
        yield line
