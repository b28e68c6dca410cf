"""
Merge packs into one catalogue.

Merging is a union; what replaces another entity is resolved after it, so the order of the packs does not matter.
A pack may add caution freely; taking it away from the core knowledge needs the application's leave, id by id.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import attrs

from backpain_kb.errors import NotAllowedError, PackError, PackProblemError, near_misses
from backpain_kb.model.catalogue import KINDS, Catalogue, PackInfo, kind_of
from backpain_kb.model.lexicon import Lexicon
from backpain_kb.packs.protect import why_addition_needs_leave, why_replacement_needs_leave
from backpain_kb.packs.translate import language_of, problems_with, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backpain_kb.model.terms import Entity
    from backpain_kb.model.translation import Translation
    from backpain_kb.packs.read import Pack

__all__ = ["as_core", "content_hash", "merge"]

CORE = "core"
"""The name of the pack whose caution is protected."""


def merge(packs: Sequence[Pack], *, allow: Iterable[str] = ()) -> Catalogue:
    """
    Return the catalogue of *packs*.

    Args:
        packs: The packs, in any order.
        allow: Ids of core entities that the application allows other packs to replace or to weaken.

    Raises:
        PackError: The packs do not go together: an id twice, a replacement of nothing, two packs of one name.
        NotAllowedError: A pack takes caution away without leave.

    .. versionadded:: 0.1.0
    """
    merger = _Merger(sorted(packs, key=lambda pack: pack.info.name), frozenset(allow))
    return merger.merge()


def as_core(catalogue: Catalogue) -> Pack:
    """
    Return all of *catalogue* as one pack named "core", with what replaces something already in its place.

    .. versionadded:: 0.1.0
    """
    from backpain_kb.packs.read import Pack  # noqa: PLC0415 - merging itself reads no files.

    entities = tuple(
        attrs.evolve(entity, replaces=None, because=None)
        for kind in catalogue.entities.values()
        for entity in kind.values()
    )
    info = PackInfo(name=CORE, format=1, version=catalogue.packs[0].version, language=catalogue.language)
    return Pack(info=info, entities=entities, files={})


def content_hash(entities: Iterable[Entity], translations: Iterable[Translation] = ()) -> str:
    """
    Return the SHA-256 of what *entities* and *translations* say, whatever files they stand in and in whatever order.

    .. versionadded:: 0.1.0
    """
    from backpain_kb.packs.codec import to_data  # noqa: PLC0415 - the codec imports cattrs.

    rows = sorted((kind_of(entity), entity.id, to_data(entity)) for entity in entities)
    rows += sorted(("translation", each.of, to_data(each)) for each in translations)
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Merger:
    """Merges one set of packs; keeps what is wrong as it goes."""

    def __init__(self, packs: Sequence[Pack], allow: frozenset[str]) -> None:
        self._packs = packs
        self._allow = allow
        self._used: set[str] = set()
        self._problems: list[PackProblemError] = []
        self._refusals: list[PackProblemError] = []
        self._owner: dict[str, Pack] = {}  # Id to the pack that it came from; ids are unique across kinds.
        self._entities: dict[str, Entity] = {}

    def merge(self) -> Catalogue:
        """Return the catalogue, or raise with all that is wrong."""
        for first, second in zip(self._packs, self._packs[1:], strict=False):
            if first.info.name == second.info.name:
                self._problems.append(PackProblemError(f"two packs have the name {first.info.name!r}"))
        replacing = [entity for pack in self._packs for entity in self._add(pack)]
        self._replace(replacing)
        self._protect()
        self._problems += problems_with(self._entities, self._owner, self._packs)
        names = ", ".join(pack.info.name for pack in self._packs)
        if self._problems:
            raise PackError(f"the packs {names} do not go together", _in_order(self._problems))
        if self._refusals:
            raise NotAllowedError(f"the packs {names} take caution away without leave", _in_order(self._refusals))
        by_kind: dict[str, dict[str, Entity]] = {kind: {} for kind in KINDS}
        for _, entity in sorted(translated(self._entities, self._packs).items()):
            by_kind[kind_of(entity)][entity.id] = entity
        infos = tuple(
            attrs.evolve(pack.info, sha256=content_hash(pack.entities, pack.translations)) for pack in self._packs
        )
        return Catalogue(
            packs=infos,
            entities=by_kind,
            allowed=tuple(sorted(self._used)),
            language=language_of(self._packs, CORE),
            translated_by=tuple(pack.info.name for pack in self._packs if pack.translations),
        )

    def _note(self, message: str, entity: Entity, pack: Pack) -> None:
        self._problems.append(_problem(message, entity, pack))

    def _add(self, pack: Pack) -> list[Entity]:
        """Add what replaces nothing; return the rest."""
        replacing = []
        for entity in pack.entities:
            if entity.replaces is not None and entity.replaces == entity.id:
                replacing.append(entity)
                continue
            owner = self._owner.get(entity.id)
            if owner is not None:
                other = self._entities[entity.id]
                where = f"{kind_of(other)} {entity.id} of pack {owner.info.name} ({_file(owner, other)})"
                self._note(f"the id is used already by {where}; to change it, say replaces and because", entity, pack)
                continue
            self._owner[entity.id] = pack
            self._entities[entity.id] = entity
            if entity.replaces is not None:
                replacing.append(entity)
        return replacing

    def _replace(self, replacing: Sequence[Entity]) -> None:
        """Put each of *replacing* in the place of what it replaces."""
        replaced_by: dict[str, str] = {}
        for pack in self._packs:
            for entity in pack.entities:
                if entity.replaces is None or entity not in replacing:
                    continue
                wrong = self._cannot_replace(entity.replaces, entity, pack, replaced_by)
                if wrong is not None:
                    self._note(wrong, entity, pack)
                    continue
                replaced_by[entity.replaces] = pack.info.name
                self._guard(self._entities.pop(entity.replaces), self._owner[entity.replaces], entity, pack)
                self._entities[entity.id] = entity
                self._owner[entity.id] = pack

    def _cannot_replace(self, old: str, entity: Entity, pack: Pack, replaced_by: Mapping[str, str]) -> str | None:
        """Return why *entity* cannot take the place of *old*, or None when it can."""
        if old in replaced_by:
            return f"{old!r} is replaced by pack {replaced_by[old]} too"
        target = self._entities.get(old)
        if target is None:
            hints = near_misses(old, self._entities)
            hint = f"; did you mean {hints[0]!r}?" if hints else ""
            return f"it replaces {old!r}, which no pack has{hint}"
        if self._owner[old] is pack:
            return f"it replaces {old!r} of its own pack; change that one instead"
        if target.replaces is not None:
            # A chain would hide from the application what becomes of the first of them.
            return (
                f"it replaces {old!r} of pack {self._owner[old].info.name}, which itself replaces {target.replaces!r}"
            )
        if kind_of(target) != kind_of(entity):
            return f"a {kind_of(entity)} cannot replace the {kind_of(target)} {target.id}"
        return None

    def _guard(self, target: Entity, owner: Pack, entity: Entity, pack: Pack) -> None:
        """Refuse a replacement that may take caution away from the core pack, unless it is allowed."""
        reason = why_replacement_needs_leave(target, entity) if owner.info.name == CORE else None
        if reason is not None:
            self._need_leave(target.id, reason, entity, pack)

    def _need_leave(self, id_: str, reason: str, entity: Entity, pack: Pack) -> None:
        if id_ in self._allow:
            self._used.add(id_)
        else:
            self._refusals.append(_problem(f"{reason}; the application must allow {id_!r}", entity, pack))

    def _protect(self) -> None:
        """Refuse additions that would reach into the core findings or decide a core condition, unless allowed."""
        core = next((pack for pack in self._packs if pack.info.name == CORE), None)
        if core is None:
            return
        core_ids = {entity.id for entity in core.entities}
        languages = {entity.language for entity in core.entities if isinstance(entity, Lexicon)}
        for pack in self._packs:
            for entity in pack.entities if pack is not core else ():
                if entity.replaces is not None and entity.replaces in core_ids:
                    continue  # Guarded when it was replaced.
                reason = why_addition_needs_leave(entity, core_ids, languages)
                if reason is not None:
                    self._need_leave(entity.id, reason, entity, pack)


def _problem(message: str, entity: Entity, pack: Pack) -> PackProblemError:
    file = f"{pack.info.name}/{_file(pack, entity)}"
    return PackProblemError(message, file=file, entity=f"{kind_of(entity)} {entity.id}", pack=pack.info.name)


def _file(pack: Pack, entity: Entity) -> str:
    return pack.files.get((kind_of(entity), entity.id), "?")


def _in_order(problems: Iterable[PackProblemError]) -> list[PackProblemError]:
    return sorted(problems, key=str)
