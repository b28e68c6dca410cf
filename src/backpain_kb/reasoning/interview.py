"""An interview: the next best question, one answer after the other, until nothing asked could change what to do."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import PresentationError, UnknownIdError
from backpain_kb.model.interview import InterviewStep, Screen
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.facts import fact_problem
from backpain_kb.reasoning.assess import assess
from backpain_kb.reasoning.chooser import Chooser
from backpain_kb.reasoning.facts import Facts, known_id, make_presentation
from backpain_kb.reasoning.questions import worth_asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.assessment import Assessment
    from backpain_kb.model.presentation import Presentation
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

    def answer(self, value: object, **values: Value) -> Interview:
        """
        Return the interview after an answer.

        Args:
            value: For one question True, False, a number or a choice.  For several the ids that are ticked, where there
                are ticks (the others of these are "no"), or a mapping of id to value (what is not in it stays unknown).
            values: With ticks, the numbers and choices of the screen by id; what is left out stays unknown.

        Raises:
            PresentationError: The interview is over, or the answer does not fit the question.

        .. versionadded:: 0.1.0
        """
        screen = self._open_screen()
        answers = self._answers(screen, value, values)
        findings = self._prepared.findings
        for id_, given in answers.items():
            problem = fact_problem(id_, given, findings)
            if problem is not None:
                raise PresentationError(problem, finding=id_, value=given)
        return self._after(InterviewStep(asked=screen.findings, answers=FrozenDict(answers)))

    def worth_asking(self, answers: Mapping[str, Value]) -> tuple[str, ...]:
        """
        Return what of the screen is still worth asking once these *answers* to it are known.

        A form leaves out the other fields: nobody who said that he is a man is asked whether he is pregnant.

        Args:
            answers: Finding of the screen to answer.

        Raises:
            PresentationError: The interview is over, or an answer does not fit the question.

        .. versionadded:: 0.1.0
        """
        facts = Facts(self._prepared, self.answer(dict(answers)).presentation)
        asked = self._open_screen().findings
        return tuple(id_ for id_ in asked if facts.is_unknown(id_) and worth_asking(facts, id_))

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

    def _answers(self, screen: Screen, value: object, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return *value* and *values* as finding to answer, refusing what was not asked."""
        asked = screen.findings
        if isinstance(value, Mapping):
            answers = dict(value)
        elif len(asked) == 1:
            answers = {asked[0]: value}
        elif screen.is_ticked and isinstance(value, Iterable) and not isinstance(value, str):
            ticked = dict.fromkeys(value, True)
            answers = {**dict.fromkeys(screen.ticks, False), **ticked}
        else:
            wanted = "list of those that are ticked" if screen.is_ticked else "mapping of each to its value"
            message = f"several things were asked, so the answer is the {wanted}, not {value!r}"
            raise PresentationError(message, value=value)
        answers |= values
        for id_ in answers:
            if id_ not in asked:
                raise UnknownIdError("question of this screen", str(id_), asked)
        return answers

    # The next question.

    @functools.cached_property
    def _next(self) -> Screen | _Done:
        """The next screen, or why there is none."""
        facts = Facts(self._prepared, self.presentation)
        if self.assessment.triage.urgency is Urgency.EMERGENCY:
            return _Done("phrase_interview_emergency")  # Nothing may delay what is to be done now.
        chooser = Chooser(facts, self)
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
