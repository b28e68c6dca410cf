"""Whether a criterion holds for one person: an expression, or conditions with the standing from which they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.assessment import Fact
from backpain_kb.model.terms import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.logic.explain import Explanation
    from backpain_kb.model.terms import Criterion
    from backpain_kb.reasoning.facts import Facts

__all__ = ["Criteria"]


class Criteria:
    """
    Criteria as they stand for one person.

    Attributes:
        ranks: Condition to the rank of its standing.

    .. versionadded:: 0.1.0
    """

    def __init__(self, facts: Facts, standings: Mapping[str, Standing]) -> None:
        """Take the *facts* and the *standings* of the candidates."""
        self._facts = facts
        self._standings = standings
        self.ranks = {condition: standing.rank for condition, standing in standings.items()}
        self._conditions: dict[str, Fact] = {}
        self._stood: dict[tuple[str, int], bool | None] = {}

    def is_true(self, criterion: Criterion) -> bool:
        """Return whether *criterion* is True; sooner than its value."""
        if criterion.when is not None:
            return self._facts.holds(criterion.when) is True
        least, ranks = criterion.standing.rank, self.ranks
        return any(ranks.get(condition, -1) >= least for condition in criterion.conditions)

    def value(self, criterion: Criterion) -> bool | None:
        """Return whether *criterion* is True, False or unknown."""
        if criterion.when is not None:
            return self._facts.holds(criterion.when)
        values = [self._stands(condition, criterion.standing) for condition in criterion.conditions]
        return True if True in values else None if None in values else False

    def _stands(self, condition: str, at_least: Standing) -> bool | None:
        """Return whether *condition* has at least that standing; unknown while nothing rules it out."""
        key = (condition, at_least.rank)
        if key not in self._stood:
            self._stood[key] = self._weigh(condition, at_least)
        return self._stood[key]

    def _weigh(self, condition: str, at_least: Standing) -> bool | None:
        standing = self._standings.get(condition)
        if standing is not None and standing.rank >= at_least.rank:
            return True
        deciding = self._facts.prepared.deciding.get(condition, ())
        ruled_out = deciding and all(self._facts.lookup(definition.id) is False for definition in deciding)
        return False if ruled_out or standing is Standing.UNLIKELY else None

    def behind(self, criterion: Criterion) -> tuple[Fact, ...]:
        """Return the facts that make *criterion* True; a condition stands for itself, with its plain name."""
        if criterion.when is not None:
            return self._facts.facts(self._facts.explain(criterion.when).because)
        least = criterion.standing.rank
        standing = [condition for condition in criterion.conditions if self.ranks.get(condition, -1) >= least]
        return tuple([self._condition(condition) for condition in standing])

    def _condition(self, condition: str) -> Fact:
        """Return *condition* as a fact, made once."""
        if condition not in self._conditions:
            label = self._facts.prepared.conditions[condition].lay
            value = self._standings[condition].value
            self._conditions[condition] = Fact(finding=condition, label=label, value=value)
        return self._conditions[condition]

    def because(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the findings that settle *criterion*."""
        return tuple(dict.fromkeys(name for each in self._explained(criterion) for name in each.because))

    def waits_for(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the findings that an unknown *criterion* waits for."""
        return tuple(dict.fromkeys(name for each in self._explained(criterion) for name in each.open))

    def _explained(self, criterion: Criterion) -> list[Explanation]:
        """Explain the expression of a criterion, or those that decide its conditions."""
        if criterion.when is not None:
            return [self._facts.explain(criterion.when)]
        deciding = self._facts.prepared.deciding
        return [
            self._facts.explain(definition.expression)
            for condition in criterion.conditions
            for definition in deciding.get(condition, ())
        ]
