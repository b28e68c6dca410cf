from __future__ import annotations

import io
import json
import sys
import types

import attrs
import pytest

import backpain_kb as bp
from backpain_kb.cli import ask, main

STOPS = [finding.id for finding in bp.load().findings.values() if finding.hard_stop]


@pytest.fixture
def asked(monkeypatch, capsys):
    """Return a function that types lines into an interview and returns exit code, result and conversation."""

    def run(lines, *argv):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = main(["ask", *argv])
        return code, *capsys.readouterr()

    return run


def place(id_):
    """Return the number under which a hard stop is shown first."""
    return bp.load().interview().question.findings.index(id_) + 1


def test_an_emergency_ends_it(asked):
    """One tick that is an emergency gives the advice at once; the exit code stays 0."""
    code, out, err = asked([str(place("saddle_numbness"))])
    assert (0, True) == (code, out.startswith("\nEmergency: "))
    assert "No more questions: act on the advice now." in err


@pytest.mark.parametrize("none", ["n", "none", "0"])
def test_none_of_these(asked, none):
    """No to all of a list has to be said; the end of the input stops."""
    code, out, err = asked([none, "q"], "--json")
    found = json.loads(out)
    assert (0, dict.fromkeys(STOPS, False)) == (code, found["interview"]["steps"][0]["answers"])
    assert ("Question 1 of 11 at most" in err, "triage" in found["assessment"]) == (True, True)


def test_enter_alone_is_no_answer(asked):
    """Enter alone on a list of warning signs says no to nothing; the list is asked again."""
    _, out, err = asked(["", "q"], "--json")
    assert [] == json.loads(out)["interview"]["steps"]
    assert "Type numbers from 1 to 20, or n for none of these." in err


def test_the_end_of_the_input_stops(asked):
    """Without more input the result so far is printed."""
    code, out, err = asked(["n"])
    assert (0, True) == (code, "What this is not made for" in out)
    assert "Stopped for now." in err


def test_a_form_one_after_the_other(asked):
    """After the ticks come numbers, and choices by their number; Enter is unknown; what does not fit is asked again."""
    _, out, err = asked(["n", "1", "34", "2", "abc", "", "11", "3", "1", "", "q"], "--json")
    facts = json.loads(out)["assessment"]["presentation"]["facts"]
    assert (True, 34, "male", "better", 3) == tuple(
        facts[id_] for id_ in ("pain_low_back", "age_years", "sex", "course_trend", "pain_severity_now")
    )
    assert {"pregnancy_status", "pain_duration_days", "hours_since_hard_effort"}.isdisjoint(facts)
    assert "A number is wanted, not 'abc'." in err
    assert "from 0 to 10; 11 is outside it" in err


@pytest.mark.parametrize(("sex", "shown"), [("1", True), ("2", False), ("4", True)])
def test_a_form_leaves_out_what_is_not_worth_asking(asked, sex, shown):
    """A man is not asked whether he is pregnant."""
    _, _, err = asked(["n", "1", "34", sex, "q"])
    assert shown == ("Are you pregnant" in err)


@pytest.mark.parametrize("key", ["s", "b", "q"])
def test_keys_within_a_form(asked, key):
    """A form can be refused, left backwards, or stopped at."""
    _, out, _ = asked(["n", "n", "34", key], "--json")
    steps = json.loads(out)["interview"]["steps"]
    assert {"s": (2, True), "b": (0, None), "q": (1, False)}[key] == (
        len(steps),
        steps[-1]["declined"] if steps else None,
    )


def test_a_form_without_ticks(asked, tmp_path):
    """Numbers and choices alone are asked one after the other too."""
    kb = bp.load()
    interview = kb.interview().answer([])
    interview = interview.answer(dict.fromkeys(interview.question.ticks, False))
    numbers = interview.back()._after(attrs.evolve(interview.steps[-1], asked=interview.steps[-1].asked[:-7]))
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(numbers.to_dict()))
    _, out, err = asked(["34", "2", "5", "", "", "", "q"], "--resume", str(file), "--json")
    assert 34 == json.loads(out)["assessment"]["presentation"]["facts"]["age_years"]
    assert "One after the other." in err


def test_back_and_unknown(asked):
    """B takes the last answer back, d leaves all of it unknown."""
    _, out, _ = asked(["n", "b", "d", "q"], "--json")
    assert [{"asked": STOPS, "answers": {}, "declined": False}] == [
        {**step, "asked": sorted(step["asked"], key=STOPS.index)} for step in json.loads(out)["interview"]["steps"]
    ]


@pytest.mark.parametrize(
    ("line", "message"), [("99", "Numbers from 1 to 20 are wanted, not '99'."), ("x", "Numbers from 1 to 20 are")]
)
def test_what_does_not_fit_is_said(asked, line, message):
    """A reply that does not fit is said, and the same is asked again."""
    _, _, err = asked([line, "0", "q"])
    assert message in err


def test_one_question_alone(asked, tmp_path):
    """A question that stands alone takes y or n, a number, or the number of a choice."""
    replies = {"age_years": "34", "sex": "2", "fever": "n"}
    kb = bp.load()
    for id_, line in replies.items():
        file = tmp_path / f"{id_}.json"
        file.write_text(json.dumps(kb.interview(ask_first=[id_]).to_dict()))
        _, out, err = asked(["?", line, "q"], "--resume", str(file), "--json")
        assert {"age_years": 34, "sex": "male", "fever": False}[id_] == json.loads(out)["interview"]["steps"][0][
            "answers"
        ][id_]
        assert "That did not fit." in err
    file.write_text(json.dumps(kb.interview(ask_first=["sex"]).to_dict()))
    _, _, err = asked(["1 2", "q"], "--resume", str(file))
    assert "One number from 1 to 4 is wanted, not '1 2'." in err


