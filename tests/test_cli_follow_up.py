import builtins
import json

import pytest

from backpain_kb import load
from backpain_kb.cli import main
from backpain_kb.cli.follow_up import _write

STOPS = [finding.id for finding in load().findings.values() if finding.hard_stop]


@pytest.fixture
def case(tmp_path):
    """Return a function that writes a case file of a calm runner."""

    def write(name, **facts):
        stated = {"pain_low_back": True, "runs_regularly": True, "return_to_running_readiness": True, **facts}
        lines = [f"{id_} = {json.dumps(value)}" for id_, value in (dict.fromkeys(STOPS, False) | stated).items()]
        path = tmp_path / name
        path.write_text("\n".join(["[findings]", *lines]))
        return str(path)

    return write


@pytest.fixture
def log(tmp_path):
    """Return a function that writes a log file."""

    def write(text):
        path = tmp_path / "log.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def shown(capsys, *argv):
    """Return what arguments print, after checking that nothing was wrong."""
    code = main(argv)
    out, err = capsys.readouterr()
    assert (0, "") == (code, err)
    return out


def refusal(capsys, *argv):
    """Return the message with which arguments are refused, after checking that it is all there is."""
    code = main(argv)
    out, err = capsys.readouterr()
    assert (2, "", 1) == (code, out, err.count("\n"))
    return err.removeprefix("backpain-kb: ").rstrip("\n")


def test_reassess(case, capsys):
    """Two case files come to a trend and what to do."""
    before, now = case("before.toml", pain_severity_now=6), case("now.toml", pain_severity_now=3)
    assert "Going by what you told us both times, you are better." in shown(capsys, "reassess", before, now)
    answer = json.loads(shown(capsys, "reassess", before, now, "--days", "7", "--json"))
    assert (7, "better", "progress") == (answer["days"], answer["trend"], answer["step"])
    assert "days_since is a number" in refusal(capsys, "reassess", before, now, "--days", "-1")


def test_schedule(case, log, capsys, tmp_path):
    """A programme, a start, a person and a log come to sessions, and to a calendar."""
    logged = log(
        '[[session]]\ndate = 2026-12-01\noutcome = "done"\n'
        "findings = { pain_during_exercise = 1, pain_not_settled_next_morning = false }\n"
    )
    ics = tmp_path / "runs.ics"
    argv = ["schedule", "walk_run_return", "--start", "2026-12-01", "--case", case("case.toml"), "--log", logged]
    out = shown(capsys, *argv, "--today", "2026-12-04", "--ics", str(ics))
    assert "- Stage 0: walk: 2026-12-04: 30 minutes of walking." in out
    assert b"DTSTART;VALUE=DATE:20261204" in ics.read_bytes()
    assert "hold" == json.loads(shown(capsys, *argv, "--json"))["step"]


def test_schedule_of_nobody(capsys):
    """Without a case nothing is known of the person: no dates to run, with what has to be answered."""
    out = shown(capsys, "schedule", "walk_run_return", "--start", "2026-12-01")
    assert "The steps, without dates for now" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date = 2026-12-01", "needs its entries as [[session]] tables, and nothing else"),
        ("session = 1", "needs its entries as [[session]] tables, and nothing else"),
        ("[[session", "is not valid TOML"),
        ("x = " + "[" * 2000, "is nested too deeply"),
        (b"\xff", "is no text in UTF-8"),
        ("[[session]]\ndate = 2026-11-30", "the log has 2026-11-30, before the start on 2026-12-01"),
    ],
)
def test_a_log_that_cannot_be(log, capsys, text, message):
    """A log file that cannot be read is one clear message."""
    argv = ["schedule", "trunk_hip_6wk_a", "--start", "2026-12-01", "--log", log(text)]
    assert message in refusal(capsys, *argv)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--start", "tomorrow"], "--start is a day such as 2026-12-01, not 'tomorrow'"),
        (["--start", "2026-12-01", "--today", "x"], "--today is a day such as 2026-12-01, not 'x'"),
        (
            ["--start", "2026-12-01", "--log", "no/such.toml"],
            "the log file 'no/such.toml' cannot be read: No such file",
        ),
        (["--start", "2026-12-01", "--ics", "no/such.ics"], "the calendar 'no/such.ics' cannot be written: No such"),
    ],
)
def test_what_cannot_be_read(capsys, argv, message):
    """Days and files that cannot be are one clear message."""
    assert message in refusal(capsys, "schedule", "trunk_hip_6wk_a", *argv)


def test_a_calendar_needs_its_extra(monkeypatch):
    """Without the library the message names the extra."""
    real = builtins.__import__

    def without(name, *args):
        if name == "backpain_kb.interop.calendar":
            message = "install it with the extra: pip install 'backpain-kb[calendar]'"
            raise ImportError(message)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match="backpain-kb\\[calendar\\]"):
        _write("x.ics", None)


def test_a_calendar_without_dates_is_not_written(capsys, tmp_path):
    """While safety questions are open there are no dates, and so no calendar."""
    ics = tmp_path / "runs.ics"
    assert 0 == main(["schedule", "walk_run_return", "--start", "2026-12-01", "--ics", str(ics)])
    assert (False, True) == (ics.exists(), "is not written: no session has a date yet" in capsys.readouterr().err)
