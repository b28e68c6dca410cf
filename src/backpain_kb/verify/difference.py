"""What a change of the knowledge comes to: entities, urgency, advice."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.rules import Urgency
from backpain_kb.packs.codec import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.terms import Entity

__all__ = ["AdviceShift", "Difference", "EntityChange", "FieldChange", "How", "UrgencyShift", "entity_changes"]


class How(Enum):
    """
    What has become of an entity.

    .. versionadded:: 0.1.0
    """

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    REMOVED = "removed"


@attrs.frozen(kw_only=True)
class FieldChange:
    """
    One field of an entity that has changed.

    Attributes:
        name: The field, as a pack file names it.
        old: Its value before, as JSON; None where it was left out.
        new: Its value now, likewise.

    .. versionadded:: 0.1.0
    """

    name: str
    old: str | None = None
    new: str | None = None


@attrs.frozen(kw_only=True)
class EntityChange:
    """
    One entity that was added, changed, retired or removed.

    Attributes:
        kind: Its kind.
        id: Its id.
        how: What has become of it.
        fields: The fields that have changed, of one that was changed.

    .. versionadded:: 0.1.0
    """

    kind: str
    id: str
    how: How
    fields: tuple[FieldChange, ...] = ()


@attrs.frozen(kw_only=True)
class UrgencyShift:
    """
    Somebody who is more, or less, urgent than before.

    Attributes:
        old: The level before.
        new: The level now.
        old_hours: By when someone had to be seen, in hours; None where nobody had to.
        new_hours: The same now.
        old_rule: The rule that led; None where none did.
        new_rule: The rule that leads now.
        who: The smallest person found.
        personas: The shipped people to whom the same happens.

    .. versionadded:: 0.1.0
    """

    old: Urgency
    new: Urgency
    old_hours: int | None = None
    new_hours: int | None = None
    old_rule: str | None = None
    new_rule: str | None = None
    who: Presentation
    personas: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class AdviceShift:
    """
    Advice that appears, vanishes or turns for somebody who is below same-day in both.

    Attributes:
        item: The treatment, exercise or programme.
        old: The verdict before; None where it was not listed.
        new: The verdict now; None where it is not listed.
        who: The smallest person found.
        personas: The shipped people to whom the same happens.

    .. versionadded:: 0.1.0
    """

    item: str
    old: PlanVerdict | None = None
    new: PlanVerdict | None = None
    who: Presentation
    personas: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Difference:
    """
    Whom a change of the knowledge affects.

    Attributes:
        old: The packs before, each with version and hash.
        new: The packs now.
        entities: What was added, changed, retired or removed.
        less_urgent: Who is less urgent: a lower level, or the same level later or without an ambulance.
        more_urgent: Who is more urgent.
        advice: What appears, vanishes or turns in a plan, and for whom.
        unsettled: What the solver could not settle.

    .. versionadded:: 0.1.0
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    entities: tuple[EntityChange, ...] = ()
    less_urgent: tuple[UrgencyShift, ...] = ()
    more_urgent: tuple[UrgencyShift, ...] = ()
    advice: tuple[AdviceShift, ...] = ()
    unsettled: tuple[str, ...] = ()


def entity_changes(old: Catalogue, new: Catalogue) -> Iterator[EntityChange]:
    """
    Yield what has become of the entities, in order of kind and id.

    .. versionadded:: 0.1.0
    """
    for kind in dict.fromkeys((*old.entities, *new.entities)):
        before, after = old.of_kind(kind), new.of_kind(kind)
        for id_ in sorted({*before, *after}):
            if id_ not in before:
                yield EntityChange(kind=kind, id=id_, how=How.ADDED)
            elif id_ not in after:
                yield EntityChange(kind=kind, id=id_, how=How.REMOVED)
            elif before[id_] != after[id_]:
                retired = before[id_].retired is None and after[id_].retired is not None
                how = How.RETIRED if retired else How.CHANGED
                yield EntityChange(kind=kind, id=id_, how=how, fields=tuple(_fields(before[id_], after[id_])))


def _fields(old: Entity, new: Entity) -> Iterator[FieldChange]:
    """Yield the fields in which two entities differ, in the order of the class."""
    before, after = to_data(old), to_data(new)
    for name in dict.fromkeys((*before, *after)):
        was, is_ = before.get(name), after.get(name)
        if was != is_:
            yield FieldChange(name=name, old=_text(was), new=_text(is_))


def _text(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
