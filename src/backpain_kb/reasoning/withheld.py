"""What is held back for one person: by rules that fired, by definitions, by conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import Reason

if TYPE_CHECKING:
    from backpain_kb.model.assessment import Candidate
    from backpain_kb.reasoning.facts import Facts
    from backpain_kb.reasoning.triage import Screening

__all__ = ["ANY", "Withheld", "withheld"]

ANY = "any"
"""What a rule withholds to withhold everything."""


@attrs.frozen
class Withheld:
    """
    Something held back, and why.

    Attributes:
        what: What an item must not have, or `ANY`.
        reason: Why.
    """

    what: str
    reason: Reason


def withheld(facts: Facts, screening: Screening, found: tuple[Candidate, ...]) -> tuple[Withheld, ...]:
    """
    Return what is held back for this person.

    .. versionadded:: 0.1.0
    """
    prepared = facts.prepared
    held: list[Withheld] = []
    for rule in screening.fired:
        if rule.withholds:
            why = facts.explain(rule.when)
            reason = Reason(text=rule.tell, facts=facts.facts(why.because or why.open), sources=rule.sources)
            held += [Withheld(what, reason) for what in rule.withholds]
    phrase = prepared.phrases["phrase_withheld"]
    for definition in prepared.withholding_definitions:
        if facts.lookup(definition.id) is True:
            because = facts.facts(facts.explain(definition.expression).because)
            reason = Reason(text=phrase.format(reason=definition.label), facts=because, sources=definition.sources)
            held += [Withheld(what, reason) for what in definition.withholds]
    for candidate in found:
        condition = prepared.conditions[candidate.condition]
        if condition.withholds and candidate.standing.rank >= condition.withholds_from.rank:
            because = candidate.for_[0].facts if candidate.for_ else ()
            reason = Reason(text=phrase.format(reason=condition.lay), facts=because, sources=candidate.sources)
            held += [Withheld(what, reason) for what in condition.withholds]
    return tuple(held)
