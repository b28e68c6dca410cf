"""An interview: the next best question, one answer after the other, until nothing asked could change what to do."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import PresentationError, UnknownIdError
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.assessment import QuestionKind
from backpain_kb.model.interview import Asked, InterviewStep, Purpose, Screen
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.facts import fact_problem
from backpain_kb.reasoning.assess import assess
from backpain_kb.reasoning.facts import Facts, known_id, make_presentation
from backpain_kb.reasoning.questions import worth_asking
from backpain_kb.reasoning.triage import askable_flags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.assessment import Assessment, OpenRule
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.terms import Finding
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["Interview", "resume"]


@attrs.frozen(eq=False)
class _Done:
    """Why an interview is over: the id of the phrase that says it."""

    phrase: str


class Interview:
    """
    An interview with one person, as it stands; every answer makes a new one.

    Made with `KnowledgeBase.interview`, or with `KnowledgeBase.resume` from what `to_dict` returned.

    Attributes:
        start: What was known before.
        ask_first: Findings that are asked before anything else, such as doubtful red flags of a text.
        steps: The answers so far.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self,
        prepared: Prepared,
        start: Presentation,
        ask_first: Sequence[str] = (),
        steps: Sequence[InterviewStep] = (),
    ) -> None:
        """
        Take what is known and what was answered.

        Raises:
            UnknownIdError: A finding of *ask_first* is not known.
            PresentationError: A fact cannot be so.
        """
        for id_ in ask_first:
            known_id("finding", id_, prepared.findings)
        self._prepared = prepared
        self.start = start
        self.ask_first = tuple(dict.fromkeys(ask_first))
        self.steps = tuple(steps)

    @functools.cached_property
    def presentation(self) -> Presentation:
        """All that is known by now."""
        facts = dict(self.start.facts)
        for step in self.steps:
            facts.update(step.answers)
        return attrs.evolve(self.start, facts=FrozenDict(dict(sorted(facts.items()))))

    @functools.cached_property
    def assessment(self) -> Assessment:
        """The assessment of what is known by now: the same as of these facts given at once."""
        return assess(self._prepared, self.presentation)

    @property
    def question(self) -> Screen | None:
        """What to ask next; None when the interview is over."""
        return self._next if isinstance(self._next, Screen) else None

    @property
    def done(self) -> str | None:
        """Why the interview is over, in plain words; None while it is not."""
        return None if isinstance(self._next, Screen) else self._prepared.phrases[self._next.phrase]

    @property
    def most_answers(self) -> int:
        """After so many answers only what safety needs is asked."""
        return self._prepared.guide.most_answers

    def answer(self, value: object) -> Interview:
        """
        Return the interview after an answer.

        Args:
            value: For one question True, False, a number or a choice.  For several the ids that are ticked, where all
                are yes or no (the others are "no"), or a mapping of id to value (what is not in it stays unknown).

        Raises:
            PresentationError: The interview is over, or the answer does not fit the question.

        .. versionadded:: 0.1.0
        """
        screen = self._open_screen()
        answers = self._answers(screen, value)
        findings = self._prepared.findings
        for id_, given in answers.items():
            problem = fact_problem(id_, given, findings)
            if problem is not None:
                raise PresentationError(problem, finding=id_, value=given)
        return self._after(InterviewStep(asked=screen.findings, answers=FrozenDict(answers)))

    def dont_know(self) -> Interview:
        """
        Return the interview after "I don't know": all that was asked stays unknown and is not asked again.

        Raises:
            PresentationError: The interview is over.

        .. versionadded:: 0.1.0
        """
        return self._after(InterviewStep(asked=self._open_screen().findings))

    def prefer_not_to_say(self) -> Interview:
        """
        Return the interview after "I prefer not to say"; it counts as unknown, never as "no".

        Raises:
            PresentationError: The interview is over.

        .. versionadded:: 0.1.0
        """
        return self._after(InterviewStep(asked=self._open_screen().findings, declined=True))

    def back(self) -> Interview:
        """
        Return the interview as it was before the last answer; the same where there was none.

        .. versionadded:: 0.1.0
        """
        return Interview(self._prepared, self.start, self.ask_first, self.steps[:-1])

    def to_dict(self) -> dict[str, Any]:
        """
        Return the state as plain JSON data, for `KnowledgeBase.resume`.

        .. versionadded:: 0.1.0
        """
        return {
            "knowledge": self._prepared.knowledge.sha256,
            "asker": self.start.asker.value,
            "diagnosed": list(self.start.diagnosed),
            "facts": dict(self.start.facts),
            "ask_first": list(self.ask_first),
            "steps": [
                {"asked": list(step.asked), "answers": dict(step.answers), "declined": step.declined}
                for step in self.steps
            ],
        }

    def __eq__(self, other: object) -> bool:
        """Return whether the same was known, asked and answered, by the same knowledge."""
        if not isinstance(other, Interview):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        """Return a hash that goes with equality."""
        return hash((self.start, self.ask_first, self.steps))

    def __repr__(self) -> str:
        """Show how far it has come."""
        state = "over" if self.question is None else f"asking {', '.join(self.question.findings)}"
        return f"<Interview after {len(self.steps)} answers, {state}>"

    # Answers.

    def _open_screen(self) -> Screen:
        if self.question is None:
            message = f"the interview is over: {self.done}"
            raise PresentationError(message)
        return self.question

    def _after(self, step: InterviewStep) -> Interview:
        return Interview(self._prepared, self.start, self.ask_first, (*self.steps, step))

    def _answers(self, screen: Screen, value: object) -> dict[str, Value]:
        """Return *value* as finding to answer, refusing what was not asked."""
        asked = screen.findings
        if isinstance(value, Mapping):
            given: Iterable[Any] = value
        elif len(asked) == 1:
            return {asked[0]: value}  # type: ignore[dict-item] # Whether it fits is checked by who calls.
        elif screen.is_ticked and isinstance(value, Iterable) and not isinstance(value, str):
            value = given = tuple(value)
        else:
            wanted = "list of those that are ticked" if screen.is_ticked else "mapping of each to its value"
            message = f"several things were asked, so the answer is the {wanted}, not {value!r}"
            raise PresentationError(message, value=value)
        for id_ in given:
            if id_ not in asked:
                raise UnknownIdError("question of this screen", str(id_), asked)
        if isinstance(value, Mapping):
            return dict(value)
        return {id_: id_ in given for id_ in asked}

    # The next question.

    @functools.cached_property
    def _next(self) -> Screen | _Done:
        """The next screen, or why there is none."""
        facts = Facts(self._prepared, self.presentation)
        if self.assessment.triage.urgency is Urgency.EMERGENCY:
            return _Done("phrase_interview_emergency")  # Nothing may delay what is to be done now.
        chooser = _Chooser(facts, self)
        return next(chooser.screens(), _Done(chooser.why_over()))

    @functools.cached_property
    def answered(self) -> frozenset[str]:
        """The findings that were asked for already, known by now or not."""
        return frozenset(id_ for step in self.steps for id_ in step.asked)


