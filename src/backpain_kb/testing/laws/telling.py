"""What laws share: how a broken one says so, a person with more facts, an answer as bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from backpain_kb.knowledge import KnowledgeBase, to_dict
from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.render.case import as_case
from backpain_kb.testing.reading import presentation_of

if TYPE_CHECKING:
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.presentation import Presentation

__all__ = ["ANY", "HARDER", "IMPACT", "USABLE", "as_bytes", "broken", "shown", "with_facts"]

ANY = "any"  # What a rule withholds to withhold everything.
IMPACT = "impact"  # What a running step brings with it.
USABLE = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST)
HARDER = (*USABLE, PlanVerdict.NOT_RECOMMENDED, PlanVerdict.CONTRAINDICATED)


def broken(law: str, what: str, who: Presentation | None = None) -> NoReturn:
    """Raise with the sentence and, where one person shows it, the person."""
    by = f"\nShown by this case:\n{as_case(who)}" if who is not None else ""
    message = f"law {law!r} is broken: {what}{by}"
    raise AssertionError(message)


def with_facts(kb: KnowledgeBase, who: Presentation, **more: Value | None) -> Presentation:
    """Return *who* with *more* facts; None takes one away."""
    facts = {id_: value for id_, value in {**who.facts, **more}.items() if value is not None}
    return presentation_of(kb, facts, who.diagnosed, who.asker)


def shown(id_: str, value: object) -> str:
    """Return one fact as a line of a case file."""
    return f"{id_} = {json.dumps(value)}"


def as_bytes(answer: object) -> str:
    """Return *answer* written out, to be compared byte by byte."""
    return json.dumps(to_dict(answer), allow_nan=False)
