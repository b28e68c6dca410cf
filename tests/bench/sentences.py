"""Sentences of twenty words, and how long it takes to read them."""

from __future__ import annotations

import random
import tomllib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import Row, best_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backpain_kb import KnowledgeBase

__all__ = ["reading", "sentences"]

_LIMIT = 100
_WORDS = 20
_EVERYDAY = [
    "well",
    "so",
    "last",
    "weekend",
    "we",
    "drove",
    "over",
    "to",
    "see",
    "some",
    "people",
    "near",
    "the",
    "coast",
    "and",
    "the",
    "weather",
    "was",
    "nice",
    "enough",
    "to",
    "sit",
    "outside",
    "for",
    "lunch",
    "before",
    "heading",
    "home",
    "again",
    "in",
    "the",
    "evening",
    "i",
    "work",
    "in",
    "an",
    "office",
    "near",
    "the",
    "station",
    "and",
    "usually",
    "take",
    "the",
    "early",
    "bus",
    "because",
    "parking",
    "is",
    "expensive",
    "these",
    "days",
    "my",
    "neighbour",
    "suggested",
    "i",
    "write",
    "to",
    "you",
    "and",
    "ask",
    "what",
    "you",
    "would",
    "do",
    "in",
    "this",
    "situation",
    "thanks",
    "for",
    "reading",
    "all",
    "of",
    "this",
    "and",
    "sorry",
    "it",
    "is",
    "so",
    "long",
    "i",
    "have",
    "been",
    "meaning",
    "to",
    "ask",
    "someone",
    "for",
    "ages",
    "but",
    "never",
    "found",
    "the",
    "time",
    "with",
    "everything",
    "else",
    "that",
    "is",
    "happening",
    "at",
    "the",
    "moment",
    "the",
    "kids",
    "are",
    "back",
    "at",
    "school",
    "next",
    "monday",
    "and",
    "we",
    "are",
    "planning",
    "a",
    "short",
    "holiday",
    "after",
    "that",
]


def reading(kb: KnowledgeBase, seconds: float) -> list[Row]:
    """Compare reading a thousand sentences, each by itself, with putting them in small letters and splitting them."""
    rows = []
    for title, share in (("every second sentence says something", 0.5), ("every sentence says something", 1.0)):
        texts = sentences(1000, share)
        calls = {"read": [partial(_read, kb, texts)], "split": [partial(_split, texts)]}
        best = best_times(calls, seconds / 2)
        rows.append(Row(f"h. {title} : lower and split", best["read"][0], best["split"][0], _LIMIT))
    return rows


def _read(kb: KnowledgeBase, texts: Sequence[str]) -> None:
    for text in texts:
        kb.parse(text)


def _split(texts: Sequence[str]) -> None:
    for text in texts:
        text.lower().split()


def sentences(count: int, share: float) -> list[str]:
    """Return *count* sentences of everyday words, a *share* of them with a phrase of the corpus inside."""
    chance = random.Random(1)  # noqa: S311 - the same sentences each time.
    phrases = list(_phrases())
    made = []
    for number in range(count):
        phrase = chance.choice(phrases)[:_WORDS] if (number + 1) * share % 1 < share else []
        begin = chance.randrange(len(_EVERYDAY))
        around = (_EVERYDAY * 2)[begin : begin + _WORDS - len(phrase)]
        cut = chance.randrange(len(around) + 1)
        made.append(" ".join([*around[:cut], *phrase, *around[cut:]]))
    return made


def _phrases() -> Iterator[list[str]]:
    """Yield the words of the phrases, without what would end a sentence."""
    for path in sorted((Path(__file__).parents[1] / "data" / "phrases").glob("*.toml")):
        for text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield text.translate(str.maketrans("\n.?!", "    ")).split()


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        values: Sequence[Any] = [data["text"]] if "text" in data else list(data.values())
        for value in values:
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from [value] if isinstance(value, str) else _texts(value)
