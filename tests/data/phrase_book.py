"""Read the phrases beside this file, and count what becomes of them."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb import KnowledgeBase

FOLDER = Path(__file__).parent / "phrases"
ASIDE = ("held_aside", "afterwards", "last", "accounts", "colloquial", "plain", "tempting")
"""The files that were kept aside until the lexicon was written, and then read once."""

BLIND = ("blind_american", "blind_british", "blind_plain")
"""The files of writers that knew neither the lexicon nor the other phrases, read once before anything was changed."""

TRIED = ("taken_back",)
"""The file of what was misread when somebody tried to be, and mended after it."""

UNTUNED = ("blind_many", "blind_plain_2")
"""Such files for which no pattern was written after they had been read."""


@attrs.frozen(kw_only=True)
class Phrase:
    """One phrase, and what is to be read in it."""

    text: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()  # In doubt, and so asked.
    open: tuple[str, ...] = ()  # Neither present nor absent.
    values: tuple[tuple[str, Any], ...] = ()
    nothing: bool = False


def phrases(file: str) -> tuple[Phrase, ...]:
    """Return the phrases of one file."""
    return tuple(_phrases(tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8"))))


def files() -> tuple[str, ...]:
    """Return the names of the files that the lexicon was tuned on."""
    return tuple(
        path.stem for path in sorted(FOLDER.glob("*.toml")) if path.stem not in (*ASIDE, *BLIND, *TRIED, *UNTUNED)
    )


NAMES = {
    "tuned": "tuned on",
    "held_aside": "kept aside",
    "afterwards": "written after the first tuning",
    "last": "written last",
    "accounts": "in the manner of public accounts",
    "colloquial": "colloquial on purpose",
    "plain": "of all sorts",
    "tempting": "runners' talk that tempts",
    "taken_back": "denied and taken back",
    "blind_american": "blind, American",
    "blind_british": "blind, British and Indian",
    "blind_plain": "blind, plain adults",
    "blind_many": "blind, of many countries",
    "blind_plain_2": "blind, plain adults again",
}


def table(kb: KnowledgeBase) -> list[str]:
    """Return the rows of the table in the docs: how many findings are found in each set of phrases."""
    sets = {"tuned": tuple(phrase for file in files() for phrase in phrases(file))}
    sets |= {file: phrases(file) for file in (*ASIDE, *TRIED, *BLIND, *UNTUNED)}
    rows = []
    for name, given in sets.items():
        counts: Counter[str] = sum((outcome(kb, phrase).counts for phrase in given), Counter())
        found = [
            f"{counts[f'{kind}_found']} of {counts[kind]} ({100 * counts[f'{kind}_found'] / counts[kind]:.1f} %)"
            if counts[kind]
            else "none"
            for kind in ("present", "absent")
        ]
        rows.append(f"| {NAMES[name]} | {len(given)} | {' | '.join(found)} | {counts['false_alarms']} |")
    return rows


def _phrases(data: dict[str, Any]) -> Iterator[Phrase]:
    for text in data.pop("nothing", ()):
        yield Phrase(text=text, nothing=True)
    for row in data.pop("phrases", ()):
        lists = {key: tuple(row[key]) for key in ("present", "absent", "uncertain", "open") if key in row}
        yield Phrase(text=row["text"], values=tuple(row.get("values", {}).items()), **lists)
    for finding, said in data.items():
        for choice, texts in said.pop("choice", {}).items():
            yield from (Phrase(text=text, values=((finding, choice),)) for text in texts)
        for key, texts in said.items():
            yield from (Phrase(text=text, **{key: (finding,)}) for text in texts)


@attrs.frozen
class Outcome:
    """What became of one phrase: counts, and the ids of findings that were read the wrong way round or lost."""

    counts: Counter[str]
    reversed: tuple[str, ...]
    lost: tuple[str, ...]


def outcome(kb: KnowledgeBase, phrase: Phrase) -> Outcome:
    """Return what *kb* makes of *phrase*."""
    reading = kb.parse(phrase.text)
    present, absent, doubtful = set(reading.present), set(reading.absent), set(reading.doubtful)
    counts = Counter(
        present=len(phrase.present),
        present_found=len(present.intersection(phrase.present)),
        absent=len(phrase.absent),
        absent_found=len(absent.intersection(phrase.absent)),
        uncertain=len(phrase.uncertain),
        uncertain_found=len(doubtful.intersection(phrase.uncertain)),
        values=len(phrase.values),
        values_found=sum(_same(reading.values.get(id_), value) for id_, value in phrase.values),
        nothing=phrase.nothing,
        nothing_found=phrase.nothing and not reading.mentions,
        false_alarms=len(_false_alarms(kb, phrase, present)),
        phrases=1,
    )
    wrong = (
        *absent.intersection((*phrase.present, *phrase.uncertain, *phrase.open)),
        *present.intersection((*phrase.absent, *phrase.uncertain, *phrase.open)),
    )
    lost = {*phrase.present, *phrase.uncertain} - present - absent - doubtful
    flags = {id_ for id_ in lost if kb.findings[id_].red_flag}
    return Outcome(counts, tuple(sorted(wrong)), tuple(sorted(flags)))


def _same(read: Any, stated: Any) -> bool:
    if isinstance(read, str) or isinstance(stated, str) or read is None:
        return bool(read == stated)
    return abs(read - stated) < 0.06


def _false_alarms(kb: KnowledgeBase, phrase: Phrase, present: set[str]) -> set[str]:
    """Return the hard stops that were read as present and are not stated."""
    implied = {other for id_ in phrase.present for other in kb.findings[id_].implies}
    return {id_ for id_ in present - set(phrase.present) - implied if kb.findings[id_].hard_stop}
