"""
The kit for authors of packs: strategies, laws, and a suite that tries them all (extra: testing).

`import hypothesis` reaches this module through an entry point, so that it stays light and asks for nothing else.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backpain_kb.testing import laws, strategies
    from backpain_kb.testing.laws import LAWS, Law
    from backpain_kb.testing.overlay import overlay, write_pack
    from backpain_kb.testing.suite import PackSuite, assert_pack_ok, try_law

__all__ = ["LAWS", "Law", "PackSuite", "assert_pack_ok", "laws", "overlay", "strategies", "try_law", "write_pack"]

if importlib.util.find_spec("hypothesis") is None:  # pragma: no cover - tried in another process.
    message = "backpain_kb.testing needs hypothesis; install it with the extra: pip install 'backpain-kb[testing]'"
    raise ImportError(message)

_MODULE = {
    "LAWS": "laws",
    "Law": "laws",
    "PackSuite": "suite",
    "assert_pack_ok": "suite",
    "overlay": "overlay",
    "try_law": "suite",
    "write_pack": "overlay",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type checker reads the imports above.
    """Import a public name when it is first used (PEP 562), so that importing Hypothesis stays quick."""
    if name not in __all__:
        text = f"module 'backpain_kb.testing' has no attribute {name!r}"
        raise AttributeError(text)
    import importlib  # noqa: PLC0415 - as above.

    module = importlib.import_module(f"backpain_kb.testing.{_MODULE.get(name, name)}")
    value = getattr(module, name) if name in _MODULE else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
