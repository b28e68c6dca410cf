"""
Pairs of treatment and fact that must never be recommended, to anybody.

Each row of `never_recommend.toml` is tried on its examples and on people made up around it, and proved of everybody.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import z3
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import backpain_kb
from backpain_kb import KnowledgeBase
from backpain_kb.logic.parse import parse
from backpain_kb.model.assessment import Assessment, PlanVerdict
from backpain_kb.model.care import Direction, Exercise, Programme, Treatment
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Standing
from backpain_kb.testing import strategies
from backpain_kb.testing.reading import Item, Person, presentation_of, reading_of
from backpain_kb.testing.strategies import Mix
from backpain_kb.verify.inquiry import Inquiry
from backpain_kb.verify.plans import Plans
from backpain_kb.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn

    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.reasoning.items import Item as Judged
    from backpain_kb.verify.terms import Terms

_TABLE = tomllib.loads((Path(__file__).parent / "never_recommend.toml").read_text(encoding="utf-8"))
_SELECTING = {"item", "having", "kind", "saying", "nowhere"}
_KEYS = _SELECTING | {"pair", "part", "when", "conditions", "standing", "people", "at_most", "because", "reason"}
_PAIRS = 91  # Rows of the matrix.
_SITES: dict[str, dict[str, Any]] = {
    "axial": {},
    "radicular": {"pain_below_knee": True, "pain_single_nerve_pattern": True, "leg_tingling": True},
}
_USABLE = {PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER}

Row = dict[str, Any]


def _name(row: Row) -> str:
    words = " ".join(filter(None, [row.get("pair", row.get("when")), row.get("part")]))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


_ROWS = [pytest.param(row, id=_name(row)) for row in _TABLE["row"] if "nowhere" not in row]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """Return the knowledge base of the core pack."""
    return backpain_kb.load()


@pytest.fixture(scope="module")
def world(kb: KnowledgeBase) -> World:
    """Return the core pack as the proofs see it."""
    return World(kb)


def _said(item: Item) -> str:
    """Return what *item* tells people to do, without what it warns of."""
    parts = [item.label, *item.synonyms]
    if isinstance(item, Treatment):
        parts += [item.summary, item.dose or "", *item.how, *(effect.text for effect in item.effect)]
    elif isinstance(item, Exercise):
        parts += [item.purpose, *item.steps]
    else:
        parts += [item.goal, item.frequency, *(part.dose for part in item.items)]
        parts += [stage.session for stage in item.stages]
    return "\n".join(parts)


def _criteria(item: Programme) -> str:
    return f"{item.progress_when}\n{item.hold_when}\n{item.regress_when}"


@functools.cache
def _chosen(index: int) -> frozenset[str]:
    """Return the ids of the items that a row speaks of."""
    row = _TABLE["row"][index]
    reading = reading_of(backpain_kb.load())
    items = reading.items
    if row.get("item") == "*":
        return frozenset(items)
    if "item" in row:
        return frozenset([row["item"]] if isinstance(row["item"], str) else row["item"])
    if "having" in row:
        return frozenset(id_ for id_, item in items.items() if row["having"] in reading.has(item))
    if "kind" in row:
        return frozenset(e.id for e in items.values() if isinstance(e, Exercise) and e.kind.value == row["kind"])
    programmes = [item for item in items.values() if isinstance(item, Programme)]
    return frozenset(item.id for item in programmes if re.search(row["saying"], _criteria(item)))


def _items_of(row: Row) -> frozenset[str]:
    return _chosen(_TABLE["row"].index(row))


def _conditions(row: Row) -> tuple[str, ...]:
    return tuple(_TABLE["groups"][row["conditions"]]) if "conditions" in row else ()


def _least(row: Row) -> Standing:
    return Standing(row.get("standing", "possible"))


def _applies(row: Row, who: Presentation, answer: Assessment) -> bool:
    """Return whether what the row speaks of is true of *who*."""
    standing = {each.condition for each in answer.candidates if each.standing.rank >= _least(row).rank}
    if standing.intersection(_conditions(row)):
        return True
    return Person(backpain_kb.load(), who).holds(parse(row["when"])) is True


def _wrong(row: Row, answer: Assessment) -> list[tuple[str, str]]:
    """Return what the plan holds in spite of the row."""
    allowed = _USABLE if "at_most" in row else {*_USABLE, PlanVerdict.ASK_FIRST}
    chosen = _items_of(row)
    found = [(i.item, i.verdict.value) for i in answer.plan.items if i.item in chosen and i.verdict in allowed]
    if "saying" in row:
        found += [("every item", text) for text in answer.plan.for_every_item if re.search(row["saying"], text)]
    return found


def test_the_table_is_well_written(kb: KnowledgeBase) -> None:
    """Each row names items of the pack in one way, says why, says why it is softer, and the matrix is whole."""
    items = reading_of(kb).items
    for row in _TABLE["row"]:
        assert set(row) <= _KEYS
        assert len(_SELECTING & set(row)) == 1
        assert row["reason"].strip()
        assert ("at_most" not in row) or (row["at_most"] == "ask_first" and row["because"].strip())
        assert "nowhere" in row or (_items_of(row) and _items_of(row) <= set(items))
    assert len({row["pair"] for row in _TABLE["row"] if "pair" in row}) == _PAIRS
    assert len({_name(row) for row in _TABLE["row"]}) == len(_TABLE["row"])


def _told() -> Iterator[Any]:
    """Yield each example of each row, with pain at either site and of each duration."""
    for row, (site, said), days in itertools.product(_TABLE["row"], _SITES.items(), (20, 60, 120)):
        for number, person in enumerate(() if "nowhere" in row else row["people"]):
            facts = {"pain_low_back": True, "age_years": 40, "pain_duration_days": days, **said, **person}
            if facts["pain_duration_days"] == days:
                yield pytest.param(row, facts, id=f"{_name(row)}-{number}-{site}-{days}")


def _calm(kb: KnowledgeBase, facts: dict[str, Any]) -> Presentation:
    """Return someone with these facts whose hard stops are answered no, unless the facts say otherwise."""
    facts = dict(facts)
    diagnosed = facts.pop("diagnosed", ())
    implications = reading_of(kb).vocabulary.implications
    spoken_for = set(facts).union(*(implications.implied_by(id_) for id_ in facts))
    implied = {"leg_weakness_bilateral", "leg_weakness_worsening", "radicular_bilateral"}
    no = [f.id for f in kb.findings.values() if f.hard_stop and f.id not in implied | spoken_for]
    return presentation_of(kb, {**dict.fromkeys(no, False), **facts}, diagnosed)


@pytest.mark.parametrize(("row", "facts"), list(_told()))
def test_the_examples_are_not_recommended(kb: KnowledgeBase, row: Row, facts: dict[str, Any]) -> None:
    """What the row forbids is not in the plan of its examples."""
    answer = kb.assess(_calm(kb, facts))
    assert _wrong(row, answer) == [], row["reason"]


@pytest.mark.parametrize("row", _ROWS)
def test_the_examples_show_the_row(kb: KnowledgeBase, row: Row) -> None:
    """What the row speaks of is true of each of its examples, at one site and duration at least."""
    for person in row["people"]:
        told = [
            _calm(kb, {"pain_low_back": True, "age_years": 40, "pain_duration_days": days, **said, **person})
            for said, days in itertools.product(_SITES.values(), (20, 60, 120))
        ]
        assert any(_applies(row, who, kb.assess(who)) for who in told), person


@st.composite
def _somebody(draw: DrawFn, kb: KnowledgeBase, row: Row, at: tuple[Expression, ...]) -> Presentation:
    """Return somebody of whom the row is likely to speak, and for whom its items are likely to be in question."""
    mixes = draw(st.sampled_from(((Mix.CALM,), (Mix.AIMED,), (Mix.SPARSE,), (Mix.DENSE,))))
    who = draw(strategies.presentations(kb, mixes=mixes, at=at, diagnosed=_conditions(row)))
    person = dict(draw(st.sampled_from(row["people"])))
    diagnosed = person.pop("diagnosed", ())
    facts = {**who.facts, **person} if draw(st.integers(0, 3)) else dict(who.facts)
    if draw(st.booleans()):
        facts["pain_low_back"] = True
    return presentation_of(kb, facts, sorted({*who.diagnosed, *diagnosed}), who.asker)


def _aims(kb: KnowledgeBase, row: Row) -> tuple[Expression, ...]:
    """Return what to aim at: what the row speaks of, and what brings its items into question."""
    reading = reading_of(kb)
    brought = [each.when for id_ in sorted(_items_of(row))[:5] for each in reading.criteria_of(reading.items[id_])]
    return (parse(row["when"]), *(tree for tree in brought if tree is not None))


@pytest.mark.parametrize("row", _ROWS)
def test_nobody_is_recommended_it(kb: KnowledgeBase, row: Row) -> None:
    """What the row forbids is in nobody's plan, of the people made up around it."""
    spoken_of = 0

    @settings(max_examples=max(settings().max_examples // 4, 20), suppress_health_check=list(HealthCheck))
    @given(_somebody(kb, row, _aims(kb, row)))
    def tried(who: Presentation) -> None:
        nonlocal spoken_of
        answer = kb.assess(who)
        assume(_applies(row, who, answer))
        spoken_of += 1
        assert _wrong(row, answer) == [], row["reason"]

    tried()
    assert spoken_of > 0


def test_no_item_says_what_has_no_item(kb: KnowledgeBase) -> None:
    """What no item may say, no item says."""
    for row in _TABLE["row"]:
        if "nowhere" in row:
            said = {
                id_: re.findall(row["nowhere"], _said(item), re.IGNORECASE)
                for id_, item in reading_of(kb).items.items()
            }
            assert {id_: words for id_, words in said.items() if words} == {}, row["reason"]


def _advised_against(terms: Terms, item: Judged) -> z3.BoolRef:
    """Return the term that some guideline may speak against *item* and none for it."""
    said: dict[bool, list[z3.BoolRef]] = {True: [], False: []}
    for each in item.guided_by.recommendation if item.guided_by is not None else ():
        if each.direction is not Direction.NO_RECOMMENDATION:
            concerns = z3.BoolVal(val=True) if each.population is None else terms.truth(each.population).perhaps
            said[each.direction in {Direction.FOR, Direction.CONDITIONAL_FOR}].append(concerns)
    return z3.And(z3.Or(said[False]), z3.Not(z3.Or(said[True])))


def _left_to_a_professional(plans: Plans, item: Judged) -> z3.BoolRef:
    """Return the term that *item* waits for a professional or an answer."""
    return z3.Or(plans.waits(item), z3.BoolVal(isinstance(item.entity, Treatment) and item.entity.professional))


@pytest.mark.parametrize("row", _ROWS)
def test_the_row_is_proved(world: World, row: Row) -> None:
    """
    Whoever the row speaks of: each of its items that anything brings is contraindicated or advised against.

    Where the row allows it, it may wait for a professional instead.  Below same-day, that is; above there is no plan.
    Left open is how conditions stand by points.
    """
    terms = world.everyone
    plans = Plans(world, terms, by_points=True)
    spoken_of = [plans.stands(condition, _least(row)) for condition in _conditions(row)]
    spoken_of.append(terms.truth(parse(row["when"])).certainly)
    urgent = z3.Or([world.acts(rule) for rule in world.rules_from(Urgency.SAME_DAY)])
    chosen = _items_of(row)
    free = []
    for item in world.prepared.items:
        if item.entity.id in chosen:
            held_back = [plans.forbidden(item), _advised_against(terms, item)]
            held_back += [_left_to_a_professional(plans, item)] if "at_most" in row else []
            free.append(z3.And(plans.indicated(item), z3.Not(z3.Or(held_back))))
    inquiry = Inquiry()
    claims = [*terms.people.rules, z3.Or(spoken_of), z3.Not(urgent), z3.Or(free)]
    assert inquiry.impossible(_name(row), *claims)
    assert inquiry.failures == []
