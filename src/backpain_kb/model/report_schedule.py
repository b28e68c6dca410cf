"""A schedule as text that a person can read; the words come from the packs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from backpain_kb.model.report import section, wrap
from backpain_kb.model.report_again import advice_lines
from backpain_kb.model.rules import Urgency

if TYPE_CHECKING:
    from backpain_kb.model.schedule import Schedule, Session

__all__ = ["report_schedule", "session_title"]

_MOST_DATES = 40  # Three months at three a week; the rest is in the schedule.
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
    asked = [each.text for each in schedule.questions[:_MOST_QUESTIONS]]
    rest = len(schedule.questions) - len(asked)
    questions = section(words["heading_questions"], [*asked, *([words["phrase_more"].format(n=rest)] if rest else [])])
    lines += section(words["heading_logged"], [_logged(each, schedule) for each in schedule.sessions if each.outcome])
    lines += [*questions, *_planned(schedule)]
    lines += section(words["heading_criteria"], schedule.criteria)
    if schedule.planned and schedule.item is not None:
        not_if = [words["phrase_not_if"].format(not_if=text) for text in schedule.item.not_if]
        lines += section(words["heading_mind"], [*schedule.item.cautions, *not_if])
    lines += section(words["heading_every_item"], schedule.for_every_item)
    lines += ["", *wrap(schedule.disclaimer)]
    packs = ", ".join(f"{pack.name} {pack.version} ({pack.sha256[:12]})" for pack in schedule.knowledge.packs)
    return "\n".join([*lines, *wrap(words["phrase_knowledge"].format(packs=packs))])


def session_title(session: Session, schedule: Schedule) -> str:
    """
    Return number and stage of a session; a programme that is one stage is named elsewhere.

    .. versionadded:: 0.1.0
    """
    words = schedule.words
    title = words["phrase_session"].format(n=session.number)
    if session.label != schedule.label:
        title = f"{title}, {session.label}"
    return f"{title} ({words['phrase_half']})" if session.easier else title


def _logged(session: Session, schedule: Schedule) -> str:
    words = schedule.words
    said = words[f"outcome_{session.outcome.value}"] if session.outcome is not None else ""
    came_to = f"; {words[f'log_{session.step.value}']}" if session.step is not None else ""
    return f"{session.date}: {session_title(session, schedule)}: {said}{came_to}"


def _planned(schedule: Schedule) -> list[str]:
    """Return the sessions to come, those of one stage together."""
    words, planned = schedule.words, schedule.planned
    if not planned:
        return []
    shown = planned[:_MOST_DATES]
    runs = [list(run) for _, run in itertools.groupby(shown, key=lambda session: session.stage)]
    lines = section(
        words["heading_planned" if schedule.dated else "heading_undated"], [_stage(run, schedule) for run in runs]
    )
    if len(planned) > len(shown):
        more = words["phrase_more_sessions"].format(n=len(planned) - len(shown), date=planned[-1].date)
        lines += wrap(more, "- ", "  ")
    if schedule.dated and len(planned) > 1:
        lines += wrap(words["phrase_forecast"])
    return lines


def _stage(run: list[Session], schedule: Schedule) -> str:
    """Return the sessions of one stage: its name, its days, what is done, what must be met before."""
    words, first = schedule.words, run[0]
    days = ", ".join(
        f"{session.date} ({words['phrase_half']})" if session.easier else f"{session.date}"
        for session in run
        if session.date is not None
    )
    name = first.label if first.label != schedule.label else ""
    parts = "; ".join(part.rstrip(".") for part in first.parts)
    must = [words["phrase_must"].format(text=first.must)] if first.must is not None else []
    return " ".join([": ".join(filter(None, (name, days, f"{parts}."))), *must])