def resume(prepared: Prepared, state: Mapping[str, Any]) -> Interview:
    """
    Return the interview that `Interview.to_dict` wrote down.

    Raises:
        PresentationError: It is no such state, or it was made with other knowledge.
        UnknownIdError: A finding or condition is not known.

    .. versionadded:: 0.1.0
    """
    try:
        knowledge, asker, steps = state["knowledge"], state["asker"], state["steps"]
        facts, diagnosed, ask_first = dict(state["facts"]), state["diagnosed"], state["ask_first"]
        made = [
            InterviewStep(asked=tuple(step["asked"]), answers=FrozenDict(step["answers"]), declined=step["declined"])
            for step in steps
        ]
    except (KeyError, TypeError, ValueError) as error:
        message = f"this is no state of an interview: {type(error).__name__}: {error}"
        raise PresentationError(message, value=state) from error
    if knowledge != prepared.knowledge.sha256:
        message = "the interview was begun with other knowledge; begin it anew with the facts that it holds"
        raise PresentationError(message, value=knowledge)
    start = make_presentation(prepared, present=(), absent=(), diagnosed=diagnosed, asker=asker, values=facts)
    interview = Interview(prepared, start, ask_first, made)
    Facts(prepared, interview.presentation)  # Refuses answers that cannot be.
    return interview


