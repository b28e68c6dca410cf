"""Try all laws on a pack: in one call, or as a pytest class with a test for each law."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Name
from backpain_kb.model.care import Contraindication, SafetyAction, SafetyRule, WhileUnknown
from backpain_kb.testing import strategies
from backpain_kb.testing._expressions import picked
from backpain_kb.testing.laws import LAWS, Law
from backpain_kb.testing.reading import Item, presentation_of, reading_of
from backpain_kb.testing.strategies import Mix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.terms import Criterion

try:
    import pytest
except ImportError as error:  # pragma: no cover - the tests run under pytest.
    message = "backpain_kb.testing needs pytest; install it with the extra: pip install 'backpain-kb[testing]'"
    raise ImportError(message) from error

__all__ = ["MAX_EXAMPLES", "PackSuite", "arguments", "assert_pack_ok", "try_law"]

MAX_EXAMPLES = 100
"""Examples of each law, where nothing else is said; costly laws are tried on a share of them."""

_FEWEST = 3  # Examples of a law that is costly to try.
_PEOPLE = 30  # People who are assessed in another process.


def arguments(
    kb: KnowledgeBase, law: Law, *, packs: Sequence[str] = (), allow: Sequence[str] = ()
) -> SearchStrategy[tuple[Any, ...]]:
    """
    Return what to call the check of *law* with, after the knowledge base.

    Args:
        kb: The knowledge base, as `load(*packs, allow=allow)` returned it.
        law: The law.
        packs: The packs on top of the core pack.
        allow: What they may replace.

    .. versionadded:: 0.1.0
    """
    given_here = {"packs": st.just(tuple(packs)), "allow": st.just(tuple(allow))}
    drawn = [given_here[need] if need in given_here else _NEEDS[need](kb) for need in law.needs]
    if law.needs and " and " in law.needs[0]:
        return drawn[0]  # What goes together is drawn together.
    return st.tuples(*drawn)


def _flag(kb: KnowledgeBase) -> SearchStrategy[str]:
    return strategies.findings(kb, red_flag=True).map(_id)


def _fact(kb: KnowledgeBase) -> SearchStrategy[object]:
    read = sorted(frozenset().union(*reading_of(kb).read_by_rule.values()))
    return strategies.facts(kb) | strategies.facts(kb, among=read)


def _planned(kb: KnowledgeBase) -> SearchStrategy[Presentation]:
    """Return people who mostly have a plan."""
    return strategies.presentations(kb, mixes=(Mix.CALM,)) | strategies.presentations(kb)


@st.composite
def _sided(draw: DrawFn, kb: KnowledgeBase) -> Presentation:
    """Return people who say of something that it is on the left or on the right, where it can be said."""
    who = draw(strategies.presentations(kb))
    sides = [(f.id, value) for f in kb.findings.values() for value in f.values if value in {"left", "right"}]
    told = dict(draw(st.lists(st.sampled_from(sides), min_size=1, max_size=2))) if sides else {}
    return presentation_of(kb, {**who.facts, **told}, who.diagnosed, who.asker)


def _withheld(kb: KnowledgeBase) -> SearchStrategy[Presentation]:
    """Return people from whom something is likely to be withheld, but who are not sent somewhere at once."""
    reading = reading_of(kb)
    diagnosed = reading.withholding_conditions
    calm = strategies.presentations(kb, mixes=(Mix.CALM, Mix.AIMED), diagnosed=diagnosed, at=reading.withholding)
    return calm | _planned(kb)


def _about(kb: KnowledgeBase, item: Item, criterion: Criterion) -> SearchStrategy[Presentation]:
    """Return people for whom *item* comes into question, and to whom *criterion* may apply."""

    def both(indication: Criterion) -> SearchStrategy[Presentation]:
        at = [each.when for each in (indication, criterion) if each.when is not None]
        diagnosed = (*indication.conditions, *criterion.conditions)
        return strategies.presentations(kb, mixes=(Mix.CALM,), at=at, diagnosed=diagnosed)

    return picked(reading_of(kb).criteria_of(item)).flatmap(both)


def _who_and_barrier(kb: KnowledgeBase) -> SearchStrategy[tuple[Presentation, tuple[str, int]]]:
    """Return a person and a contraindication, or a safety rule, to be taken away."""
    reading = reading_of(kb)
    own: list[tuple[Item, int | SafetyRule]]
    own = [(item, index) for item in reading.items.values() for index in range(len(item.contraindication))]
    rules: list[tuple[Item, int | SafetyRule]] = [
        (item, rule)
        for item in reading.items.values()
        for rule in reading.rules_about(item)
        if rule.action is not SafetyAction.CAUTION
    ]

    def both(pair: tuple[Item, int | SafetyRule]) -> SearchStrategy[tuple[Presentation, tuple[str, int]]]:
        item, barrier = pair
        if isinstance(barrier, SafetyRule):
            return st.tuples(_about(kb, item, barrier.criterion), st.just((barrier.id, 0)))
        return st.tuples(_about(kb, item, item.contraindication[barrier]), st.just((item.id, barrier)))

    return st.one_of([picked(some).flatmap(both) for some in (own, rules) if some])


@st.composite
def _who_and_added(draw: DrawFn, kb: KnowledgeBase) -> tuple[Presentation, tuple[str, Contraindication]]:
    """Return a person and a contraindication to be added."""
    boolean = [finding.id for finding in kb.findings.values() if finding.type is ValueType.BOOLEAN]
    boolean += [definition.id for definition in kb.definitions.values() if definition.when is not None]
    item = draw(picked(list(reading_of(kb).items.values())))
    contraindication = Contraindication(
        when=Name(draw(st.sampled_from(boolean))),
        absolute=draw(st.booleans()),
        while_unknown=draw(st.sampled_from(WhileUnknown)),
        not_if="the law says so",
        why="The law says so.",
    )
    return draw(_about(kb, item, contraindication)), (item.id, contraindication)


def _people(kb: KnowledgeBase) -> SearchStrategy[tuple[Presentation, ...]]:
    """Return always the same people: nobody in particular, and those of cases from all over the knowledge base."""
    cases = [case for rule in kb.rules.values() for case in rule.case]
    chosen = cases[:: len(cases) // _PEOPLE + 1]
    return st.just((kb.presentation(), *(presentation_of(kb, case.findings) for case in chosen)))


def _entity(kb: KnowledgeBase) -> SearchStrategy[str]:
    return st.sampled_from([entity.id for entity in reading_of(kb).entities])


def _who_and_tree(kb: KnowledgeBase) -> SearchStrategy[tuple[Presentation, Expression]]:
    """Return a person and an expression of the knowledge base, or a made-up one, that the person says something of."""
    made = strategies.expressions({id_: finding.symbol for id_, finding in kb.findings.items()}, precaution=True)
    trees = [picked(some) for some in (reading_of(kb).yes_or_no,) if some]
    return st.one_of([*trees, made] if kb.findings else trees).flatmap(
        lambda tree: st.tuples(strategies.presentations(kb, at=(tree,)), st.just(tree))
    )


def _id(entity: Any) -> str:  # noqa: ANN401 - whatever has an id.
    return str(entity.id)


_NEEDS: Mapping[str, Callable[[KnowledgeBase], SearchStrategy[Any]]] = {
    "before": strategies.presentations,
    "entity": _entity,
    "fact": _fact,
    "flag": _flag,
    "ids": strategies.ids,
    "invalid": strategies.invalid_facts,
    "other": lambda kb: strategies.packs(kb, name="another"),
    "pack": strategies.packs,
    "people": _people,
    "planned": _planned,
    "sided": _sided,
    "who": strategies.presentations,
    "who and added": _who_and_added,
    "who and barrier": _who_and_barrier,
    "who and tree": _who_and_tree,
    "withheld": _withheld,
}


def try_law(
    law: Law,
    kb: KnowledgeBase,
    *,
    packs: Sequence[str] = (),
    allow: Sequence[str] = (),
    max_examples: int | None = None,
) -> int:
    """
    Try *law* on examples of *kb*; return on how many of them it had something to say.

    Args:
        law: The law.
        kb: The knowledge base, as `load(*packs, allow=allow)` returned it.
        packs: The packs on top of the core pack.
        allow: What they may replace.
        max_examples: How many examples; as the profile of Hypothesis says, where nothing is given.

    Raises:
        AssertionError: The law is broken; the message shows the smallest person found.

    .. versionadded:: 0.1.0
    """
    concerned = 0
    drawn = arguments(kb, law, packs=packs, allow=allow)
    if drawn.is_empty:
        return 0  # Without a red flag, say, a law about red flags has nothing to say.

    @settings(
        max_examples=_examples(law, settings().max_examples if max_examples is None else max_examples),
        database=None,  # Its key would be the same for all laws.
        deadline=None,  # The first example may read a pack.
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(drawn)
    def once(arguments_: tuple[Any, ...]) -> None:
        nonlocal concerned
        said = law.check(kb, *arguments_)
        concerned += said
        event(f"{law.name}: {'concerned' if said else 'not concerned'}")

    once()
    return concerned


def _examples(law: Law, usual: int) -> int:
    """Return how many examples of *law* to try; one is enough where nothing is drawn that would differ."""
    return max(min(_FEWEST, usual), int(usual * law.share)) if law.share else 1


def assert_pack_ok(pack: str, *, allow: Iterable[str] = (), max_examples: int = MAX_EXAMPLES) -> None:
    """
    Assert that a pack, on top of the core pack, can be read, passes the check and keeps every law.

    Args:
        pack: A folder (a path has a separator) or the name of an installed pack.
        allow: Ids of core entities that it may replace or weaken.
        max_examples: Examples of each law.

    Raises:
        PackError: The pack is broken; every problem is named.
        AssertionError: Laws are broken; for each the smallest person found is shown.

    Example:
        >>> from backpain_kb.testing import assert_pack_ok
        >>> assert_pack_ok("no-such-pack")
        Traceback (most recent call last):
            ...
        backpain_kb.errors.UnknownIdError: no installed pack 'no-such-pack'

    .. versionadded:: 0.1.0
    """
    allowed = tuple(allow)
    kb = load(pack, allow=allowed)
    broken = []
    for law in LAWS:
        try:
            try_law(law, kb, packs=(pack,), allow=allowed, max_examples=max_examples)
        except AssertionError as error:
            broken.append(str(error))
    if broken:
        count = f"{len(broken)} law{'s' if len(broken) != 1 else ''}"
        raise AssertionError("\n\n".join([f"the pack {pack!r} breaks {count}", *broken]))


class PackSuite:
    """
    One test for each law, for a pack on top of the core pack.

    Write in a test file, and pytest does the rest:

        class TestMyClinic(PackSuite):
            pack = "my-clinic"

    Attributes:
        pack: A folder (a path has a separator) or the name of an installed pack; the core pack alone, where it is None.
        allow: Ids of core entities that it may replace or weaken.
        max_examples: Examples of each law; as the profile of Hypothesis says, where it is None.

    .. versionadded:: 0.1.0
    """

    pack: ClassVar[str | None] = None
    allow: ClassVar[tuple[str, ...]] = ()
    max_examples: ClassVar[int | None] = None

    @pytest.mark.parametrize("law", LAWS, ids=[f"{law.number}-{law.name}" for law in LAWS])
    def test_law(self, law: Law) -> None:
        """The pack keeps the law; reading it has checked it."""
        packs = () if self.pack is None else (self.pack,)
        try_law(law, _loaded(packs, self.allow), packs=packs, allow=self.allow, max_examples=self.max_examples)


@functools.lru_cache(maxsize=2)
def _loaded(packs: tuple[str, ...], allow: tuple[str, ...]) -> KnowledgeBase:
    """Return the knowledge base of *packs*, read once for all laws."""
    return load(*packs, allow=allow)
