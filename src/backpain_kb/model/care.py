"""What can be done: treatments, exercises, programmes, the rules that keep them safe."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.evidence import Certainty, Figure
from backpain_kb.model.follow_up import Pacing
from backpain_kb.model.pose import Pose
from backpain_kb.model.terms import Criterion, Entity, FrozenDict, Number, Range, Standing, not_empty

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "IMPACT_WORDS",
    "Balance",
    "Caution",
    "Contraindication",
    "Direction",
    "Dosage",
    "EndRange",
    "Exercise",
    "ExerciseKind",
    "Grade",
    "Impact",
    "Interaction",
    "InteractionLevel",
    "Load",
    "NeuralLoad",
    "Position",
    "Programme",
    "ProgrammeItem",
    "ProgrammeStage",
    "Provider",
    "Recommendation",
    "SafetyAction",
    "SafetyRule",
    "SpinalDirection",
    "Strength",
    "Timing",
    "Treatment",
    "WhileUnknown",
]


class Direction(Enum):
    """
    Which way a guideline points.

    .. versionadded:: 0.1.0
    """

    FOR = "for"
    CONDITIONAL_FOR = "conditional_for"
    CONDITIONAL_AGAINST = "conditional_against"
    AGAINST = "against"
    NO_RECOMMENDATION = "no_recommendation"


class Strength(Enum):
    """
    How firmly a guideline says it.

    .. versionadded:: 0.1.0
    """

    STRONG = "strong"
    WEAK = "weak"
    CONDITIONAL = "conditional"
    CONSENSUS = "consensus"


@attrs.frozen(kw_only=True)
class Recommendation:
    """
    One guideline's word on one treatment.

    Attributes:
        source: Id of the guideline.
        direction: Which way it points.
        strength: How firmly; left out where the guideline does not say.
        certainty: Its GRADE certainty; left out where the guideline does not say.
        population: Whom it is for, as an expression; everyone with back pain, where it is left out.
        population_text: Whom it is for, in words.
        year: The year of the recommendation.
        disputed: Whether it is openly disputed by other bodies.
        checked: Whether the wording was seen in the guideline.
        note: What else matters, such as "only as part of a package with exercise".

    .. versionadded:: 0.1.0
    """

    source: str = attrs.field(validator=not_empty)
    direction: Direction
    strength: Strength | None = None
    certainty: Certainty | None = None
    population: Expression | None = None
    population_text: str = attrs.field(validator=not_empty)
    year: int
    disputed: bool = False
    checked: bool = True
    note: str | None = attrs.field(default=None, validator=not_empty)


class WhileUnknown(Enum):
    """
    What a contraindication does while nobody knows whether it holds.

    "ask": the item waits and the question is listed.  "tell": the item stands and carries "not if …".

    .. versionadded:: 0.1.0
    """

    ASK = "ask"
    TELL = "tell"


@attrs.frozen(kw_only=True)
class Contraindication(Criterion):
    """
    When an item must be left alone (absolute) or only taken with a professional (relative).

    Attributes:
        absolute: Whether it forbids the item outright.
        while_unknown: What happens while it is unknown.
        not_if: Completes "Not if …", in plain words.
        why: The reason, in plain words.
        sources: Ids of the sources; may be left out where the item's sources say it.

    .. versionadded:: 0.1.0
    """

    absolute: bool
    while_unknown: WhileUnknown
    not_if: str = attrs.field(validator=not_empty)
    why: str = attrs.field(validator=not_empty)
    sources: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Caution(Criterion):
    """
    What to mind, without leaving the item alone.

    Attributes:
        text: What to do about it, in plain words.
        sources: Ids of the sources.

    .. versionadded:: 0.1.0
    """

    text: str = attrs.field(validator=not_empty)
    sources: tuple[str, ...] = ()


class Provider(Enum):
    """
    Who provides a treatment.

    .. versionadded:: 0.1.0
    """

    SELF = "self"
    COACH = "coach"
    PHYSIO = "physio"
    MASSAGE_THERAPIST = "massage_therapist"
    PHARMACIST = "pharmacist"
    PRESCRIBER = "prescriber"
    PSYCHOLOGIST = "psychologist"
    DIETITIAN = "dietitian"
    SPECIALIST = "specialist"
    SURGEON = "surgeon"


@attrs.frozen(kw_only=True)
class Treatment(Entity):
    """
    Something that can be done about back pain, or that people do.

    Attributes:
        label: Its name.
        synonyms: What else people call it.
        summary: What it is, in plain words.
        indication: When it comes into question; none of them True, and it is not listed.
        effect: What it does, with figures and certainty.
        certainty: Certainty of the evidence over all, GRADE.
        recommendation: What guidelines say.
        contraindication: When not, absolute or relative.
        caution: What to mind.
        harms: What can go wrong, with figures where there are some.
        dose: How much, in general terms; for a medicine "as the label or a clinician says".
        how: How to do it, step by step, where a person does it alone.
        providers: Who provides it.
        professional: Whether a professional must decide on it first.
        reassess_days: After how many days to look again.
        stop_if: Ids of the stop-sign messages.
        has: What it brings with it that a rule may withhold, such as "impact".
        first_line: Whether guidelines name it among the first things to try.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    summary: str = attrs.field(validator=not_empty)
    indication: tuple[Criterion, ...] = ()
    effect: tuple[Figure, ...] = ()
    certainty: Certainty | None = None
    recommendation: tuple[Recommendation, ...] = ()
    contraindication: tuple[Contraindication, ...] = ()
    caution: tuple[Caution, ...] = ()
    harms: tuple[Figure, ...] = ()
    dose: str | None = attrs.field(default=None, validator=not_empty)
    how: tuple[str, ...] = ()
    providers: tuple[Provider, ...] = attrs.field(validator=attrs.validators.min_len(1))
    professional: bool = False
    reassess_days: Range | None = None
    stop_if: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    first_line: bool = False


