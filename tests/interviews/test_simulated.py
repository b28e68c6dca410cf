from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import backpain_kb as bp

_SPEC = importlib.util.spec_from_file_location("simulate", Path(__file__).with_name("simulate.py"))
simulate = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(simulate)

ORDINARY = ("desk_worker", "facet", "load_error", "soreness_after_race", "thoracolumbar")


@pytest.fixture(scope="module")
def outcomes():
    """Return what the interview of each simulated person came to."""
    return simulate.measured(bp.load())


@pytest.fixture(scope="module")
def examples():
    """Return what the interview of each example of an emergency came to, by who answers."""
    return simulate.examples(bp.load())


def test_the_page_shows_what_was_measured(outcomes, examples):
    """The table of the page is that of the present knowledge; `make snapshots` writes it anew."""
    page = simulate.page_with(simulate.table(outcomes), simulate.table_of_examples(examples))
    assert page == simulate.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_back_is_settled_in_twelve_answers(outcomes, name):
    """Who has an ordinary back is told so, settled, after twelve answers at the most."""
    (found,) = [each for each in outcomes if each.name == f"personas/{name}"]
    assert (True, True, True) == (found.settled, found.found in {"self_care", "routine"}, found.answers <= 12)


def test_emergencies_are_found_in_two_answers(outcomes):
    """Every simulated person who needs help now is told so after two answers at the most."""
    urgent = [each for each in outcomes if each.level == "emergency"]
    assert [] == [each for each in urgent if each.found != each.level or each.answers > 2]


def test_nobody_needs_more_than_twelve_answers(outcomes):
    """Nobody is asked for more than twelve screens."""
    assert max(each.answers for each in outcomes) <= 12


@pytest.mark.parametrize("asker", ["person", "clinician"])
def test_examples_of_emergencies_are_found(examples, asker):
    """Every example of an emergency is found that whoever answers can know of."""
    kb = bp.load()
    missed = {each.name for each in examples[asker] if each.found != each.level}
    knowable = kb._prepared.knowable[bp.Asker(asker)]
    cases = {f"{rule.id}/{number}": case for rule in kb.rules.values() for number, case in enumerate(rule.case, 1)}
    known = {name for name in missed if knowable >= set(cases[name].findings)}
    # The example of sudden pain in the scrotum says neither the sex nor that the groin hurts.
    assert known <= {"sudden_testicle_or_groin_pain/1"}


def test_a_hard_stop_that_is_an_emergency_ends_it_at_once():
    """A ticked hard stop that is an emergency by itself needs no second answer."""
    kb = bp.load()
    interview = kb.interview().answer(["saddle_numbness"])
    assert (None, 1, "emergency") == (
        interview.question,
        len(interview.steps),
        interview.assessment.triage.urgency.value,
    )
