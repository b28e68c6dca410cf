"""The people that ship with the package: personas and the example cases."""

from __future__ import annotations

import tomllib

from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import Asker, FrozenDict
from backpain_kb.packs.read import data_folder

__all__ = ["shipped_people"]

_FOLDERS = ("personas", "examples")


def shipped_people() -> dict[str, Presentation]:
    """
    Return the shipped people by name.

    .. versionadded:: 0.1.0
    """
    found = {}
    for folder in _FOLDERS:
        for path in sorted((data_folder() / folder).glob("*.toml")):
            case = tomllib.loads(path.read_text(encoding="utf-8"))
            found[path.stem] = Presentation(
                facts=FrozenDict(dict(sorted(case["findings"].items()))),
                diagnosed=tuple(sorted(case.get("diagnosed", ()))),
                asker=Asker(case.get("asker", Asker.PERSON.value)),
            )
    return found
