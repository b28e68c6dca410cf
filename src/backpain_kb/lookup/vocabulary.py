"""
The words that a lexicon knows, and what a written word stands for.

A word counts by its stem.  One that is not known, and is no everyday word, is taken for a typing error of the known
word nearest to it: one wrong letter or two letters swapped, two errors in a long word, and in a word of two or three
letters only a swap.  All that can be written with such an error is worked out once, so that finding it takes no time.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from backpain_kb.lookup.words import edit_distance, most_edits, stem, words_of

__all__ = ["NUMBER", "UNKNOWN", "Form", "Vocabulary"]

UNKNOWN: Final = -1
NUMBER: Final = -2

Form = tuple[int, float]
"""The number of a word, and how much of it was written right, 0 to 1."""

_APOSTROPHE: Final = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_SHORTEST_HALF: Final = 4
_SWAPS_ONLY: Final = 3  # Longest word in which only swaps are typing errors.
_LETTERS: Final = re.compile(r"[a-z]+")
_LONGEST: Final = 24
_FEWEST_SWAPPED: Final = 2
_JOINED: Final = 0.95  # Score of two words that are written together.


@attrs.frozen(eq=False)
class Vocabulary:
    """
    The words that a lexicon knows; make one with `Vocabulary.of`.

    .. versionadded:: 0.1.0
    """

    _numbers: Mapping[str, int]  # Stem to its number.
    _whole: frozenset[str]  # Words that count as they are.
    _preferred: frozenset[str]
    _spelling: Mapping[str, tuple[str, ...]]  # Word to the words that it stands for.
    _everyday: frozenset[str]
    _bases: Mapping[str, str]  # Each known word, and the same with an ending, to the word.
    _typos: Mapping[str, tuple[str, ...]]  # A word with letters left out, or swapped, to the words that it may be.

    @classmethod
    def of(  # noqa: PLR0913 - each is another list of a lexicon.
        cls,
        texts: Iterable[str],
        *,
        preferred: Iterable[str],
        spelling: Mapping[str, str],
        exact: Iterable[str],
        everyday: Iterable[str],
        endings: Iterable[str],
    ) -> Vocabulary:
        """
        Return the vocabulary of *texts*.

        Args:
            texts: Words and phrases.
            preferred: Those of them that a typing error is rather taken for than for others.
            spelling: Word to the words that it stands for.
            exact: Words that count as they are, and not by their stem.
            everyday: Words that are never taken for typing errors.
            endings: Endings that a word may take.

        .. versionadded:: 0.1.0
        """
        spelled = {key: words_of(value) for key, value in spelling.items()}
        given = tuple(texts)
        known = dict.fromkeys(itertools.chain(*map(words_of, given), *spelled.values()))
        for word in dict.fromkeys(_LETTERS.findall(" ".join(given).casefold())):
            american = words_of(word)
            if american != (word,) and len(american) == 1:  # Typing errors are made in British words as well.
                spelled.setdefault(word, american)
        whole = frozenset(word for text in exact for word in words_of(text))
        numbers: dict[str, int] = {}
        for word in known:
            numbers.setdefault(word if word in whole else stem(word), len(numbers))
        written = {*known, *spelled}
        bases = {form: word for word in known for form in _inflected(word, endings) if form not in written}
        inflected = sorted(bases)
        bases |= {word: word for word in known}
        plain = frozenset(word for text in everyday for word in words_of(text))
        first = frozenset(itertools.chain.from_iterable(map(words_of, preferred)))
        return cls(numbers, whole, first, spelled, plain, bases, _typos_of(sorted(written), inflected))

    @property
    def size(self) -> int:
        """How many different words there are."""
        return len(self._numbers)

    def number(self, word: str) -> int:
        """
        Return the number of a word that is known.

        .. versionadded:: 0.1.0
        """
        return self._numbers[self._key(word)]

    def _key(self, word: str) -> str:
        return word if word in self._whole else stem(word)

    def forms(self, written: str) -> tuple[Form, ...]:
        """
        Return the words that *written* stands for: none, one, or the two of a short form.

        .. versionadded:: 0.1.0
        """
        if written[0].isdecimal():
            return ((NUMBER, 1.0),)
        plain = _APOSTROPHE.sub("'", written).strip("'").casefold()
        joined = plain.replace("'", "")
        if plain in self._spelling:
            return tuple(self._known(plain, plain))
        if plain.endswith("n't") and plain.isascii():  # "acn't" is no "ac" with a "not".
            meant = joined if joined in self._spelling else self._nearest(joined)
            if meant is not None and meant in self._spelling:
                return tuple(self._known(meant, meant))
        return tuple(form for word in words_of(plain) for form in self._known(word, joined))

    def _known(self, word: str, plain: str) -> Iterator[Form]:
        """Yield what one *word* stands for; *plain* is how it was written before it was given American spelling."""
        spelled = self._spelling.get(word)
        key = self._key(word)
        if spelled is not None:
            yield from ((self.number(each), 1.0) for each in spelled)
        elif word in self._bases or len(word) > _LONGEST:
            yield self._numbers.get(self._key(self._bases.get(word, word)), UNKNOWN), 1.0
        elif word in self._everyday or plain in self._everyday:
            yield self._numbers.get(key, UNKNOWN), 1.0
        else:
            yield from self._repaired(word, plain)

    def _repaired(self, word: str, plain: str) -> Iterator[Form]:
        """Yield what a word stands for that nobody knows: a typing error, two words in one, or nothing."""
        meant = self._nearest(plain) or (self._nearest(word) if word != plain else None)
        if meant is not None:
            share = 1 - min(edit_distance(each, meant, 2) for each in (word, plain)) / max(len(plain), len(meant))
            words = self._spelling.get(meant, (self._bases.get(meant, meant),))
            yield from ((self.number(each), round(share, 4)) for each in words)
        elif self._key(word) in self._numbers:
            yield self.number(word), 1.0
        else:
            yield from self._parted(word)

    def _nearest(self, word: str) -> str | None:
        """Return the known word that *word* is a typing error of, if there is one."""
        near = [
            (distance, sorted(word) != sorted(other), other not in self._preferred, other)
            for other in dict.fromkeys(self._alike(word))
            for distance in (edit_distance(word, other, 2),)
            if distance <= min(most_edits(word), most_edits(other)) or _swapped(word, other)
        ]
        return min(near)[-1] if near else None

    def _parted(self, word: str) -> Iterator[Form]:
        """Yield the two known words that *word* is written together from, or nothing known."""
        for place in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            halves = self._key(word[:place]), self._key(word[place:])
            if halves[0] in self._numbers and halves[1] in self._numbers:
                yield from ((self._numbers[half], _JOINED) for half in halves)
                return
        yield UNKNOWN, 1.0

    def _alike(self, word: str) -> Iterator[str]:
        """Yield the words that *word* may be; people hardly ever mistake the first letter but by swapping it."""
        for key in _shortened(word, most_edits(word)):
            for other in self._typos.get(key, ()):
                if word[0] == other[0] or word[:2] == other[1::-1]:
                    yield other


def _inflected(word: str, endings: Iterable[str]) -> Iterator[str]:
    """Yield *word* with each of *endings*, the last letter left out or doubled where that is usual."""
    for ending in endings if len(word) > _FEWEST_SWAPPED else ():
        yield word + ending
        if word[-1] == "e":
            yield word[:-1] + ending
        elif word[-1] not in "aeiouwxy" and len(word) <= 5:  # noqa: PLR2004 - short words double: "sitting".
            yield word + word[-1] + ending


def _swapped(word: str, other: str) -> bool:
    """Return whether two words of two or three letters differ by neighbours that changed places."""
    return (
        len(word) == len(other) <= _SWAPS_ONLY and edit_distance(word, other, 1) <= 1 and sorted(word) == sorted(other)
    )


def _shortened(word: str, most: int) -> Iterator[str]:
    """Yield *word* and what is left of it with up to *most* letters left out."""
    yield word
    if most == 0:
        yield "".join(sorted(word)) + "~"  # Swaps only.
        return
    for left_out in range(1, most + 1):
        for places in itertools.combinations(range(len(word)), left_out):
            yield "".join(letter for place, letter in enumerate(word) if place not in places)


def _typos_of(words: Iterable[str], inflected: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what each of the words may look like with typing errors; at most one in those that are *inflected*."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for most, group in ((2, words), (1, inflected)):
        for word in group:
            if len(word) >= _FEWEST_SWAPPED:
                for key in dict.fromkeys(_shortened(word, min(most, most_edits(word)))):
                    found[key].append(word)
    return {key: tuple(each) for key, each in found.items()}
