"""Laws 1, 8, 9: every answer, its reasons, and nothing else that changes it."""

from __future__ import annotations

import itertools

import attrs
import pytest
from hypothesis import settings

from backpain_kb.errors import PresentationError
from backpain_kb.knowledge import load
from backpain_kb.testing import LAWS, laws, try_law
from backpain_kb.testing.overlay import changed

HERE = [law for law in LAWS if law.number in {1, 8, 9}]


@pytest.mark.parametrize("law", HERE, ids=lambda law: law.name)
def test_the_core_pack_keeps_the_law(law):
    """The core pack keeps the law, which has something to say of it."""
    concerned = try_law(law, load(), max_examples=settings().max_examples // 2)
    assert concerned > 0 or law.share < 1


def test_total_bites_when_two_ways_to_ask_disagree(small, stub):
    """An assessment whose triage is not that of `triage` breaks the law."""
    who = small.presentation()
    urgent = small.triage(small.presentation(present=["demo_numb"]))
    with pytest.raises(AssertionError, match="assess and triage do not agree"):
        laws.law_total(stub(small, triage=lambda _: urgent), who)


def test_total_bites_without_words(small, stub):
    """An answer without a disclaimer, or without an explanation, breaks the law."""
    who = small.presentation(present=["demo_numb"])
    wordless = stub(small, assess=lambda who: attrs.evolve(small.assess(who), disclaimer=""))
    with pytest.raises(AssertionError, match="no disclaimer"):
        laws.law_total(wordless, who)
    with pytest.raises(AssertionError, match="no explanation of demo_numb_now"):
        laws.law_total(stub(small, explain=lambda *_: " "), who)


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"presentation": lambda **_: None}, "presentation takes demo_days = 99"),
        ({"assess": lambda _: None}, "assess takes demo_days = 99"),
        ({"assess": lambda _: 1 / 0}, "assess fails on demo_days = 99 with ZeroDivisionError"),
    ],
)
def test_refused_bites_when_what_cannot_be_is_taken(small, stub, replaced, message):
    """A value out of range that is taken, clipped or trips over something else breaks the law."""
    with pytest.raises(AssertionError, match=message):
        laws.law_refused(stub(small, **replaced), small.presentation(), ("demo_days", 99))


def test_refused_bites_when_the_error_is_not_clear(small, stub):
    """An error that does not name the finding breaks the law."""

    def refuse(**_):
        message = "no"
        raise PresentationError(message)

    with pytest.raises(AssertionError, match="does not name demo_days"):
        laws.law_refused(stub(small, presentation=refuse), small.presentation(), ("demo_days", 99))


@pytest.mark.parametrize(
    ("sources", "message"), [((), "names no source"), (("no-such",), "source 'no-such', which does not exist")]
)
def test_reasons_bites_without_a_source(small, sources, message):
    """A rule without a source, or with one that nobody has, breaks the law."""
    broken = changed(small, attrs.evolve(small.rules["demo_numb_now"], sources=sources))
    with pytest.raises(AssertionError, match=f"rule demo_numb_now .*{message}"):
        laws.law_reasons(broken, small.presentation(present=["demo_numb"]))


def test_reasons_bites_without_a_fact(small, stub):
    """A candidate for which nothing is named breaks the law."""

    def forgetful(who):
        answer = small.assess(who)
        return attrs.evolve(answer, candidates=tuple(attrs.evolve(c, for_=()) for c in answer.candidates))

    with pytest.raises(AssertionError, match="condition demo_bone names no fact"):
        laws.law_reasons(stub(small, assess=forgetful), small.presentation(demo_side="left"))


def test_order_bites_when_asking_twice_matters(small, stub):
    """An answer that counts how often it was asked breaks the law."""
    count = itertools.count()
    counting = stub(small, assess=lambda who: attrs.evolve(small.assess(who), disclaimer=f"No. {next(count)}"))
    with pytest.raises(AssertionError, match="asked again"):
        laws.law_order(counting, small.presentation())


def test_order_bites_when_the_order_matters(small, stub):
    """A presentation that keeps the order in which it was told breaks the law."""

    def in_order_of_telling(*, present, absent, diagnosed, asker, **values):
        made = small.presentation(present=present, absent=absent, diagnosed=diagnosed, asker=asker, **values)
        stated = [*present, *absent, *values]
        return attrs.evolve(made, facts=type(made.facts)({id_: made.facts[id_] for id_ in stated}))

    who = small.presentation(present=["demo_ache", "demo_pill"])
    with pytest.raises(AssertionError, match="told in another order"):
        laws.law_order(stub(small, presentation=in_order_of_telling), who)


def test_everywhere_bites_when_another_process_answers_otherwise(stub):
    """An answer that only this process gives breaks the law."""
    kb = load()
    here = stub(kb, assess=lambda who: attrs.evolve(kb.assess(who), disclaimer="only here"))
    with pytest.raises(AssertionError, match="is another under"):
        laws.law_everywhere(here, [kb.presentation()])


def test_everywhere_bites_when_another_process_cannot_answer(small):
    """A pack that another process does not find breaks the law, and the message says why."""
    with pytest.raises(AssertionError, match="no installed pack 'nowhere'"):
        laws.law_everywhere(small, [small.presentation()], ["nowhere"])


def test_a_broken_law_shows_the_person_as_a_case(small):
    """The message of a broken law ends with a case file of the person who shows it."""
    who = small.presentation(present=["demo_ache"], diagnosed=["demo_bone"], asker="clinician", demo_days=3)
    expected = 'asker = "clinician"\ndiagnosed = ["demo_bone"]\n[findings]\ndemo_ache = true\ndemo_days = 3'
    assert expected == laws.as_case(who)
