"""What each persona is shown, in full, to be read aloud: `python tests/snapshots/printed.py` writes the texts anew."""

from __future__ import annotations

import tomllib
from pathlib import Path

import backpain_kb

__all__ = ["FOLDER", "printed"]

FOLDER = Path(__file__).with_name("printed")
_PERSONAS = Path(backpain_kb.__file__).with_name("data") / "personas"


def printed() -> dict[str, str]:
    """Return persona to what is printed; the last line, which names the hash of the knowledge, is left out."""
    kb = backpain_kb.load()
    texts = {}
    for path in sorted(_PERSONAS.glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        who = kb.presentation(
            diagnosed=case.get("diagnosed", ()), asker=case.get("asker", "person"), **case["findings"]
        )
        lines = str(kb.assess(who)).splitlines()[:-1]
        texts[path.stem] = "\n".join([case["title"], "", *lines]) + "\n"
    return texts


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in printed().items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")
