import importlib
import io
import json
import os
import runpy
import subprocess
import sys
import warnings
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import backpain_kb
from backpain_kb import cli
from backpain_kb.cli import main
from backpain_kb.cli.printing import in_words
from backpain_kb.errors import PackError, PackProblemError
from backpain_kb.render import figure

EXAMPLES = Path(cli.__file__).parents[1] / "data" / "examples"

SOUND_PACK = """
    name = "clinic"
    format = 1
    version = "1"
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case file of an ordinary back."""
    path = tmp_path / "case.toml"
    path.write_text('title = "Somebody"\n[findings]\npain_low_back = true\nfever = false\nage_years = 34\n')
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the folder of a sound pack with one claim."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "pack.toml").write_text(SOUND_PACK)
    (folder / "claims.toml").write_text(
        '[[claim]]\nid = "claim_clinic"\nlabel = "Clinic beds heal"\nverdict = "uncertain"\nwhy = "Nobody looked."\n'
        'basis = "practice"\n'
    )
    return folder


def refusal(capsys: Capture, *argv: str) -> str:
    """Return the message with which arguments are refused, after checking that it is all there is."""
    code = main(argv)
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    return err.removeprefix("backpain-kb: ").rstrip("\n")


def shown(capsys: Capture, *argv: str) -> str:
    """Return what arguments print, after checking that nothing was wrong."""
    code = main(argv)
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


@pytest.mark.parametrize(
    ("name", "urgency"),
    [
        ("ordinary_post_run_back", "self_care"),
        ("suspected_sacral_stress_fracture", "soon"),
        ("cauda_equina_emergency", "emergency"),
    ],
)
def test_examples(name: str, urgency: str, capsys: Capture):
    """Each shipped example is answered, the emergency too, with its urgency."""
    answer = json.loads(shown(capsys, "assess", str(EXAMPLES / f"{name}.toml"), "--json"))
    assert answer["triage"]["urgency"] == urgency


def test_ordinary_example_answers_all_hard_stops(capsys: Capture):
    """The ordinary example leaves no hard stop open."""
    answer = json.loads(shown(capsys, "assess", str(EXAMPLES / "ordinary_post_run_back.toml"), "--json"))
    hard_stops = {finding.id for finding in backpain_kb.load().findings.values() if finding.hard_stop}
    assert hard_stops - answer["presentation"]["facts"].keys() == set()


def test_assess_in_words(case: Path, capsys: Capture):
    """An assessment in words begins with the title of the case, followed by the answer."""
    kb = backpain_kb.load()
    answer = kb.assess(kb.presentation(present=["pain_low_back"], absent=["fever"], age_years=34))
    assert shown(capsys, "assess", str(case)) == f"Somebody\n\n{answer}\n"


def test_assess_without_title(tmp_path: Path, capsys: Capture):
    """A case without a title is answered without one."""
    path = tmp_path / "case.toml"
    path.write_text("[findings]\nsaddle_numbness = true\n")
    kb = backpain_kb.load()
    assert shown(capsys, "assess", str(path)) == f"{kb.assess(kb.presentation(present=['saddle_numbness']))}\n"


