"""Try all laws on a pack: in one call, or as a pytest class with a test for each law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Name
from backpain_kb.model.care import Contraindication, SafetyAction, WhileUnknown
from backpain_kb.testing import strategies
from backpain_kb.testing.laws import LAWS, Law
from backpain_kb.testing.reading import reading_of

try:
    import pytest
except ImportError as error:  # pragma: no cover - the tests run under pytest.
    message = "backpain_kb.testing needs pytest; install it with the extra: pip install 'backpain-kb[testing]'"
    raise ImportError(message) from error

__all__ = ["MAX_EXAMPLES", "PackSuite", "arguments", "assert_pack_ok", "try_law"]

MAX_EXAMPLES = 100
"""Examples of each law, where nothing else is said; costly laws are tried on a share of them."""

_FEWEST = 5  # Examples of a law that is costly to try.
_PEOPLE = 8  # People who are assessed in another process.


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
    return st.tuples(*(given_here[need] if need in given_here else _NEEDS[need](kb) for need in law.needs))


def _flag(kb: KnowledgeBase) -> SearchStrategy[str]:
    return strategies.findings(kb, red_flag=True).map(_id)


def _fact(kb: KnowledgeBase) -> SearchStrategy[object]:
    read = sorted(frozenset().union(*reading_of(kb).read_by_rule.values()))
    return strategies.facts(kb) | strategies.facts(kb, among=read)


def _barrier(kb: KnowledgeBase) -> SearchStrategy[tuple[str, int]]:
    reading = reading_of(kb)
    own = [(item.id, index) for item in reading.items.values() for index in range(len(item.contraindication))]
    rules = [(rule.id, 0) for rule in reading.safety_rules if rule.action is not SafetyAction.CAUTION]
    return st.sampled_from(own + rules) if own or rules else st.nothing()


def _added(kb: KnowledgeBase) -> SearchStrategy[tuple[str, Contraindication]]:
    boolean = [id_ for id_, finding in kb.findings.items() if finding.type is ValueType.BOOLEAN]
    names = st.sampled_from([*boolean, *(d.id for d in kb.definitions.values() if d.when is not None)])
    made = st.builds(
        lambda name, absolute, while_unknown: Contraindication(
            when=Name(name), absolute=absolute, while_unknown=while_unknown, not_if="the law says so", why="The law."
        ),
        names,
        st.booleans(),
        st.sampled_from(WhileUnknown),
    )
    items = list(reading_of(kb).items)
    return st.tuples(st.sampled_from(items), made) if items else st.nothing()


def _entity(kb: KnowledgeBase) -> SearchStrategy[str]:
    return st.sampled_from([entity.id for entity in reading_of(kb).entities])


def _id(entity: Any) -> str:  # noqa: ANN401 - whatever has an id.
    return str(entity.id)


_NEEDS: Mapping[str, Callable[[KnowledgeBase], SearchStrategy[Any]]] = {
    "added": _added,
    "barrier": _barrier,
    "entity": _entity,
    "fact": _fact,
    "flag": _flag,
    "ids": strategies.ids,
    "invalid": strategies.invalid_facts,
    "other": lambda kb: strategies.packs(kb, name="another"),
    "pack": strategies.packs,
    "people": lambda kb: st.lists(strategies.presentations(kb), min_size=_PEOPLE, max_size=_PEOPLE),
    "who": strategies.presentations,
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
        return 0

    @settings(
        max_examples=_examples(law, settings().max_examples if max_examples is None else max_examples),
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

    @pytest.fixture(scope="class")
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base of the pack; reading it checks it."""
        return load(*self._packs(), allow=self.allow)

    @classmethod
    def _packs(cls) -> tuple[str, ...]:
        return () if cls.pack is None else (cls.pack,)

    @pytest.mark.parametrize("law", LAWS, ids=[f"{law.number}-{law.name}" for law in LAWS])
    def test_law(self, law: Law, kb: KnowledgeBase) -> None:
        """The pack keeps the law."""
        try_law(law, kb, packs=self._packs(), allow=self.allow, max_examples=self.max_examples)
