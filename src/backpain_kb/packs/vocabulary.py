"""The names of a catalogue as the logic needs them: types, definitions, implications."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.closure import Implications
from backpain_kb.logic.compile import in_order, lookup_in
from backpain_kb.logic.evaluate import Lookup, Value, evaluate_number
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import Expression
from backpain_kb.model.rules import TriageRule
from backpain_kb.model.terms import Definition, Finding

if TYPE_CHECKING:
    from backpain_kb.logic.evaluate import Lookup, Value
    from backpain_kb.model.catalogue import Catalogue

__all__ = ["Vocabulary", "definitions_in", "findings_in", "rules_in", "vocabulary_of"]


@attrs.frozen(eq=False)
class Vocabulary:
    """
    What the logic must know of a catalogue.

    Attributes:
        symbols: Every name that an expression may use.
        definitions: Id to expression, each after those that it uses.
        implications: Between findings.
        red_flags: Ids of the findings that only raise urgency.
        numeric: The definitions that are numbers, each after those that it uses.

    .. versionadded:: 0.1.0
    """

    symbols: Mapping[str, Symbol]
    definitions: Mapping[str, Expression]
    implications: Implications
    red_flags: frozenset[str]
    numeric: tuple[str, ...]

    def lookup(self, present: AbstractSet[str], absent: AbstractSet[str], values: Mapping[str, Value | None]) -> Lookup:
        """Return a lookup of findings and definitions for one person."""
        return lookup_in(present, absent, values, self.definitions, self.symbols)

    def lookup_of(self, known: Mapping[str, Value | None]) -> Lookup:
        """Return a lookup of what is known of one person, the yes-or-no definitions among it."""
        values = dict(known)
        for name in self.numeric:
            values[name] = evaluate_number(self.definitions[name], values.get)
        return values.get


def findings_in(catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return the findings in use."""
    return tuple(e for e in catalogue.of_kind("finding").values() if isinstance(e, Finding) and e.retired is None)


def definitions_in(catalogue: Catalogue) -> tuple[Definition, ...]:
    """Return the definitions in use."""
    return tuple(e for e in catalogue.of_kind("definition").values() if isinstance(e, Definition) and e.retired is None)


def rules_in(catalogue: Catalogue) -> tuple[TriageRule, ...]:
    """Return the triage rules in use."""
    return tuple(e for e in catalogue.of_kind("rule").values() if isinstance(e, TriageRule) and e.retired is None)


def vocabulary_of(catalogue: Catalogue) -> Vocabulary:
    """
    Return the vocabulary of *catalogue*.

    Raises:
        ValueError: Definitions use one another in a circle.

    .. versionadded:: 0.1.0
    """
    findings, definitions = findings_in(catalogue), definitions_in(catalogue)
    named: tuple[Finding | Definition, ...] = (*findings, *definitions)
    behind = {definition.id: definition.expression for definition in definitions}
    order, symbols = in_order(behind), {entity.id: entity.symbol for entity in named}
    return Vocabulary(
        symbols=symbols,
        definitions={name: behind[name] for name in order},
        implications=Implications({finding.id: finding.implies for finding in findings if finding.implies}),
        red_flags=frozenset(finding.id for finding in findings if finding.red_flag),
        numeric=tuple(name for name in order if symbols[name].type is ValueType.NUMBER),
    )
