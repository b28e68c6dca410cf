"""Sentences: the telling words of a text, and what stands between them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.lookup.tokens import UNKNOWN

if TYPE_CHECKING:
    import re
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
_MARK: Final = 1024
_END: Final = 2048
_ASK: Final = 4096
_MOST_KEPT: Final = 50_000  # Words that are remembered.
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


@attrs.define(eq=False)
class Sentence:
    """
    The telling words of one sentence.

    Attributes:
        words: Their numbers.
        shares: How much of a word was written right, by its place, where that is not all.
        places: Which token of the text each is.
        before: What stands before each word, and at the end after the last: the flags above.
        full: All words, those that tell nothing among them.
        spots: The place in *full* of each of *words*.
        leads: The first word, filler or not, of the part that begins at a word.
        question: Whether it ends with a question mark.

    .. versionadded:: 0.1.0
    """

    words: list[int] = attrs.field(factory=list)
    shares: dict[int, float] = attrs.field(factory=dict)
    places: list[int] = attrs.field(factory=list)
    before: list[int] = attrs.field(factory=list)
    full: list[int] = attrs.field(factory=list)
    spots: list[int] = attrs.field(factory=list)
    leads: dict[int, int] = attrs.field(factory=dict)
    question: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the words that tell something among those of *full* from *start* up to *end*."""
        return bisect_left(self.spots, start), bisect_left(self.spots, end)

    def parts(self) -> list[int]:
        """Return, for each word, the number of the part of the sentence that it stands in."""
        part, numbers = 0, []
        for place, flags in enumerate(self.before[:-1]):
            part += bool(place and flags & BREAK)
            numbers.append(part)
        return numbers

    def claims(self) -> list[int]:
        """Return the same for larger parts, which go on after an "and" or "or" unless "I" or "just" follows it."""
        claim, numbers = 0, []
        for place, flags in enumerate(self.before[:-1]):
            joined = flags & (AND | OR) and flags & (SELF | ANEW)
            claim += bool(place and (joined or flags & (COMMA | DASH | CONTRAST)))
            numbers.append(claim)
        return numbers


class Cutter:
    """
    Cuts texts into sentences.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_entries", "_kinds", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary, kinds: Sequence[int]) -> None:
        """Take the words that are known, and the flags of each: 0 for a telling word."""
        self._vocabulary = vocabulary
        self._kinds = kinds
        self._entries: dict[str, tuple[tuple[int, float, int], ...]] = {}

    def cut(  # noqa: C901, PLR0912 - one loop over all words, which most of the time is spent in.
        self, text: str, tokens: Sequence[re.Match[str]]
    ) -> list[Sentence]:
        """Return the sentences of *text*, of which *tokens* are the words and marks."""
        entries = self._entries
        done: list[Sentence] = []
        sentence = Sentence()
        words, before, full, places = sentence.words, sentence.before, sentence.full, sentence.places
        pending, lead = 0, UNKNOWN
        for place, token in enumerate(tokens):
            entry = entries.get(token[0])
            if entry is None:
                entry = self._learn(token[0])
            for word, share, kind in entry:
                if kind < _MARK:
                    if kind:
                        full.append(word)
                        pending |= kind & ~FILLER
                        if kind & BREAK:
                            lead = UNKNOWN
                        elif lead == UNKNOWN:
                            lead = word
                        continue
                    if pending & BREAK or not words:
                        sentence.leads[len(words)] = word if lead == UNKNOWN else lead
                    if share != 1:
                        sentence.shares[len(words)] = share
                    sentence.spots.append(len(full))
                    full.append(word)
                    words.append(word)
                    places.append(place)
                    before.append(pending)
                    pending, lead = 0, UNKNOWN
                elif kind & _END:
                    if words:
                        before.append(pending)
                        sentence.question = bool(kind & _ASK)
                        done.append(sentence)
                    sentence = Sentence()
                    words, before, full, places = sentence.words, sentence.before, sentence.full, sentence.places
                    pending, lead = 0, UNKNOWN
                elif not kind & DASH or _apart(text, token.start()):
                    pending |= kind & ~_MARK
                    lead = UNKNOWN
        if words:
            before.append(pending)
            done.append(sentence)
        return done

    def _learn(self, written: str) -> tuple[tuple[int, float, int], ...]:
        """Return what *written* stands for: its words with their shares and flags, or a mark."""
        entry: tuple[tuple[int, float, int], ...]
        if written in _ENDS:
            entry = ((UNKNOWN, 1.0, _MARK | _END | (_ASK if written in _ASKS else 0)),)
        elif written in _MARKS:
            entry = ((UNKNOWN, 1.0, _MARK | _MARKS[written]),)
        else:
            kinds = self._kinds
            forms = self._vocabulary.forms(written)
            entry = tuple((word, share, kinds[word] if word >= 0 else 0) for word, share in forms)
        if len(self._entries) < _MOST_KEPT:
            self._entries[written] = entry
        return entry


def _apart(text: str, place: int) -> bool:
    """Return whether a dash at *place* stands between things and not inside a word."""
    return not (0 < place < len(text) - 1 and text[place - 1].isalnum() and text[place + 1].isalnum())