class _Chooser:
    """Chooses the next screen: safety first, then what narrows the urgency, the plan, and the candidates."""

    def __init__(self, facts: Facts, interview: Interview) -> None:
        self._facts = facts
        self._prepared = facts.prepared
        self._guide = facts.prepared.guide
        self._interview = interview
        self._triage = interview.assessment.triage

    def why_over(self) -> str:
        """Return the phrase that says why nothing is asked."""
        if self._triage.urgency >= Urgency.SAME_DAY:
            return "phrase_interview_urgent"
        if not self._triage.settled:
            return "phrase_interview_unanswered"
        if len(self._interview.steps) >= self._guide.most_answers:
            return "phrase_interview_enough"
        return "phrase_interview_settled"

    def screens(self) -> Iterator[Screen]:
        """Yield the screens that could come next, the best first; only what is yielded is worked out."""
        yield from self._safety()
        urgent = self._triage.urgency >= Urgency.SAME_DAY
        most = self._guide.most_urgent_answers if urgent else self._guide.most_answers
        if len(self._interview.steps) >= most:
            return
        yield from self._narrowing()
        if not urgent:
            yield from self._for_the_plan()

    def _can_ask(self, id_: str) -> bool:
        """Return whether *id_* is unknown, was not asked for before, and can be known by who answers."""
        facts = self._facts
        knowable = self._prepared.knowable[facts.who.asker]
        return facts.is_unknown(id_) and id_ not in self._interview.answered and id_ in knowable

    def _safety(self) -> Iterator[Screen]:
        """Yield what is doubtful, the hard stops, the opening, and the red flags that are worth asking."""
        doubtful = [id_ for id_ in self._interview.ask_first if self._can_ask(id_)]
        yield from (self._single(Purpose.DOUBTFUL, id_, "phrase_interview_doubtful") for id_ in doubtful)
        flags = [flag for flag in askable_flags(self._facts, self._facts.who.asker) if self._can_ask(flag.id)]
        stops = [flag.id for flag in flags if flag.hard_stop]
        if stops:
            yield self._several(Purpose.HARD_STOP, stops, "phrase_interview_hard_stops")
        if self._triage.upper is not self._triage.urgency:
            yield from self._opening()
            red = [flag.id for flag in flags if not flag.hard_stop][: self._guide.screen_size]
            if red:
                yield self._several(Purpose.RED_FLAG, red, "phrase_interview_red_flags")

    def _opening(self) -> Iterator[Screen]:
        """Yield the screens that every interview begins with; where it is urgent, only those that are ticked."""
        for opening in self._guide.opening:
            asked = [id_ for id_ in opening.findings if self._can_ask(id_)]
            ticked = len(opening.findings) > 1
            if asked and (ticked or self._triage.urgency < Urgency.SAME_DAY):
                yield self._screen(Purpose.OPENING, asked, opening.heading)

    def _narrowing(self) -> Iterator[Screen]:
        """Yield what graver rules wait for, and what decides which of their red flags are worth asking."""
        gains = self._gains()
        most = [id_ for id_ in gains if gains[id_] >= self._guide.least_gain]
        most.sort(key=lambda id_: (-gains[id_], id_))
        asked = tuple(dict.fromkeys(before for id_ in most for before in self._worth_asking(id_)))
        if asked:
            yield self._grouped(Purpose.NARROWS, asked, "phrase_interview_narrows")

    def _gains(self) -> dict[str, float]:
        """Return finding to how much an answer would narrow the urgency, counted in levels."""
        gains: dict[str, float] = {}

        def share(levels: float, waits_for: Sequence[str]) -> None:
            """Give each of those that are waited for an equal part; the fewer they are, the nearer is the answer."""
            for id_ in waits_for:
                gains[id_] = gains.get(id_, 0.0) + levels / len(waits_for)

        now, weight = self._triage.urgency.rank, self._guide.rule_weight
        for rule in self._graver():
            share(weight * (rule.urgency.rank - now), rule.waits_for)
        red_flags = self._prepared.vocabulary.red_flags
        # A red flag has its own time; what counts here is what has to be known before.
        gains = {id_: gain for id_, gain in gains.items() if id_ not in red_flags}
        stakes = self._stakes()
        for flag, worth in zip(self._prepared.asked_red_flags, self._facts.screened.asked, strict=True):
            if worth is None and flag.id in stakes and self._can_ask(flag.id):
                share(stakes[flag.id].rank - now, self._facts.explain(_asked_when(flag)).open)
        return gains

    def _worth_asking(self, id_: str) -> tuple[str, ...]:
        """Return *id_*, or what is to be asked before; *id_* all the same where that was asked and is not known."""
        first = worth_asking(self._facts, id_)
        can_ask = tuple(each for each in first if self._can_ask(each))
        return can_ask or tuple(each for each in (id_,) if first and self._can_ask(id_))

    def _for_the_plan(self) -> Iterator[Screen]:
        """Yield what unlocks something in the plan, then what parts the candidates."""
        for kind, purpose, phrase in (
            (QuestionKind.PLAN, Purpose.PLAN, "phrase_interview_plan"),
            (QuestionKind.CANDIDATE, Purpose.CANDIDATE, "phrase_interview_candidates"),
        ):
            asked = [q.finding for q in self._interview.assessment.questions if q.kind is kind]
            asked = [id_ for id_ in asked if self._can_ask(id_)]
            if asked:
                yield self._grouped(purpose, asked, phrase)

    # Screens.

    def _grouped(self, purpose: Purpose, ids: Sequence[str], phrase: str) -> Screen:
        """Return the first of *ids* with those that are answered alike: ticks, or a form of numbers and choices."""
        findings = self._prepared.findings
        ticked = findings[ids[0]].type is ValueType.BOOLEAN
        alike = [id_ for id_ in ids if (findings[id_].type is ValueType.BOOLEAN) is ticked]
        if ticked:
            return self._several(purpose, alike[: self._guide.screen_size], phrase)
        return self._screen(purpose, alike[: self._guide.form_size], self._prepared.phrases[phrase])

    def _single(self, purpose: Purpose, id_: str, phrase: str) -> Screen:
        return self._screen(purpose, [id_], self._prepared.phrases[phrase])

    def _several(self, purpose: Purpose, ids: Sequence[str], phrase: str) -> Screen:
        if len(ids) == 1:
            return self._single(purpose, ids[0], phrase)
        phrases = self._prepared.phrases
        return self._screen(purpose, ids, phrases["phrase_interview_any"].format(reason=phrases[phrase]))

    def _screen(self, purpose: Purpose, ids: Sequence[str], heading: str) -> Screen:
        """Return a screen."""
        findings, stakes = self._prepared.findings, self._stakes()
        ticked = len(ids) > 1 and all(findings[id_].type is ValueType.BOOLEAN for id_ in ids)
        return Screen(
            purpose=purpose,
            heading=heading,
            questions=tuple(_asked(findings[id_], stakes.get(id_)) for id_ in ids),
            none_text=self._prepared.phrases["phrase_interview_none"] if ticked else None,
        )

    def _stakes(self) -> dict[str, Urgency]:
        """Return finding to the gravest level of the rules that wait for it, where that is above the present one."""
        found: dict[str, Urgency] = {}
        for rule in self._graver():
            for id_ in rule.waits_for:
                found.setdefault(id_, rule.urgency)
        return found

    def _graver(self) -> Iterator[OpenRule]:
        """Yield the open rules that would raise the urgency, the gravest first."""
        return itertools.takewhile(lambda rule: rule.urgency > self._triage.urgency, self._triage.open)


def _asked_when(flag: Finding) -> Expression:
    """Return when *flag*, which is no hard stop, is worth asking."""
    assert flag.asked_when is not None  # noqa: S101 - the pack was checked for it; this tells the type checker.
    return flag.asked_when


def _asked(finding: Finding, at_stake: Urgency | None) -> Asked:
    """Return *finding* as a question."""
    return Asked(
        finding=finding.id,
        text=finding.question,
        type=finding.type,
        why=finding.why_asked or "",
        at_stake=at_stake,
        unit=finding.unit,
        min=finding.min,
        max=finding.max,
        values=finding.values,
    )
