"""Treatments and stretches by symptom or condition: through the same door as an assessment."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from backpain_kb.errors import QueryError
from backpain_kb.model.assessment import Assessment, PlanItem, PlanVerdict
from backpain_kb.model.care import Exercise, Provider, Timing, Treatment
from backpain_kb.model.evidence import Certainty
from backpain_kb.model.matches import Match, Matches
from backpain_kb.model.report import facts_in_words
from backpain_kb.reasoning.assess import assess
from backpain_kb.reasoning.facts import known_id, make_presentation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["stretches_for", "treatments_for"]

_Choice = TypeVar("_Choice", bound=Enum)

_ALLOWED = {PlanVerdict.RECOMMENDED: 1.0, PlanVerdict.CONSIDER: 0.6, PlanVerdict.ASK_FIRST: 0.3}


def treatments_for(
    prepared: Prepared,
    ids: Sequence[str],
    *,
    provider: str | Provider | None,
    min_certainty: str | Certainty,
) -> Matches[Treatment]:
    """
    Return the treatments that the plan of these facts allows; see `KnowledgeBase.treatments_for`.

    .. versionadded:: 0.1.0
    """
    least = _choice(min_certainty, Certainty, "min_certainty")
    given_by = None if provider is None else _choice(provider, Provider, "provider")
    answer = _answer(prepared, ids)
    matches = []
    for item in answer.plan.items:
        treatment = prepared.treatments.get(item.item)
        if treatment is None or item.verdict not in _ALLOWED:
            continue
        # What nobody graded counts as low where guidelines advise it and none advises against it, else as very low.
        agreed = item.recommended_by and not item.advised_against_by
        certainty = treatment.certainty or (Certainty.LOW if agreed else Certainty.VERY_LOW)
        if certainty.rank < least.rank or (given_by is not None and given_by not in treatment.providers):
            continue
        matches.append(_match(treatment, item, answer))
    return Matches(items=tuple(matches), triage=answer.triage)


def stretches_for(prepared: Prepared, ids: Sequence[str], *, timing: str | Timing | None) -> Matches[Exercise]:
    """
    Return the stretches that the plan of these facts allows; see `KnowledgeBase.stretches_for`.

    .. versionadded:: 0.1.0
    """
    when = None if timing is None else _choice(timing, Timing, "timing")
    answer = _answer(prepared, ids)
    matches = []
    for item in answer.plan.items:
        exercise = prepared.exercises.get(item.item)
        if exercise is None or not exercise.is_stretch or item.verdict not in _ALLOWED:
            continue
        if when is not None and when not in exercise.timing and Timing.ANYTIME not in exercise.timing:
            continue
        matches.append(_match(exercise, item, answer))
    return Matches(items=tuple(matches), triage=answer.triage)


def _answer(prepared: Prepared, ids: Sequence[str]) -> Assessment:
    """Return the assessment of findings taken as present and conditions taken as diagnosed."""
    if not ids:
        message = "name at least one finding or condition; nothing was given"
        raise QueryError(message)
    for id_ in ids:
        known_id("finding or condition", id_, [*prepared.findings, *prepared.conditions])
    present = [id_ for id_ in ids if id_ in prepared.findings]
    for id_ in present:
        if id_ not in prepared.booleans:
            message = f"{id_} is not yes or no; use kb.assess(kb.presentation({id_}=…)).plan for it"
            raise QueryError(message)
    diagnosed = [id_ for id_ in ids if id_ in prepared.conditions]
    return assess(
        prepared,
        make_presentation(prepared, present=present, absent=(), diagnosed=diagnosed, asker="person", values={}),
    )


_Entity = TypeVar("_Entity", Treatment, Exercise)


def _match(entity: _Entity, item: PlanItem, answer: Assessment) -> Match[_Entity]:
    """Return *entity* as a match: the verdict as its score, the reasons as its why."""
    *deciding, fits = item.reasons
    why = " ".join([*(reason.text for reason in deciding), f"{fits.text} ({facts_in_words(fits.facts, answer.words)})"])
    return Match(entity=entity, score=_ALLOWED[item.verdict], why=why)


def _choice(given: str | _Choice, choices: type[_Choice], name: str) -> _Choice:
    """Return the member of *choices* that was named."""
    if isinstance(given, choices):
        return given
    for member in choices:
        if member.value == given:
            return member
    message = f"{name} is one of {', '.join(str(member.value) for member in choices)}, not {given!r}"
    raise QueryError(message)