def test_assess_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    """A case can come from standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"[findings]\nfever = true\n")))
    assert json.loads(shown(capsys, "assess", "-", "--json"))["presentation"]["facts"] == {"fever": True}


def test_assess_diagnosed(tmp_path: Path, capsys: Capture):
    """A case may hold what a clinician has diagnosed, and nothing else."""
    path = tmp_path / "case.toml"
    path.write_text('diagnosed = ["chronic_primary_lbp"]\nasker = "clinician"\n')
    who = json.loads(shown(capsys, "assess", str(path), "--json"))["presentation"]
    assert (who["diagnosed"], who["asker"]) == (["chronic_primary_lbp"], "clinician")


def test_asker_of_the_arguments_goes_first(tmp_path: Path, capsys: Capture):
    """The asker of the command line goes before that of the case file."""
    path = tmp_path / "case.toml"
    path.write_text('asker = "person"\n[findings]\nfever = false\n')
    answer = json.loads(shown(capsys, "assess", str(path), "--asker", "clinician", "--json"))
    assert answer["presentation"]["asker"] == "clinician"


def test_guideline(case: Path, capsys: Capture):
    """A preferred guideline reaches the assessment: one that is not known is refused."""
    assert "no guideline 'nobody-2020'" in refusal(capsys, "assess", str(case), "--guideline", "nobody-2020")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'states nothing; it needs [findings] with id = true, false, a number or a "choice"'),
        ("[finding]\nfever = true", "has an unknown key 'finding'; did you mean 'findings'?"),
        ("xyz = 1", "has an unknown key 'xyz'; known are asker, diagnosed, findings, title"),
        ("findings = 3", 'needs findings as a table with id = true, false, a number or a "choice", not 3'),
        ('diagnosed = "x"', "needs diagnosed as a list of conditions, such as [\"chronic_primary_lbp\"], not 'x'"),
        ("diagnosed = [1]", 'needs diagnosed as a list of conditions, such as ["chronic_primary_lbp"], not [1]'),
        ("title = 1\n[findings]\nfever = true", "needs title as text in quotes, not 1"),
        ("asker = true\n[findings]\nfever = true", "needs asker as text in quotes, not True"),
        ("findings = ", "is not valid TOML: Invalid value (at end of document)"),
        ("findings = " + "[" * 2000, "is nested too deeply"),
    ],
)
def test_bad_case(text: str, message: str, tmp_path: Path, capsys: Capture):
    """A case file of another form is refused with one clear message."""
    path = tmp_path / "case.toml"
    path.write_text(text)
    assert refusal(capsys, "assess", str(path)) == f"the case file {str(path)!r} {message}"


def test_a_case_with_an_endless_number(tmp_path: Path, capsys: Capture):
    """A number with more digits than Python reads is refused like any other fault."""
    path = tmp_path / "case.toml"
    path.write_text("[findings]\nage_years = " + "9" * 5000)
    assert "is not valid TOML: Exceeds the limit" in refusal(capsys, "assess", str(path))


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("fevr = true", "no finding 'fevr'; did you mean 'fever'"),
        ("present = 3", "no finding 'present'"),
        ("age_years = 900", "age_years"),
        ("fever = 38.5", "fever"),
        ("age_years = true", "age_years"),
        ("fever = [true]", "fever"),
        ("fever = nan", "fever"),
    ],
)
def test_bad_fact(facts: str, message: str, tmp_path: Path, capsys: Capture):
    """A fact that cannot be so is refused by name."""
    path = tmp_path / "case.toml"
    path.write_text(f"[findings]\n{facts}\n")
    assert message in refusal(capsys, "assess", str(path))


def test_bad_asker(tmp_path: Path, capsys: Capture):
    """An asker that is neither is refused."""
    path = tmp_path / "case.toml"
    path.write_text('asker = "robot"\n[findings]\nfever = true\n')
    assert refusal(capsys, "assess", str(path)) == "asker is one of person, clinician, not 'robot'"


def test_missing_case(tmp_path: Path, capsys: Capture):
    """A case file that is not there is refused with the reason."""
    path = tmp_path / "none.toml"
    assert (
        refusal(capsys, "assess", str(path)) == f"the case file {str(path)!r} cannot be read: No such file or directory"
    )


def test_binary_case(tmp_path: Path, capsys: Capture):
    """A case file that is no text is refused."""
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xff\xfe")
    assert refusal(capsys, "assess", str(path)) == f"the case file {str(path)!r} is no text in UTF-8"


def test_find(capsys: Capture):
    """A search prints score, kind, id and reason, the best first."""
    first, *_ = shown(capsys, "find", "numb", "between", "my", "legs", "--kind", "finding").splitlines()
    assert first == "1.00  finding      saddle_numbness  (synonym: numb between my legs)"


def test_find_json(capsys: Capture):
    """A search as data says the kind beside the match."""
    (match,) = json.loads(shown(capsys, "find", "numb between my legs", "--limit", "1", "--json"))
    assert (match["kind"], match["entity"]["id"], match["score"]) == ("finding", "saddle_numbness", 1.0)


def test_find_nothing(capsys: Capture):
    """A search that finds nothing says so and is no error."""
    assert shown(capsys, "find", "pizza recipe") == "nothing similar\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("find", " "), "there is nothing to search for: the text is empty"),
        (("find", "back", "--kind", "fnding"), "no kind of entity 'fnding'; did you mean 'finding'?"),
        (("find", "back", "--limit", "0"), "limit is at least 1, not 0"),
        (("show", "fever", "--svg", "-"), "'fever' is no exercise; only exercises have a picture"),
        (("show", "bird_dog", "--svg", "no/such.svg"), "the picture cannot be written to 'no/such.svg': No such file"),
        (("show", "saddle_numbnes"), "no entity 'saddle_numbnes'; did you mean 'saddle_numbness'"),
        (("check", "no-such-pack"), "no installed pack 'no-such-pack'"),
    ],
)
def test_refused(argv: tuple[str, ...], message: str, capsys: Capture):
    """What is not known is refused with a hint."""
    assert refusal(capsys, *argv).startswith(message)


@pytest.mark.parametrize("kind", sorted(backpain_kb.load().catalogue.entities))
def test_show_every_kind(kind: str, capsys: Capture):
    """An entity of any kind is shown, headed by its kind and id."""
    id_ = next(iter(backpain_kb.load().catalogue.of_kind(kind)))
    assert shown(capsys, "show", id_).startswith(f"{kind} {id_}\n")


def test_show_in_words(pack: Path, capsys: Capture):
    """An entity is shown field by field."""
    (pack / "claims.toml").write_text(
        '[[claim]]\nid = "claim_clinic"\nlabel = "Clinic beds heal"\nverdict = "uncertain"\nwhy = "Nobody looked."\n'
        'synonyms = ["a bed heals"]\nabout = ["fever", "bird_dog"]\nbasis = "practice"\n'
    )
    lines = shown(capsys, "--pack", str(pack), "show", "claim_clinic").splitlines()
    assert sorted(lines) == sorted(
        [
            "claim claim_clinic",
            "label: Clinic beds heal",
            "synonyms:",
            "  - a bed heals",
            "verdict: uncertain",
            "why: Nobody looked.",
            "about: fever, bird_dog",
            "basis: practice",
        ]
    )


def test_fields_in_words():
    """Plain data of any depth becomes lines."""
    data = {
        "hold_s": {"min": 5, "max": 7.5},
        "codes": {"hpo": "HP:1"},
        "checked": True,
        "case": [{"findings": {"fever": False}, "expect": "silent"}, {"expect": "fires"}],
        "range_sens": [0.1, 0.5],
        "note": "word " * 30,
    }
    assert list(in_words(data)) == [
        "hold s: 5 to 7.5",
        "codes:",
        "  hpo: HP:1",
        "checked: yes",
        "case:",
        "  - findings:",
        "      fever: no",
        "    expect: silent",
        "  - expect: fires",
        "range sens: 0.1, 0.5",
        "note: " + "word " * 17 + "word",
        "  " + "word " * 11 + "word",
    ]


def test_show_a_picture(tmp_path: Path, capsys: Capture):
    """The picture of an exercise goes to a file, or to standard output, for either side."""
    path = tmp_path / "bird_dog.svg"
    assert shown(capsys, "show", "bird_dog", "--svg", str(path)) == ""
    bird_dog = backpain_kb.load().exercises["bird_dog"]
    assert path.read_bytes().decode("ascii") == figure(bird_dog)
    assert shown(capsys, "show", "bird_dog", "--side", "left", "--svg", "-") == figure(bird_dog, side="left")


def test_a_pose_is_not_for_reading(capsys: Capture):
    """The angles of a figure are left out where an exercise is shown in words."""
    assert "\npose" not in shown(capsys, "show", "bird_dog")


def test_show_json(capsys: Capture):
    """An entity as data is what `to_dict` makes of it."""
    fever = backpain_kb.load().findings["fever"]
    assert json.loads(shown(capsys, "show", "fever", "--json")) == backpain_kb.to_dict(fever)


def test_treatments(capsys: Capture):
    """Treatments are listed with their ids, below how urgent it is."""
    lines = shown(capsys, "treatments", "nonspecific_lbp_acute", "--provider", "self").splitlines()
    matches = backpain_kb.load().treatments_for("nonspecific_lbp_acute", provider="self")
    assert lines[0] == f"urgency: {matches.triage.urgency.value}"
    assert [line for line in lines if line.endswith(")") and not line.startswith(" ")] == [
        f"{match.entity.label} ({match.entity.id})" for match in matches
    ]


def test_treatments_in_an_emergency(capsys: Capture):
    """In an emergency nothing stands beside what is to be done, and that is a result."""
    answer = json.loads(shown(capsys, "treatments", "saddle_numbness", "--json"))
    assert (answer["items"], answer["triage"]["urgency"]) == ([], "emergency")


def test_stretches(capsys: Capture):
    """Stretches as data are what the query returns."""
    matches = backpain_kb.load().stretches_for("stiff_after_running", timing="post_run")
    argv = ("stretches", "stiff_after_running", "--timing", "post_run", "--json")
    assert json.loads(shown(capsys, *argv)) == backpain_kb.to_dict(matches)


@pytest.mark.parametrize("argv", [("treatments", "fevr"), ("stretches", "fever", "--timing", "noon")])
def test_refused_query(argv: tuple[str, ...], capsys: Capture):
    """A query for what is not known is refused."""
    assert repr(argv[-1]) in refusal(capsys, *argv)


def test_check_core(capsys: Capture):
    """The core pack is sound, and the counts are those of its entities."""
    catalogue = backpain_kb.load().catalogue
    assert json.loads(shown(capsys, "check", "--json"))["counts"] == {
        kind: len(entities) for kind, entities in catalogue.entities.items() if entities
    }


@pytest.mark.parametrize(
    "argv", [("check", "{}"), ("--pack", "{}", "check"), ("check", "--pack", "{}"), ("check", "{}", "{}")]
)
def test_check_sound_pack(argv: tuple[str, ...], pack: Path, capsys: Capture):
    """A sound pack is checked together with the core pack, however it is named."""
    first, *_ = shown(capsys, *(word.format(pack) for word in argv)).splitlines()
    assert first.startswith("sound: clinic 1, core ")


def test_check_faults(pack: Path, capsys: Capture):
    """The faults of a pack are printed, and the exit code is 1."""
    (pack / "claims.toml").write_text('[[claim]]\nid = "claim_clinic"\n')
    code = main(["check", str(pack)])
    out, err = capsys.readouterr()
    assert (code, out.count("claims.toml, claim claim_clinic"), err) == (1, 3, "")


def test_check_faults_json(monkeypatch: pytest.MonkeyPatch, capsys: Capture):
    """The faults of a pack as data say what is wrong and where, as far as it is known."""
    problem = PackProblemError("too long", file="a.toml", entity="claim c")

    def load(*_: str, allow: tuple[str, ...]) -> None:
        message = f"bad, {allow}"
        raise PackError(message, [problem])

    monkeypatch.setattr(backpain_kb, "load", load)
    code = main(["check", "--json"])
    assert (code, json.loads(capsys.readouterr().out)) == (
        1,
        {"sound": False, "problems": [{"message": "too long", "file": "a.toml", "entity": "claim c"}]},
    )


def test_check_caution_taken_away(pack: Path, capsys: Capture):
    """A pack that takes caution away has a fault, unless the id is allowed."""
    (pack / "messages.toml").write_text(
        '[[message]]\nid = "stop_clinic"\nrole = "stop_sign"\ntext = "Stop."\n'
        'replaces = "stop_new_numbness_or_weakness"\nbecause = "Shorter."\nbasis = "practice"\n'
    )
    code = main(["check", str(pack)])
    assert (code, "the application must allow 'stop_new_numbness_or_weakness'" in capsys.readouterr().out) == (1, True)


def test_broken_pack_elsewhere(tmp_path: Path, capsys: Capture):
    """A broken pack stops every other command."""
    code = main(["find", "fever", "--pack", f"{tmp_path}/none"])
    out, err = capsys.readouterr()
    assert (code, out, "no folder" in err) == (2, "", True)


@pytest.mark.parametrize(
    "argv", [(), ("fly",), ("show",), ("find", "back", "--limit", "many"), ("assess", "x", "--asker", "dog")]
)
def test_wrong_usage(argv: tuple[str, ...], capsys: Capture):
    """Wrong usage exits with 2 and says how it is used."""
    code = main(argv)
    out, err = capsys.readouterr()
    assert (code, out, err.startswith("usage: backpain-kb")) == (2, "", True)


@pytest.mark.parametrize("command", ["assess", "find", "show", "treatments", "stretches", "check"])
def test_help(command: str, capsys: Capture):
    """The help of each command ends with an example of it."""
    assert f"\n  backpain-kb {command}" in shown(capsys, command, "--help")


def test_version(capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    """The version is that of the installed package."""
    monkeypatch.setattr("importlib.metadata.version", lambda _: "1.2.3")
    assert shown(capsys, "--version") == "backpain-kb 1.2.3\n"


def test_version_of_a_source_tree(capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    """Without an installed package there is no version to tell, which is no error."""

    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", version)
    assert shown(capsys, "--version") == "backpain-kb (not installed)\n"


def test_deprecated(monkeypatch: pytest.MonkeyPatch, capsys: Capture):
    """A deprecation is told on standard error and changes nothing else."""

    def search(*_: object, **__: object) -> tuple[()]:
        warnings.warn("finding 'old' is retired; use 'new'", DeprecationWarning, stacklevel=2)
        return ()

    monkeypatch.setattr(backpain_kb.KnowledgeBase, "search", search)
    code = main(["find", "old"])
    assert (code, *capsys.readouterr()) == (
        0,
        "nothing similar\n",
        "backpain-kb: finding 'old' is retired; use 'new'\n",
    )


def test_terminal_without_signs(pack: Path, monkeypatch: pytest.MonkeyPatch):
    """A terminal that cannot show a sign still gets the rest."""
    claim = (pack / "claims.toml").read_text().replace("Clinic beds heal", "Beds at 38 °C")
    (pack / "claims.toml").write_text(claim, encoding="utf-8")
    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    code = main(["--pack", str(pack), "show", "claim_clinic"])
    assert (code, b"label: Beds at 38 ?C\n" in buffer.getvalue()) == (0, True)


def test_output_that_is_no_file(monkeypatch: pytest.MonkeyPatch):
    """The output may be replaced by something that only takes text."""
    screen = io.StringIO()
    monkeypatch.setattr("sys.stdout", screen)
    assert (main(["find", "pizza recipe"]), screen.getvalue()) == (0, "nothing similar\n")


def test_closed_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Output that nobody reads any more ends the program without a traceback."""
    with (tmp_path / "out").open("w") as out:

        def write(_: str) -> int:
            raise BrokenPipeError

        monkeypatch.setattr(out, "write", write, raising=False)
        monkeypatch.setattr("sys.stdout", out)
        assert main(["find", "pizza recipe"]) == 141


