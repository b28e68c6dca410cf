"""
Strategies: findings, values, facts, presentations, expressions and whole packs of a knowledge base.

Everything is drawn from the data: a new finding, threshold or rule is reached without a change here.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from backpain_kb.logic.evaluate import Value
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.terms import Asker, Finding
from backpain_kb.testing._expressions import expressions, picked
from backpain_kb.testing._packs import packs
from backpain_kb.testing.reading import presentation_of, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.presentation import Presentation

__all__ = [
    "Mix",
    "conditions",
    "expressions",
    "facts",
    "findings",
    "ids",
    "invalid_facts",
    "packs",
    "presentations",
    "values",
]

_SPARSE = 8  # Facts that a person tells at once.
_AT_ONCE = 2  # Expressions that one presentation is aimed at.
_DENSE = 120  # Facts after a whole history and examination.


class Mix(Enum):
    """
    What a generated presentation is like.

    "sparse": a few facts.  "dense": many.  "near_thresholds": numbers at and beside thresholds.
    "contradictory": with answers that the implications forbid.  "aimed": what one expression of the knowledge base
    reads, answered so that it is often True.  "calm": the red flags answered no, so that there is a plan.

    .. versionadded:: 0.1.0
    """

    SPARSE = "sparse"
    DENSE = "dense"
    NEAR_THRESHOLDS = "near_thresholds"
    CONTRADICTORY = "contradictory"
    AIMED = "aimed"
    CALM = "calm"


def findings(
    kb: KnowledgeBase, *, kind: ValueType | None = None, red_flag: bool | None = None, hard_stop: bool | None = None
) -> SearchStrategy[Finding]:
    """
    Return findings of *kb*; of one type, red flags or hard stops only (or none of them), where that is given.

    .. versionadded:: 0.1.0
    """
    wanted = [
        finding
        for finding in kb.findings.values()
        if kind in {None, finding.type}
        and red_flag in {None, finding.red_flag}
        and hard_stop in {None, finding.hard_stop}
    ]
    return picked(wanted)


def values(finding: Finding, *, near: Sequence[float] = ()) -> SearchStrategy[Value]:
    """
    Return values that *finding* can have.

    Numbers are the ends of the range, any between, and those at and beside the thresholds in *near* (1 and 0.1 away).

    .. versionadded:: 0.1.0
    """
    if finding.type is ValueType.BOOLEAN:
        return st.booleans()
    if finding.type is ValueType.CATEGORY:
        return st.sampled_from(finding.values)
    low, high = finding.min, finding.max
    assert low is not None  # A number has a range; this tells the type checker.
    assert high is not None  # Likewise.
    beside = {round(threshold + step, 6) for threshold in near for step in (-1, -0.1, 0, 0.1, 1)}
    chosen = [*sorted(value for value in beside if low <= value <= high), low, high]
    whole = [int(value) if value == int(value) else value for value in chosen]
    return st.sampled_from(whole) | st.floats(low, high) | st.integers(int(-(-low // 1)), int(high // 1))


def _values(kb: KnowledgeBase, id_: str) -> SearchStrategy[Value]:
    """Return values of the finding *id_* of *kb*, its thresholds among them."""
    return values(kb.findings[id_], near=reading_of(kb).thresholds.get(id_, ()))


@st.composite
def facts(draw: DrawFn, kb: KnowledgeBase, *, among: Sequence[str] = ()) -> tuple[str, Value]:
    """
    Return facts of *kb*: a finding, of those *among* which to choose where any are given, and a value.

    .. versionadded:: 0.1.0
    """
    id_ = draw(st.sampled_from(among or tuple(kb.findings)))
    return id_, draw(_values(kb, id_))


def conditions(
    kb: KnowledgeBase, *, among: Iterable[str] | None = None, max_size: int = 2
) -> SearchStrategy[list[str]]:
    """
    Return lists of ids of conditions, as a clinician may have diagnosed them; mostly none.

    .. versionadded:: 0.1.0
    """
    known = tuple(kb.conditions if among is None else among)
    none: SearchStrategy[list[str]] = st.just([])
    if not known:
        return none
    some = st.lists(st.sampled_from(known), max_size=max_size, unique=True)
    return none | none | some if among is None else some


def ids(kb: KnowledgeBase) -> SearchStrategy[list[str]]:
    """
    Return what a query can be asked with: ids of boolean findings and of conditions, at least one.

    .. versionadded:: 0.1.0
    """
    boolean = [finding.id for finding in kb.findings.values() if finding.type is ValueType.BOOLEAN]
    calm = [id_ for id_ in boolean if not kb.findings[id_].red_flag] or boolean
    one = st.one_of([st.sampled_from(some) for some in (calm, list(kb.conditions), boolean) if some])
    return st.lists(one, min_size=1, max_size=3, unique=True)


def presentations(
    kb: KnowledgeBase,
    *,
    mixes: Iterable[Mix] = tuple(Mix),
    asker: Asker | None = None,
    diagnosed: Iterable[str] | None = None,
    at: Sequence[Expression] = (),
) -> SearchStrategy[Presentation]:
    """
    Return presentations of *kb*.

    Args:
        kb: The knowledge base.
        mixes: What they are like; all sorts, where nothing is said.
        asker: Who answers; either, where nothing is said.
        diagnosed: The conditions that may be diagnosed at times; any, where nothing is said.
        at: The expressions that the mixes aim at; any of the knowledge base, where none is given.

    .. versionadded:: 0.1.0
    """
    aims = _Aims(at or reading_of(kb).expressions, named=bool(at))
    stated = st.one_of([_OF_MIX[mix](kb, aims) for mix in mixes])
    given = conditions(kb, among=diagnosed)
    askers = st.sampled_from(Asker) if asker is None else st.just(asker)
    return st.builds(presentation_of, st.just(kb), stated, given, askers)


Stated = dict[str, Value]


@st.composite
def _some(draw: DrawFn, kb: KnowledgeBase, *, least: int, most: int) -> Stated:
    """Return between *least* and *most* facts about any findings."""
    known = tuple(kb.findings)
    if not known:
        return {}
    chosen = draw(st.lists(st.sampled_from(known), min_size=min(least, len(known)), max_size=most, unique=True))
    return {id_: draw(_values(kb, id_)) for id_ in chosen}


class _Aims:
    """Expressions that are aimed at; Hypothesis prints the arguments of a strategy, and this one is short."""

    def __init__(self, trees: Sequence[Expression], *, named: bool) -> None:
        self.trees = trees
        self.named = named  # Whether somebody asked for just these.

    def __repr__(self) -> str:
        return f"<{len(self.trees)} expressions>"


def _sparse(kb: KnowledgeBase, _: _Aims) -> SearchStrategy[Stated]:
    return _some(kb, least=0, most=_SPARSE)


def _dense(kb: KnowledgeBase, _: _Aims) -> SearchStrategy[Stated]:
    return _some(kb, least=_DENSE // 3, most=_DENSE)


@st.composite
def _near_thresholds(draw: DrawFn, kb: KnowledgeBase, aims: _Aims) -> Stated:
    """Return facts around the thresholds of one expression, and of others."""
    numeric = [id_ for id_ in reading_of(kb).thresholds if id_ in kb.findings]
    stated = draw(_aimed(kb, aims))
    for id_ in draw(st.lists(st.sampled_from(numeric), max_size=6, unique=True)) if numeric else ():
        stated[id_] = draw(_values(kb, id_))
    return stated


@st.composite
def _contradictory(draw: DrawFn, kb: KnowledgeBase, aims: _Aims) -> Stated:
    """Return facts of which some are present while what they imply is absent."""
    implying = [finding for finding in kb.findings.values() if finding.implies]
    stated = draw(_aimed(kb, aims))
    implications = reading_of(kb).vocabulary.implications
    for finding in draw(st.lists(picked(implying), min_size=1, max_size=3)) if implying else ():
        stated[finding.id] = True
        stated[draw(st.sampled_from(sorted(implications.implied_by(finding.id))))] = False
    return stated


@st.composite
def _aimed(draw: DrawFn, kb: KnowledgeBase, aims: _Aims) -> Stated:
    """Return answers to what one or two expressions read, mostly yes, at times beside the facts of a rule's case."""
    reading = reading_of(kb)
    cases = [case for rule in kb.rules.values() for case in rule.case]
    stated = draw(_some(kb, least=0, most=3))
    if cases and not aims.named and draw(st.booleans()):
        stated |= draw(picked(cases)).findings
    trees = aims.trees
    if len(trees) > _AT_ONCE:
        trees = draw(st.lists(picked(trees), min_size=1, max_size=_AT_ONCE))
    for tree in trees:
        for id_ in reading.findings_behind(tree)[: _SPARSE * 2]:
            mostly_yes: SearchStrategy[Value | None] = st.sampled_from((True, True, False, None))
            is_boolean = kb.findings[id_].type is ValueType.BOOLEAN
            answer = draw(mostly_yes if is_boolean else st.none() | _values(kb, id_))
            if answer is not None:
                stated[id_] = answer
    return stated


