"""One presentation in, one assessment out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.assessment import Assessment, Conflict
from backpain_kb.model.rules import Role, Urgency
from backpain_kb.reasoning.candidates import candidates
from backpain_kb.reasoning.facts import Facts, known_id
from backpain_kb.reasoning.plan import make_plan
from backpain_kb.reasoning.questions import questions
from backpain_kb.reasoning.triage import screen, triage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.rules import Message
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["assess"]


def assess(prepared: Prepared, who: Presentation, guidelines: Sequence[str] = ()) -> Assessment:
    """
    Return the assessment of *who*.

    Raises:
        UnknownIdError: A finding, condition or guideline is not known.
        PresentationError: A value cannot be so.

    .. versionadded:: 0.1.0
    """
    known = prepared.catalogue.of_kind("source")
    for guideline in guidelines:
        known_id("guideline", guideline, known)
    facts = Facts(prepared, who)
    screening = screen(facts, waiting=True)
    found = candidates(facts)
    plan = make_plan(facts, screening, found, guidelines)
    return Assessment(
        presentation=who,
        triage=triage(facts, screening),
        candidates=found,
        plan=plan,
        questions=questions(facts, screening, plan, found),
        safety_net=_safety_net(facts, screening.urgency),
        conflicts=_conflicts(facts),
        scope=_scope(facts),
        disclaimer=" ".join(message.text for message in prepared.messages[Role.DISCLAIMER]),
        knowledge=prepared.knowledge,
        words=prepared.words,
    )


def _safety_net(facts: Facts, urgency: Urgency) -> tuple[str, ...]:
    """Return when to come back; at same-day and above the action says it all."""
    if urgency >= Urgency.SAME_DAY:
        return ()
    messages = facts.prepared.messages[Role.SAFETY_NET]
    return tuple(message.text for message in messages if message.when is None or facts.holds(message.when) is True)


def _scope(facts: Facts) -> tuple[str, ...]:
    """Return what this knowledge is not made for, where that concerns this person."""
    return tuple(message.text for message in facts.prepared.messages[Role.SCOPE] if _is_outside(facts, message))


def _is_outside(facts: Facts, message: Message) -> bool:
    """Return whether a scope message is to be said."""
    who = facts.who
    if message.when is not None:
        return facts.holds(message.when) is True
    if message.unless is not None:  # What is diagnosed is in the packs, so it belongs here.
        return bool(who.facts) and not who.diagnosed and facts.holds(message.unless) is not True
    return not who.facts and not who.diagnosed


def _conflicts(facts: Facts) -> tuple[Conflict, ...]:
    """Return the contradictions among the answers."""
    findings, phrases = facts.prepared.findings, facts.prepared.phrases
    return tuple(
        Conflict(
            present=present,
            absent=absent,
            text=phrases["phrase_conflict"].format(present=findings[present].label, absent=findings[absent].label),
        )
        for present, absent in facts.closed.broken
    )
