"""The entry point by which Hypothesis learns of our strategies; it costs nothing until one of them is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from backpain_kb.model.presentation import Presentation

__all__ = ["register_strategies"]


def register_strategies() -> None:
    """
    Tell Hypothesis how to make presentations.

    .. versionadded:: 0.1.0
    """
    from hypothesis import strategies as st  # noqa: PLC0415 - Hypothesis calls this while it is imported itself.

    from backpain_kb.model.presentation import Presentation  # noqa: PLC0415 - likewise.

    st.register_type_strategy(Presentation, lambda _: st.deferred(_presentations))


def _presentations() -> SearchStrategy[Presentation]:
    """Return presentations of the core pack, once somebody draws one."""
    from backpain_kb.knowledge import load  # noqa: PLC0415 - the core pack is read only when it is needed.
    from backpain_kb.testing.strategies import presentations  # noqa: PLC0415 - likewise.

    return presentations(load())
