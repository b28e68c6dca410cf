"""What it costs to choose the next question of an interview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from measure import Row, best_times

from backpain_kb.reasoning.interview import Interview

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from people import Person

    from backpain_kb import KnowledgeBase

__all__ = ["next_question"]

LIMIT = 10


def next_question(kb: KnowledgeBase, people: Sequence[Person], seconds: float) -> list[Row]:
    """Compare one choice of the next question, all that it needs included, with a full assessment."""
    calls: dict[str, Sequence[Callable[[], object]]] = {
        "choose": [partial(_choose, kb, person) for person in people],
        "assess": [partial(kb.assess, person.who) for person in people],
    }
    best = best_times(calls, seconds, sample=5e-3)
    return [Row.of("i. next question of an interview : full assessment", best["choose"], best["assess"], LIMIT)]


def _choose(kb: KnowledgeBase, person: Person) -> object:
    """Choose the next question for a person, from nothing worked out before."""
    return Interview(kb._prepared, person.who).question
