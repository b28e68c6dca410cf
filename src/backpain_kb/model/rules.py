"""Triage rules, levels of urgency, fixed messages and the numbers of scoring."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.evaluate import Value
from backpain_kb.logic.tree import Expression
from backpain_kb.model.terms import Entity, FrozenDict, Number, not_empty

__all__ = ["Confidence", "Effect", "Expectation", "Message", "Role", "RuleCase", "Scoring", "TriageRule", "Urgency"]


class Urgency(Enum):
    """
    How soon someone must be seen, lowest first; the levels are ordered.

    .. versionadded:: 0.1.0
    """

    SELF_CARE = "self_care"
    ROUTINE = "routine"
    SOON = "soon"
    SAME_DAY = "same_day"
    EMERGENCY = "emergency"

    rank: int
    """0 for self-care to 4 for emergency."""

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__)  # Of those before it; an attribute is read sooner than a property.

    def __lt__(self, other: Urgency) -> bool:
        """Return whether this is less urgent."""
        return self.rank < other.rank

    def __le__(self, other: Urgency) -> bool:
        """Return whether this is not more urgent."""
        return self.rank <= other.rank

    def __gt__(self, other: Urgency) -> bool:
        """Return whether this is more urgent."""
        return self.rank > other.rank

    def __ge__(self, other: Urgency) -> bool:
        """Return whether this is not less urgent."""
        return self.rank >= other.rank


class Confidence(Enum):
    """
    Whether a rule renders a publication or is a choice of ours on the safe side.

    .. versionadded:: 0.1.0
    """

    PUBLISHED = "published"
    DESIGN = "design"


class Expectation(Enum):
    """
    What a rule must do in one of its cases.

    "fires": True whatever is unknown.  "precaution": True only because `possibly(…)` reads unknown as True.

    .. versionadded:: 0.1.0
    """

    FIRES = "fires"
    PRECAUTION = "precaution"
    UNKNOWN = "unknown"
    SILENT = "silent"


@attrs.frozen(kw_only=True)
class RuleCase:
    """
    One small example that a rule must get right, kept beside it.

    .. versionadded:: 0.1.0
    """

    findings: FrozenDict[str, Value]
    expect: Expectation
    note: str | None = attrs.field(default=None, validator=not_empty)


@attrs.frozen(kw_only=True)
class TriageRule(Entity):
    """
    When to send someone where, how fast.

    Attributes:
        label: What the rule is about, in a few words.
        urgency: The level; routine or above.
        within_hours: By when someone must be seen, in hours; the level caps it.
        when: The expression.
        ambulance: Whether an ambulance is to be called.
        action: What to do, for an application or a clinician.
        tell: What to tell the person, plain and short.
        tests: Ids of diagnostic tests that follow.
        withholds: What is held back while it fires, such as "impact".
        confidence: Published, or a choice of ours.
        case: Examples, at least one that fires, one that does not and one unknown.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    urgency: Urgency
    within_hours: int = attrs.field(validator=attrs.validators.ge(0))
    when: Expression
    ambulance: bool = False
    action: str = attrs.field(validator=not_empty)
    tell: str = attrs.field(validator=not_empty)
    tests: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()
    confidence: Confidence = Confidence.PUBLISHED
    case: tuple[RuleCase, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a rule that asks for nothing."""
        super().__attrs_post_init__()
        if self.urgency is Urgency.SELF_CARE:
            message = "self_care is the floor and needs no rule"
            raise ValueError(message)


class Role(Enum):
    """
    Where a message is used.

    .. versionadded:: 0.1.0
    """

    LEVEL = "level"
    SAFETY_NET = "safety_net"
    DISCLAIMER = "disclaimer"
    PLAN = "plan"
    STOP_SIGN = "stop_sign"
    PHRASE = "phrase"
    SCOPE = "scope"


@attrs.frozen(kw_only=True)
class Message(Entity):
    """
    A fixed text that a person reads.

    Attributes:
        role: Where it is used.
        text: The words; `{…}` marks where a value is put in.
        urgency: The level that a "level" message belongs to.
        when: When a safety-net, plan, scope or stop-sign message applies; always, where it is left out.
        unless: A scope message applies while something was said and this is not True, an unknown included.  One with
            neither *when* nor *unless* applies while nothing was said.
        withheld: A plan message applies while this is held back, such as "impact", whatever *when* says.
        unless_withheld: A plan message does not apply while this is held back.

    .. versionadded:: 0.1.0
    """

    role: Role
    text: str = attrs.field(validator=not_empty)
    urgency: Urgency | None = None
    when: Expression | None = None
    unless: Expression | None = None
    withheld: str | None = attrs.field(default=None, validator=not_empty)
    unless_withheld: str | None = attrs.field(default=None, validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Check that a level message names its level, and no other does."""
        super().__attrs_post_init__()
        if (self.role is Role.LEVEL) != (self.urgency is not None):
            message = "urgency belongs to a message of the role level, and to no other"
            raise ValueError(message)
        if self.unless is not None and (self.role is not Role.SCOPE or self.when is not None):
            message = "unless belongs to a message of the role scope, and stands instead of when"
            raise ValueError(message)


class Effect(Enum):
    """
    What a feature says about a condition, as an ordinal weight taken from descriptions, not a measured ratio.

    .. versionadded:: 0.1.0
    """

    STRONGLY_FOR = "++"
    FOR = "+"
    NEUTRAL = "0"
    AGAINST = "-"
    STRONGLY_AGAINST = "--"


@attrs.frozen(kw_only=True)
class Scoring(Entity):
    """
    The numbers by which evidence is added up; choices of ours, kept as data.

    Attributes:
        points: Points of each effect, keyed by `Effect` value ("++" to "--").
        points_per_doubling: Points of a likelihood ratio of 2; larger ones grow with the logarithm.
        points_cap: Most points that one likelihood ratio may give or take.
        likely_from: Points from which a condition is likely.
        possible_from: Points from which a condition is possible.
        specific_from: Points that a single feature needs to count as specific.
        max_hours: The most hours that a rule of a level may state, keyed by level.
        most_today: The most things that a plan names for today.
        most_exercises: The most exercises in one session.
        most_minutes: The most minutes that they take together.

    .. versionadded:: 0.1.0
    """

    points: FrozenDict[str, Number]
    points_per_doubling: Number = attrs.field(validator=attrs.validators.gt(0))
    points_cap: Number = attrs.field(validator=attrs.validators.gt(0))
    likely_from: Number
    possible_from: Number
    specific_from: Number
    max_hours: FrozenDict[str, int]
    most_today: int = attrs.field(default=3, validator=attrs.validators.ge(1))
    most_exercises: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    most_minutes: Number = attrs.field(default=15, validator=attrs.validators.gt(0))

    def __attrs_post_init__(self) -> None:
        """Check that nothing is missing and that the cut-offs are in order."""
        super().__attrs_post_init__()
        wanted = {effect.value for effect in Effect}
        if set(self.points) != wanted:
            message = f"points needs exactly the keys {', '.join(sorted(wanted))}"
            raise ValueError(message)
        if self.likely_from <= self.possible_from:
            message = "likely_from must be above possible_from"
            raise ValueError(message)
        if set(self.max_hours) != {level.value for level in Urgency if level is not Urgency.SELF_CARE}:
            message = "max_hours needs routine, soon, same_day and emergency"
            raise ValueError(message)
