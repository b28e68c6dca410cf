"""
Find entities by what people call them.

An index holds every name of every entity in use as word stems, each weighed by how few entities have it.  A query is
compared with each name that shares a word with it, by the cosine of the two sets of weights; a word that no name has is
first taken for a typing error of the words nearest to it.  A name that is the query but for a typing error or two is
found too, whatever its words.

Names are not only compared as strings of letters, because people leave out and add words more often than letters.  With
one synonym of each finding left out and then searched for, 135 of 463 find their own finding first this way, 111 with
the best scorer of rapidfuzz and 89 with difflib, which takes 80 ms a query.  Where letters are compared rapidfuzz gives
the same answers no sooner (1 ms a query, as here), because the sets of letters already part most words: not worth a
compiled dependency, so only the tests use it.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import Final

import attrs

from backpain_kb.errors import QueryError, UnknownIdError
from backpain_kb.lookup.words import STOP_WORDS, edit_distance, letters, most_edits, stem, words_of
from backpain_kb.model.catalogue import KINDS, Catalogue
from backpain_kb.model.matches import Match
from backpain_kb.model.rules import Message, Role
from backpain_kb.model.terms import Entity

__all__ = ["THRESHOLD", "Index"]

THRESHOLD: Final = 0.36
"""Lowest score that counts as similar."""

LONE_THRESHOLD: Final = 0.57
"""
The same where only one word of several was found: "weather tomorrow" and "race tomorrow" have no more in common.

