"""Say which facts made an expression True or False, or which unknowns leave it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.evaluate import Lookup, evaluate
from backpain_kb.logic.tree import And, AtLeast, Expression, Name, Not, Or, Possibly, names_behind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Explainer", "Explanation", "explain"]


@attrs.frozen
class Explanation:
    """
    Why an expression has its value.

    Attributes:
        value: True, False or None (unknown).
        because: Names of the known facts that settle it; empty while it is unknown.
        assumed: Names of the unknowns that `possibly(…)` read as True to get there.
        open: Names of the unknowns that it waits for; empty once it is settled.

    .. versionadded:: 0.1.0
    """

    value: bool | None
    because: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def explain(
    tree: Expression, lookup: Lookup, definitions: Mapping[str, Expression], *, precaution: bool = False
) -> Explanation:
    """
    Return why *tree* has its value, in terms of findings.

    Args:
        tree: A boolean expression that has passed the check.
        lookup: The values of findings and of definitions.
        definitions: The expressions behind the names that are definitions.
        precaution: Whether `possibly(x)` reads unknown as True.

    .. versionadded:: 0.1.0
    """
    return Explainer(lookup, definitions, precaution=precaution).explain(tree)


# Sets of names kept in order (dictionaries without values): the facts behind a value, and the unknowns assumed.
_Names = dict[str, None]
_Why = tuple[_Names, _Names]
_NO: _Names = {}


class Explainer:
    """
    Explains expressions about one person; what a definition comes to is worked out once.

    First comes the value, then only those parts that decide it, or that it waits for.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self,
        lookup: Lookup,
        definitions: Mapping[str, Expression],
        *,
        precaution: bool = False,
        undecided: Mapping[str, dict[str, None]] | None = None,
    ) -> None:
        """
        Take the person's values and the definitions, as `explain` does.

        Args:
            lookup: The values of findings and of definitions.
            definitions: The expressions behind the names that are definitions.
            precaution: Whether `possibly(x)` reads unknown as True.
            undecided: For definitions that are unknown what they wait for, where that has been worked out; it is
                not changed.
        """
        self._lookup = lookup
        self._definitions = definitions
        self._precaution = precaution
        self._whys: dict[str, _Why] = {}
        self._waits: dict[str, _Names] = dict(undecided or {})

    def explain(self, tree: Expression, *, value: bool | None = None) -> Explanation:
        """Return why *tree* has its *value*, which is worked out where it is not given."""
        if value is None:
            value = self._value(tree)
        if type(tree) is Name and tree.id not in self._definitions:
            return Explanation(None, (), (), (tree.id,)) if value is None else Explanation(value, (tree.id,))
        if value is None:
            return Explanation(None, open=tuple(self._waits_for(tree)))
        because, assumed = self._because(tree, value=value)
        return Explanation(value, tuple(because), tuple(assumed))

    def _value(self, tree: Expression) -> bool | None:
        if type(tree) is Name:
            value = self._lookup(tree.id)
            return None if value is None else value is True
        return evaluate(tree, self._lookup, precaution=self._precaution)

    # What decides.

    def _because(self, tree: Expression, *, value: bool) -> _Why:  # noqa: PLR0911 - one line for each form.
        """Return the facts, and the unknowns assumed, that make *tree* come to *value*, which it has."""
        match tree:
            case Name():
                return self._because_name(tree, value=value)
            case Not():
                return self._because(tree.operand, value=not value)
            case Possibly():
                if self._precaution and self._value(tree.operand) is None:
                    return _NO, self._waits_for(tree.operand)
                return self._because(tree.operand, value=value)
            case And() | Or() if isinstance(tree, Or) is value:
                return self._plainest(tree.operands, value=value)
            case And() | Or() | AtLeast():
                parts = [part for part in tree.operands if self._value(part) is value]
                return _union([self._because(part, value=value) for part in parts])
            case _:
                read = names_behind(tree, self._definitions)
                return dict.fromkeys(name for name in read if self._lookup(name) is not None), _NO

    def _because_name(self, tree: Name, *, value: bool) -> _Why:
        behind = self._definitions.get(tree.id)
        if behind is None:
            return {tree.id: None}, _NO
        if tree.id not in self._whys:
            self._whys[tree.id] = self._because(behind, value=value)
        return self._whys[tree.id]

    def _plainest(self, parts: Sequence[Expression], *, value: bool) -> _Why:
        """Return the decision that rests on the fewest assumptions, then on the fewest facts: the plainest reason."""
        deciding = [part for part in parts if self._value(part) is value]
        best: _Why | None = None
        for part in deciding:
            why = self._because(part, value=value)
            if best is None or (len(why[1]), len(why[0])) < (len(best[1]), len(best[0])):
                best = why
            if len(best[0]) + len(best[1]) == 1 and not best[1]:
                break  # No reason is plainer than one fact.
        assert best is not None  # noqa: S101 - what has the value has a part that decides it.
        return best

    # What is waited for.

    def _waits_for(self, tree: Expression) -> _Names:
        """Return the unknowns that *tree*, which is unknown, waits for."""
        match tree:
            case Name():
                behind = self._definitions.get(tree.id)
                if behind is None:
                    return {tree.id: None}
                waiting = self._waits.get(tree.id)
                if not waiting:  # What is decided waits for nothing, and is not asked.
                    self._waits[tree.id] = waiting = self._waits_for(behind)
                return waiting
            case And() | Or() | AtLeast():
                names: _Names = {}
                for part in tree.operands:
                    if self._value(part) is None:
                        names.update(self._waits_for(part))
                return names
            case Not() | Possibly():
                return self._waits_for(tree.operand)
            case _:
                read = names_behind(tree, self._definitions)
                return {name: None for name in read if self._lookup(name) is None} or dict.fromkeys(read)


def _union(parts: Sequence[_Why]) -> _Why:
    """Return all names of *parts*, each once, in order."""
    if len(parts) == 1:
        return parts[0]
    because: _Names = {}
    assumed: _Names = {}
    for part in parts:
        because.update(part[0])
        assumed.update(part[1])
    return because, assumed
