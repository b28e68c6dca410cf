"""An interview: what a pack says of how to lead it, what is shown at one time, and what was answered."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.evaluate import Value
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Entity, FrozenDict, Number, not_empty

__all__ = ["Asked", "InterviewGuide", "InterviewStep", "Opening", "Purpose", "Screen"]


@attrs.frozen(kw_only=True)
class Opening:
    """
    A screen that every interview begins with.

    Attributes:
        heading: What is asked.
        findings: Ids of the findings on it; those that are known by then are left out.

    .. versionadded:: 0.1.0
    """

    heading: str = attrs.field(validator=not_empty)
    findings: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))


@attrs.frozen(kw_only=True)
class InterviewGuide(Entity):
    """
    How to lead an interview; choices of ours, kept as data.

    Attributes:
        screen_size: The most yes-or-no questions on one screen; hard stops are always on one.
        form_size: The most numbers and choices in one form.
        most_narrowing: After so many answers nothing more is asked to narrow the urgency; a screen counts as one.
        most_answers: After so many answers only what safety needs is asked.
        most_urgent_answers: The same where somebody must be seen today: until then it is asked what could make it an
            emergency.
        least_gain: A question is asked to narrow the urgency while it gains at least so much: for each graver rule that
            waits for it, and for each red flag that it could make worth asking, the levels that this could raise the
            urgency by, divided by the number of findings that are waited for.
        rule_weight: How many times a rule counts that waits for the finding itself, beside a red flag.
        opening: The screens that come right after the hard stops.

    .. versionadded:: 0.1.0
    """

    screen_size: int = attrs.field(default=10, validator=attrs.validators.ge(1))
    form_size: int = attrs.field(default=4, validator=attrs.validators.ge(1))
    most_narrowing: int = attrs.field(default=12, validator=attrs.validators.ge(1))
    most_answers: int = attrs.field(default=12, validator=attrs.validators.ge(1))
    most_urgent_answers: int = attrs.field(default=8, validator=attrs.validators.ge(0))
    least_gain: Number = attrs.field(default=1, validator=attrs.validators.gt(0))
    rule_weight: Number = attrs.field(default=1, validator=attrs.validators.ge(0))
    opening: tuple[Opening, ...] = ()


class Purpose(Enum):
    """
    Why a screen is shown, most important first.

    .. versionadded:: 0.1.0
    """

    DOUBTFUL = "doubtful"
    HARD_STOP = "hard_stop"
    OPENING = "opening"
    RED_FLAG = "red_flag"
    NARROWS = "narrows"
    PLAN = "plan"
    CANDIDATE = "candidate"


@attrs.frozen(kw_only=True)
class Asked:
    """
    One question of a screen.

    Attributes:
        finding: Id of the finding.
        text: The question in plain words.
        type: Whether it wants yes or no, a number or one of named choices.
        why: Why it is asked; empty where the heading of the screen says it.
        at_stake: The urgency that the answer could raise it to; None where it cannot.
        unit: The unit of a number.
        min: The lowest number that is accepted.
        max: The highest number that is accepted.
        values: The choices.

    .. versionadded:: 0.1.0
    """

    finding: str
    text: str
    type: ValueType
    why: str = ""
    at_stake: Urgency | None = None
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    values: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Screen:
    """
    What is asked at one time: one question, several that are ticked (the rest being no), a short form, or both.

    Attributes:
        purpose: Why it is shown.
        heading: What the questions have in common, or why the one is asked.
        questions: The questions.
        none_text: The words for ticking nothing; None where nothing is ticked.  Beside what is ticked there may be
            numbers and choices; those that are left out stay unknown.

    .. versionadded:: 0.1.0
    """

    purpose: Purpose
    heading: str
    questions: tuple[Asked, ...]
    none_text: str | None = None

    @property
    def findings(self) -> tuple[str, ...]:
        """The findings that it asks for."""
        return tuple(question.finding for question in self.questions)

    @property
    def is_ticked(self) -> bool:
        """Whether there is a list of which some are ticked, the rest being no."""
        return self.none_text is not None

    @property
    def ticks(self) -> tuple[str, ...]:
        """The findings that are ticked; none where nothing is."""
        return tuple(each.finding for each in self.questions if self.is_ticked and each.type is ValueType.BOOLEAN)


@attrs.frozen(kw_only=True)
class InterviewStep:
    """
    One answer: what was asked, what is known by it, and what was kept back.

    Attributes:
        asked: The findings that were asked for.
        answers: Finding to answer; one that is not there is not known to the person, or was not said.
        declined: Whether the person preferred not to say.

    .. versionadded:: 0.1.0
    """

    asked: tuple[str, ...]
    answers: FrozenDict[str, Value] = attrs.field(factory=FrozenDict)
    declined: bool = False
