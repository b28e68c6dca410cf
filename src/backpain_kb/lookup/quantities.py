"""Numbers in a sentence, with their units."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from backpain_kb.lookup.sentences import AND, ARTICLE, BREAK, OR
from backpain_kb.lookup.vocabulary import NUMBER
from backpain_kb.model.lexicon import Unit

if TYPE_CHECKING:
    from backpain_kb.lookup.sentences import Sentence
    from backpain_kb.lookup.texts import Text

__all__ = ["PLAIN", "Numbers", "Quantity", "in_base"]

PLAIN: Final = "number"
"""The dimension of a number without a unit."""

_SCORE: Final = "score"
_TIME: Final = "time"
_THOUSAND: Final = 3  # Digits after a comma that groups thousands.
_TENS, _TEN = 20, 10


class Quantity(NamedTuple):
    """
    A number with its dimension, in base units, and the words that it takes.

    .. versionadded:: 0.1.0
    """

    start: int
    end: int
    dimension: str
    value: float


@attrs.frozen(eq=False)
class Numbers:
    """
    What a lexicon says of numbers.

    .. versionadded:: 0.1.0
    """

    words: Mapping[int, float]  # Number words.
    times: Mapping[int, float]  # Words for a time, in days.
    units: Mapping[int, tuple[Unit, ...]]
    out_of: frozenset[float]
    joins: frozenset[int]  # The words of "out of".
    begin: frozenset[int] = attrs.field(init=False)  # The words that a quantity may begin with.

    @begin.default
    def _all_words(self) -> frozenset[int]:
        return frozenset({NUMBER, *self.words, *self.times, *self.units})

    def find(self, sentence: Sentence, text: Text) -> list[Quantity]:
        """Return the quantities of *sentence*, which stands in *text*."""
        found: list[Quantity] = []
        words, before = sentence.words, sentence.before
        after = 0
        for place in [place for place, word in enumerate(words) if word in self.begin]:
            if place < after:
                continue
            word = words[place]
            if word in self.times:
                found.append(Quantity(place, place + 1, _TIME, self.times[word]))
            if word in self.units and before[place] & ARTICLE and not (found and found[-1].end == place):
                found += self._with_units(place, place, 1.0, word)
            value, end = self._value(sentence, text, place)
            if value is not None:
                found += self._of(sentence, text, place, end, value)
                after = max(end, found[-1].end)
        return found

    def _of(self, sentence: Sentence, text: Text, start: int, end: int, value: float) -> Iterator[Quantity]:
        """Yield what the number *value*, written from *start* up to *end*, may be."""
        words, before = sentence.words, sentence.before
        after = end + (end < len(words) and words[end] in self.joins)
        if after < len(words) and (after > end or before[after] & OR):
            other, other_end = self._value(sentence, text, after)
            if other in self.out_of:
                yield Quantity(start, other_end, _SCORE, value)
                return
        if end < len(words) and not before[end] & (BREAK & ~OR):
            if words[end] in self.units:
                unit = text.piece(sentence.number(end)).written
                if len(unit) == 1 and unit.isalpha():  # "34 m" may be metres or a man.
                    yield Quantity(start, end, PLAIN, value)
                yield from self._with_units(start, end, value, words[end])
                return
            other, other_end = self._value(sentence, text, end)
            if other is not None and other_end < len(words) and words[other_end] in self.units:  # "3 to 4 days"
                yield from self._with_units(start, other_end, max(value, other), words[other_end])
                return
        yield Quantity(start, end, PLAIN, value)

    def _with_units(self, start: int, at: int, value: float, word: int) -> Iterator[Quantity]:
        for unit in self.units[word]:
            yield Quantity(start, at + 1, unit.dimension, in_base(unit, value))

    def _value(self, sentence: Sentence, text: Text, start: int) -> tuple[float | None, int]:
        """Return the number that begins at *start*, and where it ends."""
        words, before = sentence.words, sentence.before
        if words[start] == NUMBER:
            value, end = _digits(text.piece(sentence.number(start)).written), start + 1
            if math.isinf(value):
                return None, start  # Digits without end are no number of anything.
        elif words[start] in self.words:
            value, end = self.words[words[start]], start + 1
            if end < len(words) and words[end] in self.words and not before[end] & BREAK:
                more = self.words[words[end]]
                if value >= _TENS and value % _TEN == 0 and 0 < more < _TEN:
                    value, end = value + more, end + 1
        else:
            return None, start
        if end < len(words) and before[end] & AND and before[end] & ARTICLE and 0 < self.words.get(words[end], 1) < 1:
            value, end = value + self.words[words[end]], end + 1
        return value, end


def in_base(unit: Unit, value: float) -> float:
    """
    Return *value*, given in *unit*, in the base unit of its dimension.

    .. versionadded:: 0.1.0
    """
    return (value + unit.offset) * unit.factor


def _digits(written: str) -> float:
    """Return a number written in digits; a comma before three digits groups thousands, another is a decimal point."""
    head, comma, tail = written.rpartition(",")
    if comma and len(tail) != _THOUSAND and "." not in tail:
        whole, fraction = head, tail
    else:
        whole, _, fraction = written.replace(",", "").partition(".")
    digits = "".join(letter for letter in whole if letter.isdecimal())
    after = "".join(letter for letter in fraction if letter.isdecimal())
    return float(f"{digits}.{after}" if after else digits)
