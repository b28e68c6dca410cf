"""Which texts of an entity are read by people: what a language pack may put into other words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.care import (
    Caution,
    Contraindication,
    Exercise,
    Interaction,
    Programme,
    ProgrammeItem,
    ProgrammeStage,
    Recommendation,
    SafetyRule,
    Treatment,
)
from backpain_kb.model.evidence import Accuracy, Claim, Condition, DiagnosticTest, Figure, Structure
from backpain_kb.model.follow_up import Measure, Review
from backpain_kb.model.interview import Opening
from backpain_kb.model.pose import Frame
from backpain_kb.model.rules import Message, TriageRule
from backpain_kb.model.terms import Definition, Entity, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PROSE", "prose_of", "put"]

_E = TypeVar("_E", bound=Entity)

PROSE: Final[Mapping[type, tuple[str, ...]]] = {
    Accuracy: ("test", "reference", "setting"),
    Caution: ("text",),
    Claim: ("label", "why", "instead"),
    Condition: ("label", "lay", "summary", "pattern", "refer_when"),
    Contraindication: ("not_if", "why"),
    Definition: ("label", "why"),
    DiagnosticTest: ("label", "lay", "shows", "does_not_show", "useful_when", "not_when"),
    Exercise: ("label", "purpose", "steps", "evidence"),
    Figure: ("text",),
    Finding: ("label", "question", "why_asked"),
    Frame: ("label",),
    Interaction: ("effect",),
    Measure: ("label",),
    Message: ("text",),
    Opening: ("heading",),
    Programme: ("label", "goal", "frequency", "progress_when", "hold_when", "regress_when", "stop_when"),
    ProgrammeItem: ("dose", "phase"),
    ProgrammeStage: ("label", "session", "enter_when"),
    Recommendation: ("population_text",),
    Review: ("tell",),
    SafetyRule: ("not_if", "why"),
    Structure: ("label", "summary", "why_it_matters"),
    Treatment: ("label", "summary", "dose", "how"),
    TriageRule: ("label", "action", "tell"),
}
"""
Class to its fields that hold texts for people, one or several each.

Ids, codes and the words that rules match by are none; nor are titles of publications, and notes to whoever builds on
the entity.  Synonyms are, but there need not be as many in another language.
"""


def prose_of(entity: Entity) -> tuple[str, ...]:
    """
    Return the texts of *entity* that people read, each once, in the order of its fields.

    .. versionadded:: 0.1.0
    """
    return tuple(dict.fromkeys(_texts(entity)))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any object of the model.
    """Yield the texts in *value*, which is an object of the model or several."""
    if isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif attrs.has(type(value)) and not isinstance(value, Expression):
        prose = PROSE.get(type(value), ())
        for field in attrs.fields(type(value)):
            each = getattr(value, field.name)
            if field.name not in prose:
                yield from _texts(each)
            elif each is not None:
                yield from (each if isinstance(each, tuple) else (each,))


def put(entity: _E, words: Mapping[str, str], synonyms: tuple[str, ...] = ()) -> _E:
    """
    Return *entity* with its texts in other *words*; what is not there stays as it is.

    Args:
        entity: The entity.
        words: Text to what is put in its place.
        synonyms: What takes the place of its synonyms, where there are any.

    .. versionadded:: 0.1.0
    """
    said: _E = _put(entity, words)
    return attrs.evolve(said, synonyms=synonyms) if synonyms else said  # type: ignore[call-arg]  # the caller looked.


def _put(value: Any, words: Mapping[str, str]) -> Any:  # noqa: ANN401 - any object of the model.
    """Return *value* in other words; the same object, where none of it changes."""
    if isinstance(value, tuple):
        parts = tuple(_put(each, words) for each in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if not attrs.has(type(value)) or isinstance(value, Expression):
        return value
    prose = PROSE.get(type(value), ())
    changes = {}
    for field in attrs.fields(type(value)):
        old = getattr(value, field.name)
        new = _said(old, words) if field.name in prose else _put(old, words)
        if new is not old:
            changes[field.name] = new
    return attrs.evolve(value, **changes) if changes else value


def _said(text: Any, words: Mapping[str, str]) -> Any:  # noqa: ANN401 - a text, several, or none.
    if isinstance(text, tuple):
        return tuple(words.get(each, each) for each in text)
    return words.get(text, text)
