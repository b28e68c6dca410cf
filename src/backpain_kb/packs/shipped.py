"""The form of the core pack that is made when a wheel is built."""

from __future__ import annotations

from backpain_kb.model.catalogue import Catalogue

__all__ = ["shipped_catalogue"]


def shipped_catalogue() -> Catalogue | None:
    """Return None for now."""
    return None
