"""The answer to one presentation, with its reasons."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.evaluate import Value
from backpain_kb.model.evidence import ConditionKind
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict, Standing

__all__ = [
    "Assessment",
    "Candidate",
    "Conflict",
    "Evidence",
    "Fact",
    "FiredRule",
    "Knowledge",
    "Lead",
    "OpenRule",
    "PackVersion",
    "Plan",
    "PlanItem",
    "PlanVerdict",
    "Precaution",
    "Question",
    "QuestionKind",
    "Reason",
    "Session",
    "Triage",
]


@attrs.frozen(kw_only=True)
class Fact:
    """
    One finding with its value for this person.

    Attributes:
        finding: Id of the finding.
        label: Its short name.
        value: Its value; None while it is unknown.
        unit: The unit of a number.

    .. versionadded:: 0.1.0
    """

    finding: str
    label: str
    value: Value | None = None
    unit: str | None = None


@attrs.frozen(kw_only=True)
class FiredRule:
    """
    A triage rule that is True, and what made it so.

    Attributes:
        rule: Id of the rule.
        label: What it is about.
        urgency: Its level.
        within_hours: By when someone must be seen, in hours.
        ambulance: Whether an ambulance is to be called.
        action: What to do, for an application or a clinician.
        tell: What to tell the person.
        tests: Ids of the tests that follow.
        facts: The facts that made it True.
        assumed: The unknowns that were read as True, as a precaution; empty when it is True whatever they are.
        sources: Ids of its sources.

    .. versionadded:: 0.1.0
    """

    rule: str
    label: str
    urgency: Urgency
    within_hours: int
    ambulance: bool
    action: str
    tell: str
    tests: tuple[str, ...]
    facts: tuple[Fact, ...]
    assumed: tuple[Fact, ...]
    sources: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the rule, as `rule`."""
        return self.rule


@attrs.frozen(kw_only=True)
class Lead:
    """
    What to do now: the leading rule, or the words for self-care when no rule fires.

    Attributes:
        rule: Id of the rule; None at self-care.
        urgency: The level.
        within_hours: By when someone must be seen, in hours; None at self-care.
        ambulance: Whether an ambulance is to be called.
        action: What to do, for an application or a clinician.
        tell: What to tell the person.
        tests: Ids of the tests that follow.
        sources: Ids of its sources.

    .. versionadded:: 0.1.0
    """

    rule: str | None
    urgency: Urgency
    within_hours: int | None
    ambulance: bool
    action: str
    tell: str
    tests: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def id(self) -> str | None:
        """The id of the rule, as `rule`."""
        return self.rule


@attrs.frozen(kw_only=True)
class Precaution:
    """
    A rule that fired only because something is unknown.

    Attributes:
        rule: Id of the rule.
        urgency: Its level.
        stand_down: Ids of the findings whose answers could stand it down.

    .. versionadded:: 0.1.0
    """

    rule: str
    urgency: Urgency
    stand_down: tuple[str, ...]


# A hundred of these belong to an answer: without slots, and with an __init__ of its own, each takes 40 % less time.
@attrs.frozen(slots=False, init=False)
class OpenRule:
    """
    A rule that could still fire.

    Attributes:
        rule: Id of the rule.
        urgency: Its level.
        waits_for: Ids of the findings that it waits for.

    .. versionadded:: 0.1.0
    """

    rule: str
    urgency: Urgency
    waits_for: tuple[str, ...]

    def __init__(self, rule: str, urgency: Urgency, waits_for: tuple[str, ...]) -> None:
        own = self.__dict__
        own["rule"] = rule
        own["urgency"] = urgency
        own["waits_for"] = waits_for


@attrs.frozen(kw_only=True)
class Triage:
    """
    How urgent it is, and how sure that is.

    Attributes:
        urgency: The level to act on now, precautions taken.
        lead: What to do.
        lower: The level that holds whatever the unanswered questions turn out to be.
        upper: The level that it could become, an examination or a scan included; for audit, not for display.
        settled: Whether no hard stop, and no red flag worth asking this asker, can still change the urgency.
        fired: The rules that are True, the leading one first.
        precautions: Those of them that are True only because something is unknown.
        open: The rules that could still fire.

    .. versionadded:: 0.1.0
    """

    urgency: Urgency
    lead: Lead
    lower: Urgency
    upper: Urgency
    settled: bool
    fired: tuple[FiredRule, ...]
    precautions: tuple[Precaution, ...]
    open: tuple[OpenRule, ...]


