"""
Patterns of words, and finding them in a sentence.

The words and phrases of all concepts stand in one tree that a sentence is walked along once; what is found there is put
together to patterns.  A mask is a set of words of a sentence, such as those that something takes, as the bits of a
number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["GAP", "NEAR", "Occurrences", "Pattern", "Tree", "compile_pattern", "mask_of"]

NEAR: Final = 6
"""Most words between two things that a pattern wants near each other."""

GAP: Final = 4
"""Most words that `...` stands for."""

Span = tuple[int, int]

Place = tuple[int, int, int]
"""Where something begins, where it ends, and the mask of its words."""

Occurrences = dict[int, tuple[Place, ...]]
"""Number of a concept to the places where it stands in a sentence."""

_ITEM: Final = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\.\.\.|[^\s{\[.][^{\[.]*(?<!\s)")
"""A concept, words as they are, a gap, or a few words."""


class _Node:
    """A word of a phrase: the concepts of the phrases that end here, and the words that may follow."""

    __slots__ = ("after", "concepts")

    def __init__(self) -> None:
        self.concepts: tuple[int, ...] = ()
        self.after: dict[int, _Node] | None = None


class Tree:
    """
    The phrases of concepts as a tree of words.

    .. versionadded:: 0.1.0
    """

    __slots__ = ("_names", "_root")

    def __init__(self) -> None:
        """Begin with no phrase."""
        self._root = _Node()
        self._names: dict[str, int] = {}

    def concept(self, name: str) -> int:
        """Return the number of a concept, a new one for a new name."""
        return self._names.setdefault(name, len(self._names))

    def add(self, concept: int, words: Sequence[int]) -> None:
        """Say that *words* in a row mean *concept*."""
        node = self._root
        for word in words:
            if node.after is None:
                node.after = {}
            node = node.after.setdefault(word, _Node())
        if concept not in node.concepts:
            node.concepts += (concept,)

    def find(self, words: Sequence[int]) -> Occurrences:
        """Return where concepts stand in *words*."""
        found: Occurrences = {}
        last = len(words) - 1
        for start, first in enumerate(map((self._root.after or {}).get, words)):
            node, end = first, start
            while node is not None:
                if node.concepts:
                    places = ((start, end + 1, (2 << end) - (1 << start)),)
                    for concept in node.concepts:
                        found[concept] = found[concept] + places if concept in found else places
                if end == last or node.after is None:
                    break
                end += 1
                node = node.after.get(words[end])
        return found


@attrs.frozen
class Pattern:
    """
    Parts that stand near each other; a part is concepts in a row, each with the room that may be before it.

    Attributes:
        parts: The parts.
        concepts: All concepts that it needs.
        near: Whether it has several parts.
        simple: Whether it is one concept alone.

    .. versionadded:: 0.1.0
    """

    parts: tuple[tuple[tuple[int, int], ...], ...]
    concepts: frozenset[int] = attrs.field(init=False, eq=False)
    near: bool = attrs.field(init=False, eq=False)
    simple: bool = attrs.field(init=False, eq=False)

    @concepts.default
    def _all_concepts(self) -> frozenset[int]:
        return frozenset(concept for part in self.parts for concept, _ in part)

    @near.default
    def _has_several_parts(self) -> bool:
        return len(self.parts) > 1

    @simple.default
    def _is_one_concept(self) -> bool:
        return len(self.parts) == 1 == len(self.parts[0])

    def find(self, occurrences: Occurrences, claims: int, groups: int) -> Sequence[Place]:
        """
        Return where the pattern stands.

        Args:
            occurrences: Where the concepts stand; all that the pattern needs are there.
            claims: Mask of the words with which another claim begins; not used by what is *simple*.
            groups: Mask of the words with which another group begins; used by what has parts that are *near*.
        """
        found = _rows(self.parts[0], occurrences, claims)
        for part in self.parts[1:]:
            if not found:
                break
            found = _near(found, _rows(part, occurrences, claims), groups)
        return found


def mask_of(start: int, end: int) -> int:
    """
    Return the mask of the words from *start* up to *end*.

    .. versionadded:: 0.1.0
    """
    return (1 << end) - (1 << start)


def _rows(part: Sequence[tuple[int, int]], occurrences: Occurrences, claims: int) -> Sequence[Place]:
    """Return where the concepts of *part* stand in a row, within one claim."""
    found: Sequence[Place] = occurrences[part[0][0]]
    for concept, room in part[1:]:
        found = [
            (start, later_end, mask | later_mask)
            for start, end, mask in found
            for later, later_end, later_mask in occurrences[concept]
            if later - room <= end <= later and not claims & ((2 << later) - (1 << end))
        ]
    return found


def _near(found: Sequence[Place], others: Sequence[Place], groups: int) -> list[Place]:
    """Return each of *found* with the nearest of *others*, and each of these with the nearest of those."""
    joined: list[Place] = []
    _join_nearest(found, others, groups, joined)
    if len(others) > 1:
        _join_nearest(others, found, groups, joined)
    return joined


def _join_nearest(found: Sequence[Place], others: Sequence[Place], groups: int, joined: list[Place]) -> None:
    """Add each of *found* with the nearest of *others* in its group, if one is near, to what is *joined*."""
    for start, end, mask in found:
        nearest = NEAR + 1
        best = None
        for other in others:
            first = other[0]
            distance = first - end if start < first else start - other[1]
            if distance < nearest and not mask & other[2]:
                between = (2 << first) - (2 << start) if start < first else (2 << start) - (2 << first)
                if not groups & between:
                    nearest, best = distance, other
        if best is not None:
            pair = min(start, best[0]), max(end, best[1]), mask | best[2]
            if pair not in joined:
                joined.append(pair)


def compile_pattern(
    text: str, phrase: Callable[[str], int | None], whole: Callable[[str], int], concepts: Mapping[str, int]
) -> Pattern | None:
    """
    Return the pattern that *text* describes; None when a part of it is nothing but fillers.

    Args:
        text: Words, `{concept}`, `[words as they are]`, `...` and `&`.
        phrase: Gives the concept of a few words without their fillers, if there are any.
        whole: Gives the concept of a few words as they are.
        concepts: Name of a concept to its number.

    .. versionadded:: 0.1.0
    """
    parts = []
    for part in text.split("&"):
        steps: list[tuple[int, int]] = []
        room = 0
        for item in _ITEM.findall(part):
            if item == "...":
                room = GAP
                continue
            number = concepts[item[1:-1]] if item[0] == "{" else whole(item[1:-1]) if item[0] == "[" else phrase(item)
            if number is None:
                return None  # Without its fillers it would say much less than it means.
            steps.append((number, room))
            room = 0
        parts.append(tuple(steps))
    return Pattern(tuple(parts)) if all(parts) else None
