import math

import pytest

from backpain_kb.model.catalogue import Catalogue
from backpain_kb.packs.facts import fact_problem
from backpain_kb.packs.merge import merge
from backpain_kb.packs.vocabulary import findings_in, vocabulary_of


@pytest.fixture
def catalogue(core) -> Catalogue:
    """The tiny core pack, merged."""
    return merge([core])


@pytest.fixture
def findings(catalogue):
    """Its findings."""
    return {finding.id: finding for finding in findings_in(catalogue)}


@pytest.mark.parametrize(
    ("id_", "value"),
    [
        ("fever", True),
        ("fever", False),
        ("age_years", 0),
        ("age_years", 110),
        ("age_years", 30.5),
        ("pain_side", "left"),
    ],
)
def test_what_can_be_a_fact(findings, id_, value):
    """A value of the right type and within its range can be a fact."""
    assert fact_problem(id_, value, findings) is None


AGE = "age_years is a number of years from 0 to 110"
SIDE = "pain_side is one of left, right, both"
FEVER = "fever is present (true) or absent (false), not"
OPEN = "; leave it out while it is unknown"


@pytest.mark.parametrize(
    ("id_", "value", "expected"),
    [
        ("fevr", True, "no finding 'fevr'; did you mean 'fever'?"),
        ("xyzzy", True, "no finding 'xyzzy'"),
        ("suspected_fracture", True, "no finding 'suspected_fracture'"),
        ("fever", None, f"{FEVER} None{OPEN}"),
        ("fever", 1, f"{FEVER} 1{OPEN}"),
        ("fever", "yes", f"{FEVER} 'yes'{OPEN}"),
        ("age_years", True, f"{AGE}, not True"),
        ("age_years", "30", f"{AGE}, not '30'"),
        ("age_years", None, f"{AGE}, not None"),
        ("age_years", 111, f"{AGE}; 111 is outside it"),
        ("age_years", -0.5, f"{AGE}; -0.5 is outside it"),
        ("age_years", math.nan, f"{AGE}; nan is outside it"),
        ("age_years", math.inf, f"{AGE}; inf is outside it"),
        ("age_years", 10**99, f"{AGE}; 1{'0' * 56}… is outside it"),
        pytest.param("age_years", 10**5000, f"{AGE}; such a long number is outside it", id="5000 digits"),
        pytest.param("fever", 10**5000, f"{FEVER} such a long number{OPEN}", id="5000 digits for a boolean"),
        ("pain_side", "lft", f"{SIDE}, not 'lft'; did you mean 'left'?"),
        ("pain_side", "up", f"{SIDE}, not 'up'"),
        ("pain_side", True, f"{SIDE}, not True"),
    ],
)
def test_what_cannot_be_a_fact(findings, id_, value, expected):
    """What cannot be is refused with what was expected, never clipped or converted."""
    assert expected == fact_problem(id_, value, findings)


def test_the_vocabulary_knows_every_name(catalogue):
    """Findings and definitions are the names that expressions may use; what is retired is none."""
    vocabulary = vocabulary_of(catalogue)
    assert {
        "fever",
        "chills",
        "night_pain",
        "stiff_back",
        "age_years",
        "pain_side",
        "suspected_fracture",
        "years_over_50",
    } == set(vocabulary.symbols)


def test_definitions_come_after_those_that_they_use(catalogue):
    """Whoever works definitions out in order meets nothing unknown."""
    assert ["years_over_50", "suspected_fracture"] == list(vocabulary_of(catalogue).definitions)


def test_the_vocabulary_knows_red_flags_and_implications(catalogue):
    """Red flags are named, and what follows from a finding is known."""
    vocabulary = vocabulary_of(catalogue)
    assert ({"fever", "night_pain"}, {"fever"}) == (vocabulary.red_flags, vocabulary.implications.implied_by("chills"))


def test_a_lookup_answers_for_definitions_too(catalogue):
    """Facts are looked up, definitions are worked out from them."""
    lookup = vocabulary_of(catalogue).lookup({"night_pain"}, {"fever"}, {"age_years": 60})
    assert (True, False, 10, True, None) == tuple(
        map(lookup, ("night_pain", "fever", "years_over_50", "suspected_fracture", "stiff_back"))
    )
