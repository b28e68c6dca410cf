"""What two treatments are to one another: every row of the evidence is in the pack, and the plan heeds it."""

import tomllib
from pathlib import Path

import pytest

import backpain_kb
from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.model.care import InteractionLevel

KB = backpain_kb.load()
INTERACTIONS = {id_: each for id_, each in KB.catalogue.of_kind("interaction").items() if each.retired is None}
ROWS = tomllib.loads((Path(__file__).parent / "interactions.toml").read_text(encoding="utf-8"))["row"]
IDS = [row["held_by"][0] for row in ROWS]
ALLOWED = {
    "never": {PlanVerdict.CONTRAINDICATED, PlanVerdict.NOT_RECOMMENDED},
    "avoid": {PlanVerdict.CONTRAINDICATED, PlanVerdict.NOT_RECOMMENDED, PlanVerdict.ASK_FIRST},
}
PAIRS = 12  # Rows of the evidence.


def _plan(**facts):
    """Return the items of a calm back with *facts*, of whom everything that must be asked was asked."""
    stops = {
        finding.id: False
        for finding in KB.findings.values()
        if finding.hard_stop and finding.id not in {"leg_weakness_bilateral", "leg_weakness_worsening"}
    }
    who = KB.presentation(**{"pain_low_back": True, "age_years": 45, "pain_duration_days": 20, **stops, **facts})
    return {item.item: item for item in KB.assess(who).plan.items}


def test_every_row_has_its_interaction_and_every_interaction_its_row():
    """Nothing of the evidence is missing, and the pack holds no interaction that the evidence does not know."""
    assert PAIRS == len({row["pair"] for row in ROWS})
    assert sorted(INTERACTIONS) == sorted(id_ for row in ROWS for id_ in row["held_by"])


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_row_stands_in_the_data(row):
    """Both sides, the level, what the person reads and the sources are those of the evidence."""
    held = [INTERACTIONS[id_] for id_ in row["held_by"]]
    assert {InteractionLevel(row["level"])} == {each.level for each in held}
    pairs = {(one, other) for each in held for one in each.between for other in each.and_}
    assert {(one, other) for one in row["one"] for other in row["other"]} == pairs
    assert all(row["says"] in each.effect for each in held)
    cited = {source for each in held for source in each.sources}
    assert set(row.get("sources", ())) <= cited
    assert row.get("practice", False) == (not cited)


FACTS = [
    pytest.param(row, id_, item, id=f"{item}-{id_}")
    for row in ROWS
    for id_ in row.get("facts", ())
    for item in row["one"]
]


@pytest.mark.parametrize(("row", "fact", "item"), FACTS)
def test_the_plan_heeds_what_somebody_takes_or_does(row, fact, item):
    """What must not meet a fact of the person is no choice of theirs, and the plan says why."""
    found = _plan(**{fact: row["facts"][fact]})[item]
    assert found.verdict in ALLOWED[row["level"]]
    if found.verdict is not PlanVerdict.NOT_RECOMMENDED:
        effects = {INTERACTIONS[id_].effect for id_ in row["held_by"]}
        barriers = [c.why for c in KB.treatments[item].contraindication]
        assert {reason.text for reason in found.reasons} & (effects | set(barriers))


TOGETHER = [
    ("heat", "topical_capsaicin"),
    ("heat", "topical_nsaid"),
    ("oral_nsaid", "topical_nsaid"),
    ("oral_nsaid", "antidepressants"),
    ("oral_nsaid", "graded_return_to_running"),
    ("opioids", "antidepressants"),
    ("opioids", "graded_return_to_running"),
    ("topical_nsaid", "graded_return_to_running"),
]
"""Of the pairs, those that can both be had; of the others one is advised against, whenever the other is not."""


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_items_of_one_plan_name_each_other(one, other):
    """Two items of one plan that must not meet say so of each other, with what happens."""
    plan = _plan(pain_duration_days=120, worse_running=True)
    usable = {PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST}
    assert {plan[one].verdict, plan[other].verdict} <= usable
    (row,) = (row for row in ROWS if one in row["one"] and other in row["other"])
    for mine, theirs in ((one, other), (other, one)):
        cautions = [text for text in plan[mine].cautions if row["says"] in text]
        assert any(KB.treatments[theirs].label in text for text in cautions)


def test_no_other_pair_can_be_had():
    """Whatever else must not meet is never offered together, at any duration."""
    usable = {PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST}
    apart = [(one, other) for row in ROWS if row["level"] != "synergy" for one in row["one"] for other in row["other"]]
    for days in (20, 60, 120):
        plan = _plan(pain_duration_days=days, worse_running=True)
        offered = {id_ for id_, item in plan.items() if item.verdict in usable}
        assert [] == [pair for pair in apart if set(pair) <= offered and pair not in TOGETHER]
