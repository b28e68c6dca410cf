"""The people of the benchmark: the cases of the triage sheet and the three example cases."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

import backpain_kb
from backpain_kb import Presentation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backpain_kb import KnowledgeBase

SHEET = Path(__file__).parents[1] / "data" / "cases" / "triage_sheet.toml"
EXAMPLES = Path(backpain_kb.__file__).parent / "data" / "examples"

Facts = dict[str, bool | int | float | str]
"""Finding to value; what is not there is unknown."""


@attrs.frozen(eq=False)
class Person:
    """
    One person.

    Attributes:
        id: Id of the case.
        who: What the library is asked.
        facts: What the rivals are given: the same, closed under `implies` beforehand, which costs them nothing.
    """

    id: str
    who: Presentation
    facts: Facts


def people(kb: KnowledgeBase) -> list[Person]:
    """Return the people; those whose answers contradict one another are left out, because no rival knows conflicts."""
    found = []
    for id_, case in _cases():
        facts = closed(kb, case["findings"])
        if facts is not None:
            found.append(Person(id_, presentation(kb, case["findings"], case), facts))
    return found


def presentation(kb: KnowledgeBase, findings: Facts, case: Mapping[str, Any] | None = None) -> Presentation:
    """Return what the library is asked for *findings*, and for what else the *case* says of the person."""
    case = case or {}
    given = {name: case[name] for name in ("asker", "diagnosed") if name in case}
    return kb.presentation(**findings, **given)


def _cases() -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the cases by id."""
    for case in tomllib.loads(SHEET.read_text(encoding="utf-8"))["case"]:
        yield case["id"], case
    for file in sorted(EXAMPLES.glob("*.toml")):
        yield file.stem, tomllib.loads(file.read_text(encoding="utf-8"))


def closed(kb: KnowledgeBase, findings: Facts) -> Facts | None:
    """Return *findings* closed under `implies`, or None when they contradict one another."""
    implying: dict[str, list[str]] = {}
    for finding in kb.findings.values():
        for implied in finding.implies:
            implying.setdefault(implied, []).append(finding.id)
    facts = dict(findings)
    waiting = [(id_, value) for id_, value in findings.items() if isinstance(value, bool)]
    while waiting:
        id_, value = waiting.pop()
        for other in kb.findings[id_].implies if value else implying.get(id_, ()):
            if other not in facts:
                facts[other] = value
                waiting.append((other, value))
            elif facts[other] is not value:
                return None
    return facts
