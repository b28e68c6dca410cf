import json
import tomllib

import pytest
import tomli_w

from backpain_kb.model.catalogue import KINDS, PackInfo, kind_of
from backpain_kb.model.terms import Finding, FrozenDict
from backpain_kb.packs.codec import from_data, problems_of, to_data
from backpain_kb.packs.read import core_pack


def through_toml(data):
    """Return data after it was written as TOML and read again."""
    return tomllib.loads(tomli_w.dumps(data))


def through_json(data):
    """Return data after it was written as JSON and read again."""
    return json.loads(json.dumps(data, allow_nan=False))


@pytest.fixture(scope="module")
def core_entities():
    """All entities of the core pack."""
    return core_pack().entities


@pytest.mark.parametrize("through", [through_toml, through_json])
@pytest.mark.parametrize("kind", KINDS)
def test_read_write_read_is_the_identity(core_entities, kind, through):
    """Every entity of the core pack comes back as it was, through TOML and through JSON (law 13)."""
    entities = [entity for entity in core_entities if kind_of(entity) == kind]
    assert entities
    assert entities == [from_data(through(to_data(entity)), KINDS[kind]) for entity in entities]


def test_every_kind_of_the_tiny_pack_comes_back(core):
    """The same holds for every field that the tests use."""
    assert list(core.entities) == [from_data(through_toml(to_data(e)), type(e)) for e in core.entities]


def test_what_is_at_its_default_is_left_out():
    """Written data say what is stated, in the words of the file, and nothing else."""
    data = {
        "id": "a",
        "between": ["b"],
        "and": ["c"],
        "level": "caution",
        "effect": "They meet.",
        "reviewed": "2026-11-23",
    }
    assert data == to_data(from_data(data, KINDS["interaction"]))


def test_plain_values_are_left_as_they_are():
    """A table of facts is plain data; a whole number stays whole."""
    assert {"a": True, "n": 3, "m": 1.5, "side": "left"} == to_data(
        FrozenDict({"a": True, "n": 3, "m": 1.5, "side": "left"})
    )


FINDING = {
    "id": "fever",
    "label": "Fever",
    "type": "boolean",
    "known_by": "person",
    "question": "Do you have a fever?",
    "group": "general",
}


def problems(data, kind=Finding):
    """Return what is wrong with data, as pairs of field and sentence."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - `problems_of` takes whatever comes.
        from_data(data, kind)
    return problems_of(caught.value)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"tier": None}, "tier", "expected one of core, extended, got NoneType None"),
        ({"note": None}, "note", "nothing is not a value; leave the field out"),
        ({"codes": None}, "codes", "nothing is not a value; leave the field out"),
        ({"min": None}, "min", "expected a number, got NoneType None"),
        ({"asked_when": None}, "asked_when", "expected an expression in quotes, got NoneType None"),
        ({"synonyms": None}, "synonyms", "expected a list, got NoneType None"),
        ({"synonyms": ("a", "b")}, "synonyms", "expected a list, got tuple ('a', 'b')"),
        ({"label": "x" * 100 + "\n"}, None, None),
        ({"question": b"x"}, "question", "expected text, got bytes b'x'"),
        ({"label": ["x" * 100]}, "label", "expected text, got a list ['" + "x" * 55 + "…"),
    ],
)
def test_json_can_say_what_toml_cannot(change, field, sentence):
    """A null and other values of Python are refused like any wrong type; a long value is cut in the message."""
    if field is None:
        assert change["label"] == from_data(FINDING | change, Finding).label
    else:
        assert ((field, sentence),) == problems(FINDING | change)


@pytest.mark.parametrize("data", [None, [], "fever", 3])
def test_an_entity_is_a_table(data):
    """Anything else than a table is refused with one sentence about the whole."""
    ((field, sentence),) = problems(data)
    assert (None, True) == (field, sentence.startswith("expected a table, got "))


def test_all_problems_of_an_entity_come_at_once():
    """Each wrong field is named, each missing one too."""
    found = dict(problems({"id": "fever", "label": 3, "type": "bool", "synonyms": ["a", 1, "b", 2], "group": "x"}))
    assert {
        "label": "expected text, got a whole number 3",
        "type": "'bool' is not known here; did you mean 'boolean'?",
        "known_by": "this field is required",
        "question": "this field is required",
        "synonyms[1]": "expected text, got a whole number 1",
        "synonyms[3]": "expected text, got a whole number 2",
    } == found


def test_two_unknown_fields_are_one_sentence():
    """Unknown fields are named together, each with its near miss or with what is known."""
    ((_, sentence),) = problems({"name": "a", "format": 1, "version": "1", "colour": "red", "titel": "A"}, PackInfo)
    known = "known are format, language, licence, name, publisher, review_days, reviewed, sha256, title, version"
    assert f"unknown field 'colour'; {known}; unknown field 'titel'; did you mean 'title'?" == sentence


def test_an_error_without_words_still_says_something():
    """Even an error without a message becomes a sentence."""
    assert ((None, "does not fit None"),) == problems_of(ValueError())


def test_a_date_of_json_is_read():
    """JSON has no dates; the ISO form stands for one."""
    assert 2026 == from_data(FINDING | {"reviewed": "2026-11-23"}, Finding).reviewed.year
