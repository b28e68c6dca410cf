"""
Laws that compare two tellings of the same: numbers written otherwise, a fact taken back, left and right, packs cut.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.knowledge import KnowledgeBase, to_dict
from backpain_kb.packs.merge import merge
from backpain_kb.render.case import as_case
from backpain_kb.testing.overlay import as_pack, changed
from backpain_kb.testing.reading import presentation_of, reading_of

if TYPE_CHECKING:
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.packs.read import Pack

__all__ = ["law_left_and_right", "law_numbers", "law_one_fact", "law_split_packs"]

_MIRROR = {"left": "right", "right": "left"}


def _bytes(kb: KnowledgeBase, who: Presentation) -> str:
    return json.dumps(to_dict(kb.assess(who)), allow_nan=False)


def _same(law: str, what: str, expected: object, found: object, who: Presentation) -> None:
    if expected != found:
        message = f"law {law!r} is broken: {what}\nShown by this case:\n{as_case(who)}"
        raise AssertionError(message)


def law_numbers(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    A number is the same with and without a decimal point: 3 days and 3.0 days give the same answer.

    .. versionadded:: 0.1.0
    """
    whole = [id_ for id_, value in who.facts.items() if type(value) is int or (type(value) is float and value % 1 == 0)]
    for kind in (int, float):
        told = {**who.facts, **{id_: kind(who.facts[id_]) for id_ in whole}}
        other = presentation_of(kb, told, who.diagnosed, who.asker)
        expected, found = kb.assess(who), kb.assess(other)
        _same("numbers", f"the answer is another with {kind.__name__} numbers", expected, found, who)
    return bool(whole)


def law_one_fact(kb: KnowledgeBase, who: Presentation, fact: tuple[str, Value]) -> bool:
    """
    A fact that is told and taken back leaves no trace: the answer is the one before it was told.

    .. versionadded:: 0.1.0
    """
    id_, value = fact
    before = _bytes(kb, who)
    told = presentation_of(kb, {**who.facts, id_: value}, who.diagnosed, who.asker)
    kb.assess(told)
    facts = dict(told.facts)
    del facts[id_]
    if id_ in who.facts:
        facts[id_] = who.facts[id_]
    again = presentation_of(kb, facts, who.diagnosed, who.asker)
    _same("one_fact", f"the answer is another after {id_} was told and taken back", before, _bytes(kb, again), who)
    return True


def law_left_and_right(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Sides are only words: with left and right renamed in knowledge and person alike, the answer is the same.

    .. versionadded:: 0.1.0
    """
    told: dict[str, Any] = {id_: _mirrored(value) for id_, value in who.facts.items()}
    other = _other_way_round(kb)
    mine = kb.assess(who)
    theirs = other.assess(presentation_of(other, told, who.diagnosed, who.asker))
    for name in ("urgency", "lower", "upper"):
        expected, found = getattr(mine.triage, name), getattr(theirs.triage, name)
        _same("left_and_right", f"{name} is another with left and right renamed", expected, found, who)
    here, there = (
        ([rule.rule for rule in answer.triage.fired], {item.item: item.verdict for item in answer.plan.items})
        for answer in (mine, theirs)
    )
    _same("left_and_right", "other rules fire, or the plan is another with the sides renamed", here, there, who)
    return told != dict(who.facts)


@functools.lru_cache(maxsize=4)
def _other_way_round(kb: KnowledgeBase) -> KnowledgeBase:
    """Return *kb* with left and right renamed wherever they are choices."""
    return changed(kb, *(_mirrored(entity) for entity in reading_of(kb).entities))


def _mirrored(part: Any) -> Any:  # noqa: ANN401 - whatever an entity is made of.
    if isinstance(part, str):
        return _MIRROR.get(part, part)
    if isinstance(part, tuple):
        return tuple(_mirrored(each) for each in part)
    if attrs.has(type(part)):
        fields = [field.name for field in attrs.fields(type(part)) if field.init and field.alias == field.name]
        changes = {name: _mirrored(getattr(part, name)) for name in fields}
        kept = {name: value for name, value in changes.items() if value is not getattr(part, name)}
        different = {name: value for name, value in kept.items() if value != getattr(part, name)}
        return attrs.evolve(part, **different) if different else part
    return part


def law_split_packs(kb: KnowledgeBase, pack: Pack) -> bool:
    """
    A pack cut in two says the same as the whole, wherever it is cut.

    .. versionadded:: 0.1.0
    """
    own, entities = as_pack(kb), pack.entities
    whole = merge([own, pack]).entities
    for cut in {0, 1, len(entities) // 2, len(entities)}:
        halves = [
            attrs.evolve(pack, info=attrs.evolve(pack.info, name=f"{pack.info.name}-{index}"), entities=part)
            for index, part in enumerate((entities[:cut], entities[cut:]))
        ]
        if merge([own, *halves]).entities != whole:
            message = f"law 'split_packs' is broken: cut after {cut} entities, {pack.info.name} says something else"
            raise AssertionError(message)
    return True
