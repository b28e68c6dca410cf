"""Questions to the solver, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import z3

from backpain_kb.model.presentation import Presentation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backpain_kb.verify.people import Term

__all__ = ["PATIENCE", "Failure", "Inquiry", "Proof"]

PATIENCE = 60_000
"""Milliseconds after which one question to the solver is given up."""


@attrs.frozen(kw_only=True)
class Failure:
    """
    Why something could not be proved.

    Attributes:
        says: What is wrong, in a sentence.
        who: A smallest person who shows it; None where nobody can, or where it is no matter of one person.

    .. versionadded:: 0.1.0
    """

    says: str
    who: Presentation | None = None


@attrs.frozen(kw_only=True)
class Proof:
    """
    One thing that was to be proved.

    Attributes:
        name: A short name.
        says: What holds for all people, in a sentence.
        law: The number of the law that it belongs to; None for the hygiene of the rules.
        count: How many things were proved, one by one.
        of: What was counted, such as "rules".
        how: How it was established.
        failures: Where it does not hold, or could not be settled.
        notes: What else was found.
        seconds: How long it took.

    .. versionadded:: 0.1.0
    """

    name: str
    says: str
    law: int | None = None
    count: int
    of: str
    how: str = "proved for all people"
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """Whether it holds."""
        return not self.failures


class Inquiry:
    """
    Asks the solver, and keeps what fails.

    Attributes:
        failures: What does not hold, or could not be settled; each once.
        notes: What else was found.
        count: How many things were looked at, one by one.

    .. versionadded:: 0.1.0
    """

    def __init__(self, patience: int = PATIENCE) -> None:
        """Take the milliseconds after which one question is given up."""
        self.failures: list[Failure] = []
        self.notes: list[str] = []
        self.count = 0
        self._patience = patience

    def fail(self, says: str, who: Presentation | None = None) -> None:
        """Keep a failure."""
        failure = Failure(says=says, who=who)
        if failure not in self.failures:
            self.failures.append(failure)

    def solver(self, claims: Iterable[Term]) -> Term:
        """Return a solver in which *claims* hold, to be asked more than once."""
        solver = z3.Solver()
        solver.set("timeout", self._patience)
        solver.add(*claims)
        return solver

    def model(self, about: str, *claims: Term, solver: Term | None = None) -> Term | None:
        """
        Return a model in which all *claims* hold; None where there is none, or where the solver gives up.

        Giving up is a failure that names what the question was *about*: nothing is taken as proved that is not.
        """
        asked = self.solver(()) if solver is None else solver
        return asked.model() if self._ask(about, asked, claims) == z3.sat else None

    def impossible(self, about: str, *claims: Term, solver: Term | None = None) -> bool:
        """Return whether it is proved that *claims* never hold together; giving up is a failure, as in `model`."""
        return bool(self._ask(about, self.solver(()) if solver is None else solver, claims) == z3.unsat)

    def _ask(self, about: str, solver: Term, claims: tuple[Term, ...]) -> Term:
        found = solver.check(*claims)
        if found == z3.unknown:
            self.fail(f"nothing could be settled about {about}: the solver says {solver.reason_unknown()!r}")
        return found
