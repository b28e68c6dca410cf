"""What a pack says about coming back: which findings measure the trend, what to do, how a programme moves on."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Entity, Number, Range, not_empty

__all__ = ["Better", "Measure", "Pacing", "Review", "Step", "Trend"]

_DAYS_OF_A_WEEK = 7
_DAYS_OF_A_YEAR = 366


class Trend(Enum):
    """
    How someone is doing, compared with last time.

    .. versionadded:: 0.1.0
    """

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNCLEAR = "unclear"


class Step(Enum):
    """
    What to do next, boldest first; where several apply, the last of them counts.

    .. versionadded:: 0.1.0
    """

    PROGRESS = "progress"
    HOLD = "hold"
    STEP_BACK = "step_back"
    SEE_SOMEONE = "see_someone"
    STOP = "stop"

    @property
    def rank(self) -> int:
        """0 for progress to 4 for stop."""
        return _STEP_RANKS[self.value]


_STEP_RANKS = {step.value: rank for rank, step in enumerate(Step)}


class Better(Enum):
    """
    Which way a measure gets better: a number that falls or rises, a sign that goes; or whether it counts the days.

    .. versionadded:: 0.1.0
    """

    LOWER = "lower"
    HIGHER = "higher"
    ABSENT = "absent"
    ELAPSED = "elapsed"


@attrs.frozen(kw_only=True)
class Measure(Entity):
    """
    One finding that measures how someone is doing, and the difference that counts.

    Attributes:
        label: What it measures, in a few words.
        finding: Id of the finding; for "absent" a definition is possible too.
        better: Which way is better; "elapsed" marks the finding whose difference is the days that went by.
        least: The smallest difference of a number that counts, in its unit.
        least_percent: The smallest difference that counts as better, in per cent of the earlier value; without *least*
            the smallest that counts at all.
        main: Whether it can make the trend better; the others can only make it worse or hold it back.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    finding: str
    better: Better
    least: Number | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.gt(0)))
    least_percent: Number | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.gt(0))
    )
    main: bool = False

    def __attrs_post_init__(self) -> None:
        """Check that a number says which difference counts, and that nothing else does."""
        super().__attrs_post_init__()
        is_number = self.better in {Better.LOWER, Better.HIGHER}
        stated = self.least is not None or self.least_percent is not None
        if is_number != stated:
            message = "least or least_percent belongs to a measure whose better is lower or higher, and to no other"
            raise ValueError(message)
        if self.main and self.better is Better.ELAPSED:
            message = "days that went by make nothing better; leave main out"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Review(Entity):
    """
    What to do when someone comes back.

    Attributes:
        step: What to do.
        trend: For which trends; any, where it is left out.
        when: For whom, as an expression over what is known now; everybody, where it is left out.
        new: Whether it holds only where *when* was not True last time.
        was: For whom it was so urgent last time and is less urgent now; any urgency, where it is left out.
        unless: For whom not: where this is True, as an expression over what is known now.
        tell: What to tell the person, plain and short.

    .. versionadded:: 0.1.0
    """

    step: Step
    trend: tuple[Trend, ...] = ()
    when: Expression | None = None
    new: bool = False
    was: tuple[Urgency, ...] = ()
    unless: Expression | None = None
    tell: str = attrs.field(validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Check that it says for whom, and that only a better trend lets anyone do more."""
        super().__attrs_post_init__()
        if not self.trend and not self.was and self.when is None:
            message = "trend, was or when is needed: for whom is it?"
            raise ValueError(message)
        if self.new and self.when is None:
            message = "new needs when: what is new?"
            raise ValueError(message)
        if self.step is Step.PROGRESS and self.trend != (Trend.BETTER,):
            message = 'to do more, things must be better: progress needs trend = ["better"]'
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Pacing:
    """
    How the sessions of a programme are spread over the days, and how what was logged moves them on.

    The expressions are read for each session by itself, with what was logged for it.  Unknown never moves anyone on.

    Attributes:
        days_per_week: On how many days of a week; sessions are dated by the smaller number.
        rest_days: Full days between two sessions, at least.
        days: How many days are dated, for a programme without stages.
        progress_when: A good session.
        progress_after: How many good sessions in a row it takes to move on.
        regress_when: A session after which to step back.
        regress_stages: How many stages back.
        regress_rest_days: Days without a session after it.
        easier_days: For how many days after it to do half of the dose, the next session at least; 0 for none.
        stop_when: Signs to stop everything and be seen.
        see_after_repeats: After how many sessions at one stage that were not good a professional should look.
        back_after_days: After so many days without a session go back one stage; a second number, two stages; and so on.
        settled_first: Whether the safety questions must be answered before any session gets a date.
        next: Id of the programme that follows.

    .. versionadded:: 0.1.0
    """

    days_per_week: Range
    rest_days: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    days: int | None = attrs.field(
        default=None,
        validator=attrs.validators.optional([attrs.validators.ge(1), attrs.validators.le(_DAYS_OF_A_YEAR)]),
    )
    progress_when: Expression
    progress_after: int = attrs.field(default=2, validator=attrs.validators.ge(1))
    regress_when: Expression
    regress_stages: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    regress_rest_days: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    easier_days: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    stop_when: Expression
    see_after_repeats: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.ge(1))
    )
    back_after_days: tuple[int, ...] = ()
    settled_first: bool = False
    next: str | None = attrs.field(default=None, validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Refuse more sessions than a week has room for, and breaks out of order."""
        a_week = self.days_per_week.min
        if a_week != int(a_week) or not 1 <= a_week <= _DAYS_OF_A_WEEK:
            message = "days_per_week is a whole number from 1 to 7"
            raise ValueError(message)
        if a_week * (self.rest_days + 1) > _DAYS_OF_A_WEEK:
            message = f"{a_week} sessions with {self.rest_days} days of rest after each do not fit into a week"
            raise ValueError(message)
        if list(self.back_after_days) != sorted(set(self.back_after_days)) or min(self.back_after_days, default=1) < 1:
            message = "back_after_days are whole numbers above 0, the smallest first, each once"
            raise ValueError(message)
        if self.back_after_days and self.back_after_days[0] * a_week <= _DAYS_OF_A_WEEK:
            message = (
                f"back_after_days begins at {self.back_after_days[0]} days, which is no break: the next session is due"
            )
            raise ValueError(message)
