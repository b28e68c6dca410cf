"""Tables of the fields that a file can have, from the model classes and their docstrings."""

# ruff: noqa: ANN401 - what a type hint can be has no narrower type.

from __future__ import annotations

import re
import types
from enum import Enum
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import attrs

from _generate import markdown
from backpain_kb.logic.tree import Expression
from backpain_kb.model.catalogue import KINDS, PackInfo
from backpain_kb.model.terms import Entity, FrozenDict, Number
from backpain_kb.model.translation import Translation

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["field_tables", "fields_of"]

_EXPRESSIONS = get_args(Expression)


def fields_of(cls: type[attrs.AttrsInstance]) -> list[tuple[str, str, str, str]]:
    """Return name, type, default and meaning of each field of *cls* that it does not share with every entity."""
    meanings = _meanings(cls)
    hints = get_type_hints(cls)
    shared = {field.name for field in attrs.fields(Entity)} if cls is not Entity and issubclass(cls, Entity) else set()
    rows = []
    for field in attrs.fields(cls):
        if field.name in shared:
            continue
        if field.default is attrs.NOTHING:
            default = "**required**"
        elif isinstance(field.default, bool):
            default = f"`{str(field.default).lower()}`"
        elif isinstance(field.default, Enum):
            default = f'`"{field.default.value}"`'
        else:
            default = ""
        rows.append((field.name.rstrip("_"), _type_in_words(hints[field.name]), default, meanings.get(field.name, "")))
    return rows


def _meanings(cls: type) -> dict[str, str]:
    """Return field to meaning, as the section "Attributes" of the docstring says it."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        section = (base.__doc__ or "").partition("Attributes:\n")[2].partition(".. versionadded")[0]
        for field, text in re.findall(r"^ {8}(\w+): (.+(?:\n {9,}.+)*)", section, flags=re.MULTILINE):
            found[field] = " ".join(text.split())
    return found


def _type_in_words(kind: Any) -> str:  # noqa: PLR0911 - one line for each form.
    """Return what a field holds, as somebody who writes TOML would say it."""
    parts = set(get_args(kind)) - {types.NoneType} if get_origin(kind) in {Union, types.UnionType} else {kind}
    if parts == set(_EXPRESSIONS):
        return "[expression](when_language.md)"
    if parts == set(get_args(Number)):
        return "number"
    if len(parts) > 1:
        return "true or false, number or text"
    (one,) = parts
    if get_origin(one) is tuple:
        return f"list of {_type_in_words(get_args(one)[0])}"
    if get_origin(one) is FrozenDict:
        return f"table of {_type_in_words(get_args(one)[1])}"
    if isinstance(one, type) and issubclass(one, Enum):
        return ", ".join(f'`"{member.value}"`' for member in one)
    if attrs.has(one):
        return f"[{one.__name__}](#format-{one.__name__.lower()})"
    words = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return words.get(one, "date")


def field_tables() -> dict[str, str]:
    """Return one table for each kind and for each part of one."""
    classes: dict[str, type[attrs.AttrsInstance]] = {
        "pack": PackInfo,
        "entity": Entity,
        **KINDS,
        "translation": Translation,
    }
    parts: dict[str, type[attrs.AttrsInstance]] = {}
    waiting = list(classes.values())
    while waiting:
        for hint in get_type_hints(waiting.pop()).values():
            for one in _classes_in(hint):
                if one.__name__.lower() not in parts:
                    parts[one.__name__.lower()] = one
                    waiting.append(one)
    pages = {f"_fields/{name}.md": _field_table(cls) for name, cls in classes.items()}
    listed = []
    for name, cls in sorted(parts.items()):
        summary = (cls.__doc__ or "").strip().partition("\n\n")[0]
        listed += [f"(format-{name})=", f"### {cls.__name__}", "", " ".join(summary.split()), "", _field_table(cls)]
    pages["_fields/parts.md"] = "\n".join(listed)
    return pages


def _classes_in(hint: Any) -> Iterator[type[attrs.AttrsInstance]]:
    """Yield the model classes that a type hint names, expressions left out."""
    if isinstance(hint, type) and attrs.has(hint) and hint not in _EXPRESSIONS:
        yield hint
    for inside in get_args(hint):
        yield from _classes_in(inside)


def _field_table(cls: type[attrs.AttrsInstance]) -> str:
    rows = [(f"`{name}`", kind, default, meaning) for name, kind, default, meaning in fields_of(cls)]
    return markdown.table(("field", "what it holds", "default", "meaning"), rows)