class ExerciseKind(Enum):
    """
    What kind of movement it is.

    .. versionadded:: 0.1.0
    """

    STATIC_STRETCH = "static_stretch"
    DYNAMIC_STRETCH = "dynamic_stretch"
    MOBILITY = "mobility"
    NEURAL_MOBILISATION = "neural_mobilisation"
    STRENGTH = "strength"
    MOTOR_CONTROL = "motor_control"
    AEROBIC = "aerobic"
    BREATHING = "breathing"
    BALANCE = "balance"


class SpinalDirection(Enum):
    """
    What the low back does, or resists, in the main phase.

    .. versionadded:: 0.1.0
    """

    FLEXION = "flexion"
    EXTENSION = "extension"
    ROTATION = "rotation"
    LATERAL_FLEXION = "lateral_flexion"
    NEUTRAL = "neutral"
    MIXED = "mixed"


class EndRange(Enum):
    """
    Whether the movement takes the spine to the end of a range.

    .. versionadded:: 0.1.0
    """

    NONE = "none"
    FLEXION = "flexion"
    EXTENSION = "extension"
    LATERAL_FLEXION = "lateral_flexion"


class Position(Enum):
    """
    The position that it is done in.

    .. versionadded:: 0.1.0
    """

    STANDING = "standing"
    SITTING = "sitting"
    SUPINE = "supine"
    PRONE = "prone"
    SIDE_LYING = "side_lying"
    QUADRUPED = "quadruped"
    HALF_KNEELING = "half_kneeling"
    MOVING = "moving"


class Load(Enum):
    """
    Load on the lumbar spine, in three steps.

    .. versionadded:: 0.1.0
    """

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Impact(Enum):
    """
    Impact: none, low (walking), high (running, hopping).

    .. versionadded:: 0.1.0
    """

    NONE = "none"
    LOW = "low"
    HIGH = "high"


IMPACT_WORDS: Final[Mapping[Impact, tuple[str, ...]]] = {
    Impact.NONE: (),
    Impact.LOW: ("walking",),
    Impact.HIGH: ("impact",),
}
"""What a movement of some impact brings with it, in the words that rules withhold."""


class NeuralLoad(Enum):
    """
    What it asks of the nerves.

    .. versionadded:: 0.1.0
    """

    NONE = "none"
    SLIDE = "slide"
    TENSION = "tension"


class Balance(Enum):
    """
    How much balance it needs.

    .. versionadded:: 0.1.0
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


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


@attrs.frozen(kw_only=True)
class ProgrammeItem:
    """
    One exercise within a programme.

    Attributes:
        exercise: Its id.
        dose: How much, in a few words.
        seconds: How long it takes, all sides and sets.
        phase: The part of the session that it belongs to.

    .. versionadded:: 0.1.0
    """

    exercise: str
    dose: str = attrs.field(validator=not_empty)
    seconds: int | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.gt(0)))
    phase: str | None = attrs.field(default=None, validator=not_empty)


@attrs.frozen(kw_only=True)
class ProgrammeStage:
    """
    One stage of a staged plan.

    Attributes:
        label: Its name.
        session: What one session holds, in plain words.
        enter_when: What must be met before it starts, in plain words.
        enter_if: What must be met before it starts beside good sessions, as an expression over what is known by then.
        weeks_min: Fewest weeks in the stage.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    session: str = attrs.field(validator=not_empty)
    enter_when: str | None = attrs.field(default=None, validator=not_empty)
    enter_if: Expression | None = None
    weeks_min: Number | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.gt(0)))