Measured on the core pack, 514 findings with 1623 synonyms: of 90 queries about other things (pizza, taxes, weddings) 40
of them kept aside until the end, 3 find a finding and 8 anything; with 0.36 alone 34 would find a finding.  Of 1397
synonyms with one wrong letter all find something and 1396 their own finding first.
"""

_ALMOST: Final = 0.99
"""Highest score of what is not a name word for word."""

# Fields that name an entity, and how much such a name counts; the others are prose that mentions other things too.
_NAMES: Final[Mapping[str, float]] = {"synonyms": 1.0, "label": 1.0, "lay": 1.0, "title": 0.7, "id": 0.9}
_PROSE: Final[Mapping[str, float]] = {"question": 0.7, "text": 0.7}
_FIELDS: Final[Mapping[str, float]] = {**_NAMES, **_PROSE}

_STOP_WORD: Final = 0.15
"""Weight of a stop word, as a share of what it would weigh as another word."""

_ELSEWHERE: Final = 0.4
"""Share of the score that asks how much of the query any name of the entity holds, and not only the best one."""

_SHORTEST_TEXT: Final = 5
"""Fewest letters of a text that is compared with names letter by letter."""

_SAME_HEAD: Final = 0.8
"""How alike two stems are when one goes on where the other ends."""

_SHORTEST_HEAD: Final = 5
_LONGEST_TAIL: Final = 4
_LONGEST_QUOTE: Final = 100  # Of a name, in the reason of a match.

_SHORTEST_PART: Final = 4
"""Fewest letters of each half of a word that is written together: with 3, a massage would be of mass and age."""


@attrs.frozen(eq=False)
class _Name:
    """One name of one entity."""

    entity: int  # Its number in the index.
    field: str
    text: str
    weight: float  # Of its field.
    norm: float  # Length of the vector of its weights.
    plain: str  # Its text for comparing letter by letter; empty for prose.
    letters: int  # The set of these letters.


@attrs.frozen(eq=False)
class Index:
    """
    The names of a catalogue, made ready for searching; make one with `Index.build`.

    .. versionadded:: 0.1.0
    """

    _entities: tuple[tuple[int, Entity], ...]  # Each with the place of its kind in the order of kinds.
    _names: tuple[_Name, ...]
    _exact: Mapping[tuple[str, ...], tuple[int, ...]]  # Words to the names that are just these.
    _by_stem: Mapping[str, tuple[int, ...]]  # Stem to the names that have it.
    _weights: Mapping[str, float]  # Stem to weight.
    _unknown: float  # The weight of a word that no name has: nobody knows what it means, so it counts in full.
    _words: Mapping[str, int]  # Word to the set of its letters.
    _parts: Mapping[str, tuple[str, str]]  # Word to the two words that it is written together from.

    @classmethod
    def build(cls, catalogue: Catalogue) -> Index:
        """
        Return the index of all entities of *catalogue* that are in use, but for parts of sentences.

        .. versionadded:: 0.1.0
        """
        entities = tuple(
            (place, entity)
            for place, kind in enumerate(KINDS)
            for entity in catalogue.of_kind(kind).values()
            if entity.retired is None and not _is_part(entity)
        )
        rows = [
            (number, field, text, found)
            for number, (_, entity) in enumerate(entities)
            for field, text in _texts(entity)
            if (found := words_of(text))
        ]
        words = {word: letters(word) for word in dict.fromkeys(word for _, _, _, found in rows for word in found)}
        parts = {word: pair for word in words if (pair := _parted(word, words))}
        stems_of = {word: tuple(stem(part) for part in parts.get(word, (word,))) for word in words}
        owners: defaultdict[str, set[int]] = defaultdict(set)
        by_stem: defaultdict[str, list[int]] = defaultdict(list)
        exact: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        stems = []
        for place, (number, field, _, found) in enumerate(rows):
            stems.append(frozenset(itertools.chain.from_iterable(map(stems_of.__getitem__, found))))
            for one in stems[-1]:
                owners[one].add(number)
                by_stem[one].append(place)
            if field in _NAMES:
                exact[found].append(place)
        stop = frozenset(map(stem, STOP_WORDS))
        weights = {
            one: (_STOP_WORD if one in stop else 1) * math.log(1 + len(entities) / len(owners[one])) for one in owners
        }
        squares = {one: weight**2 for one, weight in weights.items()}
        names = []
        for (number, field, text, _), held in zip(rows, stems, strict=True):
            norm = math.sqrt(math.fsum(map(squares.__getitem__, held)))
            plain = _plain(text) if field in _NAMES else ""
            names.append(_Name(number, field, text, _FIELDS[field], norm, plain, letters(plain)))
        return cls(
            entities,
            tuple(names),
            {found: tuple(places) for found, places in exact.items()},
            {one: tuple(places) for one, places in by_stem.items()},
            weights,
            math.log(1 + len(entities)),
            words,
            parts,
        )

    def search(self, text: str, kind: str | None = None, limit: int = 10) -> tuple[Match[Entity], ...]:
        """
        Return the entities that *text* may mean, the most similar first; none when nothing is similar.

        A score of 1 says that *text* is one of the names, word for word.  Order: score, then kind in the order of
        `KINDS`, then id.

        Args:
            text: What somebody typed.
            kind: Look among entities of this kind only.
            limit: The most that are returned.

        Raises:
            QueryError: *text* is empty or blank, or *limit* is below 1.
            UnknownIdError: There is no such *kind*.

        .. versionadded:: 0.1.0
        """
        _require("a text", str, text)
        _require("a whole number as limit", int, limit)
        if not text.strip():
            raise QueryError("there is nothing to search for: the text is empty")
        if limit < 1:
            raise QueryError(f"limit is at least 1, not {limit}")
        if kind is not None and kind not in KINDS:
            raise UnknownIdError("kind of entity", kind, KINDS)
        wanted = None if kind is None else list(KINDS).index(kind)
        found = [
            (-score, order, entity.id, Match(entity=entity, score=score, why=_why(name)))
            for number, (score, name) in self._scores(text).items()
            for order, entity in (self._entities[number],)
            if wanted in (None, order)
        ]
        return tuple(match for *_, match in sorted(found, key=lambda row: row[:3])[:limit])

    def _scores(self, text: str) -> dict[int, tuple[float, _Name]]:
        """Return, by number of entity, its score and the name that fits best."""
        words = words_of(text)
        scores = self._similar(words)
        for name, score in self._misspelled(text) if words not in self._exact else ():
            if name.entity not in scores or scores[name.entity][0] < score:
                scores[name.entity] = score, name
        for place in reversed(self._exact.get(words, ())):  # The first field of an entity says why.
            scores[self._names[place].entity] = 1.0, self._names[place]
        return scores

    def _similar(self, words: tuple[str, ...]) -> dict[int, tuple[float, _Name]]:
        """Return the same for the names that have enough of the *words*."""
        known = tuple({stem(word): word for word in self._known(words)}.values())
        telling = sum(word not in STOP_WORDS for word in known)
        terms = [self._meant(word) for word in known]
        heaviest = [max((self._weights[one] for one in term), default=self._unknown) for term in terms]
        squares = math.fsum(weight**2 for weight in heaviest)
        fitting: defaultdict[int, list[float]] = defaultdict(list)  # Name to what each term adds to its cosine.
        held: defaultdict[int, list[float]] = defaultdict(list)  # Entity to what of each term any of its names holds.
        told: defaultdict[int, int] = defaultdict(
            int
        )  # Entity to the number of terms, stop words aside, that it holds.
        for word, term, weight in zip(known, terms, heaviest, strict=True):
            here: dict[int, float] = {}
            of_entity: dict[int, float] = {}
            for one, likeness in term.items():
                product = weight * likeness * self._weights[one]
                for place in self._by_stem[one]:
                    name = self._names[place]
                    here[place] = max(product, here.get(place, 0.0))
                    share = weight**2 * likeness * name.weight
                    of_entity[name.entity] = max(share, of_entity.get(name.entity, 0.0))
            for place, product in here.items():
                fitting[place].append(product)
            for entity, share in of_entity.items():
                held[entity].append(share)
                told[entity] += word not in STOP_WORDS
        scores: dict[int, tuple[float, _Name]] = {}
        for place, products in sorted(fitting.items()):
            name = self._names[place]
            cosine = name.weight * math.fsum(products) / (math.sqrt(squares) * name.norm)
            score = round(
                min(_ALMOST, (1 - _ELSEWHERE) * cosine + _ELSEWHERE * math.fsum(held[name.entity]) / squares), 4
            )
            enough = told[name.entity] and (LONE_THRESHOLD if told[name.entity] == 1 < telling else THRESHOLD) <= score
            if enough and (name.entity not in scores or scores[name.entity][0] < score):
                scores[name.entity] = score, name
        return scores

    def _misspelled(self, text: str) -> Iterator[tuple[_Name, float]]:
        """Yield the names that *text* is but for a typing error or two, with their scores."""
        plain = _plain(text)
        most = most_edits(plain) if len(plain) >= _SHORTEST_TEXT else 0
        own_letters = letters(plain)
        for name in self._names if most else ():
            if (own_letters ^ name.letters).bit_count() > 2 * most or abs(len(name.plain) - len(plain)) > most:
                continue
            distance = edit_distance(plain, name.plain, most)
            if distance <= most:
                yield name, round(name.weight * _ALMOST * (1 - distance / len(plain)), 4)

    def _known(self, words: tuple[str, ...]) -> Iterator[str]:
        """Yield the different ones of *words*, written apart or together as names have them."""
        rest = list(dict.fromkeys(words))
        while rest:
            word = rest.pop(0)
            if rest and word + rest[0] in self._words and not {word, rest[0]} <= self._words.keys():
                word += rest.pop(0)
            if word in self._words or stem(word) in self._weights:
                yield from self._parts.get(word, (word,))
            else:
                yield from _parted(word, self._words) or (word,)

    def _meant(self, word: str) -> dict[str, float]:
        """Return the stems that *word* may mean, with how alike they are, 0 to 1."""
        own = stem(word)
        meant = {own: 1.0} if own in self._weights else self._mistyped(word)
        if len(own) >= _SHORTEST_HEAD:
            for other in self._weights:
                if _same_head(own, other):
                    meant.setdefault(other, _SAME_HEAD)
        return meant

    def _mistyped(self, word: str) -> dict[str, float]:
        """Return the stems of the words that *word* may be a typing error of, with how alike they are."""
        most, own_letters = most_edits(word), letters(word)
        meant: dict[str, float] = {}
        for other, other_letters in self._words.items() if most else ():
            if (own_letters ^ other_letters).bit_count() > 2 * most or other in STOP_WORDS:
                continue
            distance = edit_distance(word, other, most)
            if distance <= most:
                likeness = (1 - distance / len(word)) ** 2
                for part in self._parts.get(other, (other,)):
                    meant[stem(part)] = max(likeness, meant.get(stem(part), 0.0))
        return meant


def _parted(word: str, words: Container[str]) -> tuple[str, str] | None:
    """Return the two of *words* that *word* is written together from, such as "back" and "ache", or None."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        pair = word[:cut], word[cut:]
        if pair[0] in words and pair[1] in words and STOP_WORDS.isdisjoint(pair):
            return pair
    return None