@attrs.frozen(kw_only=True)
class Evidence:
    """
    One thing that speaks for or against a condition.

    Attributes:
        facts: The facts.
        points: What it adds (or, below 0, takes), by the numbers of `scoring.toml`.
        likelihood_ratio: The published ratio behind the points; None where the weight is an ordinal one.
        interval: Its 95 % interval, where one was published.
        test: Name of the test or feature that was measured.
        setting: Who was studied.
        source: Id of the source of the ratio.

    .. versionadded:: 0.1.0
    """

    facts: tuple[Fact, ...]
    points: float
    likelihood_ratio: float | None = None
    interval: tuple[float, ...] | None = None
    test: str | None = None
    setting: str | None = None
    source: str | None = None


@attrs.frozen(kw_only=True)
class Candidate:
    """
    A condition that the pain could be.

    Attributes:
        condition: Id of the condition.
        label: Its plain name.
        standing: How it stands.
        given: Whether a clinician diagnosed it.
        decided_by: Id of the definition that decided it; None where the evidence was added up.
        for_: What speaks for it, strongest first.
        against: What speaks against it, strongest first.
        ask: Ids of the findings that would bear most on it.
        sources: Ids of its sources.
        kind: What it claims; None in answers that were kept by an earlier version.

    .. versionadded:: 0.1.0
    """

    condition: str
    label: str
    standing: Standing
    given: bool
    decided_by: str | None
    for_: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    ask: tuple[str, ...]
    sources: tuple[str, ...]
    kind: ConditionKind | None = None


class PlanVerdict(Enum):
    """
    What the plan says of an item.

    .. versionadded:: 0.1.0
    """

    RECOMMENDED = "recommended"
    CONSIDER = "consider"
    ASK_FIRST = "ask_first"
    NOT_RECOMMENDED = "not_recommended"
    CONTRAINDICATED = "contraindicated"


@attrs.frozen(kw_only=True)
class Reason:
    """
    One reason for a verdict.

    Attributes:
        text: The reason in plain words.
        facts: The facts, or the unknowns, that it rests on.
        sources: Ids of its sources.

    .. versionadded:: 0.1.0
    """

    text: str
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class PlanItem:
    """
    One treatment, exercise or programme with what is said of it for this person.

    Attributes:
        item: Its id.
        kind: "treatment", "exercise" or "programme".
        label: Its name.
        verdict: What the plan says of it.
        dose: How much, in words; None where there is nothing to say.
        reasons: Why, the deciding reason first.
        cautions: What to mind.
        not_if: What would forbid it and is not known; each completes "Not if …".
        ask: Ids of the findings that must be answered first.
        recommended_by: Ids of the guidelines that speak for it.
        advised_against_by: Ids of the guidelines that speak against it.
        sources: Ids of all its sources.

    .. versionadded:: 0.1.0
    """

    item: str
    kind: str
    label: str
    verdict: PlanVerdict
    dose: str | None
    reasons: tuple[Reason, ...]
    cautions: tuple[str, ...]
    not_if: tuple[str, ...]
    ask: tuple[str, ...]
    recommended_by: tuple[str, ...]
    advised_against_by: tuple[str, ...]
    sources: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Session:
    """
    Movement that fits together: one programme, or a handful of exercises.

    Attributes:
        programme: Id of the programme; None where there are exercises.
        exercises: Ids of the exercises, in the order in which they are done.
        minutes: How long they take at the low end of their doses, rest not counted; None for a programme.

    .. versionadded:: 0.1.0
    """

    programme: str | None = None
    exercises: tuple[str, ...] = ()
    minutes: int | None = None


