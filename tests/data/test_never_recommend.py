"""Pairs of treatment and fact that must never be recommended, over several presentations."""

from __future__ import annotations

import functools
import itertools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import backpain_kb
from backpain_kb import KnowledgeBase
from backpain_kb.model.assessment import Plan, PlanVerdict

if TYPE_CHECKING:
    from backpain_kb.model.presentation import Presentation

_ROWS = tomllib.loads((Path(__file__).parent / "never_recommend.toml").read_text(encoding="utf-8"))["row"]
_KEYS = {"item", "facts", "diagnosed", "only", "days_from", "at_most", "reason"}
_SITES: dict[str, dict[str, Any]] = {
    "axial": {},
    "radicular": {"pain_below_knee": True, "pain_single_nerve_pattern": True, "leg_tingling": True},
}
_USABLE = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)


def _cases() -> list[Any]:
    """Return each row for each site and duration that it speaks of."""
    cases = []
    for row, (site, said), days in itertools.product(_ROWS, _SITES.items(), (20, 60, 120)):
        if row.get("only", site) == site and days >= row.get("days_from", 0):
            facts = {"pain_low_back": True, "age_years": 40, "pain_duration_days": days, **said, **row["facts"]}
            told = "+".join([*row["facts"], *row.get("diagnosed", ())]) or "anyone"
            cases.append(pytest.param(row, facts, id=f"{row['item']}-{told}-{site}-{days}"))
    return cases


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """Return the knowledge base of the core pack."""
    return backpain_kb.load()


@functools.cache
def _plan(who: Presentation) -> Plan:
    """Return the plan, made once for rows that tell of the same person."""
    return backpain_kb.load().assess(who).plan


def test_the_table_is_well_written(kb: KnowledgeBase) -> None:
    """Each row names an item of the pack, says why, and nothing that this file does not know."""
    items = {*kb.treatments, *kb.exercises, *kb.programmes, "*"}
    for row in _ROWS:
        assert set(row) <= _KEYS
        assert row["item"] in items
        assert row["reason"].strip()
        assert row.get("at_most", "contraindicated") in ("contraindicated", "ask_first")


@pytest.mark.parametrize(("row", "facts"), _cases())
def test_never_recommended(kb: KnowledgeBase, row: dict[str, Any], facts: dict[str, Any]) -> None:
    """The item is forbidden, advised against, or not listed; a caution may leave it to a professional."""
    stops = {finding.id: False for finding in kb.findings.values() if finding.hard_stop}
    implied = {"leg_weakness_bilateral", "leg_weakness_worsening", "radicular_bilateral"}
    stops = {stop: value for stop, value in stops.items() if stop not in implied or stop in facts}
    plan = _plan(kb.presentation(diagnosed=row.get("diagnosed", ()), **{**stops, **facts}))
    allowed = {*_USABLE} if row.get("at_most") == "ask_first" else {*_USABLE, PlanVerdict.ASK_FIRST}
    wrong = [
        (item.item, item.verdict.value)
        for item in plan.items
        if row["item"] in ("*", item.item) and item.verdict in allowed
    ]
    assert wrong == [], row["reason"]
