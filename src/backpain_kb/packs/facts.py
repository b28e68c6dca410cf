"""Whether a value can be a fact about a finding: right type, in range, a known choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.errors import near_misses
from backpain_kb.logic.symbols import ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.model.terms import Finding

__all__ = ["fact_problem", "shown"]

_LONGEST = 60  # Long enough to recognise a value in a message.


def shown(value: object) -> str:
    """
    Return *value* as a message shows it: cut where it is long.

    .. versionadded:: 0.1.0
    """
    try:
        text = repr(value)
    except ValueError:  # Python writes no whole number of more than 4300 digits.
        return "such a long number"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…"


def fact_problem(id_: str, value: object, findings: Mapping[str, Finding]) -> str | None:
    """
    Return what is wrong with *value* for the finding *id_*, or None when it can be so.

    .. versionadded:: 0.1.0
    """
    finding = findings.get(id_)
    if finding is None:
        hints = near_misses(id_, findings)
        return f"no finding {id_!r}" + (f"; did you mean {' or '.join(repr(hint) for hint in hints)}?" if hints else "")
    if finding.type is ValueType.NUMBER:
        return _number_problem(finding, value)
    if finding.type is ValueType.CATEGORY:
        return _choice_problem(finding, value)
    if type(value) is not bool:
        return f"{id_} is present (true) or absent (false), not {shown(value)}; leave it out while it is unknown"
    return None


def _number_problem(finding: Finding, value: object) -> str | None:
    assert finding.min is not None  # noqa: S101 - a number has a range; this tells the type checker.
    assert finding.max is not None  # noqa: S101 - likewise.
    wanted = f"{finding.id} is a number of {finding.unit} from {finding.min:g} to {finding.max:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{wanted}, not {shown(value)}"
    if not finding.min <= value <= finding.max:  # NaN fails this too.
        return f"{wanted}; {shown(value)} is outside it"
    return None


def _choice_problem(finding: Finding, value: object) -> str | None:
    if type(value) is not str or value not in finding.values:
        hints = near_misses(value, finding.values) if type(value) is str else ()
        hint = f"; did you mean {hints[0]!r}?" if hints else ""
        return f"{finding.id} is one of {', '.join(finding.values)}, not {shown(value)}{hint}"
    return None