@st.composite
def _calm(draw: DrawFn, kb: KnowledgeBase, aims: _Aims) -> Stated:
    """Return complaints of someone whose hard stops, or all red flags, are answered no; what is aimed at goes first."""
    stops_only = draw(st.booleans())
    implications = reading_of(kb).vocabulary.implications
    aimed = draw(_aimed(kb, aims))
    if not aims.named:
        aimed = {id_: value for id_, value in aimed.items() if not kb.findings[id_].red_flag}
    yes = [id_ for id_, value in aimed.items() if value is True]
    spoken_for = frozenset(yes).union(*(implications.implied_by(id_) for id_ in yes))
    no = [f.id for f in kb.findings.values() if f.hard_stop or (f.red_flag and not stops_only)]
    return {**{id_: False for id_ in no if id_ not in spoken_for}, **aimed}


_OF_MIX = {
    Mix.SPARSE: _sparse,
    Mix.DENSE: _dense,
    Mix.NEAR_THRESHOLDS: _near_thresholds,
    Mix.CONTRADICTORY: _contradictory,
    Mix.AIMED: _aimed,
    Mix.CALM: _calm,
}


@st.composite
def invalid_facts(draw: DrawFn, kb: KnowledgeBase) -> tuple[str, object]:
    """
    Return facts that cannot be: an id that nobody knows, a value of another type, out of range, NaN, an unknown choice.

    .. versionadded:: 0.1.0
    """
    known = tuple(kb.findings.values())
    if not known or draw(st.integers(0, 4)) == 0:
        letters = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
        stem = draw(st.sampled_from([finding.id for finding in known]) | letters) if known else draw(letters)
        return f"{stem}_{draw(letters)}_unheard_of", draw(st.booleans())
    finding = draw(st.sampled_from(known))
    odd: list[object] = [None, "", "yes", b"true", (), [True], {}, 1j, object]
    if finding.type is ValueType.BOOLEAN:
        return finding.id, draw(st.sampled_from([*odd, 0, 1, 0.0, 1.0, "true"]))
    if finding.type is ValueType.CATEGORY:
        return finding.id, draw(st.sampled_from([*odd, True, 0, f"{finding.values[0]} "]))
    low, high = finding.min, finding.max
    assert low is not None  # A number has a range; this tells the type checker.
    assert high is not None  # Likewise.
    outside = [low - 1, high + 1, low - 1e-6, high + 1e-6, 10**400, float("nan"), float("inf"), -float("inf")]
    return finding.id, draw(st.sampled_from([*odd, True, False, str(low), *outside]))
