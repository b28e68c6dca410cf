"""Packs made in memory: put on top of a knowledge base, or written to a folder as an author would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import PackError
from backpain_kb.knowledge import KnowledgeBase
from backpain_kb.model.catalogue import Catalogue, kind_of
from backpain_kb.model.rules import Message
from backpain_kb.packs.check import check
from backpain_kb.packs.codec import to_data
from backpain_kb.packs.merge import as_core, merge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from backpain_kb.model.terms import Entity
    from backpain_kb.packs.read import Pack

__all__ = ["as_pack", "bare", "changed", "overlay", "write_pack"]


def as_pack(kb: KnowledgeBase) -> Pack:
    """
    Return all that *kb* knows as one pack named "core", with what replaces something already in its place.

    .. versionadded:: 0.1.0
    """
    return as_core(kb.catalogue)


def overlay(kb: KnowledgeBase, *packs: Pack, allow: Iterable[str] = ()) -> KnowledgeBase:
    """
    Return *kb* with *packs* put on top of it.

    Raises:
        PackError: The packs do not go together, or do not pass the check; every problem is named.
        NotAllowedError: A pack takes caution away without leave.

    .. versionadded:: 0.1.0
    """
    catalogue = merge([as_pack(kb), *packs], allow=allow)
    problems = check(catalogue)
    if problems:
        raise PackError("the packs do not pass the check", problems)
    return KnowledgeBase(catalogue)


def bare(kb: KnowledgeBase) -> KnowledgeBase:
    """
    Return what is left of *kb* without its medicine: its words and its scoring.

    Put under a pack that stands for itself, it makes a knowledge base that is quick to build and to ask.

    .. versionadded:: 0.1.0
    """
    messages = {
        id_: entity
        for id_, entity in kb.catalogue.of_kind("message").items()
        if isinstance(entity, Message) and entity.when is None and entity.unless is None
    }
    cited = {source for entity in messages.values() for source in entity.sources}
    entities: dict[str, dict[str, Entity]] = {
        "message": dict(messages),
        "scoring": dict(kb.catalogue.of_kind("scoring")),
        "source": {id_: source for id_, source in kb.catalogue.of_kind("source").items() if id_ in cited},
    }
    return KnowledgeBase(Catalogue(packs=kb.catalogue.packs, entities=entities))


def changed(kb: KnowledgeBase, *entities: Entity) -> KnowledgeBase:
    """
    Return *kb* with *entities* in the place of those of the same id, unchecked: a way to break it on purpose.

    .. versionadded:: 0.1.0
    """
    kinds = {kind: dict(known) for kind, known in kb.catalogue.entities.items()}
    for entity in entities:
        kinds.setdefault(kind_of(entity), {})[entity.id] = entity
    return KnowledgeBase(attrs.evolve(kb.catalogue, entities=kinds))


def write_pack(pack: Pack, folder: Path) -> None:
    """
    Write *pack* to *folder* as TOML files, one for each kind of entity.

    .. versionadded:: 0.1.0
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {}
    for entity in pack.entities:
        kind = kind_of(entity)
        lines = [f"{key} = {_toml(value)}" for key, value in to_data(entity).items()]
        rows.setdefault(kind, []).append("\n".join([f"[[{kind}]]", *lines]))
    head = [f"{key} = {_toml(value)}" for key, value in to_data(pack.info).items() if key != "sha256"]
    (folder / "pack.toml").write_text("\n".join(head) + "\n", encoding="utf-8")
    for kind, entities in rows.items():
        (folder / f"{kind}s.toml").write_text("\n\n".join(entities) + "\n", encoding="utf-8")


def _toml(value: Any) -> str:  # noqa: ANN401 - plain data has no narrower type.
    """Return *value* on one line of TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inside)}" for key, inside in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(inside) for inside in value) + "]"
    return json.dumps(value).replace("\x7f", "\\u007f")
