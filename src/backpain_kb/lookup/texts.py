"""
Texts cut up: into chunks at the spaces, these into words and marks that have a code each, and the codes into sentences.

A chunk is cut once and remembered, since most of them come again.  Where things stand is worked out when it is asked
for.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from backpain_kb.lookup.sentences import (
    AND,
    ASK,
    COLON,
    COMMA,
    DASH,
    OR,
    STOP,
    Sentence,
    code_of,
    is_break,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from backpain_kb.lookup.vocabulary import Vocabulary

__all__ = ["LONGEST", "Cutter", "Piece", "Text"]

_CHUNK: Final = re.compile(r"\n|\S+")
_TOKEN: Final = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2018\u2019\u02bc\u00b4`][^\W\d_]+)*|\n|[^\w\s-]|(?<!\w)-|-(?!\w)"
)
_IGNORED: Final = ("Mn", "Me", "Cf")
_MOST_KEPT: Final = 50_000  # Chunks that are remembered.
_LONGEST_KEPT: Final = 50  # Letters of the longest of them.

LONGEST: Final = 200
"""Most words and marks of a sentence; a longer one is parted, so that reading never takes more than its length asks."""

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
_MARK_CODES: Final = frozenset(code_of(0, flags) for flags in _MARKS.values())
_ENDS: Final = frozenset(".;!?\n\u2026\u3002\uff1f\uff01\u061f")
_ASKS: Final = frozenset("?\uff1f\u061f")
_STOPS: Final = frozenset((STOP, ASK))

_T = TypeVar("_T")


class Piece(NamedTuple):
    """
    What a code stands for.

    Attributes:
        written: The word, number or mark as it is written.
        start: Where it begins in its chunk.
        share: How much of it is written right, 0 to 1.
    """

    written: str
    start: int
    share: float


class Text:
    """
    A text cut up; `Cutter.cut` makes it.

    Attributes:
        sentences: Its sentences.

    .. versionadded:: 0.1.0
    """

    __slots__ = (
        "_begins",
        "_chunks",
        "_counts",
        "_cutter",
        "_gap",
        "_misspelled",
        "_origin",
        "_parts",
        "_pieces",
        "_text",
        "sentences",
    )

    def __init__(self, text: str, cutter: Cutter) -> None:
        """Take a *text*, and what knows the words."""
        self._text, self._origin = _clean(text)
        self._chunks = _CHUNK.findall(self._text) if "\n" in self._text else self._text.split()
        self._cutter = cutter
        self._parts = list(map(cutter.codes.__getitem__, self._chunks))
        self._counts: list[int] = []
        self._begins: list[int] = []
        self._pieces: dict[int, Sequence[Piece]] = {}
        self._misspelled: bool | None = None
        self._gap = 0  # Letters between two chunks that are not counted in the beginnings.
        codes = list(itertools.chain.from_iterable(self._parts))
        if not cutter.answers.keys().isdisjoint(codes):
            codes = _with_answers(codes, cutter.answers)
        self.sentences = _sentences(codes)

    def piece(self, number: int) -> Piece:
        """Return what the code *number* of the text stands for."""
        return self._place(number)[1]

    @property
    def misspelled(self) -> bool:
        """Whether any word has a typing error."""
        if self._misspelled is None:
            self._misspelled = not self._cutter.misspelled.isdisjoint(self._chunks)
        return self._misspelled

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the code number *first* begins in the text as it was given, and the code number *last* ends."""
        (chunk, piece), (last_chunk, last_piece) = self._place(first), self._place(last)
        start = self._begin(chunk) + piece.start
        end = self._begin(last_chunk) + last_piece.start + len(last_piece.written)
        return (start, end) if self._origin is None else (self._origin[start], self._origin[end - 1] + 1)

    def _begin(self, chunk: int) -> int:
        """Return where the chunk number *chunk* begins."""
        if not self._begins:
            if " ".join(self._chunks) == self._text:
                self._begins = list(itertools.accumulate(map(len, self._chunks), initial=0))
                self._gap = 1
            else:
                at = 0
                for each in self._chunks:
                    self._begins.append(self._text.index(each, at))
                    at = self._begins[-1] + len(each)
        return self._begins[chunk] + self._gap * chunk

    def _place(self, number: int) -> tuple[int, Piece]:
        """Return in which chunk the code *number* is, and what it stands for."""
        if not self._counts:
            self._counts = list(itertools.accumulate(map(len, self._parts), initial=0))
        chunk = bisect_right(self._counts, number) - 1
        if chunk not in self._pieces:
            self._pieces[chunk] = self._cutter.pieces[self._chunks[chunk]]
        return chunk, self._pieces[chunk][number - self._counts[chunk]]


