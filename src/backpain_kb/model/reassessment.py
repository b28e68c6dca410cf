"""The answer to someone who comes back: how they are doing, what changed, what to do now."""

from __future__ import annotations

import attrs

from backpain_kb.model.assessment import Assessment, Fact, PlanVerdict, Question, Reason, Triage
from backpain_kb.model.follow_up import Step, Trend
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import Number, Standing

__all__ = ["Advice", "CandidateChange", "FactChange", "MeasureChange", "PlanChange", "Reassessment"]


@attrs.frozen(kw_only=True)
class Advice:
    """
    One thing to do, and why.

    Attributes:
        step: What to do.
        text: It in plain words.
        facts: The facts that it rests on.
        sources: Ids of its sources.
        rule: Id of the review rule or triage rule that says it; None where it follows from the comparison itself.

    .. versionadded:: 0.1.0
    """

    step: Step
    text: str
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...] = ()
    rule: str | None = None


@attrs.frozen(kw_only=True)
class FactChange:
    """
    One finding whose value is another than last time; None stands for unknown.

    .. versionadded:: 0.1.0
    """

    before: Fact
    now: Fact


@attrs.frozen(kw_only=True)
class MeasureChange:
    """
    What one measure says of the trend.

    Attributes:
        measure: Its id.
        label: What it measures.
        before: The finding last time.
        now: The finding now.
        trend: What that comes to; "unclear" where one of the two is unknown.

    .. versionadded:: 0.1.0
    """

    measure: str
    label: str
    before: Fact
    now: Fact
    trend: Trend


@attrs.frozen(kw_only=True)
class CandidateChange:
    """
    A condition that stands otherwise than last time; None stands for not in question.

    .. versionadded:: 0.1.0
    """

    condition: str
    label: str
    before: Standing | None
    now: Standing | None


@attrs.frozen(kw_only=True)
class PlanChange:
    """
    An item that the plan judges otherwise than last time; None stands for not in the plan.

    Attributes:
        item: Its id.
        kind: "treatment", "exercise" or "programme".
        label: Its name.
        before: The verdict last time.
        now: The verdict now.
        reason: Why.

    .. versionadded:: 0.1.0
    """

    item: str
    kind: str
    label: str
    before: PlanVerdict | None
    now: PlanVerdict | None
    reason: Reason


@attrs.frozen(kw_only=True)
class Reassessment:
    """
    The answer to someone who comes back.

    Attributes:
        previous: The assessment of what was known last time.
        stated: What is stated now.
        carried: What was stated last time, called for caution then, and is not mentioned now: unknown, therefore asked
            about, and until it is answered taken as it was.
        now: The assessment to act on: of what is stated now together with what is carried.
        days: The days between the two; None where nobody knows.
        trend: How they are doing.
        measures: What measures it, one by one.
        step: What to do: the gravest of the advice; hold where there is none.
        advice: What to do in words, the gravest first.
        changes: The findings whose values changed.
        red_flags: The red flags that are present now and were not known to be present last time.
        gone: The red flags that were present last time and are answered no now.
        candidates: The conditions that stand otherwise.
        plan: The items that the plan judges otherwise.
        questions: What to ask: what is carried, what would show the trend, then what any assessment asks.

    .. versionadded:: 0.1.0
    """

    previous: Assessment
    stated: Presentation
    carried: tuple[Fact, ...]
    now: Assessment
    days: Number | None
    trend: Trend
    measures: tuple[MeasureChange, ...]
    step: Step
    advice: tuple[Advice, ...]
    changes: tuple[FactChange, ...]
    red_flags: tuple[Fact, ...]
    gone: tuple[Fact, ...]
    candidates: tuple[CandidateChange, ...]
    plan: tuple[PlanChange, ...]
    questions: tuple[Question, ...]

    @property
    def triage(self) -> Triage:
        """How urgent it is now, with what is carried."""
        return self.now.triage

    def __str__(self) -> str:
        """Return it as text that a person can read."""
        from backpain_kb.model.report_again import report_again  # noqa: PLC0415 - only whoever prints needs it.

        return report_again(self)
