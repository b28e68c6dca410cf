"""
Put the words of language packs in the place of those that they translate.

A translation changes words and nothing else: what is asked of whom, how urgent it is and what is held back is the same
in every language.  What is not translated stays as it is.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.errors import PackProblemError, near_misses
from backpain_kb.model.catalogue import KINDS, kind_of
from backpain_kb.model.rules import Message, Role, TriageRule, Urgency
from backpain_kb.model.terms import Finding
from backpain_kb.packs.prose import prose_of, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.terms import Entity
    from backpain_kb.model.translation import Translation
    from backpain_kb.packs.read import Pack

__all__ = [
    "Coverage",
    "coverage",
    "doubts",
    "language_of",
    "problems_with",
    "says_what_is_urgent",
    "translated",
    "untranslated",
]

_PLACES: Final = re.compile(r"\{([^{}:]*)(?::[^{}]*)?\}")
"""Where a value is put into a phrase; how it is written there (`{label:small}`) is up to the language."""

_NUMBERS: Final = re.compile(r"\d+(?:[.,]\d+)*")

_FIRST: Final = ("message", "finding", "rule")
"""Kinds whose texts are met first, by everybody."""


def language_of(packs: Sequence[Pack], core: str) -> str:
    """
    Return the language that an answer from *packs* is in: the one they translate into, else that of the *core* pack.

    .. versionadded:: 0.1.0
    """
    into = [pack.info.language for pack in packs if pack.translations]
    own = [pack.info.language for pack in packs if pack.info.name == core]
    return next(iter((*into, *own)), packs[0].info.language if packs else "en")


def translated(entities: Mapping[str, Entity], packs: Iterable[Pack]) -> dict[str, Entity]:
    """
    Return *entities*, by id, in the words of the translations of *packs*.

    .. versionadded:: 0.1.0
    """
    said = dict(entities)
    for pack in packs:
        for each in pack.translations:
            said[each.of] = put(said[each.of], each.texts, each.synonyms)
    return said


def problems_with(
    entities: Mapping[str, Entity], owner: Mapping[str, Pack], packs: Sequence[Pack]
) -> Iterator[PackProblemError]:
    """
    Yield what is wrong with the translations of *packs*.

    Args:
        entities: All entities by id, what replaces another in its place.
        owner: Id to the pack that it came from.
        packs: The packs.

    .. versionadded:: 0.1.0
    """
    translating = [pack for pack in packs if pack.translations]
    for pack, other in itertools.pairwise(translating):
        if pack.info.language != other.info.language:
            one, two = (f"{each.info.name} translates into {each.info.language!r}" for each in (pack, other))
            text = f"{one} and {two}; an answer is in one language: load one of the two"
            yield PackProblemError(text, pack=other.info.name)
    by: dict[str, str] = {}
    for pack in translating:
        for each in pack.translations:
            wrong = _problem_with(each, entities, owner, pack, by.setdefault(each.of, pack.info.name))
            if wrong is not None:
                yield _at(wrong, each, pack)


def _problem_with(
    each: Translation, entities: Mapping[str, Entity], owner: Mapping[str, Pack], pack: Pack, by: str
) -> str | None:
    """Return why *each*, of *pack*, cannot be used; *by* is the pack that translates the entity first."""
    entity = entities.get(each.of)
    if entity is None:
        hints = near_misses(each.of, entities)
        return f"it translates {each.of!r}, which no pack has" + (f"; did you mean {hints[0]!r}?" if hints else "")
    if by != pack.info.name:
        return f"{each.of!r} is translated by pack {by} too"
    came_from = owner[each.of].info if each.of in owner else pack.info
    if came_from.language == pack.info.language:
        same = f"{each.of!r} is in the language {pack.info.language!r} already"
        return f"{same}; to change what it says, say replaces and because"
    if each.synonyms and not hasattr(entity, "synonyms"):
        return f"a {kind_of(entity)} has no synonyms"
    for text, said in each.texts.items():
        if sorted(_PLACES.findall(text)) != sorted(_PLACES.findall(said)):
            places = ", ".join(sorted(_PLACES.findall(text))) or "none"
            return f"the translation of {text!r} must have the same places for values ({places}), not those of {said!r}"
    return None


def doubts(entities: Mapping[str, Entity], packs: Iterable[Pack]) -> tuple[PackProblemError, ...]:
    """
    Return a warning for each translation that somebody should look at.

    These are translations of a text that the entity does not have, mostly since it was changed, which are not used; and
    those that say other numbers than the text does.

    Args:
        entities: All entities by id, in the words that they had before they were translated.
        packs: The packs.

    .. versionadded:: 0.1.0
    """
    return tuple(
        _at(doubt, each, pack)
        for pack in packs
        for each in pack.translations
        for doubt in _doubts(each, prose_of(entities[each.of]))
    )


def _doubts(each: Translation, prose: Sequence[str]) -> Iterator[str]:
    for text, said in each.texts.items():
        if text not in prose:
            hints = near_misses(text, prose, limit=1)
            now = f"; it says now {hints[0]!r}" if hints else ""
            yield f"the text {text!r} is not there (any more), so its translation is not used{now}"
        elif _numbers(text) != _numbers(said):
            yield f"the translation {said!r} does not have the same numbers as {text!r}"


def _numbers(text: str) -> Counter[str]:
    """Return the numbers in *text*, however their decimals are written."""
    return Counter(number.replace(",", ".") for number in _NUMBERS.findall(text))


@attrs.frozen(kw_only=True)
class Coverage:
    """
    How much of one sort of texts is translated.

    Attributes:
        of: The kind of entity, or "urgent" for what says that something is urgent.
        texts: How many texts there are.
        translated: How many of them are translated.

    .. versionadded:: 0.1.0
    """

    of: str
    texts: int
    translated: int


def says_what_is_urgent(entity: Entity) -> bool:
    """
    Return whether *entity* is one of those that tell a person of an emergency.

    They are the hard stops, the rules from same-day upwards, the levels, the safety net and the disclaimer.

    .. versionadded:: 0.1.0
    """
    match entity:
        case Finding():
            return entity.hard_stop
        case TriageRule():
            return entity.urgency >= Urgency.SAME_DAY
        case Message():
            return entity.role in (Role.LEVEL, Role.SAFETY_NET, Role.DISCLAIMER)
        case _:
            return False


def coverage(entities: Mapping[str, Entity], packs: Iterable[Pack]) -> tuple[Coverage, ...]:
    """
    Return how much of what people read is translated: first what is urgent, then by kind.

    Args:
        entities: All entities by id, in the words that they had before they were translated.
        packs: The packs.

    .. versionadded:: 0.1.0
    """
    words = _words(packs)
    texts: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for entity in entities.values():
        prose = prose_of(entity) if entity.retired is None else ()
        found = sum(text in words.get(entity.id, {}) for text in prose)
        for of in ("urgent", kind_of(entity)) if says_what_is_urgent(entity) else (kind_of(entity),):
            texts[of] += len(prose)
            said[of] += found
    return tuple(Coverage(of=of, texts=texts[of], translated=said[of]) for of in ("urgent", *KINDS) if texts[of])


def untranslated(catalogue: Catalogue, packs: Iterable[Pack]) -> tuple[tuple[Entity, tuple[str, ...]], ...]:
    """
    Return the entities with the texts that nobody has translated yet: what is urgent, then what is met first.

    Args:
        catalogue: The catalogue in the words that it had before it was translated.
        packs: The packs.

    .. versionadded:: 0.1.0
    """
    words = _words(packs)
    left = [
        (entity, tuple(text for text in prose_of(entity) if text not in words.get(entity.id, {})))
        for entities in catalogue.entities.values()
        for entity in entities.values()
        if entity.retired is None
    ]
    return tuple(sorted((pair for pair in left if pair[1]), key=lambda pair: _rank(pair[0])))


def _rank(entity: Entity) -> tuple[bool, int, str]:
    kind = kind_of(entity)
    return not says_what_is_urgent(entity), (_FIRST.index(kind) if kind in _FIRST else len(_FIRST)), entity.id


def _words(packs: Iterable[Pack]) -> Mapping[str, Mapping[str, str]]:
    """Return the id of each entity that is translated to its texts and what is put in their place."""
    return {each.of: each.texts for pack in packs for each in pack.translations}


def _at(message: str, each: Translation, pack: Pack) -> PackProblemError:
    file = f"{pack.info.name}/{pack.files.get(('translation', each.of), '?')}"
    return PackProblemError(message, file=file, entity=f"translation of {each.of}", pack=pack.info.name)
