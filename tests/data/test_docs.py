"""
What the documentation says of the core pack is so.
"""

import importlib
import re
import shlex
from pathlib import Path

import pytest

import backpain_kb as bp
from backpain_kb.cli import main
from backpain_kb.testing import LAWS

ROOT = Path(__file__).parents[2]
KB = bp.load()

PAGES = [page for page in sorted((ROOT / "docs").rglob("*.md")) if "knowledge" not in page.parts]  # Written by hand.

COUNTED = {
    "findings (each with a question in plain words)": len(KB.findings),
    "red flags among them": sum(finding.red_flag for finding in KB.findings.values()),
    "hard stops among those": sum(finding.hard_stop for finding in KB.findings.values()),
    "definitions": len(KB.definitions),
    "triage rules": len(KB.rules),
    "cases kept beside the rules": sum(len(rule.case) for rule in KB.rules.values()),
    "conditions": len(KB.conditions),
    "treatments": len(KB.treatments),
    "exercises": len(KB.exercises),
    "stretches among them": len(KB.stretches),
    "programmes": len(KB.programmes),
    "safety rules for exercises": len(KB.catalogue.of_kind("safety_rule")),
    "diagnostic tests": len(KB.tests),
    "popular claims, appraised": len(KB.claims),
    "parts of the body": len(KB.structures),
    "sources": len(KB.sources),
}


def text_of(page: str) -> str:
    """Return the text of one page, named from the top of the repository."""
    return (ROOT / page).read_text(encoding="utf-8")


def test_counts_in_the_readme():
    """The table of the README holds the numbers of the core pack, and nothing else."""
    shown = re.findall(r"^\| .+? \| \d+ \|$", text_of("README.md"), flags=re.MULTILINE)

    assert [f"| {name} | {number} |" for name, number in COUNTED.items()] == shown


def test_examples_of_the_pack_format(tmp_path):
    """The examples of the reference page are one sound pack, with every kind that a pack may add."""
    page = text_of("docs/reference/pack_format.md")
    for name, text in re.findall(r"```\{code-block\} toml\n:caption: (\S+)\n\n(.*?)```", page, flags=re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")

    kb = bp.load(f"{tmp_path}/", allow=["worse_long_descents", "interview", "hill_lexicon", "hill_likeness"])

    kinds = {kind for kind in kb.catalogue.entities if kind not in {"scoring", "interview"}}  # There is one of each.
    assert kinds == {kind for kind in kinds if len(kb.catalogue.of_kind(kind)) > len(KB.catalogue.of_kind(kind))}


def test_laws_of_the_reference():
    """The page about the laws names every law that is tried, under its number."""
    rows = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", text_of("docs/reference/laws.md"), flags=re.MULTILINE)

    shown = {(int(number), name) for number, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert shown == {(law.number, law.name) for law in LAWS}


CONSOLE = [
    (page.relative_to(ROOT).as_posix(), command, output)
    for page in PAGES
    for command, output in re.findall(
        r"```console\n\$ backpain-kb (.+)\n((?:(?!```).*\n)*)```", page.read_text(encoding="utf-8")
    )
    if output.strip() and not output.startswith("$ ")
]


@pytest.mark.parametrize(("page", "command", "output"), CONSOLE, ids=[f"{page}: {c}" for page, c, _ in CONSOLE])
def test_output_of_commands(page, command, output, tmp_path, monkeypatch, capsys):
    """A command in the documentation prints what is shown, where "..." stands for any text."""
    for name, text in re.findall(r"```\{code-block\} toml\n:caption: (\S+)\n\n(.*?)```", text_of(page), re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    main(shlex.split(command))

    printed = capsys.readouterr()
    shown = ".*".join(re.escape(part) for part in output.strip().split("..."))
    assert re.match(shown, (printed.out + printed.err).strip(), flags=re.DOTALL)


@pytest.fixture
def generate(monkeypatch):
    """Return the function that writes the pages about the knowledge."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    return importlib.import_module("_generate").generate


FOLDERS = ("conditions", "treatments", "exercises", "programmes", "rules", "claims")


def test_each_has_its_page(generate, tmp_path):
    """Each condition, treatment, exercise, programme, rule and claim has its page, and an index links it once."""
    generate(tmp_path)
    kb = bp.load()
    for folder in FOLDERS:
        entities = getattr(kb, folder)
        index = (tmp_path / folder / "index.md").read_text(encoding="utf-8")
        assert sorted(entities) == sorted(re.findall(r"\]\((\w+)\.md\)", index))
        for id_ in entities:
            assert f"(kb-{id_})=\n# " in (tmp_path / folder / f"{id_}.md").read_text(encoding="utf-8")


def test_each_exercise_page_has_its_picture(generate, tmp_path):
    """The page of an exercise shows how it looks."""
    generate(tmp_path)
    bare = [
        id_
        for id_ in bp.load().exercises
        if "<svg " not in (tmp_path / "exercises" / f"{id_}.md").read_text(encoding="utf-8")
    ]
    assert bare == []


def test_the_index_by_symptom_is_whole(generate, tmp_path):
    """The index by symptom leads to each finding, and its entry to whatever reads it."""
    generate(tmp_path)
    index = (tmp_path / "symptoms" / "index.md").read_text(encoding="utf-8")
    assert sorted(bp.load().findings) == sorted(re.findall(r"\(#kb-([\w-]+)\)", index))
    entries = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "symptoms").glob("*.md"))
    foot_drop = entries.partition("(kb-foot_drop)=")[2].partition("\n(kb-")[0]
    assert "(#kb-foot_drop_painless_or_stable)" in foot_drop


def test_generated_pages(generate, tmp_path):
    """The pages are the same every time, a stale one goes, and every link into the knowledge has a target."""
    generate(tmp_path)
    first = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    (tmp_path / "stale.md").write_text("no such page", encoding="utf-8")
    generate(tmp_path)

    pages = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert first == pages
    written = "".join(text.decode() for text in pages.values())
    by_hand = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    targets = set(re.findall(r"^\((kb-[\w-]+)\)=$", written, flags=re.MULTILINE))
    assert set() == set(re.findall(r"\(#(kb-[\w-]+)\)", written + by_hand)) - targets
