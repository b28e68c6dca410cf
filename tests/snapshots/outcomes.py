"""The outcomes of the shipped cases as one text, a line a case, so that reviewers can read what a change does."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb import KnowledgeBase

__all__ = ["SNAPSHOT", "outcomes"]

SNAPSHOT = Path(__file__).with_name("outcomes.txt")
_CASES = Path(__file__).parent.parent / "data" / "cases"


def outcomes(kb: KnowledgeBase) -> str:
    """Return a line for each case: urgency, lower and upper bound, whether settled, the leading rule."""
    lines = []
    for name, asker, findings in _cases():
        triage = kb.triage(kb.presentation(asker=asker, **findings))
        bounds = f"{triage.lower.value}..{triage.upper.value}"
        settled = "settled" if triage.settled else "open"
        lines.append(f"{name}: {triage.urgency.value} ({bounds}, {settled}) {triage.lead.rule or '-'}")
    return "\n".join(lines) + "\n"


def _cases() -> Iterator[tuple[str, str, dict[str, bool | float | str]]]:
    """Yield name, asker and findings of each case, in order of file."""
    for path in sorted(
        set(_CASES.glob("*.toml")) - {_CASES / "published_held.toml"}
    ):  # Held aside: seen as counts only.
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("case", []), start=1):
            yield f"{path.stem}/{case.get('id', number)}", case.get("asker", "person"), case["findings"]
