import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from backpain_kb.lookup.words import STOP_WORDS, edit_distance, letters, most_edits, stem, words_of

few_letters = st.text("abcde", max_size=7)  # So few that words often look alike.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Numb BETWEEN my legs!", ("numb", "between", "my", "legs")),
        ("L5/S1, post-run", ("l5", "s1", "post", "run")),
        ("Can’t feel", ("cannot", "feel")),  # noqa: RUF001 - a curly apostrophe is what is tested.
        ("cant feel", ("cannot", "feel")),
        ("can not feel", ("cannot", "feel")),
        ("it wasn't, I'm sure", ("it", "was", "not", "i", "sure")),
        ("child's pose", ("child", "pose")),
        ("O'Connor", ("oconnor",)),
        ("Ménière", ("meniere",)),
        ("???", ()),
        ("背中 痛み", ("背中", "痛み")),
    ],
)
def test_words(text: str, words: tuple[str, ...]):
    """A text becomes words in small letters, without accents, with short forms written out."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("anaesthesia", "anesthesia"),
        ("oedema", "edema"),
        ("diarrhoea", "diarrhea"),
        ("tumour", "tumor"),
        ("mobilisation", "mobilization"),
        ("centre", "center"),
        ("fibre", "fiber"),
        ("programme", "program"),
        ("manoeuvre", "maneuver"),
        ("paralysed", "paralyzed"),
        ("slipped disk", "slipped disc"),
        ("practise", "practice"),
    ],
)
def test_spelling(british: str, american: str):
    """British and American spellings are one word."""
    assert words_of(british) == words_of(american)


@pytest.mark.parametrize("word", ["hour", "your", "toes", "shoes", "disease"])
def test_no_other_word(word: str):
    """A word that only looks British stays what it is."""
    assert words_of(word) == (word,)


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("running", "run"),
        ("runners", "run"),
        ("stretches", "stretch"),
        ("stiffness", "stiff"),
        ("bellies", "belly"),
        ("aching", "ache"),
        ("bleeding", "bleed"),
        ("stopped", "stop"),
        ("hikes", "hike"),
    ],
)
def test_same_stem(word: str, same: str):
    """Forms of a word have one stem."""
    assert stem(word) == stem(same)


@pytest.mark.parametrize(("word", "other"), [("number", "numb"), ("pelvis", "pelvi"), ("sinus", "sinu"), ("bed", "b")])
def test_other_stem(word: str, other: str):
    """What only looks like an ending is left on."""
    assert stem(word) != stem(other)


@pytest.mark.parametrize(("word", "most"), [("hip", 0), ("numb", 1), ("betwen", 1), ("sciatica", 2)])
def test_most_edits(word: str, most: int):
    """Longer words may hold more typing errors."""
    assert most_edits(word) == most


@given(few_letters, few_letters, st.integers(0, 3))
def test_distance_as_rapidfuzz(first: str, second: str, most: int):
    """The distance is the optimal string alignment distance, cut at the limit."""
    assert edit_distance(first, second, most) == min(OSA.distance(first, second), most + 1)


@given(few_letters, few_letters)
def test_letters_bound_distance(first: str, second: str):
    """Two words differ by at most two letters for each edit between them, so that comparing letters loses no word."""
    assert (letters(first) ^ letters(second)).bit_count() <= 2 * OSA.distance(first, second)


def test_stop_words_are_words():
    """Each stop word is one word as texts are read."""
    assert [word for word in STOP_WORDS if words_of(word) != (word,)] == []
