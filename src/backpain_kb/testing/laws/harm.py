"""Laws 5 and 6: nothing that harms is recommended, and an injured bone goes before all."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

from backpain_kb.model.assessment import Assessment, PlanItem, PlanVerdict
from backpain_kb.model.care import Contraindication, Interaction, InteractionLevel, SafetyAction, WhileUnknown
from backpain_kb.model.evidence import ConditionKind
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Standing
from backpain_kb.testing.laws.telling import ANY, HARDER, IMPACT, USABLE, as_bytes, broken
from backpain_kb.testing.reading import Item, Person, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.model.presentation import Presentation

__all__ = ["law_bone_first", "law_no_date", "law_no_harm"]

_START = dt.date(2026, 12, 1)  # Any day will do.


def law_no_harm(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Nothing recommended is contraindicated, or could be where one must ask first; every unknown "not if" is told.

    Contraindications are those of the item, of the exercises of a programme, of the safety rules that match them, and
    of interactions with what is known of the person.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    person = Person(kb, who)
    avoided = {item.item for item in answer.plan.avoid}
    for found in answer.plan.items:
        item = person.reading.items[found.item]
        if found.item in avoided and found.verdict in USABLE:
            broken("no_harm", f"{found.item} is recommended and to be avoided", who)
        for barrier, told in _barriers(kb, item):
            value = person.criterion(barrier, answer)
            _heeded(found, barrier, value, who)
            if value is None and told and found.verdict in USABLE and barrier.not_if not in found.not_if:
                broken("no_harm", f"{found.item} does not tell: not if {barrier.not_if}", who)
        for interaction in _interactions(kb, found.item):
            treatments = kb.treatments
            if not any(id_ not in treatments and person.value(id_) is True for id_ in interaction.and_):
                continue
            least = {
                InteractionLevel.NEVER: PlanVerdict.NOT_RECOMMENDED,
                InteractionLevel.AVOID: PlanVerdict.ASK_FIRST,
            }.get(interaction.level, PlanVerdict.RECOMMENDED)
            if HARDER.index(found.verdict) < HARDER.index(least):
                what = f"{found.item} is {found.verdict.value} in spite of the interaction {interaction.id}"
                broken("no_harm", what, who)
    return bool(answer.plan.items)


def _heeded(found: PlanItem, barrier: Contraindication, value: bool | None, who: Presentation) -> None:  # noqa: FBT001 - Kleene.
    """Check that one contraindication that is True or unknown has been heeded."""
    ready = found.verdict in {PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER}
    if value is True and (ready or (barrier.absolute and found.verdict is PlanVerdict.ASK_FIRST)):
        sort = "an absolute" if barrier.absolute else "a relative"
        what = f"{found.item} is {found.verdict.value} although {sort} contraindication is True: {barrier.not_if}"
        broken("no_harm", what, who)
    if value is None and barrier.while_unknown is WhileUnknown.ASK and ready:
        what = f"{found.item} is {found.verdict.value} although one must ask first: {barrier.not_if}"
        broken("no_harm", what, who)


def _barriers(kb: KnowledgeBase, item: Item) -> Iterator[tuple[Contraindication, bool]]:
    """
    Yield all that may stand in the way of *item*, and whether the item itself must tell of it while it is unknown.

    A safety rule is the contraindication that it amounts to; one that matches every exercise is not told with each.
    """
    reading = reading_of(kb)
    parts = [exercise for exercise in reading.exercises_of(item) if exercise is not item]
    for contraindication in (*item.contraindication, *(each for part in parts for each in part.contraindication)):
        yield contraindication, True
    for rule in reading.rules_about(item):
        if rule.action is not SafetyAction.CAUTION:
            barrier = Contraindication(
                when=rule.when,
                conditions=rule.conditions,
                standing=rule.standing,
                absolute=rule.action is SafetyAction.AVOID,
                while_unknown=rule.while_unknown,
                not_if=rule.not_if or "",
                why=rule.why,
            )
            yield barrier, bool(rule.matches)


def _interactions(kb: KnowledgeBase, id_: str) -> Iterator[Interaction]:
    for interaction in kb.catalogue.of_kind("interaction").values():
        if isinstance(interaction, Interaction) and interaction.retired is None and id_ in interaction.between:
            yield interaction


def law_bone_first(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    What is withheld for a condition, a definition or a rule is contraindicated; for an injured bone that is impact.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    withheld = dict(_withheld(kb, who, answer))
    has = reading_of(kb).has
    for found in answer.plan.items:
        item = reading_of(kb).items[found.item]
        for what, because in withheld.items():
            if (what == ANY or what in has(item)) and found.verdict is not PlanVerdict.CONTRAINDICATED:
                broken("bone_first", f"{found.item} is {found.verdict.value} although {because} withholds {what}", who)
    return bool(withheld) and bool(answer.plan.items)


def _withheld(kb: KnowledgeBase, who: Presentation, answer: Assessment) -> Iterator[tuple[str, str]]:
    """Yield what is withheld from *who*, and what withholds it."""
    for fired in answer.triage.fired:
        for what in kb.rules[fired.rule].withholds:
            yield what, f"rule {fired.rule}"
    person = Person(kb, who)
    for definition in kb.definitions.values():
        if definition.withholds and person.holds(definition.expression) is True:
            for what in definition.withholds:
                yield what, f"definition {definition.id}"
    for candidate in answer.candidates:
        condition = kb.conditions[candidate.condition]
        standing = candidate.standing.rank
        if standing >= condition.withholds_from.rank:
            for what in condition.withholds:
                yield what, f"condition {condition.id}"
        if condition.kind is ConditionKind.BONE_INJURY and standing >= Standing.POSSIBLE.rank:
            yield IMPACT, f"the injured bone of {condition.id}"


def law_no_date(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    No programme has a date while something that it has is withheld, at same-day and above, or before its questions.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    withheld = dict(_withheld(kb, who, answer))
    urgent = answer.triage.urgency >= Urgency.SAME_DAY
    reading = reading_of(kb)
    for programme in kb.programmes.values():
        if programme.pacing is None:
            continue
        schedule = kb.schedule(programme.id, _START, answer=who)
        as_bytes(schedule)
        dates = [session.date for session in schedule.planned if session.date is not None]
        for what, because in withheld.items():
            if dates and (what == ANY or what in reading.has(reading.items[programme.id])):
                broken("no_date", f"{programme.id} has dates although {because} withholds {what}", who)
        if dates and (urgent or (programme.pacing.settled_first and not answer.triage.settled)):
            broken("no_date", f"{programme.id} has dates before what comes first", who)
        if urgent and schedule.planned:
            broken("no_date", f"{programme.id} has sessions beside the action", who)
        rest = programme.pacing.rest_days
        if any((later - sooner).days <= rest for sooner, later in itertools.pairwise(dates)):
            broken("no_date", f"the sessions of {programme.id} are not {rest} days of rest apart", who)
    return bool(withheld) or urgent
