"""Markdown: text made harmless, lists, tables, and values in words."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

__all__ = ["bullets", "code", "date", "facts", "in_words", "section", "table", "text", "title", "toml", "words"]


def text(text: str) -> str:
    """Return *text* with everything that Markdown would read as a sign made harmless."""
    return re.sub(r"([\\`*_\[\]<>|{}#~$])", r"\\\1", text)


def code(text: object) -> str:
    return f"`{text}`"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *(tuple(row) for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def bullets(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def section(heading: str, body: str, level: int = 2) -> str:
    """Return a heading with its body; nothing where there is no body."""
    return f"{'#' * level} {heading}\n\n{body.rstrip()}\n\n" if body.strip() else ""


def facts(*rows: tuple[str, str]) -> str:
    """Return short facts as a list of what they are about; those without content are left out."""
    return bullets(f"**{name}**: {text}" for name, text in rows if text)


def in_words(value: object) -> str:
    """Return the value of an attribute as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.value if isinstance(value, Enum) else value).replace("_", " ")


def words(values: Iterable[object]) -> str:
    return ", ".join(text(in_words(value)) for value in values)


def title(stem: str) -> str:
    return stem.replace("_", " ").capitalize()


def date(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else f"{value:g}"
