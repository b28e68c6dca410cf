"""Laws 2, 3, 4, 12, 15: bounds, red flags, what does not interfere, one meaning, what must be triaged."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import settings

from backpain_kb.knowledge import load
from backpain_kb.logic.parse import parse
from backpain_kb.model.rules import Urgency
from backpain_kb.testing import LAWS, laws, try_law
from backpain_kb.testing.overlay import changed

HERE = [law for law in LAWS if law.number in {2, 3, 4, 12, 15}]


@pytest.mark.parametrize("law", HERE, ids=lambda law: law.name)
def test_the_core_pack_keeps_the_law(law):
    """The core pack keeps the law, which has something to say of it."""
    concerned = try_law(law, load(), max_examples=settings().max_examples)
    assert concerned > 0 or law.share < 1


def _from(triage, **levels):
    """Return a function that gives *triage* with other levels once it is told of the ache."""

    def changed_triage(who):
        found = triage(who)
        return attrs.evolve(found, **levels) if "demo_ache" in who.facts else found

    return changed_triage


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ({"upper": Urgency.SELF_CARE}, "does not hold"),
        ({"lower": Urgency.EMERGENCY}, "does not hold"),
    ],
)
def test_bounds_bites_when_the_urgency_is_outside(small, stub, levels, message):
    """An urgency that does not lie between its bounds breaks the law."""
    who = small.presentation(present=["demo_ache"])
    with pytest.raises(AssertionError, match=message):
        laws.law_bounds(stub(small, triage=_from(small.triage, **levels)), who, ("demo_pill", True))


def test_bounds_bites_when_lower_falls(small, stub):
    """A lower bound that falls with an answer breaks the law."""
    triage = _from(small.triage, lower=Urgency.SELF_CARE)
    who = small.presentation(present=["demo_hot"], demo_days=3)
    with pytest.raises(AssertionError, match="lower falls from soon to self_care when demo_ache = true"):
        laws.law_bounds(stub(small, triage=triage), who, ("demo_ache", True))


def test_bounds_bites_when_upper_rises(small, stub):
    """An upper bound that rises with an answer breaks the law."""
    triage = _from(small.triage, upper=Urgency.EMERGENCY)
    who = small.presentation(absent=["demo_numb"])
    with pytest.raises(AssertionError, match="upper rises from soon to emergency when demo_ache = false"):
        laws.law_bounds(stub(small, triage=triage), who, ("demo_ache", False))


def test_bounds_has_nothing_to_say_of_known_or_contradicted_answers(small):
    """What is known already, or would contradict another answer, is no new answer."""
    who = small.presentation(present=["demo_numb"])
    assert not laws.law_bounds(small, who, ("demo_odd_feeling", True))
    assert not laws.law_bounds(small, small.presentation(absent=["demo_odd_feeling"]), ("demo_numb", True))


@pytest.mark.parametrize("stated", [{}, {"demo_hot": False}])
def test_red_flags_bites_on_a_rule_with_not(small, stated):
    """A rule that is stood down by a red flag breaks the law."""
    rule = attrs.evolve(small.rules["demo_numb_unasked"], when=parse("not demo_hot"), urgency=Urgency.SAME_DAY)
    with pytest.raises(AssertionError, match=r"falls from same_day to .* when demo_hot turns from"):
        laws.law_red_flags(changed(small, rule), small.presentation(**stated), "demo_hot")


def test_red_flags_has_nothing_to_say_of_conflicts(small):
    """A red flag that contradicts another answer is left to the reports of conflicts."""
    assert not laws.law_red_flags(small, small.presentation(absent=["demo_odd_feeling"]), "demo_numb")


def test_no_interference_bites_when_an_ache_outweighs_an_emergency(small, stub):
    """A rule that goes silent by a fact that it does not read breaks the law."""
    triage = _from(small.triage, fired=(), precautions=())
    who = small.presentation(present=["demo_numb"])
    with pytest.raises(AssertionError, match="rule demo_numb_now turns from fired to silent by demo_ache = true"):
        laws.law_no_interference(stub(small, triage=triage), who, ("demo_ache", True))


def test_one_meaning_bites_when_a_rule_stands_otherwise(small, stub):
    """A rule that fires though it is not True, or a level that no rule has, breaks the law."""
    urgent = small.triage(small.presentation(present=["demo_numb"]))
    with pytest.raises(AssertionError, match="rule demo_numb_now is fired, evaluated alone it is open"):
        laws.law_one_meaning(stub(small, triage=lambda _: urgent), small.presentation())
    triage = _from(small.triage, upper=Urgency.EMERGENCY)
    with pytest.raises(AssertionError, match="upper is emergency, by the rules one by one it is soon"):
        laws.law_one_meaning(
            stub(small, triage=triage), small.presentation(present=["demo_ache"], absent=["demo_numb"])
        )


def test_triaged_bites_when_nobody_reads_a_red_flag(small):
    """A red flag that no rule reads breaks the law."""
    unread = attrs.evolve(small.findings["demo_hot"], id="demo_cold")
    with pytest.raises(AssertionError, match="demo_cold is read by no rule"):
        laws.law_triaged(changed(small, unread), small.presentation())


def test_triaged_bites_when_treatment_is_stopped_and_nobody_is_sent(small):
    """A definition that withholds treatment while the urgency stays below soon breaks the law."""
    definition = attrs.evolve(small.definitions["demo_infected"], id="demo_sore", when=parse("demo_ache"))
    with pytest.raises(AssertionError, match="definition demo_sore withholds treatment at routine"):
        laws.law_triaged(changed(small, definition), small.presentation(present=["demo_ache"]))
