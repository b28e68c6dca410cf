"""Which patterns stand in a sentence, and which of them are only part of another."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from backpain_kb.logic.symbols import ValueType
from backpain_kb.lookup.patterns import Occurrences, mask_of
from backpain_kb.lookup.phrasing import Kind
from backpain_kb.lookup.quantities import PLAIN, in_base
from backpain_kb.lookup.sentences import CONTRAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backpain_kb.lookup.phrasing import Phrasing, Said
    from backpain_kb.lookup.quantities import Quantity
    from backpain_kb.lookup.sentences import Sentence
    from backpain_kb.model.lexicon import Unit

__all__ = ["Found", "find", "places_of", "without_parts"]

_WEAK: Final = (Kind.HINT, Kind.BROAD)

# Python 3.11 takes long to find a member of an Enum.
_SAY, _DENY = Kind.SAY, Kind.DENY
_BOOLEAN: Final = ValueType.BOOLEAN

_UNASKED: Final = -1


class Found(NamedTuple):
    """
    A pattern found in a sentence.

    Attributes:
        mask: The words that it takes.
        start: The first of them.
        end: One after the last.
        said: The pattern and what it says.
        value: The number in it, in base units.
    """

    mask: int
    start: int
    end: int
    said: Said
    value: float | None = None


def find(ways: Phrasing, sentence: Sentence, occurrences: Occurrences, quantities: Sequence[Quantity]) -> list[Found]:
    """
    Return every pattern that stands in *sentence*: of one finding the longest, of one number the likeliest meaning.

    .. versionadded:: 0.1.0
    """
    said_so: dict[int, list[Found]] = {}
    measured: dict[int, tuple[tuple[int, int, bool], Found]] = {}
    claims = groups = _UNASKED
    for said in _possible(ways, occurrences):
        pattern = said.pattern
        if not pattern.simple:
            claims = sentence.claims() if claims == _UNASKED else claims
            if pattern.near and groups == _UNASKED:
                groups = _groups(sentence, occurrences, ways.signs, ways.places)
        for start, end, mask in pattern.find(occurrences, claims, groups):
            if said.amount is not None:
                _measure(ways, Found(mask, start, end, said), quantities, measured)
            elif said.about in said_so:
                said_so[said.about].append(Found(mask, start, end, said))
            else:
                said_so[said.about] = [Found(mask, start, end, said)]
    found: list[Found] = []
    for ways_to_say in said_so.values():
        found += ways_to_say if len(ways_to_say) == 1 else _longest(ways_to_say)
    if measured:
        amounts = [each for _, each in measured.values()]
        # "101 F" is no woman of that age.
        taken = functools.reduce(int.__or__, (each.mask for each in amounts if each.said.amount_decides), 0)
        found = [each for each in found if each.said.choice is None or not each.mask & taken] + amounts
    return found


def _possible(ways: Phrasing, occurrences: Occurrences) -> list[Said]:
    """Return the patterns of which all concepts occur."""
    index = ways.index
    possible: list[Said] = []
    for concept in occurrences:
        if concept in index:
            for second, several in index[concept]:
                if second in occurrences:
                    for said in several:
                        if not said.others or occurrences.keys() >= said.others:
                            possible.append(said)  # noqa: PERF401 - faster than many small lists.
    return possible


def _measure(
    ways: Phrasing,
    found: Found,
    quantities: Sequence[Quantity],
    measured: dict[int, tuple[tuple[int, int, bool], Found]],
) -> None:
    """Put *found* into what is *measured* if it is the likeliest meaning of its number so far."""
    quantity = _quantity(ways, found.said, found.mask, quantities)
    if quantity is not None:
        rank = found.mask.bit_count(), found.start - found.end, found.said.amount_decides
        if quantity.start not in measured or measured[quantity.start][0] < rank:
            measured[quantity.start] = rank, found._replace(value=quantity.value)


def _longest(found: list[Found]) -> list[Found]:
    """Return, of the ways in which the same is said, the longest, and those that share no word with it, and so on."""
    kept: list[Found] = []
    taken = 0
    for each in sorted(found, key=_length, reverse=True):
        if not each.mask & taken:
            kept.append(each)
            taken |= each.mask
    return kept


def _length(each: Found) -> tuple[int, int, int]:
    """Return how long a way of saying something is: its words; of as many, the first, and of these the closest."""
    return each.mask.bit_count(), -each.start, -each.end


def _quantity(ways: Phrasing, said: Said, mask: int, quantities: Sequence[Quantity]) -> Quantity | None:
    """Return the quantity among the words of *mask* that *said* is about, in base units."""
    assert said.amount is not None  # noqa: S101 - asked of amounts only; this tells the type checker.
    dimension = said.amount.dimension
    inside = [each for each in quantities if mask_of(each.start, each.end) & ~mask == 0]
    ranged = [unit for unit in ways.units.get(dimension, ()) if unit.low is not None and unit.high is not None]
    for each in inside:
        if each.dimension == dimension and (not ranged or any(_plausible(unit, each.value) for unit in ranged)):
            return each
    bare = ranged and ways.dimensions[PLAIN] in said.pattern.concepts
    for each in inside if bare else ():
        for unit in ranged if each.dimension == PLAIN else ():
            value = in_base(unit, each.value)
            if _plausible(unit, value):
                return each._replace(dimension=dimension, value=value)
    return None


def _plausible(unit: Unit, value: float) -> bool:
    """Return whether *value*, in base units, is within the limits of *unit*."""
    assert unit.low is not None  # noqa: S101 - asked of units with limits only; this tells the type checker.
    assert unit.high is not None  # noqa: S101 - as above.
    return in_base(unit, unit.low) <= value <= in_base(unit, unit.high)


def places_of(occurrences: Occurrences, concepts: Iterable[int]) -> int:
    """
    Return the mask of the words that mean one of *concepts*.

    .. versionadded:: 0.1.0
    """
    mask = 0
    for concept in occurrences.keys() & concepts:
        for _, _, words in occurrences[concept]:
            mask |= words
    return mask


def _groups(sentence: Sentence, occurrences: Occurrences, signs: Iterable[int], places: Iterable[int]) -> int:
    """
    Return the mask of the words with which another group begins.

    The parts of a sentence belong together unless each says what is wrong and where: "numb foot, pain in the groin" is
    two groups, "numb foot, groin and bottom" one.
    """
    breaks = sentence.breaks
    if not breaks:
        return 0
    sign_mask, place_mask = places_of(occurrences, signs), places_of(occurrences, places)
    groups = 0
    so_far = mask_of(0, breaks[0])
    for place, end in itertools.pairwise([*breaks, len(sentence.words)]):
        mask = mask_of(place, end)
        whole = so_far & sign_mask and so_far & place_mask and mask & sign_mask and mask & place_mask
        if sentence.before[place] & CONTRAST or whole:
            groups |= 1 << place
            so_far = mask
        else:
            so_far |= mask
    return groups


def without_parts(found: Sequence[Found], negative: int) -> tuple[list[Found], list[Found]]:
    """
    Return those that are no part of a longer one, and those that are part of one that is less serious.

    Args:
        found: All that stands in the sentence.
        negative: Mask of the words that make a claim with "not" in it.

    .. versionadded:: 0.1.0
    """
    if len(found) == 1:
        return list(found), []
    kept: list[Found] = []
    covered: list[Found] = []
    for each in found:
        if each.said.amount is not None:
            kept.append(each)
            continue
        mine = each.mask
        longer = [
            other for other in found if other.mask & mine and other is not each and _covers(other, each, negative)
        ]
        if not longer:
            kept.append(each)
        elif each.said.kind is _SAY and each.said.weight > max(other.said.weight for other in longer):
            covered.append(each)
    return kept, covered


def _covers(other: Found, each: Found, negative: int) -> bool:
    """Return whether *other* takes the words of *each* and more, or says the same more clearly."""
    mine, its = each.mask, other.mask
    more = mine != its and mine & ~its == 0
    same = other.said.finding is each.said.finding
    if each.said.finding.type is not _BOOLEAN and not same:
        return False
    if other.said.amount is not None:
        return same and each.said.kind in _WEAK and mine & ~its == 0
    if other.said.kind in _WEAK and each.said.kind not in _WEAK:
        return False
    if same and each.said.kind in _WEAK and other.said.kind is _SAY:
        return True  # "Fell off my bike" says what "fell off" only hints at.
    # "No longer feel when it is full" holds "feel when it is full".
    unsaid = same and each.said.kind is _DENY and other.said.kind is _SAY and its & negative & ~mine
    return more or bool(unsaid)
