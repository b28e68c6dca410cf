import json
import re

import pytest

import backpain_kb
from backpain_kb import knowledge
from backpain_kb.cli import main
from backpain_kb.packs import read
from backpain_kb.testing import LAWS, suite, write_pack
from backpain_kb.testing.overlay import as_pack, bare

FLAG = """
[[finding]]
id = "{0}"
label = "{0}"
type = "boolean"
known_by = "person"
question = "{0}?"
group = "demo"
"""
RULE = """
[[rule]]
id = "{0}_rule"
label = "{0}"
urgency = "soon"
within_hours = {1}
ambulance = {2}
when = "{0}"
action = "Go with {0}."
tell = "Go with {0}."
sources = ["demo-study"]
case = [
  {{ findings = {{ {0} = true }}, expect = "fires" }},
  {{ findings = {{ {0} = false }}, expect = "silent" }},
  {{ findings = {{}}, expect = "unknown" }},
]
"""
SOURCE = '[[source]]\nid = "demo-study"\ntitle = "A study"\nkind = "rct"\nchecked = true\n'


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A function that writes a pack with two rules on top of a core that is nearly empty, and returns its folder."""
    write_pack(as_pack(bare(backpain_kb.load())), tmp_path / "core")
    monkeypatch.setattr(read, "core_folder", lambda: tmp_path / "core")
    monkeypatch.setattr(knowledge, "_core", lambda: knowledge.KnowledgeBase(knowledge.catalogue_of()))

    def run(*rules):
        folder = tmp_path / "demo"
        folder.mkdir()
        (folder / "pack.toml").write_text('name = "demo"\nformat = 1\nversion = "1"\n')
        flags = "".join(FLAG.format(each) for each in ("demo_a", "demo_b"))
        (folder / "all.toml").write_text(SOURCE + flags + "".join(RULE.format(*rule) for rule in rules))
        return str(folder)

    return run


GOOD = (("demo_a", 24, "true"), ("demo_b", 48, "false"))
BAD = (("demo_a", 48, "true"), ("demo_b", 24, "false"))


def test_a_sound_pack_is_proved(pack, capsys):
    """Each proof is told with how long it took on standard error, and the outcome on standard output."""
    code = main(["check", "--prove", pack(*GOOD)])
    out, err = capsys.readouterr()
    assert code == 0
    assert re.fullmatch(r"(backpain-kb: \[ *[0-9.]+ s\] proved: .+ \(\d+ .+\)\n){14}", err)
    assert ["holds: law 2, bounds", "holds: law 3, red flags"] == [
        line for line in out.splitlines() if "holds" in line
    ][:2]
    assert "holds: law 11, packs add caution" in out


def test_a_fault_comes_with_a_case_that_shows_it(pack, tmp_path, capsys):
    """What cannot be proved is exit code 1 with the smallest person, and `assess` shows the same of that person."""
    folder = pack(*BAD)
    assert main(["check", "--prove", folder]) == 1
    out = capsys.readouterr().out
    assert "FAILS: no contradiction\nthe rules demo_a_rule and demo_b_rule act together" in out
    case = out.partition("Shown by this case:\n")[2].partition("holds:")[0]
    assert case == "[findings]\ndemo_a = true\ndemo_b = true\n"
    (tmp_path / "case.toml").write_text(case)
    assert main(["assess", str(tmp_path / "case.toml"), "--pack", folder, "--json"]) == 0
    triage = json.loads(capsys.readouterr().out)["triage"]
    assert ["demo_a_rule", "demo_b_rule"] == [rule["rule"] for rule in triage["fired"]]
    assert [48, 24] == [rule["within_hours"] for rule in triage["fired"]]


@pytest.fixture
def few(monkeypatch):
    """Only one law is sampled."""
    total = [law for law in LAWS if law.name == "total"]
    monkeypatch.setattr("backpain_kb.testing.LAWS", tuple(total))
    return total[0]


def test_the_report_is_written(pack, few, tmp_path, capsys):
    """The page says what was proved, and which laws were sampled how often."""
    report = tmp_path / "report.md"
    assert main(["check", "--report", str(report), pack(*GOOD)]) == 0
    out, err = capsys.readouterr()
    assert "kept: law 1, total, tried " in out
    assert "kept: law 1, total (tried " in err
    assert f"| 1 | {few.says} | sampled " in report.read_text()


def test_the_report_goes_to_standard_output(pack, few, capsys):
    """With "-" the page is all that stands on standard output."""
    assert main(["check", "--report", "-", pack(*GOOD)]) == 0
    assert capsys.readouterr().out.startswith("# What is proved, and what is sampled\n")
    assert few.number == 1


def test_a_broken_law_is_a_fault(pack, few, tmp_path, monkeypatch, capsys):
    """A law that sampling breaks is exit code 1, and stands in the report and on standard output."""

    def broken(*_, **__):
        message = "law 'total' is broken"
        raise AssertionError(message)

    monkeypatch.setattr("backpain_kb.testing.try_law", broken)
    assert main(["check", "--report", str(tmp_path / "report.md"), pack(*GOOD)]) == 1
    assert "FAILS: law 1, total, tried 0 times\nlaw 'total' is broken\n" in capsys.readouterr().out
    assert few in suite.LAWS


def test_proofs_as_plain_data(pack, capsys):
    """With --json the proofs stand in the same object as what was checked."""
    assert main(["check", "--prove", "--json", pack(*BAD)]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["sound"], data["proved"], data["samples"]) == (True, False, [])
    (failure,) = [failure for proof in data["proofs"] for failure in proof.get("failures", [])]
    assert failure["who"]["facts"] == {"demo_a": True, "demo_b": True}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--report", "-", "--json"], "--json and --report - would both write to standard output"),
        (["--report", "no/such/folder/report.md"], "the report cannot be written to 'no/such/folder/report.md'"),
    ],
)
def test_what_cannot_be_reported_is_refused(pack, few, capsys, arguments, says):
    """A report that has nowhere to go is one clear message and exit code 2."""
    assert main(["check", *arguments, pack(*GOOD)]) == 2
    assert says in capsys.readouterr().err
    assert few.number == 1


def test_without_the_extra_nothing_is_proved(pack, monkeypatch, capsys):
    """The message says which extra installs what is missing."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["check", "--prove", pack(*GOOD)]) == 2
    expected = "backpain-kb: z3 is not installed; this needs the extra: pip install 'backpain-kb[verify]'\n"
    assert expected == capsys.readouterr().err
