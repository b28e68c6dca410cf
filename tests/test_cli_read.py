import json

import pytest

from backpain_kb.cli import main


def test_read(capsys: pytest.CaptureFixture[str]):
    """Each mention is on a line, and what is in doubt is asked."""
    assert main(["read", "no", "numb", "crotch", "but", "maybe", "a", "fever"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert ["- saddle_numbness: “numb crotch”", "? fever (hedged): “fever”"] == lines[:2]
    assert lines[2].startswith("ask first: Have you had a high temperature")


def test_read_nothing(capsys: pytest.CaptureFixture[str]):
    """A text about something else says so."""
    assert main(["read", "best pizza in town"]) == 0
    assert capsys.readouterr().out == "nothing known\n"


def test_read_as_data(capsys: pytest.CaptureFixture[str]):
    """With --json the reading is plain data."""
    assert main(["read", "temp 38.6", "--json"]) == 0
    mention = json.loads(capsys.readouterr().out)["mentions"][0]
    assert ("fever", "present", 38.6) == (mention["finding"], mention["polarity"], mention["value"])


def test_read_in_no_language(capsys: pytest.CaptureFixture[str]):
    """A language without words is refused with what there is."""
    assert main(["read", "hallo", "--language", "ex"]) == 2
    assert "no language 'ex'" in capsys.readouterr().err
