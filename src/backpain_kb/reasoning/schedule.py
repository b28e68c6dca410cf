"""A programme and what was logged in, dated sessions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import ScheduleError
from backpain_kb.model.assessment import PlanItem, PlanVerdict, Triage
from backpain_kb.model.care import Programme
from backpain_kb.model.follow_up import Pacing, Step
from backpain_kb.model.reassessment import Advice
from backpain_kb.model.rules import Role, Urgency
from backpain_kb.model.schedule import LogEntry, Outcome, Schedule, Session
from backpain_kb.reasoning.candidates import candidates
from backpain_kb.reasoning.course import Course
from backpain_kb.reasoning.facts import Facts, known_id
from backpain_kb.reasoning.log import day, in_order, together
from backpain_kb.reasoning.plan import judge, said_of_all
from backpain_kb.reasoning.questions import asked_for, safety_questions
from backpain_kb.reasoning.triage import screen, triage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from backpain_kb.model.assessment import Question
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["schedule"]

_ALLOWED = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)


def schedule(  # noqa: PLR0913 - the arguments of `KnowledgeBase.schedule`.
    prepared: Prepared,
    programme: str,
    start: dt.date,
    log: Iterable[LogEntry | Mapping[str, Any]] = (),
    *,
    who: Presentation,
    today: dt.date | None = None,
) -> Schedule:
    """
    Return *programme* as sessions from *start* on, moved on by *log*.

    Raises:
        UnknownIdError: The programme, or a finding, is not known.
        ScheduleError: The start, the log or the programme cannot be so.
        PresentationError: A value cannot be so.

    .. versionadded:: 0.1.0
    """
    chosen = prepared.programmes[known_id("programme", programme, prepared.programmes)]
    if chosen.pacing is None:
        message = f"{programme} has no pacing, so that its sessions cannot be dated"
        raise ScheduleError(message)
    first, now = day("start", start), None if today is None else day("today", today)
    entries = in_order(prepared, log, first, now)
    facts = Facts(prepared, together(prepared, who, entries))
    screening = screen(facts, waiting=True)
    urgent = triage(facts, screening)
    item, said = None, tuple[str, ...]()
    if urgent.urgency < Urgency.SAME_DAY:
        found = candidates(facts)
        item, said = judge(facts, screening, found, programme), said_of_all(facts, screening, found)
    course = Course(prepared, chosen, chosen.pacing, who, first)
    logged = tuple(course.log(entry) for entry in entries)
    planner = _Planner(facts=facts, programme=chosen, pacing=chosen.pacing, urgent=urgent, item=item, course=course)
    planned = planner.planned(now)
    advice = tuple(sorted(planner.advice(logged, planned), key=lambda each: -each.step.rank))
    texts = (chosen.progress_when, chosen.hold_when, chosen.regress_when, chosen.stop_when)
    phrases = ("phrase_to_progress", "phrase_to_hold", "phrase_to_step_back", "phrase_to_stop")
    return Schedule(
        programme=programme,
        label=chosen.label,
        start=first,
        sessions=(*logged, *planned),
        dated=bool(planned) and planned[0].date is not None,
        step=advice[0].step if advice else None,
        advice=advice,
        item=item,
        triage=urgent,
        questions=planner.questions(),
        criteria=tuple(
            prepared.phrases[phrase].format(text=text)
            for phrase, text in zip(phrases, texts, strict=True)
            if text is not None and planned
        ),
        for_every_item=said if planned else (),
        finished=course.finished,
        next=chosen.pacing.next,
        disclaimer=" ".join(message.text for message in prepared.messages[Role.DISCLAIMER]),
        knowledge=prepared.knowledge,
        words=prepared.words,
    )


@attrs.frozen(kw_only=True, eq=False)
class _Planner:
    """Decides what of a programme may have dates, and says why not."""

    facts: Facts
    programme: Programme
    pacing: Pacing
    urgent: Triage
    item: PlanItem | None
    course: Course

    @property
    def _phrases(self) -> Mapping[str, str]:
        return self.facts.prepared.phrases

    @property
    def _allowed(self) -> bool:
        """Whether the programme may be done at all, or after something is answered or agreed."""
        return self.item is not None and self.item.verdict in {*_ALLOWED, PlanVerdict.ASK_FIRST}

    @property
    def _settled(self) -> bool:
        return self.urgent.settled or not self.pacing.settled_first

    def planned(self, today: dt.date | None) -> tuple[Session, ...]:
        """Return the sessions to come: with dates, without where something comes first, none where it must not be."""
        if not self._allowed or self.course.stopped:
            return ()
        if self.item is not None and self.item.verdict in _ALLOWED and self._settled:
            return tuple(self.course.planned(today))
        return tuple(self.course.undated())

    def questions(self) -> tuple[Question, ...]:
        """Return what has to be answered before there are dates."""
        if not self._allowed or self.item is None:
            return ()
        open_ = () if self._settled else safety_questions(self.facts)
        return (*open_, *asked_for(self.facts, self.item, [question.finding for question in open_]))

    # What the log comes to, and what stands in the way.

    def advice(self, logged: tuple[Session, ...], planned: tuple[Session, ...]) -> Iterator[Advice]:
        """Yield what to do; at same-day and above nothing stands beside the action."""
        if self.urgent.urgency >= Urgency.SAME_DAY:
            yield self._by_rule(Step.STOP)
            return
        if self.urgent.urgency is Urgency.SOON:
            yield self._by_rule(Step.SEE_SOMEONE if self._allowed else Step.STOP)
        yield from self._in_the_way()
        if self.course.stopped:
            stopping = next(session for session in logged if session.step is Step.STOP)
            text = self.programme.stop_when or self._phrases["phrase_log_stop"]
            yield Advice(step=Step.STOP, text=text, facts=stopping.facts, sources=self.programme.sources)
            return
        limit = self.pacing.see_after_repeats
        if limit is not None and self.course.repeats >= limit:
            text = self._phrases["phrase_log_repeats"].format(n=self.course.repeats)
            yield Advice(step=Step.SEE_SOMEONE, text=text, sources=self.programme.sources)
        held = [session for session in logged if session.step is not None]
        if held:
            yield self._by_log(held[-1], planned)

    def _by_rule(self, step: Step) -> Advice:
        rule = self.urgent.fired[0]
        facts = rule.facts or rule.assumed
        return Advice(step=step, text=rule.tell, facts=facts, sources=rule.sources, rule=rule.rule)

    def _in_the_way(self) -> Iterator[Advice]:
        """Yield why there are no dates."""
        assert self.item is not None  # noqa: S101 - below same-day it was judged; this tells the type checker.
        if self.item.verdict not in _ALLOWED:
            step = Step.HOLD if self._allowed else Step.STOP
            deciding = self.item.reasons[0]
            yield Advice(step=step, text=deciding.text, facts=deciding.facts, sources=deciding.sources)
        if self._allowed and not self._settled and not self.course.stopped:
            yield Advice(step=Step.HOLD, text=self._phrases["phrase_dates_after_answers"])

    def _by_log(self, last: Session, planned: tuple[Session, ...]) -> Advice:
        """Return what the last session with a log comes to."""
        step = last.step or Step.HOLD
        phrase = f"phrase_log_{step.value}"
        if step is Step.PROGRESS and not self.course.finished and planned and planned[0].stage <= last.stage:
            # A good session that is not yet enough to move on.
            step, phrase = Step.HOLD, "phrase_log_good"
        elif step is Step.PROGRESS and self.course.finished:
            phrase = "phrase_log_finished"
        elif step is Step.HOLD and last.outcome is Outcome.PARTLY:
            phrase = "phrase_log_partly"
        elif step is Step.HOLD and any(fact.value is None for fact in last.facts):
            phrase = "phrase_log_unknown"
        text = self._phrases[phrase]
        if step is Step.STEP_BACK:
            text = f"{text} {self.programme.regress_when}"
        if self.course.finished and self.pacing.next is not None:
            following = self.facts.prepared.programmes[self.pacing.next]
            text = f"{text} {self._phrases['phrase_next_programme'].format(label=following.label)}"
        return Advice(step=step, text=text, facts=last.facts, sources=self.programme.sources)
