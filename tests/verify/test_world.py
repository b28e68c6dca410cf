import pytest

from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.verify.inquiry import Failure, Inquiry, Proof
from backpain_kb.verify.people import People
from backpain_kb.verify.terms import Terms
from backpain_kb.verify.world import World

WORLD = """
[finding.a]
[finding.old]
retired = "renamed"
replaced_by = "a"
[finding.older]
retired = "renamed"
replaced_by = "old"
[finding.gone]
retired = "of no use"
[finding.round]
retired = "in a circle"
replaced_by = "round"
[condition.gout]
"""


@pytest.fixture
def smallest(small):
    """What returns the smallest person."""
    return World(small(WORLD)).smallest


def who(*diagnosed, **facts):
    """Return a presentation that nobody has checked."""
    return Presentation(facts=FrozenDict(facts), diagnosed=diagnosed)


def test_a_person_is_told_as_far_as_it_is_known(small):
    """Renamed findings go by their new name; what is unknown or gone is left out."""
    world = World(small(WORLD))
    told = world.person({"older": True, "gone": True, "unheard": 3, "round": True}, ["gout", "flu"])
    assert told == who("gout", a=True)


def test_smallest_leaves_out_what_is_not_needed(smallest):
    """What is left shows it and would not without any of its facts; numbers become plain."""
    found = smallest(
        who("gout", "flu", a=True, b=False, n=7.03125, m=0.123),
        lambda each: "gout" in each.diagnosed and each.facts.get("n", 0) > 6.5 and each.facts.get("m", 1) < 0.2,
    )
    assert found == who("gout", m=0, n=7)


def test_smallest_keeps_one_fact(smallest):
    """A case file states something, so the last fact stays, and one is put where there is none."""
    assert smallest(who(a=True, b=True), lambda _: True) == who(b=True)
    assert smallest(who(), lambda _: True) == who(a=False)
    assert smallest(who(), lambda each: each.facts.get("a") is not False) == who(pain=False)
    assert smallest(who(), lambda each: not each.facts) == who()


def test_smallest_takes_the_next_plain_number(smallest):
    """Where the rounded number no longer shows it, one beside it, or one decimal, may."""
    assert smallest(who(n=2.5000001), lambda each: each.facts.get("n", 0) > 2.4) == who(n=3)
    assert smallest(who(n=2.34), lambda each: 2.2 < each.facts.get("n", 0) < 2.5) == who(n=2.3)
    assert smallest(who(n=2.34), lambda each: each.facts.get("n") == 2.34) == who(n=2.34)


def test_nobody_is_smallest_where_nothing_is_shown(smallest):
    """Somebody who does not show it is not returned."""
    assert smallest(who(a=True), lambda _: False) is None


def test_giving_up_is_a_failure(small):
    """What the solver cannot settle in time is not taken as proved."""
    world = World(small("[finding.n]\nmax = 1000\n[finding.m]\nmax = 1000\n[finding.k]\nmax = 1000\n"))
    terms = Terms(People(world.vocabulary, ["n", "m", "k"]))
    n, m, k = (terms.people.number(id_) for id_ in ("n", "m", "k"))
    hard = [n * n * n + m * m * m == k * k * k + 2, n > 3, m > n, n * m * k == 77.5, m * m - n == k / n]
    inquiry = Inquiry(patience=1)
    assert inquiry.model("three cubes", *hard) is None
    assert inquiry.impossible("three cubes", *hard) is False
    (failure,) = inquiry.failures
    assert failure.says.startswith("nothing could be settled about three cubes: the solver says")


def test_a_proof_holds_without_failures():
    """One failure is enough."""
    proof = {"name": "x", "says": "X.", "count": 1, "of": "rules"}
    assert [True, False] == [Proof(**proof).proved, Proof(**proof, failures=(Failure(says="No."),)).proved]
