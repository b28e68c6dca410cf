"""Case files: what one person states, as TOML."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backpain_kb.errors import PresentationError, UnknownIdError, near_misses

if TYPE_CHECKING:
    from collections.abc import Mapping

    import backpain_kb

__all__ = ["presentation_of", "read_case"]

_CASE_KEYS = ("asker", "diagnosed", "findings", "title")
_FINDINGS = 'id = true, false, a number or a "choice"'


def presentation_of(
    case: Mapping[str, Any], kb: backpain_kb.KnowledgeBase, asker: str | None = None
) -> backpain_kb.Presentation:
    """Return the presentation of *case*; *asker* goes before what it says."""
    facts: Mapping[str, Any] = case.get("findings", {})
    stated = {id_: value for id_, value in facts.items() if type(value) is not bool}
    for id_ in stated:
        # Before it could be taken for an argument of `presentation`.
        if id_ not in kb.findings.keys() | kb.catalogue.of_kind("finding").keys():
            raise UnknownIdError("finding", id_, kb.findings)
    return kb.presentation(
        present=[id_ for id_, value in facts.items() if value is True],
        absent=[id_ for id_, value in facts.items() if value is False],
        diagnosed=case.get("diagnosed", ()),
        asker=asker or case.get("asker", "person"),
        **stated,
    )


def read_case(name: str) -> dict[str, Any]:
    """Return what a case file says; "-" is standard input."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        case = tomllib.loads(content.decode())
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
    except UnicodeDecodeError:
        reason = "is no text in UTF-8"
    except ValueError as error:  # A number with thousands of digits is one that is not of tomllib.
        reason = f"is not valid TOML: {error}"
    except RecursionError:
        reason = "is nested too deeply"
    else:
        fault = _fault_in(case)
        if fault is None:
            return case
        reason = fault
    message = f"the case file {name!r} {reason}"
    raise PresentationError(message)


def _fault_in(case: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the form of a case, or None."""
    for key in case:
        if key not in _CASE_KEYS:
            hints = near_misses(key, _CASE_KEYS)
            hint = f"did you mean {hints[0]!r}?" if hints else f"known are {', '.join(_CASE_KEYS)}"
            return f"has an unknown key {key!r}; {hint}"
    findings, diagnosed = case.get("findings", {}), case.get("diagnosed", [])
    if not isinstance(findings, dict):
        return f"needs findings as a table with {_FINDINGS}, not {findings!r}"
    if not isinstance(diagnosed, list) or not all(isinstance(id_, str) for id_ in diagnosed):
        return f'needs diagnosed as a list of conditions, such as ["chronic_primary_lbp"], not {diagnosed!r}'
    if not findings and not diagnosed:
        return f"states nothing; it needs [findings] with {_FINDINGS}"
    for key in ("asker", "title"):
        if not isinstance(case.get(key, ""), str):
            return f"needs {key} as text in quotes, not {case[key]!r}"
    return None
