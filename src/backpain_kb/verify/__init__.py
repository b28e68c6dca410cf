"""
Proofs for all people, and whom a change of the knowledge affects (extra: verify).

The solver is imported here and nowhere else.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backpain_kb.verify.affected import diff
    from backpain_kb.verify.difference import Difference
    from backpain_kb.verify.inquiry import Failure, Proof
    from backpain_kb.verify.proofs import prove
    from backpain_kb.verify.versions import open_version

__all__ = ["Difference", "Failure", "Proof", "diff", "open_version", "prove"]

if importlib.util.find_spec("z3") is None:  # pragma: no cover - tried in another process.
    message = "backpain_kb.verify needs z3; install it with the extra: pip install 'backpain-kb[verify]'"
    raise ImportError(message)

_MODULE = {
    "Difference": "difference",
    "Failure": "inquiry",
    "Proof": "inquiry",
    "diff": "affected",
    "open_version": "versions",
    "prove": "proofs",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type checker reads the imports above.
    """Import a public name when it is first used (PEP 562)."""
    if name not in _MODULE:
        text = f"module 'backpain_kb.verify' has no attribute {name!r}"
        raise AttributeError(text)
    import importlib  # noqa: PLC0415 - as above.

    value = getattr(importlib.import_module(f"backpain_kb.verify.{_MODULE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
