import importlib.util
import itertools
import json
import sys

import attrs
import pytest

import backpain_kb
import backpain_kb.data
import backpain_kb.knowledge
from backpain_kb import KnowledgeBase
from backpain_kb.logic.parse import parse
from backpain_kb.model.catalogue import KINDS
from backpain_kb.packs.read import data_folder
from backpain_kb.packs.shipped import (
    FOLDER,
    MODULE,
    decode_tree,
    encode_tree,
    read_shipped,
    shipped_module,
    write_shipped,
)


def imported(path):
    """Import the module at *path* under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"written_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kb():
    """The core pack, read from its TOML."""
    return backpain_kb.load()


@pytest.fixture(scope="module")
def written(kb, tmp_path_factory):
    """A folder with the shipped form of the core pack."""
    folder = tmp_path_factory.mktemp("wheel") / FOLDER
    write_shipped(kb.catalogue, folder, kb.program_source())
    return folder


@pytest.fixture(scope="module")
def catalogue(written):
    """The catalogue that comes back from it."""
    return read_shipped(imported(written / f"{MODULE}.py"))


@pytest.fixture(scope="module")
def quick(written):
    """A knowledge base of the shipped form, with its ready-made program."""
    return KnowledgeBase(read_shipped(imported(written / f"{MODULE}.py")), imported(written / "program.py"))


# Expressions.

EXPRESSIONS = [
    "a",
    "not a",
    "possibly(a)",
    "a and b and c",
    "a or not b",
    "at_least(2, a, b, c)",
    "n >= 60",
    "n < -0.5",
    "0 <= n < m",
    "side == 'left'",
    "'left' != side",
    "side in ('left', 'right')",
    "side not in ('left',)",
    "n + m * 2 - n / 3 > 1",
    "-(n + m) > 0",
    "a and (b or possibly(not (c and n > 1.5)))",
]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_comes_back(text):
    """What is encoded, written as JSON and decoded is the same tree."""
    assert parse(text) == decode_tree(json.loads(json.dumps(encode_tree(parse(text)))))


@pytest.mark.parametrize(("text", "number"), [("n > 1", int), ("n > 1.0", float)])
def test_a_number_keeps_its_type(text, number):
    """A whole number stays whole, so that the tree is written the same way again."""
    assert number is type(decode_tree(encode_tree(parse(text))).operands[1].value)


def test_a_name_is_decoded_once():
    """The same name in many expressions is one node."""
    assert decode_tree("fever") is decode_tree("fever")


# The catalogue.


def test_the_packs_come_back(kb, catalogue):
    """Name, version and hash of the pack are those of the TOML."""
    assert kb.catalogue.packs == catalogue.packs


def test_the_kinds_come_back(kb, catalogue):
    """The same kinds, in the same order."""
    assert (list(kb.catalogue.entities), len(KINDS)) == (list(catalogue.entities), len(catalogue.entities))


@pytest.mark.parametrize("kind", KINDS)
def test_every_entity_comes_back(kb, catalogue, kind):
    """Each entity equals the one that was read from TOML, in the same order, and prints the same."""
    assert [(id_, repr(entity)) for id_, entity in kb.catalogue.of_kind(kind).items()] == [
        (id_, repr(entity)) for id_, entity in catalogue.of_kind(kind).items()
    ]


def test_the_whole_catalogue_comes_back(kb, catalogue):
    """The form and the TOML are the same value."""
    assert kb.catalogue == catalogue


def test_an_unknown_kind_is_no_kind(catalogue):
    """Asked for a kind that does not exist, the catalogue answers as if it were empty."""
    assert ({}, False) == (catalogue.of_kind("poem"), "poem" in catalogue.entities)


def test_kinds_that_nobody_asks_for_are_not_read(written):
    """Looking at the findings reads the findings only."""
    fresh = read_shipped(imported(written / f"{MODULE}.py"))
    _ = fresh.of_kind("finding")
    assert ["finding"] == list(fresh.entities._read)


def test_triage_leaves_unread_what_it_does_not_need(written):
    """How urgent it is can be said without reading what has nothing to do with it."""
    quick = KnowledgeBase(read_shipped(imported(written / f"{MODULE}.py")), imported(written / "program.py"))
    quick.triage(quick.presentation(present=["fever"]))
    assert set() == {"claim", "source", "structure", "test"} & set(quick.catalogue.entities._read)


def test_a_kind_is_read_once(catalogue):
    """Asking again gives the same entities."""
    assert catalogue.of_kind("rule") is catalogue.of_kind("rule")


# The answers.


def people(kb):
    """Return the facts of 30 people: nobody, ordinary ones, one for every few rules, and a contradicted one."""
    yield {}
    yield {"present": ["pain_low_back", "worse_extension"], "age_years": 34, "pain_duration_days": 10}
    yield {"present": ["pain_low_back"], "absent": [f.id for f in kb.findings.values() if f.hard_stop]}
    yield {"present": ["pain_low_back"], "asker": "clinician", "diagnosed": ["pars_bone_stress_injury"]}
    implying = next(f for f in kb.findings.values() if f.red_flag and f.implies)
    yield {"present": [implying.id], "absent": [implying.implies[0]]}
    for rule in itertools.islice(kb.rules.values(), 0, None, 4):
        facts = dict(rule.case[0].findings)
        yield {
            "present": [id_ for id_, value in facts.items() if value is True],
            "absent": [id_ for id_, value in facts.items() if value is False],
            **{id_: value for id_, value in facts.items() if not isinstance(value, bool)},
        }


@pytest.fixture(scope="module")
def presentations(kb):
    """The same people as presentations."""
    return [kb.presentation(**given) for given in itertools.islice(people(kb), 30)]


def test_the_form_answers_with_the_same_bytes(kb, quick, presentations):
    """Whether the knowledge came from TOML or from the form, ready-made program and all, changes nothing."""
    expected = [(json.dumps(backpain_kb.to_dict(kb.assess(who))), str(kb.assess(who))) for who in presentations]
    actual = [(json.dumps(backpain_kb.to_dict(quick.assess(who))), str(quick.assess(who))) for who in presentations]
    assert expected == actual


# Where it is found.


@pytest.fixture
def installed(written, monkeypatch):
    """The form lies where a wheel puts it."""
    places = [*backpain_kb.data.__path__, str(written.parent)]
    monkeypatch.setattr(backpain_kb.data, "__path__", places)
    monkeypatch.setattr(backpain_kb.data, FOLDER, None, raising=False)
    before = set(sys.modules)
    backpain_kb.knowledge._core.cache_clear()
    yield
    backpain_kb.knowledge._core.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith(f"backpain_kb.data.{FOLDER}"):
            del sys.modules[name]


@pytest.mark.skipif((data_folder() / FOLDER).is_dir(), reason="this is an installed wheel, which has the form")
def test_a_source_tree_has_no_form():
    """Where nothing was built, there is nothing to find, and the TOML is read."""
    assert (None, None) == (shipped_module(), shipped_module("program"))


@pytest.mark.usefixtures("installed")
def test_a_wheel_has_its_form():
    """Beside the core pack the form is found."""
    assert f"backpain_kb.data.{FOLDER}.{MODULE}" == shipped_module().__name__


@pytest.mark.usefixtures("installed")
def test_load_takes_the_form_where_there_is_one(kb):
    """In a wheel the core pack is loaded from the form, and is the same."""
    found = backpain_kb.load()
    assert (False, kb.catalogue) == (found is kb, found.catalogue)


def test_a_form_that_does_not_import_is_not_passed_over(tmp_path, monkeypatch):
    """A broken installation is told, not covered up by reading something else."""
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "broken.py").write_text("import no_such_module_anywhere\n", "utf-8")
    monkeypatch.setattr(backpain_kb.data, "__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, f"backpain_kb.data.{FOLDER}", raising=False)
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        shipped_module("broken")
    monkeypatch.delitem(sys.modules, f"backpain_kb.data.{FOLDER}", raising=False)


def test_fields_at_their_default_are_left_out(kb, written):
    """The form states what the TOML states, and no more."""
    rows = {row["id"]: row for row in json.loads((written / "finding.json").read_text("utf-8"))}
    finding = kb.findings["fever"]
    stated = {f.name for f in attrs.fields(type(finding)) if getattr(finding, f.name) != f.default}
    assert stated == set(rows["fever"])


def test_the_folder_may_be_there_already(kb, written):
    """Writing again gives the same files."""
    before = {path.name: path.read_bytes() for path in written.iterdir() if path.is_file()}
    write_shipped(kb.catalogue, written, kb.program_source())
    assert before == {path.name: path.read_bytes() for path in written.iterdir() if path.is_file()}