def test_main_module(capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    """Run as a module the package is its command line; importing the module does nothing."""
    monkeypatch.setattr("sys.argv", ["backpain-kb", "find", "pizza recipe"])
    importlib.import_module("backpain_kb.__main__")
    monkeypatch.delitem(sys.modules, "backpain_kb.__main__")  # It is to be run anew, and runpy warns of a second time.
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("backpain_kb", run_name="__main__")
    assert capsys.readouterr().out == "nothing similar\n"


def test_as_a_module(tmp_path: Path):
    """The package runs as a module, in a process of its own, and one message is all that a mistake costs."""
    source = Path(cli.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "backpain_kb", "show", "fevr"],
        env={**os.environ, "PYTHONPATH": str(source)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "backpain-kb: no entity 'fevr'; did you mean 'fever'?\n",
    )


def test_check_warns_of_what_wants_a_review(capsys: Capture):
    """Long after the last review the first twenty are named; --strict fails on them and lists what has no source."""
    later = "2031-01-01"
    code = main(["check", "--today", later])
    out = capsys.readouterr().out
    assert (0, 21) == (code, out.count("review: "))
    code = main(["check", "--strict", "--today", later])
    out = capsys.readouterr().out
    assert (1, True) == (code, "without a source, on practice or design: " in out)
    assert "scoring (design)" in out


def test_check_strict_on_a_fresh_pack(capsys: Capture):
    """What was reviewed of late passes; plain data names what has no source."""
    assert 0 == main(["check", "--strict", "--json", "--today", "2026-12-01"])
    data = json.loads(capsys.readouterr().out)
    assert ([], {"kind": "scoring", "id": "scoring", "basis": "design"} in data["without_source"]) == (
        data["overdue"],
        True,
    )


@pytest.mark.parametrize(
    ("installed", "out"),
    [((), "no packs are installed beside the core pack\n"), (("hill-clinic", "town"), "hill-clinic\ntown\n")],
)
def test_installed_packs_are_listed(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, installed: tuple[str, ...], out: str
):
    """The names are listed, one a line; as plain data they are a list."""
    monkeypatch.setattr("backpain_kb.cli.packs.installed_packs", lambda: installed)
    assert (0, out) == (main(["packs"]), capsys.readouterr().out)
    assert (0, list(installed)) == (main(["packs", "--json"]), json.loads(capsys.readouterr().out))


def test_the_pack_template_is_sound(capsys: Capture):
    """The pack that others copy passes the check as a folder too."""
    folder = Path(__file__).parent.parent / "docs" / "examples" / "pack_template" / "src" / "hill_clinic_pack"
    assert 0 == main(["check", str(folder)])
    assert "hill-clinic 1.0" in capsys.readouterr().out


def test_what_if(capsys: Capture, case: Path):
    """What would change the answer is shown as text and as plain data."""
    assert 0 == main(["what-if", str(case)])
    assert "More urgent" in capsys.readouterr().out
    assert 0 == main(["what-if", str(case), "--json"])
    assert "more_urgent" in {each["effect"] for each in json.loads(capsys.readouterr().out)["found"]}


GERMAN = Path(__file__).parent.parent / "docs" / "examples" / "language_pack_de"


def test_an_answer_in_another_language(capsys: Capture):
    """With a language pack the whole answer is in its words, and says who translated it."""
    assert 0 == main(["--pack", str(GERMAN), "assess", str(EXAMPLES / "cauda_equina_emergency.toml")])
    out = capsys.readouterr().out
    assert "Bitte gehen Sie jetzt in eine Notaufnahme" in out
    assert "hat übersetzt: german-sample" in " ".join(out.split())


def test_check_of_a_language_pack(capsys: Capture):
    """The check tells how much is translated; in the sample nothing needs a look."""
    assert 0 == main(["check", str(GERMAN), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert ("de", []) == (found["language"], found["translations_to_look_at"])
    assert found["translated"]["urgent"][0] > 50


def test_check_strict_of_an_old_translation(tmp_path: Path, capsys: Capture):
    """A translation of what is no longer said is a warning, and a fault where the check is strict."""
    pack = 'name = "old"\nformat = 1\nversion = "1"\nlanguage = "de"\n'
    (tmp_path / "pack.toml").write_text(pack, encoding="utf-8")
    words = '[[translation]]\nof = "fever"\n[translation.texts]\n"Feverish" = "Fiebrig"\n'
    (tmp_path / "words.toml").write_text(words, encoding="utf-8")
    assert 1 == main(["check", str(tmp_path), "--strict"])
    out = capsys.readouterr().out
    assert "translated into de:" in out
    assert "translation: the text 'Feverish' is not there (any more)" in out


def test_translate_prints_what_is_left(capsys: Capture):
    """What is left is printed as rows to fill in; one that is begun is to be added to its row."""
    assert 0 == main(["translate", str(GERMAN), "--kind", "finding", "--limit", "40"])
    out = capsys.readouterr().out
    assert "# finding saddle_numbness: add to its row" in out
    assert "[[translation]]" in out
    assert 0 == main(["translate", "--kind", "interaction", "--limit", "1", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert ("interaction", 1) == (row["kind"], len(row["texts"]))


def test_what_translate_prints_is_a_pack(tmp_path: Path, capsys: Capture):
    """The rows, filled in, are a language pack."""
    assert 0 == main(["translate", "--kind", "exercise", "--limit", "2"])
    filled = capsys.readouterr().out.replace(' = ""', ' = "Wort"').replace("# synonyms", "synonyms")
    pack = 'name = "new"\nformat = 1\nversion = "1"\nlanguage = "de"\n'
    (tmp_path / "pack.toml").write_text(pack, encoding="utf-8")
    (tmp_path / "words.toml").write_text(filled, encoding="utf-8")
    assert 0 == main(["check", str(tmp_path), "--json"])
    done, texts = json.loads(capsys.readouterr().out)["translated"]["exercise"]
    assert 0 < done < texts


def test_nothing_left_to_translate(capsys: Capture):
    """Where there is nothing of that kind, it says so."""
    assert 0 == main(["translate", "--kind", "source"])
    assert "# everything is translated\n" == capsys.readouterr().out
