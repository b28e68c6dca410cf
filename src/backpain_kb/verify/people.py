"""People as the solver sees them: what they state about findings are its unknowns."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import attrs
import z3

from backpain_kb.logic.symbols import Symbol, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.packs.vocabulary import Vocabulary

__all__ = ["Amount", "People", "Term", "Truth", "all_of", "any_of", "real"]

Term = Any
"""A term of the solver; its library has no types."""


@attrs.frozen(eq=False)
class Truth:
    """
    A yes-or-no value that may be unknown.

    Attributes:
        certainly: The term that holds when it is True.
        perhaps: The term that holds when it is not False.
    """

    certainly: Term
    perhaps: Term


@attrs.frozen(eq=False)
class Amount:
    """
    A number that may be unknown.

    Attributes:
        known: The term that holds when it is known.
        value: What it is then.
    """

    known: Term
    value: Term


@functools.cache
def _unknown(name: str) -> Term:
    """Return the unknown of that *name*; making one takes a while."""
    return z3.Bool(name)


def any_of(terms: Iterable[Term]) -> Term:
    """Return the term that holds when one of *terms* does."""
    found = list(terms)
    return found[0] if len(found) == 1 else z3.Or(found)


def all_of(terms: Iterable[Term]) -> Term:
    """Return the term that holds when all of *terms* do."""
    found = list(terms)
    return found[0] if len(found) == 1 else z3.And(found)


class People:
    """
    All people who can state facts about some findings, closed under the implications, without a contradiction.

    What a person states are the unknowns of the solver, named after the findings: two objects with the same *tag* speak
    of the same person, even when they belong to two knowledge bases.

    .. versionadded:: 0.1.0
    """

    def __init__(  # noqa: PLR0913 - what may differ between two views of one person.
        self,
        vocabulary: Vocabulary,
        among: Iterable[str],
        *,
        tag: str = "",
        names: Mapping[str, str] | None = None,
        diagnosed: Mapping[str, Iterable[str]] | None = None,
        turned: Mapping[str, Term] | None = None,
    ) -> None:
        """
        Take the findings that may be stated.

        Args:
            vocabulary: Names, types and implications.
            among: The findings that may be stated; all others are unknown.
            tag: Keeps the unknowns of different people apart.
            names: Finding to the name that its unknowns have, where that is another.
            diagnosed: Condition to the findings that its diagnosis implies.
            turned: Finding to the term under which it is present, whatever was stated.
        """
        self.vocabulary = vocabulary
        self.findings = tuple(sorted(set(among)))
        self.tag = tag
        self._names = names or {}
        self._turned = turned or {}
        self._given = {name: tuple(implied) for name, implied in sorted((diagnosed or {}).items())}
        self._among = frozenset(self.findings)
        self.rules: list[Term] = []  # What holds of every person.
        for id_ in self.findings:
            self.rules += self._limits(vocabulary.symbols[id_])

    def _statement(self, id_: str, value: bool | str | None) -> str:  # noqa: FBT001 - as in `stated`.
        """Return the name of the unknown that states *value* of *id_*."""
        name = f"{self.tag}{self._names.get(id_, id_)}"
        return f"{name} stated" if value is None else f"{name} = {value}"

    def stated(self, id_: str, value: bool | str | None = None) -> Term:  # noqa: FBT001 - the value is the subject.
        """Return the term that *id_* was stated to have *value*; for a number, that it was stated at all."""
        return _unknown(self._statement(id_, value))

    def number(self, id_: str) -> Term:
        """
        Return what was stated as the number *id_*.

        It is the same for all tags: of two people who are compared, what one states the other does not gainsay.
        """
        return z3.Real(self._names.get(id_, id_))

    def diagnosed(self, condition: str) -> Term:
        """Return the term that *condition* was diagnosed."""
        return _unknown(f"{self.tag}{condition} diagnosed")

    def is_stated(self, id_: str) -> Term:
        """Return the term that anything was stated of *id_*."""
        symbol = self.vocabulary.symbols[id_]
        if symbol.type is ValueType.BOOLEAN:
            return z3.Or(self.stated(id_, value=True), self.stated(id_, value=False))
        if symbol.type is ValueType.NUMBER:
            return self.stated(id_)
        return any_of(self.stated(id_, choice) for choice in symbol.choices)

    def knowing(self, who: Presentation) -> list[Term]:
        """Return for each fact and diagnosis of *who* the term that somebody states it too, with any value."""
        stated = [self.is_stated(id_) for id_ in who.facts if id_ in self._among]
        return stated + [self.diagnosed(condition) for condition in who.diagnosed if condition in self._given]

    def _limits(self, symbol: Symbol) -> list[Term]:
        """Return what holds of every statement of *symbol*."""
        id_ = symbol.id
        if symbol.type is ValueType.NUMBER:
            number = self.number(id_)
            plausible = z3.And(number >= real(symbol.low), number <= real(symbol.high))
            return [z3.Implies(self.stated(id_), plausible)]
        if symbol.type is ValueType.CATEGORY:
            return [z3.AtMost(*(self.stated(id_, choice) for choice in symbol.choices), 1)]
        truth = self.truth(id_)
        both = z3.And(self.stated(id_, value=True), self.stated(id_, value=False))
        return [z3.Not(both), z3.Implies(truth.certainly, truth.perhaps)]

    def _present(self, id_: str) -> list[Term]:
        """Return what states that *id_* is present."""
        found = [self.stated(id_, value=True)]
        found += [self._turned[id_]] if id_ in self._turned else []
        return found + [self.diagnosed(name) for name, implied in self._given.items() if id_ in implied]

    def _absent(self, id_: str) -> Term:
        """Return the term that *id_* was stated to be absent."""
        stated = self.stated(id_, value=False)
        return z3.And(stated, z3.Not(self._turned[id_])) if id_ in self._turned else stated

    @functools.cache  # noqa: B019 - lives as long as the person.
    def truth(self, id_: str) -> Truth:
        """Return the yes-or-no finding *id_* after closure."""
        if id_ not in self._among:
            return Truth(z3.BoolVal(val=False), z3.BoolVal(val=True))
        implications = self.vocabulary.implications
        above = sorted(self._among & implications.implying(id_))
        below = sorted(self._among & implications.implied_by(id_))
        certainly = any_of(term for name in (id_, *above) for term in self._present(name))
        return Truth(certainly, z3.Not(any_of(self._absent(name) for name in (id_, *below))))

    def choice(self, id_: str, choices: Iterable[str], *, negated: bool) -> Truth:
        """Return whether the category *id_* is one of *choices* (or, *negated*, one of the others)."""
        if id_ not in self._among:
            return Truth(z3.BoolVal(val=False), z3.BoolVal(val=True))
        every = self.vocabulary.symbols[id_].choices
        wanted = set(choices)
        right = [choice for choice in every if (choice in wanted) is not negated]
        wrong = [choice for choice in every if choice not in right]
        return Truth(
            z3.Or([self.stated(id_, choice) for choice in right]),
            z3.Not(z3.Or([self.stated(id_, choice) for choice in wrong])),
        )

    def amount(self, id_: str) -> Amount:
        """Return the number *id_*."""
        if id_ not in self._among:
            return Amount(z3.BoolVal(val=False), z3.RealVal(0))
        return Amount(self.stated(id_), self.number(id_))

    def facts_in(self, model: Term) -> dict[str, Value]:
        """Return what the person of *model* states."""
        found = {decl.name(): model[decl] for decl in model.decls()}
        facts: dict[str, Value] = {}
        for name, (id_, value) in self._statements.items():
            if z3.is_true(found.get(name)):
                facts[id_] = _plain(found.get(self._names.get(id_, id_))) if value is None else value
        return facts

    @functools.cached_property
    def _statements(self) -> dict[str, tuple[str, bool | str | None]]:
        """Name of an unknown to the finding and the value that it states; a number has a value of its own."""
        found: dict[str, tuple[str, bool | str | None]] = {}
        for id_ in self.findings:
            symbol = self.vocabulary.symbols[id_]
            values: tuple[bool | str | None, ...] = (None,)
            if symbol.type is not ValueType.NUMBER:
                values = symbol.choices or (True, False)
            found |= {self._statement(id_, value): (id_, value) for value in values}
        return found

    def said(self, facts: Mapping[str, Value]) -> list[tuple[Term, Term]]:
        """Return each unknown with its value in somebody who states just *facts*."""
        found: list[tuple[Term, Term]] = [(self.diagnosed(name), z3.BoolVal(val=False)) for name in self._given]
        for id_ in self.findings:
            symbol, value = self.vocabulary.symbols[id_], facts.get(id_)
            if symbol.type is ValueType.NUMBER:
                number = value if isinstance(value, int | float) else 0
                found += [(self.stated(id_), z3.BoolVal(value is not None)), (self.number(id_), real(number))]
                continue
            choices: tuple[bool | str, ...] = symbol.choices or (True, False)
            found += [(self.stated(id_, choice), z3.BoolVal(value == choice)) for choice in choices]
        return found

    def diagnosed_in(self, model: Term) -> tuple[str, ...]:
        """Return what is diagnosed in the person of *model*."""
        return tuple(name for name in self._given if z3.is_true(model[self.diagnosed(name)]))


def real(value: float | None) -> Term:
    """Return a number as the solver has it: the decimal that was written, not its nearest binary fraction."""
    return z3.RealVal(repr(value))


def _plain(value: Term) -> int | float:
    """Return a number of the solver as one of ours; any will do where the solver names none."""
    if value is None:
        return 0
    if z3.is_algebraic_value(value):
        value = value.approx(20)
    fraction = value.as_fraction()
    return int(fraction) if fraction.denominator == 1 else float(fraction)
