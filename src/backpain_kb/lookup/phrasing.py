"""The lexicons of one language made ready: the words, the tree of phrases, and the patterns of every finding."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

import attrs

from backpain_kb.logic.symbols import ValueType
from backpain_kb.lookup.likeness import Likenesses, Row
from backpain_kb.lookup.patterns import Pattern, Tree, compile_pattern
from backpain_kb.lookup.polarity import ANSWERS
from backpain_kb.lookup.quantities import PLAIN, Numbers
from backpain_kb.lookup.sentences import AND, ANEW, ARTICLE, CONTRAST, FILLER, OR, SELF, code_of
from backpain_kb.lookup.texts import Cutter
from backpain_kb.lookup.vocabulary import Vocabulary
from backpain_kb.lookup.words import words_of
from backpain_kb.model.lexicon import CUES, Amount, Lexicon, Unit
from backpain_kb.model.terms import Finding

__all__ = ["WHOLE", "Kind", "Phrasing", "Said"]

WHOLE: Final = 1_000_000
"""What is added to the number of a concept of words as they are, in the tree in which every word counts."""

_OUT_OF: Final = "out_of"
"""The concept that stands between a score and what it is out of."""

_CONCEPT: Final = re.compile(r"\{[^}]*\}")

_BETWEEN: Final = {
    "and": AND | FILLER,
    "or": OR | FILLER,
    "contrast": CONTRAST | FILLER,
    "anew": ANEW | FILLER,
    "self": SELF | FILLER,
}
"""Cues that are single words and stand between others."""


_WORDS: Final = frozenset({"ask", "negative", "plain"})
"""Cues that are looked for as words, and not as phrases."""


class Kind(Enum):
    """What a pattern says of its finding."""

    SAY = "say"
    DENY = "deny"
    BROAD = "broad"
    HINT = "hint"
    AMOUNT = "amount"


@attrs.frozen(eq=False)
class Said:
    """
    A pattern with what it says.

    Attributes:
        finding: The finding.
        kind: What it says of it.
        pattern: The pattern.
        others: What it needs beside the two concepts that it is looked for by.
        about: A number for the finding, the kind and the choice: what is the same said again.
        weight: How serious the finding is: 2 for a hard stop, 1 for another red flag.
        choice: The choice, where the finding is a category.
        amount: How its number is read.
    """

    finding: Finding
    kind: Kind
    pattern: Pattern
    others: frozenset[int]
    about: int
    weight: int
    choice: str | None = None
    amount: Amount | None = None

    @property
    def amount_decides(self) -> bool:
        """Whether a number decides if the finding is there."""
        return self.amount is not None and self.amount.present_from is not None


@attrs.frozen(eq=False)
class Phrasing:
    """
    What is needed to read a language; make one with `Phrasing.of`.

    Attributes:
        cutter: Cuts texts into sentences of known words.
        tree: The phrases of the concepts.
        cue_tree: The phrases of the cues, in which every word counts.
        index: Concept to other concepts, or itself, each with the patterns that need these two.
        cues: Concept to the cue that it is.
        signs: The concepts that say what is wrong.
        places: The concepts that say where.
        negative: The words that make a claim with "not" in it.
        plain: The words that leave a denial as it is.
        asking: The codes of the words that begin a question.
        numbers: What is said of numbers.
        dimensions: Dimension to the concept that stands for its quantities.
        units: The units that may be left out, by dimension.
        lasting: Findings that stay true when they are over.
        likenesses: What a sentence may sound like.
    """

    cutter: Cutter
    tree: Tree
    cue_tree: Tree
    index: Mapping[int, Sequence[tuple[int, Sequence[Said]]]]
    cues: Mapping[int, str]
    signs: frozenset[int]
    places: frozenset[int]
    negative: frozenset[int]
    plain: frozenset[int]
    asking: frozenset[int]
    numbers: Numbers
    dimensions: Mapping[str, int]
    units: Mapping[str, Sequence[Unit]]
    lasting: frozenset[str]
    likenesses: Likenesses

    @classmethod
    def of(cls, lexicons: Sequence[Lexicon], findings: Mapping[str, Finding]) -> Phrasing:
        """
        Return the *lexicons* of one language made ready.

        .. versionadded:: 0.1.0
        """
        return _Maker(lexicons, findings).make()


class _Maker:
    """Makes a `Phrasing`."""

    def __init__(self, lexicons: Sequence[Lexicon], findings: Mapping[str, Finding]) -> None:
        self._lexicons = lexicons
        self._findings = findings
        self._cues = self._joined("cues")
        self._concepts = self._joined("concepts")
        self._vocabulary = Vocabulary.of(
            self._words(),
            preferred=itertools.chain.from_iterable(
                self._concepts[name] for name in (*self._all("signs"), *self._all("places"))
            ),
            spelling={key: value for lexicon in lexicons for key, value in lexicon.spelling.items()},
            exact=self._all("exact"),
            everyday=self._all("everyday"),
            endings=self._all("endings"),
        )
        self._kinds = self._flags()
        self._codes = [code_of(number, kinds) for number, kinds in enumerate(self._kinds)]
        self._tree = Tree()
        self._whole_phrases: list[tuple[int, tuple[int, ...]]] = []

    def _all(self, field: str) -> tuple[str, ...]:
        return tuple(itertools.chain.from_iterable(getattr(lexicon, field) for lexicon in self._lexicons))

    def _joined(self, field: str) -> Mapping[str, tuple[str, ...]]:
        """Return a table of lists with those of all lexicons put together."""
        joined: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for lexicon in self._lexicons:
            for key, texts in getattr(lexicon, field).items():
                joined[key] += texts
        return joined

    def _patterns(self) -> Iterator[tuple[Finding, Kind, str, str | None, Amount | None]]:
        """Yield all patterns: those of the lexicons, and the synonyms of the findings."""
        unread = {words_of(text) for text in self._all("unread")}
        for finding in self._findings.values():
            for text in finding.synonyms if finding.type is ValueType.BOOLEAN else ():
                if words_of(text) not in unread:
                    yield finding, Kind.SAY, _plain(text), None, None
        for wording in itertools.chain.from_iterable(lexicon.wording for lexicon in self._lexicons):
            for kind in (Kind.SAY, Kind.DENY, Kind.BROAD, Kind.HINT):
                for text in getattr(wording, kind.value):
                    yield self._findings[wording.finding], kind, text, wording.choice, None
        for amount in itertools.chain.from_iterable(lexicon.amount for lexicon in self._lexicons):
            for text in amount.say:
                yield self._findings[amount.finding], Kind.AMOUNT, text, None, amount

    def _words(self) -> Iterator[str]:
        """Yield all words and phrases that count."""
        texts = [
            *itertools.chain.from_iterable((*self._cues.values(), *self._concepts.values())),
            *self._all("fillers"),
        ]
        for lexicon in self._lexicons:
            texts += [*lexicon.numbers, *lexicon.times]
            texts += itertools.chain.from_iterable(unit.words for unit in lexicon.unit)
            texts += itertools.chain.from_iterable(likeness.points for likeness in lexicon.likeness)
        for _, _, text, _, _ in self._patterns():
            texts.append(text)
        yield from (_CONCEPT.sub(" ", text) for text in texts)

    def _flags(self) -> list[int]:
        """Return the flags of every word."""
        flags: defaultdict[int, int] = defaultdict(int)
        for text in self._all("fillers"):
            flags[self._one(text)] |= FILLER
        for cue, flag in _BETWEEN.items():
            for text in self._cues.get(cue, ()):
                flags[self._one(text)] |= flag
        for lexicon in self._lexicons:
            for text, value in lexicon.numbers.items():
                if value == 1 and flags[self._one(text)] & FILLER:
                    flags[self._one(text)] |= ARTICLE
        return [flags[number] for number in range(self._vocabulary.size)]

    def _code(self, word: int) -> int:
        """Return the code of a word in a sentence."""
        return self._codes[word]

    def _one(self, text: str) -> int:
        """Return the number of a single word."""
        return self._vocabulary.number(words_of(text)[0])

    def _all_words(self, text: str) -> tuple[int, ...]:
        """Return the numbers of all words of *text*."""
        return tuple(map(self._vocabulary.number, words_of(text)))

    def _telling(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the telling words of *text*."""
        return tuple(number for number in self._all_words(text) if not self._kinds[number])

    def _phrase(self, text: str) -> int | None:
        """Return the concept of the telling words of *text*; None when it has none."""
        words = self._telling(text)
        if not words:
            return None
        concept = self._tree.concept("=" + " ".join(map(str, words)))
        self._tree.add(concept, words)
        return concept

    def _whole(self, text: str) -> int:
        """Return the concept of *text* as it is."""
        words = self._all_words(text)
        concept = self._tree.concept("[" + " ".join(map(str, words)))
        self._whole_phrases.append((concept, words))
        return concept

    def _pattern(self, text: str) -> str:
        """Return *text*; as it is, when just one telling word would be left of several."""
        several = text.isascii() and " " in text and not set(text) & set("{[&.")
        return f"[{text}]" if several and len(self._telling(text)) == 1 else text

    def make(self) -> Phrasing:
        """Return the `Phrasing`."""
        concepts = {name: self._tree.concept(name) for name in self._concepts}
        for name, texts in self._concepts.items():
            for text in texts:
                if words := self._telling(text):
                    self._tree.add(concepts[name], words)
        numbers, units, dimensions = self._quantities()
        concepts |= {f"#{dimension}": number for dimension, number in dimensions.items()}
        index = self._index(concepts)
        cues: dict[int, str] = {}
        cue_tree = Tree()
        for concept, words in self._whole_phrases:
            cue_tree.add(WHOLE + concept, tuple(map(self._code, words)))
        for cue in sorted(CUES - set(_BETWEEN) - _WORDS):
            cues[cue_tree.concept(cue)] = cue
            for text in self._cues.get(cue, ()):
                for words in self._spelled_out(text):
                    cue_tree.add(cue_tree.concept(cue), tuple(map(self._code, words)))
        return Phrasing(
            cutter=Cutter(self._vocabulary, self._codes, self._short_answers()),
            tree=self._tree,
            cue_tree=cue_tree,
            index=index,
            cues=cues,
            signs=frozenset(concepts[name] for name in self._all("signs")),
            places=frozenset(concepts[name] for name in self._all("places")),
            negative=frozenset(map(self._one, self._cues.get("negative", ()))),
            plain=frozenset(map(self._one, self._cues.get("plain", ()))),
            asking=frozenset(self._code(self._one(text)) for text in self._cues.get("ask", ())),
            numbers=numbers,
            dimensions=dimensions,
            units=units,
            lasting=frozenset(self._all("lasting")),
            likenesses=self._likenesses(concepts),
        )

    def _short_answers(self) -> Mapping[int, int]:
        """Return the codes of the little words that are answers, each with that of the first other word that is one."""
        short: dict[int, int] = {}
        for cue in ANSWERS:
            single = [self._one(text) for text in self._cues.get(cue, ()) if len(words_of(text)) == 1]
            telling = [self._code(word) for word in single if not self._kinds[word]]
            if telling:
                short |= {self._code(word): telling[0] for word in single if self._kinds[word]}
        return short

    def _likenesses(self, concepts: Mapping[str, int]) -> Likenesses:
        """Return what a sentence may sound like."""
        rows = [
            Row(
                self._findings[likeness.finding],
                float(likeness.limit),
                words={self._one(text): float(points) for text, points in likeness.points.items() if text[0] != "{"},
                concepts={
                    concepts[text[1:-1]]: float(points) for text, points in likeness.points.items() if text[0] == "{"
                },
            )
            for lexicon in self._lexicons
            for likeness in lexicon.likeness
        ]
        return Likenesses(rows, frozenset(concepts.values()))

    def _index(self, concepts: Mapping[str, int]) -> Mapping[int, Sequence[tuple[int, Sequence[Said]]]]:
        """Return the patterns, each under the two of its concepts that the fewest have; one alone counts twice."""
        rows = [
            (row, pattern)
            for row in self._patterns()
            if (pattern := compile_pattern(self._pattern(row[2]), self._phrase, self._whole, concepts)) is not None
        ]
        uses = Counter(concept for _, pattern in rows for concept in pattern.concepts)
        numbers: dict[tuple[str, str, str | None], int] = {}
        index: defaultdict[int, defaultdict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
        for (finding, kind, _, choice, amount), pattern in rows:
            needed = sorted(pattern.concepts, key=lambda concept: (uses[concept], concept))
            weight = finding.red_flag + finding.hard_stop
            about = numbers.setdefault((finding.id, kind.value, choice), len(numbers))
            said = Said(finding, kind, pattern, frozenset(needed[2:]), about, weight, choice, amount)
            index[needed[0]][needed[min(1, len(needed) - 1)]].append(said)
        return {
            first: tuple([(second, tuple(several)) for second, several in seconds.items()])
            for first, seconds in index.items()
        }

    def _spelled_out(self, text: str) -> Iterator[tuple[int, ...]]:
        """Yield all words of *text*, once for each phrase of the concepts that it names."""
        rows: list[tuple[int, ...]] = [()]
        for item in text.split():
            texts = self._concepts[item.strip("{}")] if item[0] == "{" else (item,)
            more = [self._all_words(each) for each in texts]
            rows = [row + each for row in rows for each in more]
        yield from rows

    def _quantities(self) -> tuple[Numbers, Mapping[str, Sequence[Unit]], Mapping[str, int]]:
        """Return what is said of numbers, the units by dimension, and the concept of each dimension."""
        words: dict[int, float] = {}
        times: dict[int, float] = {}
        units: defaultdict[int, tuple[Unit, ...]] = defaultdict(tuple)
        by_dimension: defaultdict[str, list[Unit]] = defaultdict(list)
        for lexicon in self._lexicons:
            words |= {self._one(text): float(value) for text, value in lexicon.numbers.items()}
            times |= {self._one(text): float(value) for text, value in lexicon.times.items()}
            for unit in lexicon.unit:
                by_dimension[unit.dimension].append(unit)
                for text in unit.words:
                    units[self._one(text)] += (unit,)
        names = {
            PLAIN,
            "score",
            "time",
            *by_dimension,
            *(each.dimension for lexicon in self._lexicons for each in lexicon.amount),
        }
        out_of = frozenset(float(each) for lexicon in self._lexicons for each in lexicon.out_of)
        joins = frozenset(self._one(text) for text in self._concepts.get(_OUT_OF, ()))
        spoken = {word: value for word, value in words.items() if not self._kinds[word]}
        return (
            Numbers(spoken, times, units, out_of, joins),
            by_dimension,
            {name: self._tree.concept(f"#{name}") for name in sorted(names)},
        )


def _plain(text: str) -> str:
    """Return *text* without what has a meaning in patterns."""
    return " ".join(re.sub(r"[^\w'\u2019]", " ", text).split())
