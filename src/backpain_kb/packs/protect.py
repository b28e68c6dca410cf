"""
What takes caution away from the core pack, and so needs the leave of the application, id by id.

Adding is free as long as nothing that was there is judged otherwise for it.  Replacing is free where only words change,
or where caution is added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.model.care import Direction, Exercise, Programme, Recommendation, Treatment
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.evidence import Condition
from backpain_kb.model.follow_up import Measure
from backpain_kb.model.lexicon import Lexicon
from backpain_kb.model.terms import Definition, Entity, Finding
from backpain_kb.packs.matched import MATCHED, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["why_addition_needs_leave", "why_replacement_needs_leave"]

_Item = Treatment | Exercise | Programme

_FREE_KINDS: Final = {"claim", "structure", "test", "source"}
"""Kinds that say nothing about urgency, candidates or verdicts."""

_WORDS: Final[Mapping[type, frozenset[str]]] = {
    Treatment: frozenset({"label", "synonyms", "summary", "how"}),
    Exercise: frozenset({"label", "synonyms", "purpose", "steps", "evidence", "equipment", "targets", "pose"}),
    Programme: frozenset({"label", "synonyms", "goal"}),
}
"""Class to the fields that say in words or pictures what an item is; a clinic may say it its own way."""

_RECORD: Final = frozenset({"id", "sources", "basis", "reviewed", "note", "replaces", "because"})
"""What is written down of an entity, beside what it says."""

_GROWING: Final = frozenset({"contraindication", "caution", "has", "stop_if", "items"})
"""Fields of which nothing may get lost; more of them is more caution."""


def why_replacement_needs_leave(old: Entity, new: Entity) -> str | None:
    """
    Return how putting *new* in the place of *old*, of the core pack, could make an answer less cautious; else None.

    .. versionadded:: 0.1.0
    """
    if kind_of(old) in _FREE_KINDS:
        return None
    what = f"it replaces the core {kind_of(old)} {old.id}"
    if isinstance(old, _Item) and isinstance(new, _Item):
        changed = sorted(_less_cautious(old, new))
        return f"{what} with another {', '.join(changed)}, which may weaken it" if changed else None
    return f"{what}, which may weaken it"


def _less_cautious(old: _Item, new: _Item) -> Iterator[str]:
    """Yield the fields in which *new* may be less cautious than *old*; whatever is not known to be free is one."""
    for field in attrs.fields(type(old)):
        name = field.name
        before, after = getattr(old, name), getattr(new, name)
        if before == after or name in _RECORD or name in _WORDS[type(old)]:
            continue
        if name in _GROWING and set(before) <= set(after):
            continue
        if name == "recommendation" and _only_warns_more(before, after):
            continue
        if name == "professional" and after:
            continue
        if isinstance(old, Exercise) and isinstance(new, Exercise) and _matched_more(old, new, name):
            continue
        yield name


def _only_warns_more(before: Sequence[Recommendation], after: Sequence[Recommendation]) -> bool:
    """Return whether nothing that was said is lost, and what is new speaks against it."""
    new = set(after) - set(before)
    against = (Direction.AGAINST, Direction.CONDITIONAL_AGAINST)
    return set(before) <= set(after) and all(each.direction in against for each in new)


def _matched_more(old: Exercise, new: Exercise, name: str) -> bool:
    """Return whether safety rules match *new* by all that they match *old* by, and perhaps by more."""
    return name in MATCHED and words_of(old, name) <= words_of(new, name)


def why_addition_needs_leave(entity: Entity, ids: AbstractSet[str], languages: AbstractSet[str]) -> str | None:
    """
    Return how adding *entity* could make something of the core pack less cautious; None where it cannot.

    Args:
        entity: What is added.
        ids: All ids of the core pack.
        languages: The languages that the core pack reads.

    .. versionadded:: 0.1.0
    """
    match entity:
        case Finding() | Condition() if not ids.isdisjoint(entity.implies):
            return "it adds an implication into core findings"
        case Definition() if entity.condition in ids:
            return f"it decides the core condition {entity.condition}"
        case Measure() if entity.main:
            return "it can make the trend better by itself"
        case Lexicon() if entity.language in languages:
            # A word that denies, or a longer phrase, can make a reader overlook what it read before.
            return f"it changes how the core pack reads texts in {entity.language!r}"
        case _:
            return None
