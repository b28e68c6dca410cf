import json
import warnings

import pytest

import backpain_kb
from backpain_kb import NotAllowedError, PackError, UnknownIdError
from backpain_kb.knowledge import catalogue_of
from backpain_kb.model.catalogue import KINDS
from backpain_kb.model.entities import Entities
from backpain_kb.model.terms import Definition
from backpain_kb.packs.codec import from_data


def definition(id_, **more):
    """Return a definition of which only its life matters here."""
    return from_data({"id": id_, "label": id_, "why": "For the test.", "when": "fever", **more}, Definition)


@pytest.fixture
def entities():
    """Two definitions in use, and every way of being retired."""
    given = [
        definition("ill"),
        definition("well"),
        definition("sick", retired="It has a clearer name.", replaced_by="ill"),
        definition("unwell", retired="It has a plainer name.", replaced_by="sick"),
        definition("hale", retired="Nobody used it."),
        definition("hot", retired="It is a finding now.", replaced_by="fever"),
        definition("round", retired="It runs in a circle.", replaced_by="about"),
        definition("about", retired="It runs in a circle.", replaced_by="round"),
    ]
    return Entities("definition", {each.id: each for each in given})


def refusal(entities, id_):
    """Return the message with which *id_* is refused."""
    with pytest.raises(UnknownIdError) as caught:
        _ = entities[id_]
    return str(caught.value)


def test_an_entity_is_found_by_its_id(entities):
    """A mapping of id to entity."""
    assert "ill" == entities["ill"].id


def test_only_entities_in_use_are_listed(entities):
    """What is retired is neither listed nor counted."""
    assert (["ill", "well"], 2) == (list(entities), len(entities))


@pytest.mark.parametrize(("id_", "expected"), [("ill", True), ("sick", False), ("hale", False), (3, False)])
def test_what_is_contained_is_in_use(entities, id_, expected):
    """Asking whether an id is there warns of nothing."""
    assert expected is (id_ in entities)


def test_the_mapping_shows_kind_and_number(entities):
    """What it is can be seen without listing all of it."""
    assert "<2 entities of the kind definition>" == repr(entities)


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("sick", "definition 'sick' is retired (It has a clearer name.); use 'ill'"),
        ("unwell", "definition 'unwell' is retired (It has a plainer name.); use 'ill'"),
    ],
)
def test_a_replaced_entity_leads_to_its_successor_with_a_warning(entities, id_, message):
    """A retired id leads on, in as many steps as it takes, and the warning says what to use."""
    with pytest.warns(DeprecationWarning, match="is retired") as caught:
        found = entities[id_]
    assert ("ill", [message]) == (found.id, [str(warning.message) for warning in caught])


def test_the_warning_points_to_the_caller(entities):
    """The warning names the line that used the retired id."""
    with pytest.warns(DeprecationWarning, match="is retired") as caught:
        _ = entities["sick"]
    assert __file__ == caught[0].filename


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("wel", "no definition 'wel'; did you mean 'well'?"),
        ("hale", "no definition 'hale'; it is retired: Nobody used it."),
        ("hot", "no definition 'hot'; it is retired: It is a finding now.; use 'fever'"),
        ("round", "no definition 'round'; it is retired: It runs in a circle.; use 'about'"),
        (3, "no definition '3'"),
    ],
    ids=["unknown", "not replaced", "replaced by another kind", "in a circle", "no text"],
)
def test_what_is_not_there_is_refused(entities, id_, message):
    """An id that leads nowhere is refused with what there is to say of it."""
    assert message == refusal(entities, id_)


def test_get_takes_a_default(entities):
    """As in any mapping, `get` does not raise."""
    assert ("ill", None, "none") == (entities.get("ill").id, entities.get("iil"), entities.get(3, "none"))


# The knowledge base.

FACES = {
    "finding": "findings",
    "definition": "definitions",
    "rule": "rules",
    "condition": "conditions",
    "treatment": "treatments",
    "exercise": "exercises",
    "programme": "programmes",
    "test": "tests",
    "claim": "claims",
    "structure": "structures",
    "source": "sources",
}


@pytest.fixture(scope="module")
def kb():
    """The core pack."""
    return backpain_kb.load()


@pytest.mark.parametrize(("kind", "face"), FACES.items())
def test_each_kind_has_its_mapping(kb, kind, face):
    """The face shows all entities in use of a kind, by id."""
    in_use = [id_ for id_, entity in kb.catalogue.of_kind(kind).items() if entity.retired is None]
    assert in_use == list(getattr(kb, face))


def test_a_mapping_is_made_once(kb):
    """Asking again gives the same object."""
    assert kb.findings is kb.findings


def test_stretches_are_exercises(kb):
    """The stretches are those exercises that people would call so."""
    assert {id_: each for id_, each in kb.exercises.items() if each.is_stretch} == dict(kb.stretches)


def test_search_finds_by_a_typo(kb):
    """What somebody typed leads to the entity; the index is made once."""
    first, again = (kb.search("numb betwen my legs", kind="finding", limit=1) for _ in range(2))
    assert ("saddle_numbness", first) == (again[0].entity.id, again)


def test_the_knowledge_base_shows_its_packs(kb):
    """One sees which packs one has."""
    (pack,) = kb.catalogue.packs
    assert f"<KnowledgeBase of core {pack.version}>" == repr(kb)


def test_the_source_of_the_program_compiles(kb):
    """The compiled expressions can be written out as a module."""
    names = {}
    exec(compile(kb.program_source(), "program", "exec"), names)  # noqa: S102 - our own source.
    assert {"fired", "highest", "screen", "values"} <= names.keys()


