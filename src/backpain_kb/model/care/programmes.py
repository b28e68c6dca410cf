"""Programmes: exercises in sessions and stages."""

from __future__ import annotations

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.care.exercises import Timing
from backpain_kb.model.care.obstacles import Caution, Contraindication
from backpain_kb.model.follow_up import Pacing
from backpain_kb.model.terms import Entity, Number, not_empty

__all__ = ["Programme", "ProgrammeItem", "ProgrammeStage"]


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
