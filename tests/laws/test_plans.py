"""Laws 5, 6, 7, 10, 14: what helps, what must be left alone, and what a query may return."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import settings

from backpain_kb.knowledge import load
from backpain_kb.model.assessment import Plan, PlanVerdict
from backpain_kb.model.care import InteractionLevel, WhileUnknown
from backpain_kb.model.matches import Matches
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict
from backpain_kb.testing import LAWS, laws, try_law
from backpain_kb.testing.overlay import changed

HERE = [law for law in LAWS if law.number in {5, 6, 7, 10, 14}]


@pytest.mark.parametrize("law", HERE, ids=lambda law: law.name)
def test_the_core_pack_keeps_the_law(law):
    """The core pack keeps the law, which has something to say of it."""
    concerned = try_law(law, load(), max_examples=settings().max_examples // 2)
    assert concerned > 0 or law.share < 1


@pytest.fixture
def aching(small):
    """Return someone with an ache and nothing else."""
    return small.presentation(present=["demo_ache"], absent=["demo_numb"])


def _with_verdict(kb, item, verdict):
    """Return an `assess` that gives *item* the verdict *verdict*, whatever is known."""

    def assess(who):
        answer = kb.assess(who)
        items = tuple(attrs.evolve(i, verdict=verdict) if i.item == item else i for i in answer.plan.items)
        return attrs.evolve(answer, plan=attrs.evolve(answer.plan, items=items))

    return assess


@pytest.mark.parametrize(
    ("item", "stated", "message"),
    [
        (
            "demo_walk",
            {"demo_pregnant": True},
            "demo_walk is recommended although an absolute contraindication is True",
        ),
        ("demo_hop", {"demo_side": "right"}, "demo_hop is recommended although an absolute contraindication is True"),
        ("demo_plan", {"demo_side": "right"}, "demo_plan is recommended although an absolute contraindication is True"),
        ("demo_walk", {"demo_pill": True}, "demo_walk is recommended in spite of the interaction demo_walk_with_pill"),
    ],
)
def test_no_harm_bites_on_harm(small, stub, item, stated, message):
    """A recommended item with a contraindication, of its own or by a safety rule or an interaction, breaks the law."""
    who = small.presentation(present=["demo_ache"], absent=["demo_numb"], **stated)
    reckless = stub(small, assess=_with_verdict(small, item, PlanVerdict.RECOMMENDED))
    with pytest.raises(AssertionError, match=message):
        laws.law_no_harm(reckless, who)


def test_no_harm_bites_when_nobody_asks_or_tells(small, stub, aching):
    """An item that does not wait for an answer that it needs, or does not tell of it, breaks the law."""
    walk = small.treatments["demo_walk"]
    asking = attrs.evolve(walk.contraindication[0], while_unknown=WhileUnknown.ASK)
    must_ask = changed(small, attrs.evolve(walk, contraindication=(asking,)))
    with pytest.raises(AssertionError, match="although one must ask first: you are pregnant"):
        laws.law_no_harm(stub(must_ask, assess=small.assess), aching)
    other = attrs.evolve(walk.contraindication[0], not_if="you expect a child")
    must_tell = changed(small, attrs.evolve(walk, contraindication=(other,)))
    with pytest.raises(AssertionError, match="does not tell: not if you expect a child"):
        laws.law_no_harm(stub(must_tell, assess=small.assess), aching)


def test_no_harm_bites_when_a_relative_contraindication_is_passed_over(small, stub):
    """An item that is to be asked about, and is recommended, breaks the law."""
    walk = small.treatments["demo_walk"]
    relative = attrs.evolve(walk.contraindication[0], absolute=False)
    softer = changed(small, attrs.evolve(walk, contraindication=(relative,)))
    reckless = stub(softer, assess=_with_verdict(softer, "demo_walk", PlanVerdict.CONSIDER))
    with pytest.raises(AssertionError, match="demo_walk is consider although a relative contraindication is True"):
        laws.law_no_harm(reckless, small.presentation(present=["demo_ache", "demo_pregnant"], absent=["demo_numb"]))


def test_no_harm_bites_when_one_thing_is_recommended_and_to_be_avoided(small, stub, aching):
    """An item that is listed twice with opposite verdicts breaks the law."""

    def twice(who):
        answer = small.assess(who)
        walk = next(item for item in answer.plan.items if item.item == "demo_walk")
        again = attrs.evolve(walk, verdict=PlanVerdict.CONTRAINDICATED)
        return attrs.evolve(answer, plan=Plan(items=(walk, again)))

    with pytest.raises(AssertionError, match="demo_walk is recommended and to be avoided"):
        laws.law_no_harm(stub(small, assess=twice), aching)


@pytest.mark.parametrize(
    ("stated", "because"),
    [
        ({"diagnosed": ["demo_bone"]}, "although (condition demo_bone|the injured bone of demo_bone) withholds impact"),
        ({"present": ["demo_ache", "demo_hot"], "demo_days": 3}, "although definition demo_infected withholds any"),
    ],
)
def test_bone_first_bites_when_something_withheld_is_recommended(small, stub, stated, because):
    """An item that is withheld for a condition or a definition, and recommended, breaks the law."""
    who = small.presentation(**{"present": ["demo_ache"], "absent": ["demo_numb"], **stated})
    assess = _with_verdict(small, "demo_hop", PlanVerdict.RECOMMENDED)
    with pytest.raises(AssertionError, match=because):
        laws.law_bone_first(stub(small, assess=assess), who)


def test_bone_first_needs_no_word_of_the_data(small):
    """An injured bone withholds impact even where its condition does not say so."""
    forgetful = changed(small, attrs.evolve(small.conditions["demo_bone"], withholds=()))
    who = small.presentation(present=["demo_ache"], absent=["demo_numb"], diagnosed=["demo_bone"])
    with pytest.raises(AssertionError, match="although the injured bone of demo_bone withholds impact"):
        laws.law_bone_first(forgetful, who)


def test_bone_first_heeds_rules(small, aching):
    """What a fired rule withholds counts too."""
    rule = attrs.evolve(small.rules["demo_numb_unasked"], when=small.treatments["demo_walk"].indication[0].when)
    withholding = changed(small, attrs.evolve(rule, withholds=("impact",)))
    assert laws.law_bone_first(withholding, aching)


def test_emergency_bites_when_something_stands_beside_the_action(small, stub, aching):
    """A plan at an emergency, no safety net below it, or a lead of another level breaks the law."""
    numb = small.presentation(present=["demo_numb"])
    plan = small.assess(aching).plan
    with pytest.raises(AssertionError, match="something stands beside the action at emergency"):
        laws.law_emergency(stub(small, assess=lambda who: attrs.evolve(small.assess(who), plan=plan)), numb)
    with pytest.raises(AssertionError, match="there is no safety net"):
        laws.law_emergency(stub(small, assess=lambda who: attrs.evolve(small.assess(who), safety_net=())), aching)

    def misled(who):
        answer = small.assess(who)
        lead = attrs.evolve(answer.triage.lead, urgency=Urgency.EMERGENCY)
        return attrs.evolve(answer, triage=attrs.evolve(answer.triage, lead=lead))

    with pytest.raises(AssertionError, match="the lead does not say what to do"):
        laws.law_emergency(stub(small, assess=misled), aching)


def test_emergency_bites_on_a_query(small, stub):
    """A query that returns a treatment at an emergency breaks the law."""
    found = small.treatments_for("demo_ache").items

    def reckless(*ids):
        return Matches(items=found, triage=small.treatments_for(*ids).triage)

    with pytest.raises(AssertionError, match="a query returns demo_walk at emergency"):
        laws.law_emergency(stub(small, treatments_for=reckless), small.presentation(present=["demo_numb"]))


def test_fewer_contraindications_bites(small, aching, monkeypatch):
    """An item that is lost, or gets a harder verdict, when a contraindication goes breaks the law."""
    walk = small.treatments["demo_walk"]
    lost = changed(small, attrs.evolve(walk, indication=()))
    monkeypatch.setattr(laws.plans, "changed", lambda *_: lost)
    with pytest.raises(AssertionError, match="demo_walk is lost when demo_walk loses a contraindication"):
        laws.law_fewer_contraindications(small, aching, ("demo_walk", 0))
    harder = changed(small, attrs.evolve(walk, professional=True))
    monkeypatch.setattr(laws.plans, "changed", lambda *_: harder)
    with pytest.raises(AssertionError, match="demo_walk turns from recommended to ask_first when demo_no_hop"):
        laws.law_fewer_contraindications(small, aching, ("demo_no_hop_on_the_right", 0))


def test_more_contraindications_bites(small, aching, monkeypatch):
    """An item that is gained, or gets an easier verdict, when a contraindication comes breaks the law."""
    walk = small.treatments["demo_walk"]
    added = ("demo_walk", walk.contraindication[0])
    monkeypatch.setattr(laws.plans, "changed", lambda *_: small)
    gained = changed(small, attrs.evolve(walk, indication=()))
    with pytest.raises(AssertionError, match="demo_walk is gained when demo_walk gets a contraindication"):
        laws.law_more_contraindications(gained, aching, added)
    harder = changed(small, attrs.evolve(walk, professional=True))
    with pytest.raises(AssertionError, match="demo_walk turns from ask_first to recommended when demo_walk gets"):
        laws.law_more_contraindications(harder, aching, added)


def test_queries_bites_when_a_query_knows_better_than_the_plan(small, stub):
    """A query that returns what the plan does not allow, or another triage, breaks the law."""
    reckless = changed(small, attrs.evolve(small.treatments["demo_walk"], contraindication=()))
    ids = ["demo_ache", "demo_pregnant"]
    with pytest.raises(AssertionError, match="treatments_for returns demo_walk, which the plan does not allow"):
        laws.law_queries(stub(small, treatments_for=reckless.treatments_for), ids)
    numb = small.treatments_for("demo_numb")
    with pytest.raises(AssertionError, match="treatments_for has another triage"):
        laws.law_queries(stub(small, treatments_for=lambda *_, **__: numb), ["demo_ache"])


def test_queries_bites_when_a_filter_adds(small, stub):
    """A query that returns more with a filter than without breaks the law."""

    def treatments_for(*ids, provider=None):
        found = small.treatments_for(*ids)
        return found if provider is not None else attrs.evolve(found, items=())

    with pytest.raises(AssertionError, match="returns more with a filter"):
        laws.law_queries(stub(small, treatments_for=treatments_for), ["demo_ache"])


def _item(kb, who, id_):
    return next(item for item in kb.assess(who).plan.items if item.item == id_)


def test_what_one_interaction_forbids_no_other_softens(small):
    """An item that must never meet a fact stays forbidden when a later interaction would only ask."""
    never = small.catalogue.of_kind("interaction")["demo_walk_with_pill"]
    both = changed(small, attrs.evolve(never, id="demo_zz_walk_with_pill", level=InteractionLevel.AVOID))
    who = both.presentation(present=["demo_ache", "demo_pill"], absent=["demo_numb"])
    assert _item(both, who, "demo_walk").verdict is PlanVerdict.CONTRAINDICATED


def test_a_safety_rule_for_every_exercise_forbids_and_is_not_told_with_each(small):
    """A safety rule that names no attribute forbids every exercise while it is True, and is silent while unknown."""
    rule = small.catalogue.of_kind("safety_rule")["demo_no_hop_on_the_right"]
    every = changed(small, attrs.evolve(rule, matches=FrozenDict()))
    told = {"present": ["demo_ache"], "absent": ["demo_numb"]}
    assert (
        _item(every, every.presentation(**told, demo_side="right"), "demo_hop").verdict is PlanVerdict.CONTRAINDICATED
    )
    assert _item(every, every.presentation(**told), "demo_hop").not_if == ()