@attrs.frozen(kw_only=True)
class Programme(Entity):
    """
    A plan of exercises, staged or repeated.

    Attributes:
        label: Its name.
        synonyms: What else people call it.
        goal: What it is for, in plain words.
        parent: Id of the treatment whose recommendations it takes.
        helps_with: Ids of findings, definitions and conditions that bring it into question.
        timing: When it fits.
        frequency: How often, in plain words.
        items: The exercises of a session.
        stages: The stages of a staged plan.
        progress_when: When to do more.
        hold_when: When to stay.
        regress_when: When to step back.
        stop_when: When to stop and be seen.
        pacing: How its sessions are dated and moved on; without it `KnowledgeBase.schedule` refuses the programme.
        contraindication: When not, beyond what its exercises and the safety rules say.
        caution: What to mind.
        has: What it brings with it beyond what its exercises bring.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    goal: str = attrs.field(validator=not_empty)
    parent: str = attrs.field(validator=not_empty)
    helps_with: tuple[str, ...] = ()
    timing: Timing
    frequency: str = attrs.field(validator=not_empty)
    items: tuple[ProgrammeItem, ...] = ()
    stages: tuple[ProgrammeStage, ...] = ()
    progress_when: str = attrs.field(validator=not_empty)
    hold_when: str = attrs.field(validator=not_empty)
    regress_when: str = attrs.field(validator=not_empty)
    stop_when: str | None = attrs.field(default=None, validator=not_empty)
    pacing: Pacing | None = None
    contraindication: tuple[Contraindication, ...] = ()
    caution: tuple[Caution, ...] = ()
    has: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a programme without content."""
        super().__attrs_post_init__()
        if not self.items and not self.stages:
            message = "a programme needs items or stages"
            raise ValueError(message)
        if self.pacing is not None and not self.stages and self.pacing.days is None:
            message = "a programme without stages needs days in its pacing"
            raise ValueError(message)


class SafetyAction(Enum):
    """
    What a safety rule does to the exercises that it matches.

    "avoid" forbids, "ask" wants a professional first, "caution" shows its text.

    .. versionadded:: 0.1.0
    """

    AVOID = "avoid"
    ASK = "ask"
    CAUTION = "caution"


@attrs.frozen(kw_only=True)
class SafetyRule(Entity):
    """
    A caution that matches exercises by attribute, so that it is written once.

    Attributes:
        when: When it holds, as an expression, or None.
        conditions: Ids of conditions, any of which counts; empty when *when* is given.
        standing: The lowest standing from which the conditions count.
        action: What it does.
        matches: Attribute of `Exercise` to the values that it matches; all attributes must match; empty matches all.
        while_unknown: What happens while it is unknown whether it holds ("avoid" and "ask" only).
        not_if: Completes "Not if …", in plain words; needed for "avoid" and "ask".
        why: The reason, or what to mind, in plain words.

    .. versionadded:: 0.1.0
    """

    when: Expression | None = None
    conditions: tuple[str, ...] = ()
    standing: Standing = Standing.LIKELY
    action: SafetyAction
    matches: FrozenDict[str, tuple[str, ...]] = attrs.field(factory=FrozenDict)
    while_unknown: WhileUnknown = WhileUnknown.TELL
    not_if: str | None = attrs.field(default=None, validator=not_empty)
    why: str = attrs.field(validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Check when it holds, and that a rule which forbids says for whom."""
        super().__attrs_post_init__()
        _ = self.criterion  # Making it checks it.
        if (self.action is not SafetyAction.CAUTION) and self.not_if is None:
            message = "a safety rule that forbids or asks needs not_if"
            raise ValueError(message)

    @property
    def criterion(self) -> Criterion:
        """When it holds."""
        return Criterion(when=self.when, conditions=self.conditions, standing=self.standing)


class InteractionLevel(Enum):
    """
    What two treatments are to one another.

    .. versionadded:: 0.1.0
    """

    NEVER = "never"
    AVOID = "avoid"
    CAUTION = "caution"
    SYNERGY = "synergy"


@attrs.frozen(kw_only=True)
class Interaction(Entity):
    """
    Two things that must not meet, or that do better together.

    Attributes:
        between: Ids of treatments on the one side.
        and_: Ids of treatments, findings or definitions on the other side (`and` in a file).
        level: What they are to one another.
        effect: What happens, in plain words.

    .. versionadded:: 0.1.0
    """

    between: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    and_: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    level: InteractionLevel
    effect: str = attrs.field(validator=not_empty)