def _with_answers(codes: Sequence[int], answers: Mapping[int, int]) -> list[int]:
    """Return *codes* with the short *answers* where these end a part of the text: "fever: n", but not "numb n weak"."""
    following = [*codes[1:], STOP]
    return [
        answers[code] if code in answers and (after in _STOPS or after in _MARK_CODES) else code
        for code, after in zip(codes, following, strict=True)
    ]


def _sentences(codes: list[int]) -> list[Sentence]:
    """Return the sentences that *codes* make; those without a telling word are none, and very long ones are several."""
    if len(codes) <= LONGEST and _STOPS.isdisjoint(codes):
        sentences = [Sentence(codes, 0, question=False)]
    else:
        sentences = []
        first = 0
        for place in [*[place for place, code in enumerate(codes) if code in _STOPS], len(codes)]:
            while place - first > LONGEST:
                end = _last_break(codes, first, first + LONGEST)
                sentences.append(Sentence(codes[first:end], first, question=False))
                first = end
            question = place < len(codes) and codes[place] == ASK
            sentences.append(Sentence(codes[first:place], first, question=question))
            first = place + 1
    return [sentence for sentence in sentences if sentence.words]


def _last_break(codes: Sequence[int], first: int, end: int) -> int:
    """Return the last place before *end* at which something parts the *codes* from *first* on; else *end*."""
    for place in range(end - 1, first, -1):
        if is_break(codes[place]):
            return place
    return end


class _Remembered(dict[str, _T]):
    """What was worked out of each chunk; that of a new one is worked out when it is asked for."""

    __slots__ = ("_work_out",)

    def __init__(self, work_out: Callable[[str], _T]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, chunk: str) -> _T:
        result = self._work_out(chunk)
        if len(self) < _MOST_KEPT and len(chunk) <= _LONGEST_KEPT:
            self[chunk] = result
        return result


class Cutter:
    """
    Cuts texts.

    Attributes:
        codes: Chunk to the codes of what it is made of.
        pieces: Chunk to its pieces, one for each code.
        misspelled: Chunks with typing errors.
        answers: The codes of little words that are answers at the end of a part ("n"), each with that of the answer.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_vocabulary", "_words", "answers", "codes", "misspelled", "pieces")

    def __init__(self, vocabulary: Vocabulary, words: Sequence[int], answers: Mapping[int, int]) -> None:
        """Take the words that are known, the code of each, and the short answers."""
        self.answers = answers
        self._vocabulary = vocabulary
        self._words = words
        self.codes = _Remembered(lambda chunk: tuple(code for _, code in self._read(chunk)))
        self.pieces = _Remembered(lambda chunk: tuple(piece for piece, _ in self._read(chunk)))
        self.misspelled: set[str] = set()

    def cut(self, text: str) -> Text:
        """Return *text* cut up."""
        return Text(text, self)

    def _read(self, chunk: str) -> Iterator[tuple[Piece, int]]:
        """Yield what *chunk* is made of, each with its code; a short form is several."""
        for token in _TOKEN.finditer(chunk):
            written = token[0]
            if written in _ENDS:
                yield Piece(written, token.start(), 1.0), ASK if written in _ASKS else STOP
            elif written in _MARKS:
                yield Piece(written, token.start(), 1.0), code_of(0, _MARKS[written])
            else:
                forms = self._vocabulary.forms(written)
                share = min((share for _, share in forms), default=1.0)
                if share < 1 and len(self.misspelled) < _MOST_KEPT:
                    self.misspelled.add(chunk)
                for word, _ in forms:
                    yield (
                        Piece(written, token.start(), share),
                        self._words[word] if word >= 0 else word,
                    )


def _clean(text: str) -> tuple[str, list[int] | None]:
    """Return *text* without marks that are no letters of their own, and where each letter stood; None where it was."""
    if text.isascii() or not any(unicodedata.category(letter) in _IGNORED for letter in text):
        return text, None
    places = [place for place, letter in enumerate(text) if unicodedata.category(letter) not in _IGNORED]
    return "".join(text[place] for place in places), [*places, len(text)]
