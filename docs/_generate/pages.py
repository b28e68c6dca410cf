"""Which pages there are, and the indexes that link them."""

# ruff: noqa: ANN401 - entities come by their kind, a word.

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from _generate import care, markdown, others, triage
from _generate.shelf import Shelf
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.evidence import Verdict
from backpain_kb.model.rules import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
_HEADINGS = ["", *(markdown.in_words(word).capitalize() for word in (*reversed(Urgency), *Verdict))]


def pages_of(kb: bp.KnowledgeBase) -> dict[str, str]:
    """Return file name to text of the pages about what *kb* says."""
    shelf = Shelf(kb)
    found: dict[str, str] = {}
    for kind, folder, page in (
        ("condition", "conditions", triage.condition),
        ("treatment", "treatments", care.treatment),
        ("exercise", "exercises", care.exercise),
        ("programme", "programmes", care.programme),
        ("rule", "rules", triage.rule),
        ("claim", "claims", others.claim),
    ):
        entities = sorted(shelf.of(kind), key=shelf.label)
        for entity in entities:
            head = f"{_ORPHAN}(kb-{entity.id})=\n# {shelf.name(entity)}\n\n"
            found[f"{folder}/{entity.id}.md"] = head + page(shelf, entity)
        found[f"{folder}/index.md"] = _index(folder, _listed(shelf, entities))
    for kind, folder, part in (
        ("finding", "symptoms", triage.finding),
        ("definition", "definitions", triage.definition),
        ("safety_rule", "safety_rules", care.safety_rule),
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
    found["symptoms/index.md"] = _by_symptom(shelf)
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
    listed = [(f"[{markdown.title(stem)}]({stem}.md)", "") for stem in sorted(groups)]
    found[f"{folder}/index.md"] = _index(folder, {"": listed})
    return found


def _by_symptom(shelf: Shelf) -> str:
    """Return the index of everything that can be true of a person, by its part of the history, with who reads it."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for finding in sorted(shelf.of("finding"), key=lambda finding: (finding.group, shelf.label(finding).casefold())):
        readers = Counter(kind_of(entity) for entity in shelf.readers[finding.id])
        said = [
            f"{readers[kind]} {words if readers[kind] > 1 else kind}"
            for kind, words in triage.READERS.items()
            if readers[kind]
        ]
        groups[markdown.in_words(finding.group).capitalize()].append((shelf.link(finding.id), ", ".join(said)))
    return _index("symptoms", groups)


def _listed(shelf: Shelf, entities: list[Any]) -> dict[str, list[tuple[str, str]]]:
    """Return the entities of one kind under headings: rules by urgency, claims by verdict, others under none."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity in entities:
        groups[_heading(entity)].append((f"[{shelf.name(entity)}]({entity.id}.md)", ""))
    return {heading: groups[heading] for heading in sorted(groups, key=_HEADINGS.index)}


def _heading(entity: Any) -> str:
    """Return the heading that *entity* stands under in the index of its kind."""
    kind = kind_of(entity)
    word = entity.urgency if kind == "rule" else entity.verdict if kind == "claim" else None
    return "" if word is None else markdown.in_words(word).capitalize()


def _stem(shelf: Shelf, kind: str, entity: Entity) -> str:
    """Return the name of the file of the pack that holds *entity*, without its ending."""
    return shelf.files[kind, entity.id].rpartition("/")[2].removesuffix(".toml")


def _index(folder: str, groups: Mapping[str, list[tuple[str, str]]]) -> str:
    """Return an index page: links, each with a few words, under headings."""
    title, words = _FOLDERS[folder]
    parts = [f"# {title}\n\n{words}\n\n"]
    for heading, entries in groups.items():
        lines = markdown.bullets(f"{link}: {said}" if said else link for link, said in entries)
        parts.append(f"## {heading}\n\n{lines}\n" if heading else lines)
    return "".join(parts)


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
