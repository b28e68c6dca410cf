"""
Words as people type them: one spelling, word stems, typing errors.

Everything here is a rule of English spelling; what a word means is said by the synonyms in the packs.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import Final

__all__ = ["STOP_WORDS", "edit_distance", "letters", "most_edits", "stem", "words_of"]

_LITTLE_WORDS: Final = (
    "a about after also am an and any are as at be been being but by can could did do does doing for from "
    "get gets getting got had has have having he her him his how i if in into is it its just kind like me "
    "mine my no not of on or our really she should so some than that the their them then there these they "
    "this to too us very was we were what when where which while who will with would you your"
)
STOP_WORDS: Final = frozenset(_LITTLE_WORDS.split())
"""Words that carry little: they break ties ("pain on sitting", "pain in sitting") but find nothing alone."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'"})
_UNMARKED = {
    "cant": "cannot",
    "couldnt": "could not",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "hasnt": "has not",
    "im": "i am",
    "isnt": "is not",
    "ive": "i have",
    "wasnt": "was not",
    "wont": "will not",
}
"""Short forms whose apostrophe is often left out; those that are words of their own ("well", "ill") are not here."""

# British spellings become American ones, wherever they stand: what comes out is only compared, never shown, so a word
# that is bent without need ("exercize") does no harm as long as it becomes no other word; hence "our" only after three
# letters ("hour", "your").
_SPELLING: Final = (
    (re.compile(r"oeuvre"), "euver"),
    (re.compile(r"ae"), "e"),
    (re.compile(r"^oe|(?<=rrh)oe|(?<=^f)oe(?=t)"), "e"),
    (re.compile(r"(?<=[a-z]{3})our"), "or"),
    (re.compile(r"(?<=[a-z]{2})is(?=e$|ed$|es$|er$|ers$|ing$|ation)"), "iz"),
    (re.compile(r"ys(?=e$|ed$|es$|er$|ers$|ing$)"), "yz"),
    (re.compile(r"(?<=[a-z])tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=[a-z])bre(?=s?$)"), "ber"),
    (re.compile(r"ogramme"), "ogram"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"enc(?=es?$)"), "ens"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^disk"), "disc"),
    (re.compile(r"^mum(?=s?$)"), "mom"),
    (re.compile(r"^pract[is]+[cz](?=e)"), "practic"),
)
_BRITISH: Final = re.compile("|".join(pattern.pattern for pattern, _ in _SPELLING))  # Most words need none of them.

_SHORTEST_STEM = 3


def words_of(text: str) -> tuple[str, ...]:
    """
    Return the words of *text* in one spelling: small letters, no accents, American, short forms written out.

    Example:
        >>> words_of("Can't feel the TUMOUR")
        ('cannot', 'feel', 'the', 'tumor')

    .. versionadded:: 0.1.0
    """
    plain = text.casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.translate(_APOSTROPHES))
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(itertools.chain.from_iterable(map(_spelled, _WORD.findall(plain.replace("can not", "cannot")))))


@functools.cache
def _spelled(word: str) -> tuple[str, ...]:
    """Return one word in one spelling; a short form becomes two."""
    head, _, tail = word.partition("'")
    if tail == "t" and head.endswith("n"):
        word = _UNMARKED.get(head + "t", f"{head[:-1]} not")
    elif tail and tail not in ("s", "m", "d", "ve", "re", "ll"):
        word = head + tail  # A name such as O'Connor.
    else:
        word = _UNMARKED.get(head, head)
    return tuple(_american(part) for part in word.split())


def _american(word: str) -> str:
    if _BRITISH.search(word):
        for pattern, spelling in _SPELLING:
            word = pattern.sub(spelling, word)
    return word


@functools.cache
def stem(word: str) -> str:
    """
    Return *word* without its ending, so that "runs", "runner" and "running" are one word.

    It is simple on purpose: what it misses, the comparison of similar words catches.

    Example:
        >>> [stem(word) for word in ("running", "runs", "stretches", "stiffness", "hurts")]
        ['run', 'run', 'stretch', 'stif', 'hurt']

    .. versionadded:: 0.1.0
    """
    for ending, instead, shortest in _ENDINGS if word[-1] in "sgdyt" else ():  # The last letters of all the endings.
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= shortest:
            word = word[: -len(ending)] + instead
            break
    return _trimmed(_DOUBLED_ER.sub(r"\1", word))


# Ending, what takes its place, and the fewest letters that must be left; the first that fits is taken off.
_ENDINGS: Final = (
    ("iness", "y", 3),
    ("nesses", "", 3),
    ("ness", "", 3),
    ("ings", "", 3),
    ("ing", "", 3),
    ("iest", "y", 3),
    ("ies", "y", 3),
    ("ied", "y", 3),
    ("ily", "y", 3),
    ("eed", "eed", 3),
    ("ed", "", 3),
    ("ly", "", 4),
    ("sses", "ss", 3),
    ("shes", "sh", 3),
    ("ches", "ch", 3),
    ("xes", "x", 3),
    ("zes", "z", 3),
    ("ss", "ss", 3),
    ("us", "us", 3),
    ("is", "is", 3),
    ("s", "", 3),
)

_DOUBLED_ER = re.compile(r"(?<=[a-z]{2})([bdgmnprt])\1er$")
"""A runner runs, but a number is not numb."""


def _trimmed(word: str) -> str:
    """Return *word* without a silent or doubled last letter: "hike" and "hiking", "stopped" and "stop"."""
    if len(word) > _SHORTEST_STEM and word[-1] == "e":
        word = word[:-1]
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1].isalpha():
        word = word[:-1]
    if len(word) > _SHORTEST_STEM and word[-1] == "i":
        word = word[:-1] + "y"
    return word


def letters(word: str) -> int:
    """
    Return the set of the letters of *word* as the bits of a number.

    One edit changes at most two bits, so that most words are told apart without computing their distance.

    .. versionadded:: 0.1.0
    """
    bits = 0
    for letter in set(word):
        bits |= 1 << (ord(letter) & 31)
    return bits


def most_edits(word: str) -> int:
    """
    Return how many typing errors *word* may hold: none up to 3 letters, 1 up to 7, else 2.

    .. versionadded:: 0.1.0
    """
    return 0 if len(word) <= 3 else 1 if len(word) <= 7 else 2  # noqa: PLR2004 - the limits that the docstring states.


def edit_distance(first: str, second: str, most: int) -> int:
    """
    Return how many letters are missing, added, wrong or swapped with their neighbour between two words.

    The measure is the optimal string alignment distance.  What is above *most* is returned as *most* + 1.

    Example:
        >>> edit_distance("scaitica", "sciatica", 2)
        1

    .. versionadded:: 0.1.0
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        line = [row]
        for column, other in enumerate(second, start=1):
            cost = min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return (
                most + 1
            )  # The line above had at least *most*, so that even a swap of letters cannot bring it down again.
        before, above = above, line
    return min(above[-1], most + 1)
