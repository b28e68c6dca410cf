from collections import Counter
from pathlib import Path

import pytest
from phrase_book import ASIDE, BLIND, TRIED, UNTUNED, Outcome, Phrase, files, outcome, phrases, table

from backpain_kb import load

KB = load()
TUNED = tuple(phrase for file in files() for phrase in phrases(file))
HELD = {file: phrases(file) for file in (*ASIDE, *TRIED)}
EVERY = (*TUNED, *(phrase for given in HELD.values() for phrase in given))
UNSEEN = tuple(phrase for file in BLIND for phrase in phrases(file))
NEW = tuple(phrase for file in UNTUNED for phrase in phrases(file))


def counted(given: tuple[Phrase, ...]) -> Counter[str]:
    """Return the counts of all *given* phrases together."""
    return sum((outcome(KB, phrase).counts for phrase in given), Counter())


def test_enough_phrases():
    """There are at least 600 different phrases, and every hard stop is said in 15 ways at least."""
    said = Counter(id_ for phrase in EVERY for id_ in phrase.present)
    assert len({phrase.text for phrase in EVERY}) >= 600
    assert [] == [finding.id for finding in KB.findings.values() if finding.hard_stop and said[finding.id] < 15]


def test_a_third_is_aside():
    """At least a third of the phrases was kept aside."""
    assert len(HELD["held_aside"]) * 3 >= len(TUNED) + len(HELD["held_aside"])


@pytest.mark.parametrize("phrase", EVERY, ids=lambda phrase: phrase.text[:60])
def test_never_the_wrong_way_round(phrase: Phrase):
    """What is there is never read as absent, what is not as present, and no red flag is overlooked."""
    read: Outcome = outcome(KB, phrase)
    assert ((), ()) == (read.reversed, read.lost)


@pytest.mark.parametrize("given", [TUNED, *HELD.values()], ids=["tuned", *HELD])
def test_found(given: tuple[Phrase, ...]):
    """At least 97 in 100 of the findings that are stated to be there are found."""
    counts = counted(given)
    assert counts["present_found"] >= 0.97 * counts["present"]


@pytest.mark.parametrize("phrase", [*UNSEEN, *NEW], ids=lambda phrase: phrase.text[:60])
def test_blind_phrases_are_not_denied(phrase: Phrase):
    """In the words of writers that did not know the lexicon, what is there is never read as absent."""
    assert not {*phrase.present, *phrase.uncertain}.intersection(KB.parse(phrase.text).absent)


def test_blind_phrases_found():
    """Of what they say is there, most is found by now; the page tells how little it was at the first reading."""
    counts = counted(UNSEEN)
    assert counts["present_found"] >= 0.9 * counts["present"]


def test_hard_stops_are_noticed():
    """Of the hard stops that are stated in words for which no pattern was written, nearly all are read or asked for."""
    stops = {finding.id for finding in KB.findings.values() if finding.hard_stop}
    stated = [(phrase, id_) for phrase in NEW for id_ in stops.intersection((*phrase.present, *phrase.uncertain))]
    noticed = [
        id_ for phrase, id_ in stated if any(id_ == mention.finding for mention in KB.parse(phrase.text).mentions)
    ]
    assert len(noticed) >= 0.88 * len(stated)


@pytest.mark.parametrize("phrase", [phrase for phrase in EVERY if phrase.nothing], ids=lambda phrase: phrase.text[:60])
def test_nothing(phrase: Phrase):
    """A text about something else gives an empty reading, not the nearest finding."""
    assert () == KB.parse(phrase.text).mentions


@pytest.mark.parametrize("phrase", [phrase for phrase in TUNED if phrase.values], ids=lambda phrase: phrase.text[:60])
def test_values(phrase: Phrase):
    """Numbers and choices are read in the finding's own unit."""
    counts = outcome(KB, phrase).counts
    assert counts["values"] == counts["values_found"]


def test_figures_of_the_docs():
    """The page about reading text shows the figures of the phrases as they are."""
    page = Path(__file__).parents[2] / "docs" / "explanation" / "reading_text.md"
    assert [] == [row for row in table(KB) if row not in page.read_text(encoding="utf-8")]
