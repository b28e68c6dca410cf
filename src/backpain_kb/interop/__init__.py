"""Answers in the formats of other programs; each module needs its own extra."""

__all__: list[str] = []
