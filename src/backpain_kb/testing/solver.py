"""Law 12 for the terms of the solver; it is there where z3 is installed (extra: verify)."""

from __future__ import annotations

import importlib.util
import itertools
import math
from typing import TYPE_CHECKING

from backpain_kb.logic.evaluate import evaluate, evaluate_number
from backpain_kb.logic.tree import Arithmetic, Compare, Expression, Name, walk
from backpain_kb.testing.reading import Person, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.logic.evaluate import Lookup
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.packs.vocabulary import Vocabulary

__all__ = ["INSTALLED", "law_solver_terms", "near_threshold"]

INSTALLED = importlib.util.find_spec("z3") is not None
"""Whether the solver is here."""


def law_solver_terms(kb: KnowledgeBase, who: Presentation, tree: Expression) -> bool:
    """
    The terms of the solver come to what the evaluator says, with precaution and without.

    .. versionadded:: 0.1.0
    """
    from backpain_kb.verify.people import People  # noqa: PLC0415 - the solver takes a while to load.
    from backpain_kb.verify.terms import Terms  # noqa: PLC0415 - as above.

    person = Person(kb, who)
    if person.conflict:
        return False
    vocabulary = reading_of(kb).vocabulary
    terms = Terms(People(vocabulary, reading_of(kb).findings_behind(tree)))
    facts = {id_: value for id_ in terms.people.findings if (value := person.value(id_)) is not None}
    if near_threshold(tree, person.value, vocabulary):
        return False
    for precaution in (False, True):
        expected = evaluate(tree, person.value, precaution=precaution)
        found = terms.value(tree, facts, precaution=precaution)
        if found is not expected:
            word = "with" if precaution else "without"
            message = f"the solver takes {tree} for {found}, the evaluator for {expected}, {word} precaution: {who}"
            raise AssertionError(message)
    return True


def near_threshold(tree: Expression, lookup: Lookup, vocabulary: Vocabulary) -> bool:
    """
    Return whether a comparison of computed numbers is so close that rounding may decide it.

    The evaluator computes with binary fractions, the solver exactly.

    .. versionadded:: 0.1.0
    """
    for node in _behind(tree, vocabulary):
        if isinstance(node, Compare) and any(isinstance(part, Arithmetic) for part in _behind(node, vocabulary)):
            numbers = [evaluate_number(operand, lookup) for operand in node.operands]
            for left, right in itertools.pairwise(numbers):
                if left is not None and right is not None and math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9):
                    return True
    return False


def _behind(tree: Expression, vocabulary: Vocabulary) -> Iterator[Expression]:
    """Yield *tree* and everything below it, definitions looked through."""
    for node in walk(tree):
        yield node
        if isinstance(node, Name) and node.id in vocabulary.definitions:
            yield from _behind(vocabulary.definitions[node.id], vocabulary)
