import attrs
import pytest

from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.model.terms import Criterion, Definition, Entity, Finding, FrozenDict, KnownBy, Range, Standing

FEVER = Finding(
    id="fever",
    label="Fever",
    type=ValueType.BOOLEAN,
    known_by=KnownBy.PERSON,
    question="Do you have a fever?",
    group="general",
)
AGE = attrs.evolve(FEVER, id="age_years", type=ValueType.NUMBER, unit="years", min=0, max=110)
SIDE = attrs.evolve(FEVER, id="pain_side", type=ValueType.CATEGORY, values=("left", "right"))
FLAG = attrs.evolve(FEVER, red_flag=True, hard_stop=True, why_asked="It matters.")
WHEN = parse("cough")
NUMBER_ONLY = "unit, min and max belong to a number only"
BOOLEAN_ONLY = "red_flag, hard_stop and implies belong to a boolean finding only"
NUMBER_NEEDS = "a number needs unit, min and max"
CATEGORY_NEEDS = "a category needs at least two different values"


@pytest.mark.parametrize(
    ("finding", "changes", "message"),
    [
        (AGE, {"unit": None}, NUMBER_NEEDS),
        (AGE, {"min": None}, NUMBER_NEEDS),
        (AGE, {"max": None}, NUMBER_NEEDS),
        (AGE, {"min": 110}, "min must be below max"),
        (AGE, {"red_flag": True}, BOOLEAN_ONLY),
        (AGE, {"values": ("a", "b")}, "values belong to a category only"),
        (FEVER, {"unit": "years"}, NUMBER_ONLY),
        (FEVER, {"min": 1}, NUMBER_ONLY),
        (SIDE, {"max": 1}, NUMBER_ONLY),
        (SIDE, {"values": ("left",)}, CATEGORY_NEEDS),
        (SIDE, {"values": ("left", "left")}, CATEGORY_NEEDS),
        (SIDE, {"implies": ("fever",)}, BOOLEAN_ONLY),
        (FEVER, {"values": ("a", "b")}, "values belong to a category only"),
        (FEVER, {"hard_stop": True}, "a hard stop is a red flag too: set red_flag = true"),
        (FEVER, {"red_flag": True, "why_asked": "x"}, "a red flag that is no hard stop needs asked_when"),
        (FLAG, {"why_asked": None}, "a red flag needs why_asked"),
        (FEVER, {"label": " "}, "label is empty; leave it out when there is nothing to say"),
        (FEVER, {"id": "Fever"}, "an id is a snake_case name of small letters, digits and _, not 'Fever'"),
        (FEVER, {"id": "not"}, "'not' cannot be an id: expressions could not use it as a name"),
    ],
)
def test_a_finding_that_cannot_be(finding, changes, message):
    """What the type of a finding demands of its other fields is checked when it is made."""
    with pytest.raises(ValueError, match=message):
        attrs.evolve(finding, **changes)


def test_a_red_flag_says_when_it_is_asked():
    """A red flag that is no hard stop is asked where its expression holds."""
    assert WHEN == attrs.evolve(FLAG, hard_stop=False, asked_when=WHEN).asked_when


@pytest.mark.parametrize(
    ("finding", "symbol"),
    [
        (FEVER, Symbol(id="fever", type=ValueType.BOOLEAN)),
        (AGE, Symbol(id="age_years", type=ValueType.NUMBER, low=0, high=110)),
        (SIDE, Symbol(id="pain_side", type=ValueType.CATEGORY, choices=("left", "right"))),
    ],
)
def test_a_finding_is_a_name_for_expressions(finding, symbol):
    """Expressions know a finding by id, type, range and choices."""
    assert symbol == finding.symbol


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"when": WHEN, "value": parse("n + 1")}, "either when .* or value .* is needed, not both"),
        ({}, "either when .* or value .* is needed, not both"),
        ({"value": parse("n + 1"), "condition": "strain"}, "condition and withholds belong to a definition with when"),
        ({"value": parse("n + 1"), "withholds": ("any",)}, "condition and withholds belong to a definition with when"),
    ],
)
def test_a_definition_that_cannot_be(changes, message):
    """A definition has one expression, and only one that is yes or no decides anything."""
    with pytest.raises(ValueError, match=message):
        Definition(id="a", label="A", why="x", **changes)


@pytest.mark.parametrize(("field", "type_"), [("when", ValueType.BOOLEAN), ("value", ValueType.NUMBER)])
def test_a_definition_is_a_name_for_expressions(field, type_):
    """A definition is known by its type; its expression is the one that it has."""
    definition = Definition(id="a", label="A", why="x", **{field: WHEN})
    assert (Symbol(id="a", type=type_, derived=True), WHEN) == (definition.symbol, definition.expression)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"replaces": "b"}, "replaces and because go together"),
        ({"because": "It is newer."}, "replaces and because go together"),
        ({"replaced_by": "b"}, "replaced_by needs retired, which says why"),
    ],
)
def test_an_entity_that_cannot_be(changes, message):
    """Whoever replaces says why, and so does whoever retires."""
    with pytest.raises(ValueError, match=message):
        Entity(id="a", **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "either when or conditions is needed, not both"),
        ({"when": WHEN, "conditions": ("strain",)}, "either when or conditions is needed, not both"),
        ({"conditions": ("strain",), "standing": Standing.UNLIKELY}, "standing is likely or possible"),
    ],
)
def test_a_criterion_that_cannot_be(changes, message):
    """A criterion says one thing, and something that can count."""
    with pytest.raises(ValueError, match=message):
        Criterion(**changes)


def test_a_range_does_not_run_backwards():
    """The lower end comes first."""
    with pytest.raises(ValueError, match="min 3 is above max 2"):
        Range(min=3, max=2)


@pytest.mark.parametrize(("ends", "text"), [((2, 4), "2 to 4"), ((3, 3), "3"), ((0.5, 1.5), "0.5 to 1.5")])
def test_a_range_in_words(ends, text):
    """A range is shown as people say it."""
    assert text == str(Range(min=ends[0], max=ends[1]))


def test_standings_are_ranked():
    """Unlikely is least, likely is most."""
    assert [0, 1, 2] == [standing.rank for standing in (Standing.UNLIKELY, Standing.POSSIBLE, Standing.LIKELY)]


def test_a_frozen_dict_is_a_value():
    """Equal content is equal and hashes alike, whatever the order; what was copied does not change."""
    source = {"a": 1, "b": 2}
    one, other = FrozenDict(source), FrozenDict({"b": 2, "a": 1})
    source["c"] = 3
    assert (one, hash(one), 2, "FrozenDict({'a': 1, 'b': 2})") == (other, hash(other), len(one), repr(one))


def test_a_frozen_dict_may_be_empty():
    """Nothing to hold is an empty mapping."""
    assert {} == FrozenDict()
