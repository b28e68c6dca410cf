"""Laws of reading text: what must not change a red flag, and what may not lower the urgency."""

import re
import tomllib
from pathlib import Path

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backpain_kb import load
from backpain_kb.lookup.phrasing import Phrasing
from backpain_kb.lookup.reader import Reader
from backpain_kb.model.lexicon import Lexicon
from backpain_kb.model.reading import Polarity, Reading

KB = load()
FOLDER = Path(__file__).parents[1] / "data" / "phrases"
SAID = tuple(
    (finding, text)
    for file in ("hard_stops", "red_flags")
    for finding, said in tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8")).items()
    for text in said.get("present", ())
    if finding in KB.parse(text).present
)
"""Red flags, each with a phrase that says that it is there."""

DENIED = tuple(
    (finding, text)
    for finding, said in tomllib.loads((FOLDER / "hard_stops.toml").read_text(encoding="utf-8")).items()
    for text in said.get("absent", ())
    if finding in KB.parse(text).absent
)

FLAGS = st.sampled_from(SAID)
SPELLED = st.sampled_from(
    [(id_, text) for id_, text in SAID if all(mention.score == 1 for mention in KB.parse(text).mentions)]
)
"""The same without typing errors."""

TEXTS = st.sampled_from([text for _, text in (*SAID, *DENIED)])

