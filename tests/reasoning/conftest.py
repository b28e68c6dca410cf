"""
Small worlds: a knowledge base of a few entities, written as `[kind.id]` tables with only what a test is about.

Everything else stands in `USUAL`.  Headings and phrases are those of the core pack.
"""

from __future__ import annotations

import functools
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from backpain_kb.knowledge import KnowledgeBase
from backpain_kb.model.catalogue import KINDS, Catalogue, PackInfo
from backpain_kb.packs.codec import from_data
from backpain_kb.packs.read import core_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from backpain_kb.model.terms import Entity

HOURS = {"routine": 1008, "soon": 336, "same_day": 24, "emergency": 0}

# There in every world.
ALWAYS = """
[finding.pain]
[source.guide]
[source.rival]
[source.memory]
checked = false
[scoring.scoring]
points = { "++" = 3, "+" = 1, "0" = 0, "-" = -1, "--" = -3 }
points_per_doubling = 1
points_cap = 3
likely_from = 4
possible_from = 2
specific_from = 2
max_hours = { routine = 1008, soon = 336, same_day = 24, emergency = 0 }
"""

# Left out by a test unless it is about them.  What can be done is recommended to whoever has pain.
USUAL: dict[str, dict[str, Any]] = {
    "finding": {"type": "boolean", "known_by": "person", "group": "made_up"},
    "definition": {"why": "For the test."},
    "rule": {"urgency": "soon", "sources": ["guide"]},
    "condition": {"kind": "syndrome", "certainty_ceiling": "likely", "summary": "Made up.", "sources": ["guide"]},
    "treatment": {
        "summary": "Made up.",
        "providers": ["self"],
        "indication": [{"when": "pain"}],
        "recommendation": [{"direction": "for"}],
        "sources": ["guide"],
    },
    "exercise": {
        "kind": "strength",
        "purpose": "Made up.",
        "steps": ["Begin.", "Go on.", "End."],
        "parent": "training",
        "helps_with": ["pain"],
        "spinal_direction": "neutral",
        "end_range": "none",
        "position": "standing",
        "load": "low",
        "impact": "none",
        "neural_load": "none",
        "balance_demand": "low",
        "timing": ["off_day"],
        "level": 1,
        "dosage": {"reps": {"min": 8, "max": 12}, "grade": "practice"},
        "sources": ["guide"],
    },
    "programme": {
        "goal": "Made up.",
        "parent": "training",
        "helps_with": ["pain"],
        "timing": "off_day",
        "frequency": "Daily.",
        "stages": [{"label": "First", "session": "All of it."}],
        "progress_when": "Better.",
        "hold_when": "The same.",
        "regress_when": "Worse.",
        "sources": ["guide"],
    },
    "safety_rule": {"action": "avoid", "sources": ["guide"]},
    "interaction": {"sources": ["guide"]},
    "measure": {"sources": ["guide"]},
    "review": {"sources": ["guide"]},
    "source": {"kind": "guideline", "checked": True},
    "recommendation": {"source": "guide", "population_text": "adults", "year": 2020},
    "contraindication": {"absolute": True, "while_unknown": "tell"},
}
LABELLED = {"finding", "definition", "rule", "condition", "treatment", "exercise", "programme", "measure"}
PARTS = {"recommendation", "contraindication"}


def _words(id_: str) -> str:
    return id_.replace("_", " ").capitalize()


def _row(kind: str, id_: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return all fields of an entity of which only some were *given*."""
    row = {"id": id_, **({"label": _words(id_)} if kind in LABELLED else {}), **USUAL.get(kind, {}), **given}
    row = {**_usual_words(kind, id_, row), **row}
    if kind == "finding":
        row |= _type_and_flags(id_, row)
    for part in PARTS & row.keys():
        row[part] = [{**_usual_words(part, id_, each), **USUAL[part], **each} for each in row[part]]
    return row


def _usual_words(  # noqa: PLR0911 - one line for each kind.
    kind: str, id_: str, row: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields that say something about the entity itself."""
    match kind:
        case "finding":
            return {"question": f"{_words(id_)}?"}
        case "rule":
            hours = HOURS[row["urgency"]]
            return {"within_hours": hours, "action": f"Act on {id_}.", "tell": f"Told of {id_}."}
        case "condition":
            return {"lay": _words(id_)}
        case "source":
            return {"title": f"The {id_}"}
        case "safety_rule":
            reason = {"why": f"Because of {id_}."}
            return reason if row["action"] == "caution" else {**reason, "not_if": f"{id_} holds"}
        case "interaction":
            return {"effect": f"Effect of {id_}."}
        case "review":
            return {"tell": f"Told by {id_}."}
        case "contraindication":
            return {"not_if": f"{id_} is barred", "why": f"It harms with {id_}."}
        case _:
            return {}


def _type_and_flags(id_: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the type of a finding, from what is said of it, and what a red flag needs."""
    made: dict[str, Any] = {}
    if "values" in row:
        made["type"] = "category"
    if "max" in row:
        made |= {"type": "number", "unit": "years", "min": row.get("min", 0)}
    if "red_flag" not in row and ("hard_stop" in row or "asked_when" in row):
        made |= {"red_flag": True, "why_asked": row.get("why_asked", f"{_words(id_)} may be serious.")}
    return made


@functools.cache
def _messages() -> dict[str, Entity]:
    """Return the messages of the core pack that hold always."""
    rows = [
        row
        for path in sorted((core_folder() / "messages").glob("*.toml"))
        for row in tomllib.loads(path.read_text("utf-8"))["message"]
        if "when" not in row
    ]
    return {row["id"]: from_data(row, KINDS["message"]) for row in rows}


def small_world(text: str) -> KnowledgeBase:
    """Return a knowledge base of the entities in *text*."""
    entities: dict[str, dict[str, Entity]] = {kind: {} for kind in KINDS}
    entities["message"] |= _messages()
    for tables in (tomllib.loads(ALWAYS), tomllib.loads(text)):
        for kind, rows in tables.items():
            for id_, given in rows.items():
                entities[kind][id_] = from_data(_row(kind, id_, given), KINDS[kind])
    in_order = {kind: dict(sorted(of_kind.items())) for kind, of_kind in entities.items()}
    pack = PackInfo(name="small", format=1, version="1", sha256="0" * 64)
    return KnowledgeBase(Catalogue(packs=(pack,), entities=in_order))


@pytest.fixture(scope="session")
def small() -> Callable[[str], KnowledgeBase]:
    """`small("[finding.fever]")` is a knowledge base with that finding."""
    return small_world
