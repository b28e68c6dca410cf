"""Exercises, when they fit and how much of them."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.model.care.movements import (
    IMPACT_WORDS,
    Balance,
    EndRange,
    ExerciseKind,
    Impact,
    Load,
    NeuralLoad,
    Position,
    SpinalDirection,
)
from backpain_kb.model.care.obstacles import Caution, Contraindication
from backpain_kb.model.pose import Pose
from backpain_kb.model.terms import Entity, Number, Range, not_empty

__all__ = ["Dosage", "Exercise", "Grade", "Timing"]


class Timing(Enum):
    """
    When in a day or a training week it fits.

    .. versionadded:: 0.1.0
    """

    PRE_RUN = "pre_run"
    POST_RUN = "post_run"
    OFF_DAY = "off_day"
    DESK_BREAK = "desk_break"
    ANYTIME = "anytime"


class Grade(Enum):
    """
    What a dose rests on.

    .. versionadded:: 0.1.0
    """

    GUIDELINE = "guideline"
    CONSENSUS = "consensus"
    REVIEW = "review"
    TRIAL = "trial"
    COHORT = "cohort"
    PRACTICE = "practice"


@attrs.frozen(kw_only=True)
class Dosage:
    """
    How much of an exercise.

    Attributes:
        sets: Number of sets.
        reps: Repetitions in a set.
        hold_s: Seconds of one hold.
        duration_min: Minutes, for what is done for a time.
        times_per_day: Times a day.
        days_per_week: Days a week.
        seconds_per_rep: Seconds that one repetition takes.
        basis: Id of the source whose dose it follows; left out for common practice.
        grade: What the dose rests on.

    .. versionadded:: 0.1.0
    """

    sets: Range | None = None
    reps: Range | None = None
    hold_s: Range | None = None
    duration_min: Range | None = None
    times_per_day: Range | None = None
    days_per_week: Range | None = None
    seconds_per_rep: Number | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.gt(0))
    )
    basis: str | None = attrs.field(default=None, validator=not_empty)
    grade: Grade

    def __attrs_post_init__(self) -> None:
        """Refuse a dose that says nothing, or days that no week has."""
        if self.reps is None and self.hold_s is None and self.duration_min is None:
            message = "a dose needs reps, hold_s or duration_min"
            raise ValueError(message)
        if self.days_per_week is not None and not 0 < self.days_per_week.max <= 7:  # noqa: PLR2004 - days of a week.
            message = "days_per_week is 1 to 7"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Exercise(Entity):
    """
    A movement; a stretch is one of these.

    Attributes:
        label: Its name.
        synonyms: What else people call it.
        kind: What kind of movement it is.
        purpose: What it is for, in plain words.
        steps: How to do it, three to seven plain steps.
        parent: Id of the treatment whose recommendations it takes.
        helps_with: Ids of findings, definitions and conditions that bring it into question.
        targets: Muscles, joints or systems.
        spinal_direction: What the low back does, or resists.
        end_range: Whether the spine goes to the end of a range.
        position: The position that it is done in.
        load: Load on the lumbar spine.
        impact: Impact.
        neural_load: What it asks of the nerves.
        balance_demand: How much balance it needs.
        isometric_hold: Whether it is a long hold against load.
        per_side: Whether the dose counts for each side.
        flags: Further attributes that safety rules match.
        timing: When it fits.
        level: 1 (anyone with calm symptoms), 2 (settled, form learned), 3 (running-level demand).
        dosage: How much.
        progression_to: Ids of harder versions.
        regression_to: Ids of easier versions.
        contraindication: When not, beyond what the safety rules say.
        caution: What to mind, beyond what the safety rules say.
        stop_if: Ids of the stop-sign messages.
        equipment: What is needed.
        evidence: What trials say, with figures.
        pose: How it looks; `backpain_kb.render.figure` draws it.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    kind: ExerciseKind
    purpose: str = attrs.field(validator=not_empty)
    steps: tuple[str, ...] = attrs.field(validator=[attrs.validators.min_len(3), attrs.validators.max_len(7)])
    parent: str = attrs.field(validator=not_empty)
    helps_with: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    spinal_direction: SpinalDirection
    end_range: EndRange
    position: Position
    load: Load
    impact: Impact
    neural_load: NeuralLoad
    balance_demand: Balance
    isometric_hold: bool = False
    per_side: bool = False
    flags: tuple[str, ...] = ()
    timing: tuple[Timing, ...] = attrs.field(validator=attrs.validators.min_len(1))
    level: int = attrs.field(validator=[attrs.validators.ge(1), attrs.validators.le(3)])
    dosage: Dosage
    progression_to: tuple[str, ...] = ()
    regression_to: tuple[str, ...] = ()
    contraindication: tuple[Contraindication, ...] = ()
    caution: tuple[Caution, ...] = ()
    stop_if: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    evidence: str | None = attrs.field(default=None, validator=not_empty)
    pose: Pose | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a static stretch before a run: long holds then prepare nothing."""
        super().__attrs_post_init__()
        if self.kind is ExerciseKind.STATIC_STRETCH and Timing.PRE_RUN in self.timing:
            message = "a static stretch does not carry the timing pre_run"
            raise ValueError(message)

    @property
    def is_stretch(self) -> bool:
        """Whether people would call it a stretch: static, dynamic or mobility."""
        return self.kind in (ExerciseKind.STATIC_STRETCH, ExerciseKind.DYNAMIC_STRETCH, ExerciseKind.MOBILITY)

    @property
    def has(self) -> tuple[str, ...]:
        """What it brings with it that a rule may withhold: "impact" (running, hopping), "walking", and its flags."""
        return (*IMPACT_WORDS[self.impact], *self.flags)