NEUTRAL = st.lists(
    st.sampled_from(
        [
            "yesterday",
            "evening",
            "we",
            "drove",
            "home",
            "from",
            "town",
            "with",
            "the",
            "family",
            "and",
            "had",
            "a",
            "nice",
            "meal",
            "near",
            "the",
            "old",
            "harbour",
            "where",
            "the",
            "music",
            "was",
            "playing",
            "so",
            "everybody",
            "danced",
            "until",
            "the",
            "lights",
            "came",
            "on",
            "and",
            "then",
            "the",
            "bus",
            "took",
            "us",
            "back",
            "past",
            "the",
            "castle",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
"""Sentences without a word that the knowledge has anything to say about."""

ANOTHER_WORD = frozenset(
    [
        "lots",
        "lats",
        "bale",
        "maels",
        "tiems",
        "form",
        "untied",
        "sued",
        "sacred",
        "clam",
        "salt",
        "casual",
        "lisp",
        "gaol",
        "paws",
    ]
) | {word for lexicon in KB.catalogue.of_kind("lexicon").values() for text in lexicon.everyday for word in text.split()}
"""Words that come of swapping two letters of another, which nobody could tell from what was meant."""

AMERICAN = {
    "anaesthesia": "anesthesia",
    "faecal": "fecal",
    "tumour": "tumor",
    "leukaemia": "leukemia",
    "grey": "gray",
    "metres": "meters",
    "kerb": "curb",
    "haemorrhage": "hemorrhage",
    "paralysed": "paralyzed",
    "diarrhoea": "diarrhea",
    "oedema": "edema",
    "colour": "color",
    "litre": "liter",
    "mum": "mom",
}


def polarities(reading: Reading) -> dict[str, Polarity]:
    """Return what a text says of each yes-or-no finding."""
    return {
        **dict.fromkeys(reading.present, Polarity.PRESENT),
        **dict.fromkeys(reading.absent, Polarity.ABSENT),
        **dict.fromkeys(reading.doubtful, Polarity.UNCERTAIN),
    }


def flags(reading: Reading) -> dict[str, Polarity]:
    """Return what a text says of the red flags."""
    return {id_: polarity for id_, polarity in polarities(reading).items() if KB.findings[id_].red_flag}


@given(TEXTS, st.sampled_from([str.upper, str.title, str.capitalize, str.casefold]))
def test_capitals(text, written):
    """Capitals change nothing."""
    assert flags(KB.parse(text)) == flags(KB.parse(written(text)))


@given(
    TEXTS,
    st.sampled_from([".", "!", "!!!", "...", " .", " 😩", "\n", " :(", ""]),
    st.sampled_from(["", " ", "\n", "“", "- ", "🤕 "]),
)
def test_punctuation(text, after, before):
    """Punctuation and pictures around a sentence change nothing."""
    assume(not text.endswith("?"))
    assert flags(KB.parse(text)) == flags(KB.parse(before + text + after))


@given(TEXTS, st.sampled_from(["\u2019", "\u2018", "\u02bc", "\u00b4", "`"]))
def test_apostrophes(text, apostrophe):
    """Curly apostrophes change nothing."""
    assert flags(KB.parse(text)) == flags(KB.parse(text.replace("'", apostrophe)))


@given(TEXTS)
def test_unmarked_short_forms(text):
    """A short form without its apostrophe is the same: "cant", "havent"."""
    assert flags(KB.parse(text)) == flags(KB.parse(re.sub("n['\u2019]t\\b", "nt", text)))


@given(TEXTS, st.sampled_from(["\u00ad", "\u200b", "\u200d", "\ufeff"]), st.data())
def test_unseen_marks(text, mark, data):
    """Letters that are not seen change nothing."""
    place = data.draw(st.integers(0, len(text)))
    assert flags(KB.parse(text)) == flags(KB.parse(text[:place] + mark + text[place:]))


@given(TEXTS, st.sampled_from(sorted(AMERICAN)), st.booleans())
def test_spelling(text, word, both):
    """British and American spelling are the same."""
    british = f"{text}. {word}" if both else text
    american = re.sub("|".join(AMERICAN), lambda found: AMERICAN[found[0]], british)
    assert flags(KB.parse(british)) == flags(KB.parse(american))


@given(SPELLED, st.data())
def test_swapped_letters(said, data):
    """Two letters swapped in a word of four letters or more, so that it is no other word, leave a red flag there."""
    finding, text = said
    words = [found.span() for found in re.finditer(r"[A-Za-z]{4,}", text)]
    assume(words)
    start, end = data.draw(st.sampled_from(words))
    place = data.draw(st.integers(start, end - 2))
    word = text[start:place] + text[place + 1] + text[place] + text[place + 2 : end]
    assume(word.casefold() not in ANOTHER_WORD)
    typed = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    reading = KB.parse(typed)
    assert finding in (*reading.present, *reading.doubtful), typed


@given(TEXTS, NEUTRAL, st.booleans())
def test_unknown_sentence(text, sentence, before):
    """A sentence about something else never lowers the urgency, and changes no reading."""
    both = f"{sentence}. {text}" if before else f"{text}. {sentence}"
    alone, longer = KB.parse(text), KB.parse(both)
    assume(not KB.parse(sentence).mentions)
    assert polarities(alone) == polarities(longer)
    assert KB.triage(KB.presentation_of(longer)).urgency >= KB.triage(KB.presentation_of(alone)).urgency


@given(TEXTS, TEXTS)
def test_two_sentences(first, second):
    """The reading of two sentences holds the mentions of both."""
    one, two = f"{first}. ", second
    alone = {
        (mention.finding, mention.polarity, mention.text) for text in (one, two) for mention in KB.parse(text).mentions
    }
    assert alone == {(mention.finding, mention.polarity, mention.text) for mention in KB.parse(one + two).mentions}


@given(FLAGS, st.sampled_from(["It's not true that {}", "It is not that {}", "it's not the case that {}"]))
def test_denied_claim(said, denial):
    """A whole claim that is denied is never present."""
    finding, text = said
    assume("," not in text)  # What follows a comma and an "I" is a claim of its own.
    assert finding not in KB.parse(denial.format(text)).present


@given(
    st.sampled_from(
        [
            "fever",
            "chest pain",
            "saddle numbness",
            "night sweats",
            "foot drop",
            "numbness between my legs",
            "leg weakness",
            "stress fractures",
            "blood in my urine",
            "bowel accidents",
            "unsteadiness",
            "urinary retention",
            "urinary incontinence",
        ]
    ),
    st.sampled_from(
        [
            "no {}",
            "I have no {}",
            "I don't have {}",
            "I haven't had any {}",
            "denies {}",
            "without {}",
            "never had {}",
            "{}: no",
            "{}? No.",
            "{} - none",
            "No {} or swelling",
            "neither {} nor pain",
        ]
    ),
)
def test_denied_thing(thing, denial):
    """What is denied is never present, and what was present is then absent."""
    present = {id_ for id_ in KB.parse(thing).present if KB.findings[id_].red_flag}
    denied = KB.parse(denial.format(thing))
    assert present
    assert set() == present & set(denied.present)
    assert present <= set(denied.absent)


@given(st.text(max_size=200))
@example("İı😀\u0301 38,5.2.1 ,, 1e9 ٣ ३ ½ ² 0/0 10/10/10 ''' -- a-")
@example("9" * 400)
def test_any_text(text):
    """Every text can be read, twice alike, and each mention quotes the text."""
    reading = KB.parse(text)
    assert reading == KB.parse(text)
    assert [mention.text for mention in reading.mentions] == [text[m.start : m.end] for m in reading.mentions]
    KB.presentation_of(reading)


@pytest.mark.parametrize("finding", [id_ for id_, finding in KB.findings.items() if finding.hard_stop])
def test_doubt_is_asked(finding):
    """A hard stop in doubt is neither present nor absent, and is the first thing to ask."""
    phrase = next(text for id_, text in SAID if id_ == finding)
    reading = KB.parse(f"what if {phrase}")
    assert finding not in (*reading.present, *reading.absent)
    assert finding in reading.ask


UNITS = tuple(unit for lexicon in KB.catalogue.of_kind("lexicon").values() for unit in lexicon.unit)


def written(number, unit):
    """Return *number* of *unit* as people write it, without a long tail of decimals."""
    return f"{number:.4f}".rstrip("0").rstrip(".") + f" {unit}"


def units_of(dimension):
    """Return every two units of a dimension, each by any of its words; a letter alone can mean other things."""
    mine = [(unit, word) for unit in UNITS if unit.dimension == dimension for word in unit.words if len(word) > 1]
    return st.tuples(st.sampled_from(mine), st.sampled_from(mine))


MEASURED = {
    "time": ("my back has hurt for {}", "pain_duration_days", 2, 600),
    "distance": ("I run {} a week", "weekly_distance_km", 5, 150),
}


@given(dimension=st.sampled_from(sorted(MEASURED)), data=st.data())
def test_units(dimension, data):
    """The same amount in another unit is the same value: weeks and days, miles and kilometres."""
    sentence, finding, low, high = MEASURED[dimension]
    (one, word), (other, other_word) = data.draw(units_of(dimension))
    amount = data.draw(st.integers(low, high))  # In the base unit.
    values = []
    for unit, name in ((one, word), (other, other_word)):
        number = amount / unit.factor - unit.offset
        assume(unit.low is None or unit.low <= number)
        assume(unit.high is None or number <= unit.high)
        values.append(dict(KB.parse(sentence.format(written(number, name))).values).get(finding))
    assert values[0] == values[1] == pytest.approx(amount, rel=1e-3)


@given(st.decimals(36, 41, places=1), st.sampled_from(["C", "celsius"]), st.sampled_from(["F", "fahrenheit"]))
def test_temperatures(celsius, one, other):
    """A temperature says the same of fever on both scales; so near a limit that rounding decides, it may not."""
    fahrenheit = float(celsius) * 9 / 5 + 32
    readings = [KB.parse(f"my temperature was {text}") for text in (f"{celsius} {one}", f"{fahrenheit:.1f} {other}")]
    assume(all(abs(float(celsius) - limit) > 0.06 for limit in (37.5, 38)))
    assert said_of_fever(readings[0]) == said_of_fever(readings[1])


def said_of_fever(reading):
    """Return whether fever is there, is not, or is in doubt."""
    return ("fever" in reading.present, "fever" in reading.absent)


def test_order_of_the_lexicon():
    """In which order the lexicon lists its words and patterns does not matter."""
    findings = dict(KB.findings)
    lexicons = [each for each in KB.catalogue.of_kind("lexicon").values() if isinstance(each, Lexicon)]
    turned = [
        attrs.evolve(each, wording=tuple(reversed(each.wording)), concepts=dict(reversed(list(each.concepts.items()))))
        for each in lexicons
    ]
    reader = Reader(Phrasing.of(turned, findings), "en", findings)
    texts = [text for _, text in (*SAID, *DENIED)]
    joined = (" and ".join(some) for some in zip(texts, texts[7:], texts[50:], strict=False))
    for text in [*texts, *joined]:
        assert KB.parse(text) == reader.read(text)
