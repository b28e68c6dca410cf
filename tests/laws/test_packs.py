"""Laws 11 and 13: packs that add, packs read and merged; and all laws over generated packs."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_kb.errors import NotAllowedError, PackProblemError
from backpain_kb.knowledge import load
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import read_pack
from backpain_kb.testing import LAWS, laws, try_law
from backpain_kb.testing.overlay import bare, changed, overlay, write_pack
from backpain_kb.testing.strategies import packs
from backpain_kb.testing.suite import arguments

HERE = [law for law in LAWS if law.number in {11, 13}]
BARE = bare(load())
IN_MEMORY = [law for law in LAWS if "packs" not in law.needs]


@pytest.mark.parametrize("law", HERE, ids=lambda law: law.name)
def test_the_core_pack_keeps_the_law(law):
    """The core pack keeps the law, which has something to say of it."""
    concerned = try_law(law, load(), max_examples=settings().max_examples // 2)
    assert concerned > 0 or law.share < 1


@settings(max_examples=max(5, settings().max_examples // 8))
@given(packs(BARE), st.data())
def test_generated_packs_keep_all_laws(pack, data):
    """A generated pack passes the check and keeps every law."""
    kb = overlay(BARE, pack)
    for law in IN_MEMORY:
        drawn = arguments(kb, law)
        if not drawn.is_empty:
            law.check(kb, *data.draw(drawn, label=law.name))


@settings(max_examples=max(5, settings().max_examples // 4))
@given(packs(BARE))
def test_generated_packs_are_the_same_after_writing_and_reading(tmp_path_factory, pack):
    """A pack written to TOML files and read again is the same."""
    folder = tmp_path_factory.mktemp("pack")
    write_pack(pack, folder)
    assert set(pack.entities) == set(read_pack(folder).entities)


def test_additions_bites_when_a_pack_lowers_the_urgency(small, pack, monkeypatch):
    """A pack after which someone is less urgent breaks the law."""
    rule = attrs.evolve(small.rules["demo_numb_now"], retired="for the test")
    monkeypatch.setattr(laws.packs, "overlay", lambda *_: changed(small, rule))
    with pytest.raises(AssertionError, match="falls from emergency to"):
        laws.law_additions(small, small.presentation(present=["demo_numb"]), attrs.evolve(pack, entities=()))


def test_round_trip_bites_when_reading_changes_something(small, monkeypatch):
    """An entity that is another after it was read breaks the law."""
    real = laws.packs.from_data
    monkeypatch.setattr(laws.packs, "from_data", lambda data, kind: attrs.evolve(real(data, kind), note="changed"))
    with pytest.raises(AssertionError, match="is another after it was written and read"):
        laws.law_round_trip(small)


def test_empty_pack_bites_when_it_changes_something(small, monkeypatch):
    """An empty pack that takes something away, or changes the other packs, breaks the law."""

    def losing(some, *, allow=()):
        catalogue = merge(some, allow=allow)
        return attrs.evolve(catalogue, entities={}) if len(some) > 1 else catalogue

    def renaming(some, *, allow=()):
        catalogue = merge(some, allow=allow)
        return attrs.evolve(catalogue, packs=catalogue.packs[1:]) if len(some) > 1 else catalogue

    monkeypatch.setattr(laws.packs, "merge", losing)
    with pytest.raises(AssertionError, match="an empty pack changes what is known"):
        laws.law_empty_pack(small)
    monkeypatch.setattr(laws.packs, "merge", renaming)
    with pytest.raises(AssertionError, match="the list of packs"):
        laws.law_empty_pack(small)


def test_pack_order_bites_when_the_last_pack_wins(pack, monkeypatch):
    """A merge that depends on the order of packs breaks the law."""

    def ordered(some):
        return attrs.evolve(merge(some), packs=tuple(each.info for each in some))

    monkeypatch.setattr(laws.packs, "merge", ordered)
    other = attrs.evolve(pack, info=attrs.evolve(pack.info, name="other"), entities=())
    with pytest.raises(AssertionError, match="the order of demo and other"):
        laws.law_pack_order(BARE, pack, other)


def test_one_replacement_bites(small, monkeypatch):
    """A replacement that is dropped, refused for the wrong reason or made twice breaks the law."""

    def dropping(some, *, allow=()):
        return merge(some[:1] if some[0].info.name == "core" else some[1:], allow=allow)

    monkeypatch.setattr(laws.packs, "merge", dropping)
    with pytest.raises(AssertionError, match="demo_walk is not replaced"):
        laws.law_one_replacement(small, "demo_walk")

    def refusing(some, *, allow=()):
        if len(some) > 2:
            message = "no leave"
            raise NotAllowedError(message, [PackProblemError("no")])
        return merge(some, allow=allow)

    monkeypatch.setattr(laws.packs, "merge", refusing)
    with pytest.raises(AssertionError, match="for want of leave"):
        laws.law_one_replacement(small, "demo_walk")
    monkeypatch.setattr(laws.packs, "merge", lambda some, *, allow=(): merge(some[:2], allow=allow))
    with pytest.raises(AssertionError, match="two packs may both replace demo_walk"):
        laws.law_one_replacement(small, "demo_walk")


GERMAN = str(Path(__file__).parent.parent.parent / "docs" / "examples" / "language_pack_de")


def test_another_language_decides_the_same():
    """The German sample changes words and nothing else."""
    law = next(law for law in LAWS if law.name == "translations")
    assert try_law(law, load(GERMAN), packs=(GERMAN,), max_examples=settings().max_examples) > 0


def test_translations_bites_when_a_decision_differs(monkeypatch):
    """An answer that decides otherwise in another language breaks the law."""
    kb = load(GERMAN)
    other = changed(load(), attrs.evolve(kb.rules["ces_new_feature"], retired="for the test"))
    monkeypatch.setattr(laws.language, "_untranslated", lambda *_: other)
    who = kb.presentation(present=["pain_low_back", "saddle_numbness"], ces_feature_days=1)
    with pytest.raises(AssertionError, match="law 'translations' is broken"):
        laws.law_translations(kb, who, (GERMAN,), ())
