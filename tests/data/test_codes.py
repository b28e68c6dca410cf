"""Codes of public terminologies: only those that were compared with a published page, and none of SNOMED CT."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import attrs
import pytest

import backpain_kb
from backpain_kb.model.terms import Codes

KB = backpain_kb.load()
CHECKED = tomllib.loads((Path(__file__).parent / "checked_codes.toml").read_text(encoding="utf-8"))
FORMS = {"hpo": r"HP:\d{7}", "icd10": r"[A-Z]\d\d(\.\d{1,2})?", "icd11": r"[A-Z0-9]{4}(\.[A-Z0-9]{1,2})?"}
FORMS["loinc"] = r"\d{1,5}-\d"
ENTITIES = {id_: entity for entities in KB.catalogue.entities.values() for id_, entity in entities.items()}
PACK = sorted(path for path in (Path(str(files(backpain_kb))) / "data" / "core").rglob("*.toml"))


def _codes(id_):
    """Return the codes of an entity, by terminology."""
    codes = getattr(ENTITIES[id_], "codes", None)
    return {} if codes is None else {name: code for name, code in attrs.asdict(codes).items() if code is not None}


def test_only_checked_codes_are_in_the_pack():
    """An entity has the codes that were compared with a published page, all of them and no others."""
    assert CHECKED == {id_: _codes(id_) for id_ in ENTITIES if _codes(id_)}


@pytest.mark.parametrize("id_", sorted(CHECKED))
def test_codes_have_the_form_of_their_terminology(id_):
    """A code looks like one of its terminology."""
    assert [] == [code for name, code in CHECKED[id_].items() if not re.fullmatch(FORMS[name], code)]


def test_no_terminology_but_these_has_a_place():
    """There is nowhere to put a code of another terminology, of SNOMED CT above all."""
    assert set(FORMS) == {field.name for field in attrs.fields(Codes)}


@pytest.mark.parametrize("path", PACK, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_snomed_in_the_pack(path):
    """No file of the pack speaks of SNOMED CT, in a code, a note or a source."""
    assert [] == re.findall(r"(?i)snomed|\bsctid\b|\bsct\b", path.read_text(encoding="utf-8"))
