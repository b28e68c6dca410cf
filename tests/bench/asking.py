"""What it costs to choose the next question of an interview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from measure import Row, best_times

from backpain_kb.reasoning.interview import Interview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    states = list(_states(kb))
    steps: dict[str, Sequence[Callable[[], object]]] = {
        "choose": [partial(_go_on, state) for state in states],
        "assess": [partial(kb.assess, state.presentation) for state in states],
    }
    first, all_ = best_times(calls, seconds / 2, sample=5e-3), best_times(steps, seconds / 2, sample=5e-3)
    return [
        Row.of("i. next question of an interview : full assessment", first["choose"], first["assess"], LIMIT),
        Row.of("i. each question of an interview : full assessment", all_["choose"], all_["assess"], LIMIT),
    ]


def _choose(kb: KnowledgeBase, person: Person) -> object:
    """Choose the next question for a person, from nothing worked out before."""
    return Interview(kb._prepared, person.who).question


def _states(kb: KnowledgeBase) -> Iterator[Interview]:
    """Yield an interview before each of its questions, where nothing fits."""
    interview = kb.interview()
    while interview.question is not None:
        yield interview
        interview = interview.answer([]) if interview.question.is_ticked else interview.dont_know()


def _go_on(state: Interview) -> object:
    """Choose the question that comes next in *state*, from nothing worked out before."""
    return Interview(state._prepared, state.start, state.ask_first, state.steps).question
