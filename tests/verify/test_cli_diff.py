import functools
import json

import attrs
import pytest

import backpain_kb
from backpain_kb import knowledge
from backpain_kb.cli import main
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs import read
from backpain_kb.testing import write_pack
from backpain_kb.testing.overlay import as_pack, bare
from backpain_kb.verify import affected

PACK = """
[[source]]
id = "demo-study"
title = "A study"
kind = "rct"
checked = true

[[finding]]
id = "demo_a"
label = "A"
type = "boolean"
known_by = "person"
question = "A?"
group = "demo"

[[rule]]
id = "demo_rule"
label = "A"
urgency = "soon"
within_hours = 336
when = "demo_a"
action = "Go."
tell = "Go."
sources = ["demo-study"]
case = [
  { findings = { demo_a = true }, expect = "fires" },
  { findings = { demo_a = false }, expect = "silent" },
  { findings = {}, expect = "unknown" },
]

[[treatment]]
id = "demo_rest"
label = "Rest"
summary = "Rest."
providers = ["self"]
indication = [{ when = "demo_a" }]
recommendation = [{ source = "demo-study", direction = "for", population_text = "all", year = 2020 }]
sources = ["demo-study"]

[[treatment]]
id = "demo_walk"
label = "Walk"
summary = "Walk."
providers = ["self"]
indication = [{ when = "demo_a" }]
recommendation = [{ source = "demo-study", direction = "for", population_text = "all", year = 2020 }]
sources = ["demo-study"]
"""


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A function that writes a pack on top of a core that is nearly empty, and returns its folder."""
    write_pack(as_pack(bare(backpain_kb.load())), tmp_path / "core")
    monkeypatch.setattr(read, "core_folder", lambda: tmp_path / "core")
    monkeypatch.setattr(knowledge, "_core", lambda: knowledge.KnowledgeBase(knowledge.catalogue_of()))
    monkeypatch.setattr(affected, "shipped_people", dict)

    def run(name, text=PACK):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pack.toml").write_text('name = "demo"\nformat = 1\nversion = "1"\n')
        (folder / "all.toml").write_text(text)
        return str(folder)

    return run


def test_less_urgent_is_a_fault(pack, capsys):
    """Somebody less urgent is exit code 1; rules, hours, case and fields are shown."""
    old = pack("old")
    new = pack(
        "new", PACK.replace("within_hours = 336", 'within_hours = 300\nnote = "x"').replace('"soon"', '"routine"')
    )
    assert main(["diff", old, new]) == 1
    out, err = capsys.readouterr()
    assert err.splitlines()[0] == "backpain-kb: who is less urgent: rule 1 of 1"
    assert 'rule demo_rule (changed)\n      urgency: "soon"\n             > "routine"\n' in out
    assert 'note: (left out)\n          > "x"' in out
    expected = "less urgent: 1\n  soon within 336 h (demo_rule) -> routine within 300 h (demo_rule)\n"
    assert f"{expected}    shown by this case:\n      [findings]\n      demo_a = true\n" in out


def test_more_urgent_and_new_advice_is_none(pack, capsys):
    """Somebody more urgent, and advice that appears, is exit code 0; what happens together stands together."""
    assert main(["diff", "core", pack("new")]) == 0
    out = capsys.readouterr().out
    assert "  + finding demo_a (added)\n" in out
    assert "more urgent: 1\n  self_care -> soon within 336 h (demo_rule)\n" in out
    assert "advice: 2\n  demo_rest, demo_walk: not listed -> recommended\n" in out
    assert out.endswith("    shown by this case:\n      [findings]\n      demo_a = true\n")


def test_the_difference_as_plain_data(pack, capsys):
    """With --json the difference is one object."""
    assert main(["diff", pack("new"), "core", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [change["how"] for change in data["entities"]] == ["removed"] * 5
    assert data["less_urgent"][0]["who"]["facts"] == {"demo_a": True}
    assert {(advice["item"], advice["old"]) for advice in data["advice"]} == {
        ("demo_rest", "recommended"),
        ("demo_walk", "recommended"),
    }


def test_shipped_people_are_named(pack, monkeypatch, capsys):
    """Those to whom the same happens are named."""
    anna = Presentation(facts=FrozenDict({"demo_a": True}))
    monkeypatch.setattr(affected, "shipped_people", lambda: {"anna": anna})
    assert main(["diff", pack("new"), "core"]) == 1
    assert "    shipped people: anna\n    shown by this case:" in capsys.readouterr().out


@pytest.mark.usefixtures("pack")
def test_what_could_not_be_settled_is_a_fault(monkeypatch, capsys):
    """Where the solver gave up nobody is told that all is well."""
    real = affected.diff
    doubtful = functools.partial(lambda *given, **named: attrs.evolve(real(*given, **named), unsettled=("too hard",)))
    monkeypatch.setattr("backpain_kb.verify.diff", doubtful)
    assert main(["diff", "core", "core"]) == 1
    assert capsys.readouterr().out.endswith("could not be settled:\n  too hard\n")


def test_wrong_use_is_refused(pack, capsys):
    """A name that stands for nothing is one clear message and exit code 2."""
    assert main(["diff", "core", "./nowhere"]) == 2
    assert "no folder './nowhere'" in capsys.readouterr().err
    assert main(["diff", "core"]) == 2
    assert pack
