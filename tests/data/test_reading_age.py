"""
What people read is plain: short sentences, short words, and no word of the trade without what it means.

The grade is that of Flesch and Kincaid (1975), years of American school: 6 or 7 is an age of about 12.  Syllables are
counted with the hyphenation patterns of pyphen, which finds a few too few, so the limits are set below the aim.
"""

from __future__ import annotations

import functools
import re
import statistics
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import attrs
import pyphen
import pytest

import backpain_kb as bp
from backpain_kb.logic.tree import Expression
from backpain_kb.packs.prose import PROSE

KB = bp.load()
JARGON = tomllib.loads((Path(__file__).parent / "jargon.toml").read_text(encoding="utf-8"))
NAMES = re.compile(r"\b(" + "|".join(JARGON["names"]["words"]) + r")\b")
HYPHENS = pyphen.Pyphen(lang="en_GB")

# Written for a clinician or a curator: names of the field, figures of trials, what a test shows, populations.
FOR_CLINICIANS = {
    *("Accuracy.reference", "Accuracy.setting", "Accuracy.test", "Condition.label", "Definition.label"),
    *("Definition.why", "DiagnosticTest.does_not_show", "DiagnosticTest.label", "DiagnosticTest.not_when"),
    *("DiagnosticTest.shows", "DiagnosticTest.useful_when", "Figure.text", "Finding.label"),
    *("Recommendation.population_text", "TriageRule.action", "TriageRule.label"),
}
MEAN, HARDEST, LONGEST = 7.0, 12.0, 30
"""For people: mean grade of each field, grade of any text of eight words or more, words of a sentence."""
MEAN_CLINICAL, LONGEST_CLINICAL = 9.0, 36
MEASURED = 8  # Words from which a grade says something.


class Text(NamedTuple):
    """One text and where it stands."""

    field: str
    entity: str
    text: str
    clinical: bool


def texts_of(value, entity, *, clinical):
    """Yield the texts in *value*, an object of the model or several."""
    if isinstance(value, tuple):
        for each in value:
            yield from texts_of(each, entity, clinical=clinical)
    elif attrs.has(type(value)) and not isinstance(value, Expression):
        cls = type(value)
        for field in attrs.fields(cls):
            held = getattr(value, field.name)
            if field.name not in PROSE.get(cls, ()):
                yield from texts_of(held, entity, clinical=clinical)
                continue
            name = f"{cls.__name__}.{field.name}"
            for text in (held,) if isinstance(held, str) else held or ():
                yield Text(name, entity, text, clinical or name in FOR_CLINICIANS)


@functools.cache
def texts():
    """Return every text of the core pack that somebody reads."""
    return [
        text
        for kind, entities in KB.catalogue.entities.items()
        for entity in entities.values()
        if entity.retired is None
        for text in texts_of(
            entity, f"{kind} {entity.id}", clinical=kind == "finding" and entity.known_by.value != "person"
        )
    ]


def sentences(text):
    """Return the sentences of *text*."""
    return [part for part in re.split(r"(?<=[.!?:;])\s+", text) if re.search(r"\w", part)]


def grade(text):
    """Return the grade of Flesch and Kincaid; names that whoever it concerns knows count as short words."""
    words = re.findall(r"[A-Za-z][A-Za-z'\u2019]*", NAMES.sub("name", text))
    syllables = sum(HYPHENS.inserted(word).count("-") + 1 for word in words)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * syllables / len(words) - 15.59


def longest(text):
    """Return the words of the longest sentence."""
    return max((len(re.findall(r"\w[\w'\u2019.,]*", sentence)) for sentence in sentences(text)), default=0)


def measured(*, clinical):
    """Return field to the grades of its texts that are long enough to be measured."""
    grades = defaultdict(list)
    for text in texts():
        if text.clinical is clinical and len(text.text.split()) >= MEASURED:
            grades[text.field].append(grade(text.text))
    return {field: found for field, found in sorted(grades.items()) if len(found) > 2}


@pytest.mark.parametrize("field", measured(clinical=False))
def test_what_people_read_is_plain(field):
    """The mean grade of each field that people read is that of a child of twelve or younger."""
    assert statistics.mean(measured(clinical=False)[field]) <= MEAN


@pytest.mark.parametrize("field", measured(clinical=True))
def test_what_clinicians_read_is_clear(field):
    """What is written for clinicians is no harder than a newspaper."""
    assert statistics.mean(measured(clinical=True)[field]) <= MEAN_CLINICAL


def test_no_text_is_hard():
    """No single text that people read is harder than the last year of school."""
    read = [text for text in texts() if not text.clinical and len(text.text.split()) >= MEASURED]
    assert [] == [(text.entity, text.text) for text in read if grade(text.text) > HARDEST]


def test_no_sentence_is_long():
    """No sentence is longer than one breath."""
    limit = {False: LONGEST, True: LONGEST_CLINICAL}
    assert [] == [(text.entity, text.text) for text in texts() if longest(text.text) > limit[text.clinical]]


def test_no_jargon():
    """Words of the trade are not used."""
    never = re.compile(r"\b(" + "|".join(map(re.escape, JARGON["never"]["words"])) + ")", re.IGNORECASE)
    assert [] == [(text.entity, text.text) for text in texts() if not text.clinical and never.search(text.text)]


@pytest.mark.parametrize(("word", "explained"), JARGON["explained"].items())
def test_jargon_is_explained(word, explained):
    """A word of the trade that cannot be avoided stands beside what it means."""
    used = [text for text in texts() if not text.clinical and re.search(rf"\b{word}", text.text, re.IGNORECASE)]
    assert used, "no text uses it: take it out of the list"
    lacking = [text for text in used if not any(each in text.text.lower() for each in explained)]
    assert [] == [(text.entity, text.field, text.text) for text in lacking]


def test_the_measure_tells_plain_from_hard():
    """The measure gives a child's sentence a low grade and an official's a high one."""
    assert grade("Stop if it hurts. Walk home and put your feet up.") < 3
    assert grade("Contraindications necessitate multidisciplinary reassessment of rehabilitation eligibility.") > 20
