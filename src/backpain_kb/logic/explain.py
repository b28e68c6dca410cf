"""Say which facts made an expression True or False, or which unknowns leave it open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.evaluate import Lookup, evaluate
from backpain_kb.logic.tree import And, AtLeast, Compare, Expression, Member, Name, Not, Or, Possibly, names_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


# What one node comes to: its value, and three sets of names kept in order (dictionaries without values).
_Names = dict[str, None]
_Visited = tuple[bool | None, _Names, _Names, _Names]
_NO: _Names = {}


class Explainer:
    """
    Explains expressions about one person; what a definition comes to is worked out once.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self,
        lookup: Lookup,
        definitions: Mapping[str, Expression],
        *,
        precaution: bool = False,
        undecided: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """
        Take the person's values and the definitions, as `explain` does.

        Args:
            lookup: The values of findings and of definitions.
            definitions: The expressions behind the names that are definitions.
            precaution: Whether `possibly(x)` reads unknown as True.
            undecided: For definitions that are unknown what they wait for, where that has been worked out.
        """
        self._lookup = lookup
        self._definitions = definitions
        self._precaution = precaution
        self._visited: dict[str, _Visited] = {
            name: (None, _NO, _NO, dict.fromkeys(waits_for))
            for name, waits_for in (undecided or {}).items()
            if waits_for
        }

    def explain(self, tree: Expression) -> Explanation:
        """Return why *tree* has its value."""
        value, because, assumed, open_ = self._visit(tree)
        return Explanation(value, tuple(because), tuple(assumed), tuple(open_))

    def _visit(self, tree: Expression) -> _Visited:  # noqa: PLR0911 - one line for each form of the language.
        """Return what *tree* comes to and why."""
        match tree:
            case Name():
                return self._name(tree)
            case And():
                return self._joined([self._visit(part) for part in tree.operands], decisive=False)
            case Or():
                return self._joined([self._visit(part) for part in tree.operands], decisive=True)
            case Not():
                value, because, assumed, open_ = self._visit(tree.operand)
                return (None if value is None else not value), because, assumed, open_
            case AtLeast():
                return self._at_least(tree)
            case Possibly():
                value, because, assumed, open_ = self._visit(tree.operand)
                if value is None and self._precaution:
                    return True, because, {**assumed, **open_}, _NO
                return value, because, assumed, open_
            case _:
                return self._comparison(tree)

    def _name(self, tree: Name) -> _Visited:
        found = self._visited.get(tree.id)
        if found is None:
            behind = self._definitions.get(tree.id)
            if behind is not None:
                found = self._visit(behind)
            else:
                value = self._lookup(tree.id)
                own = {tree.id: None}
                found = (None, _NO, _NO, own) if value is None else (value is True, own, _NO, _NO)
            self._visited[tree.id] = found
        return found

    @staticmethod
    def _joined(parts: list[_Visited], *, decisive: bool) -> _Visited:
        """Join the parts of an `or` (one True decides) or an `and` (one False decides)."""
        deciding = [part for part in parts if part[0] is decisive]
        if deciding:
            # The decision that rests on the fewest assumptions, then on the fewest facts, is the plainest reason.
            _, because, assumed, _ = min(deciding, key=lambda part: (len(part[2]), len(part[1])))
            return decisive, because, assumed, _NO
        waiting = [part for part in parts if part[0] is None]
        if waiting:
            return None, _NO, _NO, _union(part[3] for part in waiting)
        return not decisive, _union(part[1] for part in parts), _union(part[2] for part in parts), _NO

    def _at_least(self, tree: AtLeast) -> _Visited:
        parts = [self._visit(part) for part in tree.operands]
        holding = [part for part in parts if part[0] is True]
        failing = [part for part in parts if part[0] is False]
        if len(holding) >= tree.count:
            return True, _union(part[1] for part in holding), _union(part[2] for part in holding), _NO
        if len(parts) - len(failing) < tree.count:
            return False, _union(part[1] for part in failing), _union(part[2] for part in failing), _NO
        return None, _NO, _NO, _union(part[3] for part in parts if part[0] is None)

    def _comparison(self, tree: Expression) -> _Visited:
        """Explain a comparison by the findings that it reads, numeric definitions looked through."""
        assert isinstance(tree, Compare | Member)  # noqa: S101 - nothing else is left; this tells the type checker.
        value = evaluate(tree, self._lookup)
        read = names_behind(tree, self._definitions)
        if value is None:
            return None, _NO, _NO, {name: None for name in read if self._lookup(name) is None} or dict.fromkeys(read)
        return value, dict.fromkeys(name for name in read if self._lookup(name) is not None), _NO, _NO


def _union(sets: Iterable[_Names]) -> _Names:
    """Return all names of *sets*, each once, in order."""
    joined: _Names = {}
    for names_ in sets:
        joined.update(names_)
    return joined
