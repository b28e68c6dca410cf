"""Laws 11 and 13: packs add caution freely, and merging them loses nothing."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import attrs

from backpain_kb.errors import NotAllowedError, PackError
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.catalogue import Catalogue, PackInfo, kind_of
from backpain_kb.model.terms import Entity, Finding
from backpain_kb.packs.codec import from_data, to_data
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import Pack
from backpain_kb.testing.laws.telling import broken, with_facts
from backpain_kb.testing.overlay import as_pack, overlay
from backpain_kb.testing.reading import reading_of

if TYPE_CHECKING:
    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.model.presentation import Presentation

__all__ = ["law_additions", "law_empty_pack", "law_one_replacement", "law_pack_order", "law_round_trip"]


def law_additions(kb: KnowledgeBase, who: Presentation, pack: Pack) -> bool:
    """
    A pack that only adds lowers nobody's urgency, whatever is answered to what it asks.

    .. versionadded:: 0.1.0
    """
    more = overlay(kb, pack)
    before = kb.triage(who)
    findings = [entity for entity in pack.entities if isinstance(entity, Finding)]
    asked = [finding.id for finding in findings if finding.type is ValueType.BOOLEAN]
    for answer in (None, True, False):
        after = more.triage(with_facts(more, who, **dict.fromkeys(asked, answer)))
        for name in ("urgency", "lower", "upper"):
            old, new = getattr(before, name), getattr(after, name)
            if new < old:
                what = f"{name} falls from {old.value} to {new.value} with the pack {pack.info.name}"
                broken("additions", f"{what}, all its questions answered {answer}", who)
    return True


def law_round_trip(kb: KnowledgeBase) -> bool:
    """
    Every entity written out and read again is the same, and so are the bytes of writing it again.

    .. versionadded:: 0.1.0
    """
    for entity in reading_of(kb).entities:
        data = json.loads(json.dumps(to_data(entity), allow_nan=False))
        again = from_data(data, type(entity))
        if again != entity or to_data(again) != to_data(entity):
            broken("round_trip", f"{entity.id} is another after it was written and read")
    return True


def law_empty_pack(kb: KnowledgeBase) -> bool:
    """
    Merging an empty pack changes nothing but the list of packs.

    .. versionadded:: 0.1.0
    """
    own = as_pack(kb)
    empty = Pack(info=PackInfo(name="zz-empty", format=1, version="1"), entities=(), files={})
    alone, both = merge([own]), merge([own, empty])
    if _content(alone) != _content(both) or alone.allowed != both.allowed:
        broken("empty_pack", "an empty pack changes what is known")
    if both.packs[0] != alone.packs[0] or len(both.packs) != len(alone.packs) + 1:
        broken("empty_pack", "the list of packs is not the old one and the empty pack")
    return True


def _content(catalogue: Catalogue) -> list[tuple[str, list[tuple[str, Entity]]]]:
    """Return the entities of *catalogue* in their order."""
    return [(kind, list(entities.items())) for kind, entities in catalogue.entities.items()]


def law_pack_order(kb: KnowledgeBase, pack: Pack, other: Pack) -> bool:
    """
    Packs merged in any order give the same catalogue.

    .. versionadded:: 0.1.0
    """
    merged = [merge(each) for each in itertools.permutations((as_pack(kb), pack, other))]
    for catalogue in merged[1:]:
        if catalogue.packs != merged[0].packs or _content(catalogue) != _content(merged[0]):
            broken("pack_order", f"the order of {pack.info.name} and {other.info.name} changes what is known")
    return True


def law_one_replacement(kb: KnowledgeBase, entity: str) -> bool:
    """
    Replacing an entity is one pack's business: in any order the same, and by two packs an error even where allowed.

    .. versionadded:: 0.1.0
    """
    old = next(each for each in reading_of(kb).entities if each.id == entity)
    new = attrs.evolve(old, note="Replaced for the law.", replaces=entity, because="the law tries it")

    def pack(name: str) -> Pack:
        return Pack(info=PackInfo(name=name, format=1, version="1"), entities=(new,), files={})

    own = as_pack(kb)
    once = [merge(each, allow=[entity]) for each in ([own, pack("zz-one")], [pack("zz-one"), own])]
    if _content(once[0]) != _content(once[1]) or once[0].of_kind(kind_of(old))[entity] != new:
        broken("one_replacement", f"{entity} is not replaced, or not in every order")
    try:
        merge([own, pack("zz-one"), pack("zz-two")], allow=[entity])
    except NotAllowedError as error:
        broken("one_replacement", f"two packs that replace {entity} are refused for want of leave: {error}")
    except PackError:
        pass
    else:
        broken("one_replacement", f"two packs may both replace {entity}")
    return True