def test_stop_and_go_on(asked, tmp_path):
    """What was saved is gone on with, and kept in the same file."""
    file = tmp_path / "mine.json"
    asked(["n", "q"], "--save", str(file))
    assert 1 == len(json.loads(file.read_text())["steps"])
    _, out, err = asked(["1", *[""] * 7, "q"], "--resume", str(file), "--json")
    assert 2 == len(json.loads(out)["interview"]["steps"]) == len(json.loads(file.read_text())["steps"])
    assert "Question 2 of 11 at most" in err


def test_a_case_is_a_beginning(asked, tmp_path):
    """With a case file only what it leaves open is asked."""
    case = tmp_path / "case.toml"
    case.write_text("[findings]\nfever = false\n")
    _, out, _ = asked(["", "q"], "--case", str(case), "--json")
    assert {"fever": False} == json.loads(out)["interview"]["facts"]


def test_a_text_is_a_beginning(asked):
    """What was read is shown, what is not clear is asked first, and what is known is not asked."""
    _, out, err = asked(["n", "q"], "my", "lower back hurts, im 34, maybe a fever", "--json")
    assert ["  + Low back pain: “lower back hurts”", "  ? Fever (you were not sure): “fever”"] == [
        line for line in err.splitlines() if "back hurts" in line or "“fever”" in line
    ]
    found = json.loads(out)["interview"]
    assert ({"age_years": 34, "pain_low_back": True}, ["fever"]) == (found["facts"], found["ask_first"])
    assert {"fever": False} == found["steps"][0]["answers"]


def test_a_text_about_something_else(asked):
    """A text in which nothing is known says so, and the interview asks."""
    _, _, err = asked(["q"], "best pizza in town")
    assert "nothing in what you wrote that this library knows" in err
    assert "Safety first." in err


@pytest.mark.parametrize("option", ["--case", "--resume"])
def test_a_text_goes_with_no_other_beginning(asked, option):
    """A text and another beginning are one too many."""
    code, _, err = asked([], "my back hurts", option, "other")
    assert (2, True) == (code, "does not go with --resume or --case" in err)


def test_a_clinician_may_answer(asked):
    """The asker is said at the start."""
    _, out, _ = asked(["q"], "--asker", "clinician", "--json")
    assert "clinician" == json.loads(out)["interview"]["asker"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the answers cannot be read from"),
        ("{", "holds no answers of an interview"),
        ("[]", "holds no answers of an interview"),
        ("{}", "this is no state of an interview"),
    ],
)
def test_broken_answers_are_refused(asked, tmp_path, content, message):
    """A file that holds no interview is one message and exit code 2."""
    file = tmp_path / "mine.json"
    if content is not None:
        file.write_text(content)
    code, out, err = asked([], "--resume", str(file))
    assert (2, "", True) == (code, out, message in err)


def test_resume_goes_with_nothing_else(asked):
    """--resume already says who and what."""
    code, _, err = asked([], "--resume", "x.json", "--asker", "person")
    assert (2, True) == (code, "it does not go with --case or --asker" in err)


def test_answers_that_cannot_be_written(asked, tmp_path):
    """A file that cannot be written is one message."""
    code, _, err = asked(["n"], "--save", str(tmp_path / "nowhere" / "mine.json"))
    assert (2, True) == (code, "the answers cannot be written to" in err)


def test_where_keys_cannot_be_read_one_by_one(monkeypatch):
    """A system without terminal control takes whole lines."""
    monkeypatch.setitem(sys.modules, "termios", None)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert "y\n" == ask._key()


class Terminal(io.StringIO):
    """Standard input as a terminal shows it."""

    def isatty(self):
        """It is one."""
        return True

    def fileno(self):
        """It has a number."""
        return 0


def test_one_key_is_enough_at_a_terminal(monkeypatch, tmp_path, capsys):
    """At a terminal a question of yes or no takes one key without Enter; Ctrl-D stops; the terminal is put back."""
    calls = []
    attributes = {"tcgetattr": lambda _: "before", "tcsetattr": lambda *all_: calls.append(all_), "TCSADRAIN": 1}
    monkeypatch.setitem(sys.modules, "termios", types.SimpleNamespace(**attributes))
    monkeypatch.setitem(sys.modules, "tty", types.SimpleNamespace(setcbreak=lambda _: None))
    monkeypatch.setattr("sys.stdin", Terminal("ny\x04"))
    file = tmp_path / "mine.json"
    doubtful = ["fever", "anticoagulant_use", "diabetes"]
    file.write_text(json.dumps(bp.load().interview(ask_first=doubtful).to_dict()))
    code = main(["ask", "--resume", str(file), "--json"])
    steps = json.loads(capsys.readouterr().out)["interview"]["steps"]
    assert (0, [{"fever": False}, {"anticoagulant_use": True}]) == (code, [step["answers"] for step in steps])
    assert [(0, 1, "before")] * 3 == calls


@pytest.mark.parametrize("doubt", bp.Doubt)
def test_every_doubt_has_words(doubt):
    """Each doubt about what somebody wrote is told in words."""
    assert bp.load().interview().assessment.words[f"phrase_doubt_{doubt.value}"]