def _same_head(first: str, second: str) -> bool:
    """Return whether one stem goes on where the other ends: "sciatic" and "sciatica"."""
    return (
        abs(len(first) - len(second)) <= _LONGEST_TAIL
        and min(len(first), len(second)) >= _SHORTEST_HEAD
        and (first.startswith(second) or second.startswith(first))
    )


def _plain(text: str) -> str:
    """Return *text* in small letters, with straight apostrophes and single spaces."""
    return " ".join(text.casefold().replace("\u2019", "'").split())


def _is_part(entity: Entity) -> bool:
    """Return whether *entity* is but a part of sentences, such as "once a day", for which nobody looks."""
    return isinstance(entity, Message) and entity.role is Role.PHRASE


def _texts(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the fields of *entity* that are searched, with their texts."""
    for field in _FIELDS:
        value = getattr(entity, field, None)
        if field == "id":
            yield field, entity.id.replace("_", " ").replace("-", " ")
        elif isinstance(value, str):
            yield field, value
        elif isinstance(value, tuple):
            for text in value:
                yield field, text


def _require(what: str, kind: type, given: object) -> None:
    """Refuse what is of another type."""
    if not isinstance(given, kind):
        raise QueryError(f"{what} is needed, not {given!r}")


def _why(name: _Name) -> str:
    """Return which name of an entity matched, such as "synonym: slipped disc"."""
    text = name.text if len(name.text) <= _LONGEST_QUOTE else name.text[: _LONGEST_QUOTE - 1] + "…"
    return f"{name.field.removesuffix('s')}: {text}"
