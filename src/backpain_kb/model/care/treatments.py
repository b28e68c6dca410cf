"""Treatments, and who provides them."""

from __future__ import annotations

from enum import Enum

import attrs

from backpain_kb.model.care.guidelines import Recommendation
from backpain_kb.model.care.obstacles import Caution, Contraindication
from backpain_kb.model.evidence import Certainty, Figure
from backpain_kb.model.terms import Criterion, Entity, Range, not_empty

__all__ = ["Provider", "Treatment"]


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