# Loading.

MARKER = """
[[finding]]
id = "club_{name}"
label = "Club"
type = "boolean"
known_by = "person"
question = "Club?"
group = "club"
"""


@pytest.fixture
def club(tmp_path):
    """A function that writes a small pack with more text in it, and returns its path."""

    def write(more="", name="club"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pack.toml").write_text(f'name = "{name}"\nformat = 1\nversion = "1"\n', "utf-8")
        (folder / "club.toml").write_text(MARKER.format(name=name) + more, "utf-8")
        return str(folder)

    return write


REPLACING = """
[[finding]]
id = "club_fever"
label = "Fever"
type = "boolean"
known_by = "person"
question = "Do you have a fever?"
group = "systemic"
replaces = "pain_low_back"
because = "For the test."
"""


def test_the_core_pack_is_loaded_once():
    """Further calls return the same object."""
    assert backpain_kb.load() is backpain_kb.load()


def test_a_pack_adds_to_the_core(club):
    """With a pack there is more to know; the packs are named."""
    kb = backpain_kb.load(club())
    assert (True, ["club", "core"]) == ("club_club" in kb.findings, [pack.name for pack in kb.catalogue.packs])


def test_leave_alone_makes_a_new_knowledge_base():
    """Leave that nothing needs changes nothing but that the object is a new one."""
    core, other = backpain_kb.load(), backpain_kb.load(allow=["pain_low_back"])
    assert (False, core.catalogue) == (core is other, other.catalogue)


def test_a_pack_that_takes_caution_away_is_refused(club):
    """Replacing a core finding needs the application's leave."""
    with pytest.raises(NotAllowedError) as caught:
        backpain_kb.load(club(REPLACING))
    assert (
        "it replaces the core finding pain_low_back, which may weaken it; the application must allow 'pain_low_back'"
        in str(caught.value)
    )


def test_leave_as_a_text_is_refused():
    """One text is not a list of ids."""
    with pytest.raises(TypeError) as caught:
        backpain_kb.load(allow="fever")
    assert "allow is a list of ids, not the text 'fever'; write allow=['fever']" == str(caught.value)


def test_an_installed_pack_that_is_not_there_is_refused():
    """A name without a separator is an installed pack."""
    with pytest.raises(UnknownIdError, match="no installed pack 'no_such_pack'"):
        backpain_kb.load("no_such_pack")


def test_a_pack_that_does_not_pass_the_check_names_file_and_entity(club):
    """Each problem says where it lies."""
    wrong = '[[definition]]\nid = "club_ill"\nlabel = "Ill"\nwhy = "x"\nwhen = "club_clubb"\n'
    with pytest.raises(PackError) as caught:
        catalogue_of(club(wrong))
    (problem,) = caught.value.problems
    assert ("the packs core, club do not pass the check", "club/club.toml", "definition club_ill") == (
        caught.value.message,
        problem.file,
        problem.entity,
    )


# Plain data.

PEOPLE = {
    "nothing": {},
    "ordinary": {"present": ["pain_low_back", "worse_extension"], "age_years": 34, "pain_duration_days": 10},
    "emergency": {"present": ["pain_low_back", "saddle_numbness"]},
}


@pytest.mark.parametrize("given", PEOPLE.values(), ids=PEOPLE.keys())
def test_an_answer_becomes_plain_json_data(kb, given):
    """Nothing but what JSON knows is in it, so writing and reading it gives it back."""
    data = backpain_kb.to_dict(kb.assess(kb.presentation(**given)))
    assert data == json.loads(json.dumps(data, allow_nan=False))


def test_an_answer_as_data_is_complete(kb):
    """What an application shows is there by the names of the attributes."""
    answer = kb.assess(kb.presentation(**PEOPLE["ordinary"]))
    data = backpain_kb.to_dict(answer)
    assert (
        answer.triage.urgency.value,
        answer.triage.lead.tell,
        [candidate.condition for candidate in answer.candidates],
        [(item.item, item.verdict.value, [reason.text for reason in item.reasons]) for item in answer.plan.items],
        [question.finding for question in answer.questions],
        list(answer.safety_net),
        answer.disclaimer,
        answer.knowledge.sha256,
        dict(answer.presentation.facts),
    ) == (
        data["triage"]["urgency"],
        data["triage"]["lead"]["tell"],
        [candidate["condition"] for candidate in data["candidates"]],
        [(item["item"], item["verdict"], [r["text"] for r in item["reasons"]]) for item in data["plan"]["items"]],
        [question["finding"] for question in data["questions"]],
        data["safety_net"],
        data["disclaimer"],
        data["knowledge"]["sha256"],
        data["presentation"]["facts"],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_entity_becomes_plain_json_data(kb, kind):
    """Entities too can be handed on as JSON."""
    data = [backpain_kb.to_dict(entity) for entity in kb.catalogue.of_kind(kind).values()]
    assert data == json.loads(json.dumps(data, allow_nan=False))


def test_a_query_becomes_plain_json_data(kb):
    """What a query returns can be handed on as JSON."""
    data = backpain_kb.to_dict(kb.treatments_for("worse_extension"))
    assert data == json.loads(json.dumps(data, allow_nan=False))


def test_nothing_that_is_asked_of_the_core_warns(kb):
    """The core knowledge uses no retired ids of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "self_care" != kb.assess(kb.presentation(**PEOPLE["emergency"])).triage.urgency.value
