"""The kit itself: strategies, the suite for pack authors, and importing it."""

from __future__ import annotations

import subprocess
import sys

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import backpain_kb.testing as kit
from backpain_kb.errors import PackError, PresentationError, UnknownIdError
from backpain_kb.knowledge import load
from backpain_kb.logic.check import check
from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import Name, Not, Possibly, names, to_text, walk
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import Asker
from backpain_kb.testing import LAWS, PackSuite, assert_pack_ok, strategies, suite, try_law, write_pack
from backpain_kb.testing._register import register_strategies
from backpain_kb.testing.overlay import bare, changed, overlay
from backpain_kb.testing.reading import Person, reading_of
from backpain_kb.testing.strategies import Mix


def test_exports_are_sorted_and_found():
    """Every public name can be had, in order, and no other."""
    assert sorted(kit.__all__) == kit.__all__ == dir(kit)
    assert all(getattr(kit, name) is not None for name in kit.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lows'"):
        _ = kit.lows


@pytest.mark.parametrize(
    ("missing", "module"), [("hypothesis", "backpain_kb.testing"), ("pytest", "backpain_kb.testing.suite")]
)
def test_missing_library_is_one_clear_error(missing, module):
    """Without what the extra installs, the import says which extra to install."""
    hide = f"import sys; sys.modules[{missing!r}] = None\ntry: import {module}\nexcept ImportError as e: print(e)"
    expected = f"backpain_kb.testing needs {missing}; install it with the extra: pip install 'backpain-kb[testing]'"
    assert expected == _printed(hide)


def _printed(code):
    """Return what *code* prints in a fresh interpreter."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours.
    return run.stdout.strip()


def test_importing_the_kit_is_light():
    """The entry point imports neither the reasoning nor the strategies, and reads no pack."""
    code = (
        "import sys, hypothesis; from backpain_kb.testing._register import register_strategies as r; r();"
        "print([m for m in ('backpain_kb.knowledge', 'backpain_kb.testing.strategies', 'cattrs') if m in sys.modules])"
    )
    assert _printed(code) == "[]"


def test_hypothesis_knows_presentations():
    """`from_type` makes presentations of the core pack."""
    register_strategies()
    who = find(st.from_type(Presentation), lambda who: bool(who.facts))
    assert set(who.facts) <= set(load().findings)


@pytest.mark.parametrize("mix", Mix)
def test_each_mix_is_what_it_says(small, mix):
    """Each mix makes what it is there for."""
    flags = [finding.id for finding in small.findings.values() if finding.hard_stop]
    sought = {
        Mix.SPARSE: lambda who: 0 < len(who.facts) <= 8,
        Mix.DENSE: lambda who: len(who.facts) == len(small.findings),
        Mix.NEAR_THRESHOLDS: lambda who: who.facts.get("demo_days") in {1, 2, 3},
        Mix.CONTRADICTORY: lambda who: Person(small, who).conflict,
        Mix.AIMED: lambda who: small.triage(who).fired,
        Mix.CALM: lambda who: all(who.facts[flag] is False for flag in flags) and small.assess(who).plan.items,
    }[mix]
    made = strategies.presentations(small, mixes=[mix], asker=Asker.PERSON, diagnosed=())
    who = find(made, sought)
    assert (who.asker, who.diagnosed) == (Asker.PERSON, ())


def test_strategies_have_a_short_text():
    """Hypothesis prints strategies; what they draw from stays out of it."""
    assert len(repr(strategies._aimed(load(), strategies._Aims(reading_of(load()).expressions, named=False)))) < 200


def test_presentations_of_a_knowledge_base_without_findings():
    """Where there is nothing to say, nobody in particular is made."""
    kb = bare(load())
    for mix in Mix:
        assert find(strategies.presentations(kb, mixes=[mix]), lambda _: True) == kb.presentation()
    who, fact = find(st.tuples(strategies.presentations(kb), strategies.invalid_facts(kb)), lambda _: True)
    with pytest.raises(UnknownIdError):
        kb.presentation(**who.facts, **dict([fact]))


def test_findings_of_one_sort(small):
    """Findings can be asked for by type and by flag."""
    assert find(strategies.findings(small, kind=ValueType.NUMBER), lambda _: True).id == "demo_days"
    assert find(strategies.findings(small, red_flag=True, hard_stop=False), lambda _: True).id == "demo_hot"
    assert strategies.findings(bare(small)).is_empty


@given(st.data())
def test_values_are_valid_and_lie_beside_thresholds(data):
    """Every value can be a fact of its finding."""
    kb = load()
    id_, value = data.draw(strategies.facts(kb))
    assert kb.presentation(**{id_: value}).facts == {id_: value}


def test_values_reach_both_sides_of_a_threshold(small):
    """Numbers at, just below and just above a threshold are made, and the ends of the range."""
    made = strategies.values(small.findings["demo_days"], near=reading_of(small).thresholds["demo_days"])
    for wanted in (0, 1, 1.9, 2, 2.1, 3, 40):
        assert find(made, lambda value, wanted=wanted: value == wanted) == wanted


@given(st.data())
def test_invalid_facts_are_refused(data):
    """What is called invalid is refused."""
    id_, value = data.draw(strategies.invalid_facts(load()))
    with pytest.raises((PresentationError, UnknownIdError)):
        load().presentation(**{id_: value})


@given(st.data())
def test_expressions_are_sound(data):
    """Expressions pass the check, are read back from their text, and keep names upright that must be."""
    finding = load().findings
    chosen = data.draw(st.lists(st.sampled_from(list(finding)), min_size=1, max_size=5, unique=True))
    symbols = {id_: finding[id_].symbol for id_ in chosen}
    precaution = data.draw(st.booleans())
    tree = data.draw(strategies.expressions(symbols, precaution=precaution, upright=chosen[:1]))
    assert check(tree, symbols, precaution=precaution) == ()
    assert parse(to_text(tree)) == tree
    under_not = {name for node in walk(tree) if isinstance(node, Not) for name in names(node)}
    assert chosen[0] not in under_not


def test_expressions_may_hold_a_precaution():
    """Where precaution is asked for it is made."""
    symbols = {"a": Symbol(id="a", type=ValueType.BOOLEAN)}
    made = strategies.expressions(symbols, precaution=True)
    assert find(made, lambda tree: tree == Possibly(Name("a"))) == Possibly(Name("a"))


def test_a_pack_reads_what_is_below_it():
    """Packs on top of a knowledge base read its findings, and never use its ids."""
    kb = load()

    @settings(max_examples=2, deadline=None, database=None)
    @given(strategies.packs(kb))
    def made(pack):
        assert overlay(kb, pack).findings.keys() > kb.findings.keys()

    made()


def test_packs_of_the_same_name_do_not_collide(small, pack):
    """A pack named like the ids of the one below takes other ids."""
    first = settings(phases=[Phase.generate])  # Any pack will do; to look for the smallest one takes minutes.
    made = find(strategies.packs(small, name="demo"), lambda _: True, settings=first)
    assert not {entity.id for entity in made.entities} & {entity.id for entity in pack.entities}


class TestDemo(PackSuite):
    """The demonstration pack keeps all laws on top of the core pack."""

    max_examples = 2

    @pytest.fixture(autouse=True)
    def _folder(self, folder, monkeypatch):
        monkeypatch.setattr(type(self), "pack", str(folder))


def test_assert_pack_ok_names_all_broken_laws(small, monkeypatch):
    """A pack that breaks laws is refused with each of them; one that keeps them is not."""
    few = [law for law in LAWS if law.name in {"total", "bounds"}]
    monkeypatch.setattr(suite, "LAWS", few)
    monkeypatch.setattr(suite, "load", lambda *_, **__: small)
    assert_pack_ok("./demo", max_examples=2)

    def broken(kb, *_):
        message = f"law is broken by {kb}"
        raise AssertionError(message)

    monkeypatch.setattr(suite, "LAWS", [attrs.evolve(law, check=broken) for law in few])
    with pytest.raises(AssertionError, match=r"breaks 2 laws\n\nlaw is broken by .*demo 1"):
        assert_pack_ok("./demo", max_examples=2)


def test_a_law_that_nothing_concerns_is_not_tried(small):
    """Without a red flag the law of red flags has nothing to say."""
    law = next(law for law in LAWS if law.name == "red_flags")
    calm = changed(small, *(attrs.evolve(f, retired="no") for f in small.findings.values() if f.red_flag))
    assert try_law(law, calm, max_examples=1) == 0


def test_an_unsound_pack_is_refused(small, pack):
    """A pack that does not pass the check is not put on top of anything."""
    lost = attrs.evolve(pack, entities=tuple(entity for entity in pack.entities if entity.id != "demo_hop"))
    with pytest.raises(PackError) as refused:
        overlay(bare(small), lost)
    assert "no exercise 'demo_hop'" in str(refused.value)


def test_written_packs_can_be_loaded(pack, folder, tmp_path):
    """A pack written from memory loads as the one that was read."""
    write_pack(pack, tmp_path / "copy")
    assert load(str(tmp_path / "copy")).catalogue == suite._loaded((str(folder),), ()).catalogue


def test_every_law_of_the_design_is_there():
    """The laws that the design promises are all in the kit, each with a sentence."""
    assert set(range(1, 17)) == {law.number for law in LAWS}
    assert all(law.says.endswith(".") for law in LAWS)
