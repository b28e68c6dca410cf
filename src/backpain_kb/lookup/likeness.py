"""
What a sentence sounds like where no pattern says it: points for its words, as in a clinical score.

What reaches the limit is asked and never believed.  The points stand in the lexicon.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import attrs

from backpain_kb.model.terms import Finding

__all__ = ["FEWEST", "Likenesses", "Row"]

FEWEST: Final = 5
"""Telling words that a sentence must have to sound like anything."""

_STRONG: Final = 0.7
"""Share of the limit that two words or concepts must reach each for one finding to be looked at further."""

_NONE: Final = itertools.repeat(0.0)


@attrs.frozen(eq=False)
class Row:
    """
    What makes a sentence sound like one finding.

    Attributes:
        finding: The finding.
        limit: What the points must exceed.
        words: Number of a word to its points.
        concepts: Number of a concept to its points.

    .. versionadded:: 0.1.0
    """

    finding: Finding
    limit: float
    words: Mapping[int, float]
    concepts: Mapping[int, float]


@attrs.frozen(eq=False)
class Likenesses:
    """
    The likenesses of one language.

    Attributes:
        rows: What makes a sentence sound like each finding.
        named: The concepts that have a name; each counts as a word of the sentence.

    .. versionadded:: 0.1.0
    """

    rows: Sequence[Row]
    named: frozenset[int]
    _words: Mapping[int, int] = attrs.field(init=False)
    _concepts: Mapping[int, int] = attrs.field(init=False)

    @_words.default
    def _strong_words(self) -> Mapping[int, int]:
        return _strong((row.words, row.limit) for row in self.rows)

    @_concepts.default
    def _strong_concepts(self) -> Mapping[int, int]:
        return _strong((row.concepts, row.limit) for row in self.rows)

    def find(self, words: Sequence[int], concepts: Collection[int]) -> list[Finding]:
        """
        Return what a sentence of these telling *words* and *concepts* sounds like.

        The sum of the points is divided by the root of the number of words and concepts, so that long sentences do not
        sound like everything.

        .. versionadded:: 0.1.0
        """
        if len(words) < FEWEST:
            return []
        once = twice = 0
        for table, traits in ((self._words, words), (self._concepts, concepts)):
            for trait in table.keys() & traits:
                twice |= once & table[trait]
                once |= table[trait]
        if not twice:
            return []
        different, named = set(words), self.named.intersection(concepts)
        root = math.sqrt(len(different) + len(named))
        found = []
        while twice:
            row = self.rows[(twice & -twice).bit_length() - 1]
            twice &= twice - 1
            total = sum(map(row.words.get, different, _NONE)) + sum(map(row.concepts.get, named, _NONE))
            if total > row.limit * root:
                found.append(row.finding)
        return found


def _strong(tables: Iterable[tuple[Mapping[int, float], float]]) -> Mapping[int, int]:
    """Return the words, or concepts, of which one has a good share of the limit, with the mask of these tables."""
    strong: defaultdict[int, int] = defaultdict(int)
    for which, (table, limit) in enumerate(tables):
        for number, points in table.items():
            if points >= limit * _STRONG:
                strong[number] |= 1 << which
    return dict(strong)
