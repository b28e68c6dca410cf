"""Which pages there are, and the indexes that link them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from _generate import care, markdown, others, triage
from _generate.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    import backpain_kb as bp
    from backpain_kb.model.terms import Entity

__all__ = ["pages_of"]

# With hundreds of pages in the table of contents of each page, the build would take minutes; index pages link them.
_ORPHAN = "---\norphan: true\n---\n\n"

_FOLDERS = {
    "symptoms": (
        "Findings: an index by symptom",
        "What can be true of a person, and who reads it: rules, conditions, treatments and exercises.",
    ),
    "definitions": ("Definitions", "Named expressions over findings."),
    "rules": ("Triage rules", "When to send someone where, how fast."),
    "conditions": ("Conditions", "What it could be."),
    "treatments": ("Treatments", "What can be done, or what people do, with what guidelines say of it."),
    "exercises": ("Exercises and stretches", "Movements, step by step, with dose and what forbids them."),
    "programmes": ("Programmes", "Plans of exercises, staged or repeated."),
    "safety_rules": ("Safety rules for exercises", "What forbids or softens exercises by what they ask of the body."),
    "claims": ("Popular claims", "What people say, and what the evidence says."),
    "sources": ("Sources", "The bibliography; each entry says whether someone has seen that it says so."),
}
_SINGLE = {
    "tests": ("Diagnostic tests", "What a scan or a blood test can show, what it cannot, and when it is worth doing."),
    "structures": ("Parts of the body", "What they are, and what they mean for back pain."),
    "interactions": ("What must not meet", "Treatments that harm, or help, one another."),
    "measures": ("What measures the trend", "What shows whether somebody is better, and the difference that counts."),
    "reviews": (
        "What to do when somebody comes back",
        "Emergencies and appointments come from the triage rules first.",
    ),
}


def pages_of(kb: bp.KnowledgeBase) -> dict[str, str]:
    """Return file name to text of the pages about what *kb* says."""
    shelf = Shelf(kb)
    found: dict[str, str] = {}
    for kind, folder, page in (
        ("condition", "conditions", triage.condition),
        ("treatment", "treatments", care.treatment),
        ("exercise", "exercises", care.exercise),
        ("programme", "programmes", care.programme),
    ):
        entities = sorted(shelf.of(kind), key=shelf.label)
        for entity in entities:
            head = f"{_ORPHAN}(kb-{entity.id})=\n# {shelf.name(entity)}\n\n"
            found[f"{folder}/{entity.id}.md"] = head + page(shelf, entity)
        found[f"{folder}/index.md"] = _index(folder, [(shelf.name(e), e.id) for e in entities])
    for kind, folder, part in (
        ("rule", "rules", triage.rule),
        ("finding", "symptoms", triage.finding),
        ("definition", "definitions", triage.definition),
        ("safety_rule", "safety_rules", care.safety_rule),
        ("claim", "claims", others.claim),
        ("source", "sources", others.source),
    ):
        found |= _grouped(shelf, kind, folder, part)
    for kind, part in (
        ("test", others.test),
        ("structure", others.structure),
        ("interaction", care.interaction),
        ("measure", others.measure),
        ("review", others.review),
    ):
        title, words = _SINGLE[f"{kind}s"]
        body = "".join(shelf.entry(entity, part(shelf, entity)) for entity in shelf.of(kind))
        found[f"{kind}s.md"] = f"# {title}\n\n{words}\n\n{body}"
    found["index.md"] = _contents(shelf)
    return {name: re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n" for name, text in found.items()}


def _grouped(shelf: Shelf, kind: str, folder: str, part: Callable[[Shelf, Entity], str]) -> dict[str, str]:
    """Return one page for each file of the pack that holds entities of *kind*."""
    groups: dict[str, list[Entity]] = defaultdict(list)
    for entity in shelf.of(kind):
        groups[_stem(shelf, kind, entity)].append(entity)
    found = {
        f"{folder}/{stem}.md": f"{_ORPHAN}# {markdown.title(stem)}\n\n"
        + "".join(shelf.entry(e, part(shelf, e)) for e in entities)
        for stem, entities in groups.items()
    }
    found[f"{folder}/index.md"] = _index(folder, [(markdown.title(stem), stem) for stem in sorted(groups)])
    return found


def _stem(shelf: Shelf, kind: str, entity: Entity) -> str:
    """Return the name of the file of the pack that holds *entity*, without its ending."""
    return shelf.files[kind, entity.id].rpartition("/")[2].removesuffix(".toml")


def _index(folder: str, entries: list[tuple[str, str]]) -> str:
    title, words = _FOLDERS[folder]
    return f"# {title}\n\n{words}\n\n" + markdown.bullets(f"[{name}]({page}.md)" for name, page in entries)


def _contents(shelf: Shelf) -> str:
    pack = shelf.kb.catalogue.packs[0]
    rows = [(f"[{title}]({folder}/index.md)", words) for folder, (title, words) in _FOLDERS.items()]
    rows += [(f"[{title}]({page}.md)", words) for page, (title, words) in _SINGLE.items()]
    tree = "\n".join([*(f"{folder}/index" for folder in _FOLDERS), *_SINGLE])
    said = f"These pages are made of the core pack, version {pack.version}."
    return (
        f"# What the core pack says\n\n{said}\nThey show the knowledge; how it becomes an answer for one person "
        "stands in [](../../explanation/how_an_answer_is_made.md).\nThey inform; they do not diagnose.\n\n"
        + markdown.table(("pages", "what is there"), rows)
        + f"\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
    )
