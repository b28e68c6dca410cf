"""Sentences: the telling words of a text, and what stands between them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backpain_kb.lookup.tokens import Vocabulary

__all__ = [
    "AND",
    "ANEW",
    "ARTICLE",
    "BREAK",
    "COLON",
    "COMMA",
    "CONTRAST",
    "DASH",
    "FILLER",
    "OR",
    "SELF",
    "Cutter",
    "Sentence",
    "code_of",
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

_MOST_KEPT: Final = 50_000  # Words that are remembered.
_FLAGS: Final = 10  # Bits of the flags in a code.
_MASK: Final = (1 << _FLAGS) - 1
_PASSED: Final = -10  # Codes from here downwards tell nothing by themselves.
_STOP: Final = -3
_ASK: Final = -4
_SEVERAL: Final = -5  # More or less than one word.
BREAK: Final = COMMA | AND | OR | COLON | DASH | CONTRAST
"""All that parts a sentence."""

_MARKS: Final = {
    ",": COMMA,
    "(": COMMA,
    ")": COMMA,
    "\u3001": COMMA,
    "&": AND,
    "+": AND,
    "/": OR,
    ":": COLON,
    "-": DASH,
    "\u2010": DASH,
    "\u2011": DASH,
    "\u2013": DASH,
    "\u2014": DASH,
}
_ENDS: Final = frozenset(".;!?\n\u2026\u3002\uff1f\uff01\u061f")
_ASKS: Final = frozenset("?\uff1f\u061f")


def code_of(word: int, flags: int) -> int:
    """
    Return the code of a word in a sentence: its number, or with *flags* a number that holds both.

    .. versionadded:: 0.1.0
    """
    return word if not flags else _PASSED - ((word << _FLAGS) | flags)


class Sentence:
    """
    One sentence.

    Attributes:
        codes: The codes of its words and marks.
        spots: The places of the telling words in these.
        words: The numbers of the telling words.
        question: Whether it ends with a question mark.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_before", "_first", "_where", "codes", "question", "spots", "words")

    def __init__(self, codes: list[int], first: int, where: Sequence[int] | None, *, question: bool) -> None:
        """
        Take what a sentence is made of.

        Args:
            codes: The codes of its words and marks.
            first: The number of the first of them in the text.
            where: Which token of the text each code of the whole text is; None where each is its own.
            question: Whether it ends with a question mark.
        """
        self.codes = codes
        self.question = question
        self.spots = [place for place, code in enumerate(codes) if code > _PASSED]
        self.words = [codes[place] for place in self.spots]
        self._first = first
        self._where = where
        self._before: list[int] | None = None

    def token(self, place: int) -> int:
        """Return which token of the text the telling word at *place* is."""
        number = self._first + self.spots[place]
        return number if self._where is None else self._where[number]

    @property
    def before(self) -> list[int]:
        """What stands before each telling word, and at the end after the last: the flags above."""
        if self._before is None:
            before = [0] * (len(self.spots) + 1)
            for passed, place in enumerate([place for place, code in enumerate(self.codes) if code <= _PASSED]):
                before[place - passed] |= (_PASSED - self.codes[place]) & _MASK
            self._before = before
        return self._before

    @property
    def _breaks(self) -> list[int]:
        """The telling words at which a new part begins."""
        return [place for place, flags in enumerate(self.before[:-1]) if flags & BREAK and place]

    def lead(self, place: int) -> int:
        """Return the code of the first word, telling or not, of the part that the telling word at *place* stands in."""
        lead = code = self.codes[self.spots[place]]
        for number in range(self.spots[place] - 1, -1, -1):
            code = self.codes[number]
            if code <= _PASSED and (_PASSED - code) & BREAK:
                break
            lead = code
        return lead

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the telling words among the codes from *start* up to *end*."""
        return bisect_left(self.spots, start), bisect_left(self.spots, end)

    def parts(self) -> list[int]:
        """Return, for each telling word, the number of the part of the sentence that it stands in."""
        return self._numbered(self._breaks)

    def claims(self) -> list[int]:
        """Return the same for larger parts, which go on after an "and" or "or" unless "I" or "just" follows it."""
        joined = ((place, self.before[place]) for place in self._breaks)
        return self._numbered(
            [
                place
                for place, flags in joined
                if flags & (COMMA | DASH | CONTRAST) or (flags & (AND | OR) and flags & (SELF | ANEW))
            ]
        )

    def _numbered(self, beginnings: Sequence[int]) -> list[int]:
        """Return, for each telling word, the number of the part that it stands in, of parts with these *beginnings*."""
        numbers: list[int] = []
        for part, place in enumerate(beginnings):
            numbers += [part] * (place - len(numbers))
        return numbers + [len(beginnings)] * (len(self.words) - len(numbers))


class Cutter:
    """
    Cuts texts into sentences.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_codes", "_kinds", "_several", "_shares", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary, kinds: Sequence[int]) -> None:
        """Take the words that are known, and the flags of each: 0 for a telling word."""
        self._vocabulary = vocabulary
        self._kinds = kinds
        self._codes: dict[str, int] = {}
        self._several: dict[str, tuple[int, ...]] = {}
        self._shares: dict[str, float] = {}

    def cut(self, tokens: Sequence[str]) -> list[Sentence]:
        """Return the sentences that *tokens*, the words and marks of a text, make."""
        known = self._codes
        try:
            codes = [known[token] for token in tokens]
        except KeyError:
            codes = [known[token] if token in known else self._learn(token) for token in tokens]
        where: list[int] | None = None
        if _SEVERAL in codes:
            pairs = [
                (each, place)
                for place, (token, code) in enumerate(zip(tokens, codes, strict=True))
                for each in (self._parted(token) if code == _SEVERAL else (code,))
            ]
            codes, where = [code for code, _ in pairs], [place for _, place in pairs]
        sentences = []
        first = 0
        for place in [place for place, code in enumerate(codes) if code in (_STOP, _ASK)]:
            if place > first:
                sentences.append(Sentence(codes[first:place], first, where, question=codes[place] == _ASK))
            first = place + 1
        if first < len(codes):
            sentences.append(Sentence(codes[first:], first, where, question=False))
        return [sentence for sentence in sentences if sentence.words]

    def all_right(self, tokens: Sequence[str]) -> bool:
        """Return whether no known word among *tokens* has a typing error."""
        return self._shares.keys().isdisjoint(tokens)

    def share(self, token: str) -> float:
        """Return how much of *token* was written right, 0 to 1."""
        return self._shares.get(token, 1.0)

    def _learn(self, token: str) -> int:
        """Return the code of *token*, and remember it."""
        if token in _ENDS:
            code = _ASK if token in _ASKS else _STOP
        elif token in _MARKS:
            code = code_of(0, _MARKS[token])
        else:
            parts = self._parted(token)
            code = parts[0] if len(parts) == 1 else _SEVERAL
        if len(self._codes) < _MOST_KEPT:
            self._codes[token] = code
        return code

    def _parted(self, token: str) -> tuple[int, ...]:
        """Return the codes of the words that *token* stands for."""
        found = self._several.get(token)
        if found is None:
            forms = self._vocabulary.forms(token)
            found = tuple(code_of(word, self._kinds[word]) if word >= 0 else word for word, _ in forms)
            if len(self._several) < _MOST_KEPT:
                self._several[token] = found
                if any(share < 1 for _, share in forms):
                    self._shares[token] = min(share for _, share in forms)
        return found
