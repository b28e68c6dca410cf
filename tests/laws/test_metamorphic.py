"""Laws that compare two tellings of the same; that the core pack keeps them is tried beside the other laws."""

from __future__ import annotations

import itertools

import attrs
import pytest

from backpain_kb.testing import laws, metamorphic
from backpain_kb.testing.overlay import bare


def test_numbers_bites_when_a_point_matters(small, stub):
    """An answer that depends on how a number is written breaks the law."""
    who = small.presentation(demo_days=3)
    seen = stub(small, assess=lambda who: attrs.evolve(small.assess(who), disclaimer=repr(who.facts["demo_days"])))
    with pytest.raises(AssertionError, match="another with float numbers"):
        laws.law_numbers(seen, who)
    assert laws.law_numbers(small, small.presentation(demo_days=2.5)) is False


def test_one_fact_bites_when_something_is_remembered(small, stub):
    """An answer that remembers what was taken back breaks the law."""
    count = itertools.count()
    counting = stub(small, assess=lambda who: attrs.evolve(small.assess(who), disclaimer=f"No. {next(count)}"))
    with pytest.raises(AssertionError, match="after demo_days was told and taken back"):
        laws.law_one_fact(counting, small.presentation(), ("demo_days", 3))


def test_one_fact_puts_back_what_was_said_before(small):
    """Where something else was said of the same finding, that counts again."""
    assert laws.law_one_fact(small, small.presentation(demo_days=1), ("demo_days", 3))


def test_left_and_right_bites_when_only_the_person_is_turned(small, monkeypatch):
    """Knowledge that does not turn with the person breaks the law."""
    who = small.presentation(present=["demo_ache"], absent=["demo_numb"], demo_side="left")
    assert laws.law_left_and_right(small, who)
    monkeypatch.setattr(metamorphic, "_other_way_round", lambda kb: kb)
    with pytest.raises(AssertionError, match="the plan is another with the sides renamed"):
        laws.law_left_and_right(small, who)


def test_split_packs_bites_when_a_half_is_lost(small, pack, monkeypatch):
    """A merge that loses one of two halves breaks the law."""
    merge = metamorphic.merge
    assert laws.law_split_packs(bare(small), pack)
    monkeypatch.setattr(metamorphic, "merge", lambda packs: merge(packs[:2]))
    with pytest.raises(AssertionError, match="cut after"):
        laws.law_split_packs(bare(small), pack)