@attrs.frozen(kw_only=True)
class Plan:
    """
    What helps, what to ask about, what to leave alone.

    Attributes:
        items: Everything that comes into question, the most useful first.
        for_every_item: What holds for all of it, said once.
        today: Ids of the few things to begin with today.
        session: Movement that fits together; None where there is none.

    .. versionadded:: 0.1.0
    """

    items: tuple[PlanItem, ...] = ()
    for_every_item: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    session: Session | None = None

    @property
    def also(self) -> tuple[PlanItem, ...]:
        """What is possible beside: recommended or to be considered, and neither for today nor in the session."""
        chosen: set[str | None] = {*self.today}
        if self.session is not None:
            chosen.update((*self.session.exercises, self.session.programme))
        usable = self._of(PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)
        return tuple(item for item in usable if item.item not in chosen)

    def _of(self, *verdicts: PlanVerdict) -> tuple[PlanItem, ...]:
        return tuple(item for item in self.items if item.verdict in verdicts)

    @property
    def recommended(self) -> tuple[PlanItem, ...]:
        """What is recommended."""
        return self._of(PlanVerdict.RECOMMENDED)

    @property
    def consider(self) -> tuple[PlanItem, ...]:
        """What can be considered."""
        return self._of(PlanVerdict.CONSIDER)

    @property
    def ask_first(self) -> tuple[PlanItem, ...]:
        """What needs an answer or a professional first."""
        return self._of(PlanVerdict.ASK_FIRST)

    @property
    def avoid(self) -> tuple[PlanItem, ...]:
        """What must or should be left alone."""
        return self._of(PlanVerdict.CONTRAINDICATED, PlanVerdict.NOT_RECOMMENDED)


class QuestionKind(Enum):
    """
    Why a question is asked, most important first.

    .. versionadded:: 0.1.0
    """

    HARD_STOP = "hard_stop"
    RED_FLAG = "red_flag"
    PLAN = "plan"
    CANDIDATE = "candidate"


@attrs.frozen(kw_only=True)
class Question:
    """
    A question worth asking next.

    Attributes:
        finding: Id of the finding.
        text: The question in plain words.
        kind: Why it is asked.
        why: The reason in plain words.

    .. versionadded:: 0.1.0
    """

    finding: str
    text: str
    kind: QuestionKind
    why: str


@attrs.frozen(kw_only=True)
class Conflict:
    """
    Two answers that contradict one another.

    Attributes:
        present: The finding said to be present.
        absent: The finding said to be absent, although *present* implies it.
        text: The contradiction in plain words.

    .. versionadded:: 0.1.0
    """

    present: str
    absent: str
    text: str


@attrs.frozen(kw_only=True)
class PackVersion:
    """
    One pack that an answer rests on.

    .. versionadded:: 0.1.0
    """

    name: str
    version: str
    sha256: str


@attrs.frozen(kw_only=True)
class Knowledge:
    """
    The knowledge that an answer rests on; the same facts and hash give the same bytes.

    Attributes:
        packs: The packs, in order of name.
        sha256: One hash over all of them.
        language: The language of the answer, such as "en"; a text that nobody translated is in that of its pack.
        allowed: Ids of core entities that the application allowed to be replaced, and that were.
        translated_by: Names of the packs whose translations the answer is in.

    .. versionadded:: 0.1.0
    """

    packs: tuple[PackVersion, ...]
    sha256: str
    language: str
    allowed: tuple[str, ...] = ()
    translated_by: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Assessment:
    """
    The answer to one presentation.

    Attributes:
        presentation: What was known.
        triage: How urgent it is.
        candidates: What it could be, the most likely first.
        plan: What helps and what to leave alone; empty at same-day and above, where nothing may delay the action.
        questions: What to ask next, the most useful first.
        safety_net: When to come back; always there below same-day.
        conflicts: Answers that contradict one another.
        scope: What this knowledge is not made for, where that concerns this person; it never lowers the urgency.
        disclaimer: What this answer is not.
        knowledge: The packs it rests on.
        words: Headings and phrases in the language of the packs, for `str`.

    .. versionadded:: 0.1.0
    """

    presentation: Presentation
    triage: Triage
    candidates: tuple[Candidate, ...]
    plan: Plan
    questions: tuple[Question, ...]
    safety_net: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    scope: tuple[str, ...] = ()
    disclaimer: str
    knowledge: Knowledge
    words: FrozenDict[str, str] = attrs.field(factory=FrozenDict, repr=False, eq=False)

    def __str__(self) -> str:
        """Return the answer as text that a person can read."""
        from backpain_kb.model.report import report  # noqa: PLC0415 - only whoever prints needs it.

        return report(self)
