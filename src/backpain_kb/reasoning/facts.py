"""The facts of one person, validated, closed under implications, ready to be asked."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from backpain_kb.errors import PresentationError, UnknownIdError
from backpain_kb.logic.explain import Explainer, Explanation
from backpain_kb.model.assessment import Fact
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import Asker, FrozenDict
from backpain_kb.packs.facts import fact_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.logic.closure import Closed
    from backpain_kb.logic.compile_kleene import Screened
    from backpain_kb.logic.evaluate import Lookup, Value
    from backpain_kb.logic.tree import Expression
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["Facts", "known_id", "make_presentation"]


def make_presentation(  # noqa: PLR0913 - the arguments of `KnowledgeBase.presentation`.
    prepared: Prepared,
    *,
    present: Iterable[str],
    absent: Iterable[str],
    diagnosed: Iterable[str],
    asker: str | Asker,
    values: Mapping[str, Any],
) -> Presentation:
    """
    Return a presentation of the facts given, in one order whatever order they came in.

    Raises:
        UnknownIdError: A finding or condition is not known; the message names near misses.
        PresentationError: A value cannot be so, or a finding was given twice with two values.

    .. versionadded:: 0.1.0
    """
    facts: dict[str, Value] = {}
    for name, ids, value in (("present", present, True), ("absent", absent, False)):
        for id_ in _listed(name, "findings", ids):
            _say(facts, id_, value, prepared)
    for id_, stated in values.items():
        _say(facts, id_, stated, prepared)
    named = tuple(_listed("diagnosed", "conditions", diagnosed))
    for condition in named:
        known_id("condition", condition, prepared.conditions)
    return Presentation(
        facts=FrozenDict(dict(sorted(facts.items()))), diagnosed=tuple(sorted(set(named))), asker=_asker(asker)
    )


def _listed(name: str, what: str, given: object) -> Iterable[Any]:
    """Return *given*, refusing one text, or anything else, where a list is meant."""
    if isinstance(given, str):
        message = f"{name} is a list of {what}, not the text {given!r}; write {name}=[{given!r}]"
        raise PresentationError(message, value=given)
    if not isinstance(given, Iterable):
        message = f"{name} is a list of {what}, not {given!r}"
        raise PresentationError(message, value=given)
    return given


def known_id(kind: str, id_: object, known: Iterable[str]) -> str:
    """
    Return *id_*, refusing what is no id, or none of the ids that are *known*.

    Raises:
        UnknownIdError: The id is not known; the message names near misses.
        PresentationError: It is no id at all.

    .. versionadded:: 0.1.0
    """
    if type(id_) is not str:
        message = f"a {kind} is named by its id, not by {id_!r}"
        raise PresentationError(message, value=id_)
    if id_ not in known:
        raise UnknownIdError(kind, id_, known)
    return id_


def _say(facts: dict[str, Value], id_: str, value: Any, prepared: Prepared) -> None:  # noqa: ANN401 - it is refused here.
    """Put one fact among *facts*."""
    _require_fact(id_, value, prepared)
    if id_ in facts and facts[id_] != value:
        message = f"{id_} was given twice, as {facts[id_]!r} and as {value!r}"
        raise PresentationError(message, finding=id_, value=value)
    facts[id_] = value


def _require_fact(id_: object, value: object, prepared: Prepared) -> None:
    """Refuse what cannot be a fact."""
    named = known_id("finding", id_, prepared.findings)
    problem = fact_problem(named, value, prepared.findings)
    if problem is not None:
        raise PresentationError(problem, finding=named, value=value)


def _asker(asker: str | Asker) -> Asker:
    if isinstance(asker, Asker):
        return asker
    for member in Asker:
        if member.value == asker:
            return member
    message = f"asker is one of {', '.join(member.value for member in Asker)}, not {asker!r}"
    raise PresentationError(message, value=asker)


class Facts:
    """
    The facts of one person in one knowledge base.

    .. versionadded:: 0.1.0
    """

    def __init__(self, prepared: Prepared, who: Presentation) -> None:
        """Validate *who* again (a presentation may come from elsewhere) and close its facts."""
        present, absent, values = [], [], {}
        booleans = prepared.booleans
        for id_, value in who.facts.items():
            if id_ not in booleans or type(value) is not bool:
                _require_fact(id_, value, prepared)
                values[id_] = value
            elif value:
                present.append(id_)
            else:
                absent.append(id_)
        for condition in who.diagnosed:
            known_id("condition", condition, prepared.conditions)
            present += prepared.conditions[condition].implies
        implications, red_flags = prepared.vocabulary.implications, prepared.vocabulary.red_flags
        self.prepared = prepared
        self._position_of = prepared.position_of
        self.who = who
        self.values: Mapping[str, Value] = values
        self.closed: Closed = implications.close(present, absent, red_flags)
        # The catalogue keeps its trees alive, so the identity of a tree can stand for it.
        self._explained: dict[int, Explanation] = {}
        self._facts: dict[str, Fact] = {}

    @functools.cached_property
    def screened(self) -> Screened:
        """How every rule and definition stands."""
        return self.prepared.program.screen(self.closed.present, self.closed.absent, self.values)

    @functools.cached_property
    def lookup(self) -> Lookup:
        """The value of every finding and definition."""
        return self.prepared.vocabulary.lookup_of(self.screened.known)

    @functools.cached_property
    def claimed(self) -> Lookup:
        """As `lookup`, with the contradicted red flags as present: they count for what to do now."""
        if not self.closed.doubtful:
            return self.lookup
        return self.prepared.vocabulary.lookup(self.closed.claimed, self.closed.absent, self.values)

    @functools.cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.lookup, self.prepared.vocabulary.definitions, undecided=self.screened.undecided)

    def holds(self, tree: Expression) -> bool | None:
        """Return whether *tree*, an expression of the catalogue that is no rule, is True, False or unknown."""
        return self.table[self._position_of[id(tree)]]

    @functools.cached_property
    def table(self) -> list[bool | None]:
        """The values of all expressions of the catalogue that are no rules."""
        return self.prepared.program.values(self.screened.known)

    def explain(self, tree: Expression) -> Explanation:
        """Return why *tree*, an expression of the catalogue, has its value; worked out once."""
        key = id(tree)
        found = self._explained.get(key)
        if found is None:
            position = self._position_of.get(key)
            if position is not None:
                found = self.prepared.plain_explanation(tree, self.table[position], self._stated)
            if found is None:
                found = self._explainer.explain(tree)
            self._explained[key] = found
        return found

    @functools.cached_property
    def _stated(self) -> frozenset[str]:
        """The findings that are known, closed under implications."""
        return self.closed.present.union(self.closed.absent, self.values)

    def facts(self, ids: Iterable[str], lookup: Lookup | None = None) -> tuple[Fact, ...]:
        """Return the findings *ids* with their values, those of *lookup* where it is given."""
        if lookup is not None and self.closed.doubtful:
            return tuple([self._fact(id_, lookup(id_)) for id_ in ids])
        made, known = self._facts, self.screened.known
        found = []
        for id_ in ids:
            fact = made.get(id_)
            if fact is None:
                fact = made[id_] = self._fact(id_, known.get(id_))
            found.append(fact)
        return tuple(found)

    def _fact(self, id_: str, value: Value | None) -> Fact:
        finding = self.prepared.findings[id_]
        return Fact(finding=id_, label=finding.label, value=value, unit=finding.unit)

    def is_unknown(self, id_: str) -> bool:
        """Return whether the finding *id_* is unknown after closure."""
        return id_ not in self.closed.present and id_ not in self.closed.absent and id_ not in self.values
