"""Sentences: the telling words, and what stands between them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AND",
    "ANEW",
    "ARTICLE",
    "ASK",
    "BREAK",
    "COLON",
    "COMMA",
    "CONTRAST",
    "DASH",
    "FILLER",
    "OR",
    "SELF",
    "STOP",
    "Sentence",
    "code_of",
    "is_break",
]

FILLER: Final = 1
COMMA: Final = 2
AND: Final = 4
OR: Final = 8
COLON: Final = 16
DASH: Final = 32
CONTRAST: Final = 64
SELF: Final = 128
ARTICLE: Final = 256
ANEW: Final = 512

STOP: Final = -3
ASK: Final = -4
"""Codes of what ends a sentence."""

_FLAGS: Final = 10  # Bits of the flags in a code.
_MASK: Final = (1 << _FLAGS) - 1
_PASSED: Final = -10  # Codes from here downwards tell nothing by themselves.
BREAK: Final = COMMA | AND | OR | COLON | DASH | CONTRAST
"""All that parts a sentence."""


def code_of(word: int, flags: int) -> int:
    """
    Return the code of a word in a sentence: its number, or with *flags* a number that holds both.

    .. versionadded:: 0.1.0
    """
    return word if not flags else _PASSED - ((word << _FLAGS) | flags)


def is_break(code: int) -> bool:
    """
    Return whether what has this *code* parts a sentence, as a comma or an "and" does.

    .. versionadded:: 0.1.0
    """
    return code <= _PASSED and bool((_PASSED - code) & BREAK)


class Sentence:
    """
    One sentence.

    Attributes:
        codes: The codes of its words and marks.
        words: The numbers of the telling words.
        question: Whether it ends with a question mark.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_before", "_breaks", "_first", "_spots", "codes", "question", "words")

    def __init__(self, codes: Sequence[int], first: int, *, question: bool) -> None:
        """
        Take what a sentence is made of.

        Args:
            codes: The codes of its words and marks.
            first: The number of the first of them in the text.
            question: Whether it ends with a question mark.
        """
        self.codes = codes
        self.question = question
        self.words = [code for code in codes if code > _PASSED]
        self._first = first
        self._spots: list[int] | None = None
        self._before: list[int] | None = None
        self._breaks: list[int] | None = None

    @property
    def spots(self) -> list[int]:
        """The places of the telling words among the codes."""
        if self._spots is None:
            self._spots = [place for place, code in enumerate(self.codes) if code > _PASSED]
        return self._spots

    def number(self, place: int) -> int:
        """Return which code of the text the telling word at *place* is."""
        return self._first + self.spots[place]

    @property
    def before(self) -> list[int]:
        """What stands before each telling word, and at the end after the last: the flags above."""
        if self._before is None:
            before = [0]
            for code in self.codes:
                if code > _PASSED:
                    before.append(0)
                else:
                    before[-1] |= (_PASSED - code) & _MASK
            self._before = before
        return self._before

    @property
    def breaks(self) -> list[int]:
        """The telling words with which a new part begins."""
        if self._breaks is None:
            self._breaks = [place for place, flags in enumerate(self.before) if flags & BREAK]
            if self._breaks and self._breaks[-1] == len(self.words):
                self._breaks.pop()
            if self._breaks and not self._breaks[0]:
                del self._breaks[0]
        return self._breaks

    def lead(self, place: int) -> int:
        """Return the code of the first word, telling or not, of the part that the telling word at *place* stands in."""
        lead = code = self.codes[self.spots[place]]
        for number in range(self.spots[place] - 1, -1, -1):
            code = self.codes[number]
            if is_break(code):
                break
            lead = code
        return lead

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the telling words among the codes from *start* up to *end*."""
        return bisect_left(self.spots, start), bisect_left(self.spots, end)

    def parts(self) -> list[int]:
        """Return, for each telling word, the number of the part of the sentence that it stands in."""
        numbers: list[int] = []
        for part, place in enumerate(self.breaks):
            numbers += [part] * (place - len(numbers))
        return numbers + [len(self.breaks)] * (len(self.words) - len(numbers))

    def claims(self) -> int:
        """
        Return the mask of the telling words with which another claim begins.

        A claim goes on after an "and" or "or" unless "I" or "just" follows it.
        """
        claims = 0
        for place in self.breaks:
            flags = self.before[place]
            if flags & (COMMA | DASH | CONTRAST) or (flags & (AND | OR) and flags & (SELF | ANEW)):
                claims |= 1 << place
        return claims
