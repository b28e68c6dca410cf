"""
The laws that every knowledge base keeps, as functions that can be called with any person.

Each returns whether it had anything to say of what it was given (a law about a red flag says nothing where answers
contradict one another), and raises `AssertionError` with the person as a case file where it is broken.  What is right
is worked out from the entities, so that a new rule, red flag or hard stop is covered as soon as it is in the data.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import attrs

from backpain_kb.errors import NotAllowedError, PackError, PresentationError, UnknownIdError
from backpain_kb.knowledge import KnowledgeBase, to_dict
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.assessment import Assessment, Fact, PlanItem, PlanVerdict, Triage
from backpain_kb.model.care import (
    Contraindication,
    Interaction,
    InteractionLevel,
    Provider,
    SafetyAction,
    Timing,
    WhileUnknown,
)
from backpain_kb.model.catalogue import Catalogue, PackInfo, kind_of
from backpain_kb.model.evidence import Condition, ConditionKind
from backpain_kb.model.follow_up import Step, Trend
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Entity, Finding, FrozenDict, Standing
from backpain_kb.packs.codec import from_data, to_data
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import Pack
from backpain_kb.render.case import as_case
from backpain_kb.testing.metamorphic import law_left_and_right, law_numbers, law_one_fact, law_split_packs
from backpain_kb.testing.overlay import as_pack, changed, overlay
from backpain_kb.testing.reading import Item, Person, presentation_of, reading_of
from backpain_kb.testing.solver import INSTALLED, law_solver_terms

if TYPE_CHECKING:
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.matches import Matches
    from backpain_kb.model.presentation import Presentation

__all__ = [
    "LAWS",
    "Law",
    "as_case",
    "law_additions",
    "law_bone_first",
    "law_bounds",
    "law_coming_back",
    "law_emergency",
    "law_empty_pack",
    "law_everywhere",
    "law_fewer_contraindications",
    "law_left_and_right",
    "law_more_contraindications",
    "law_no_date",
    "law_no_harm",
    "law_no_interference",
    "law_numbers",
    "law_one_fact",
    "law_one_meaning",
    "law_one_replacement",
    "law_order",
    "law_pack_order",
    "law_queries",
    "law_reasons",
    "law_red_flags",
    "law_refused",
    "law_round_trip",
    "law_solver_terms",
    "law_split_packs",
    "law_total",
    "law_triaged",
]

ANY = "any"  # What a rule withholds to withhold everything.
IMPACT = "impact"  # What a running step brings with it.
_START = dt.date(2026, 12, 1)  # Any day will do.
_USABLE = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST)
_HARDER = (*_USABLE, PlanVerdict.NOT_RECOMMENDED, PlanVerdict.CONTRAINDICATED)


# What a broken law says.


def _broken(law: str, what: str, who: Presentation | None = None) -> NoReturn:
    """Raise with the sentence and, where one person shows it, the person."""
    by = f"\nShown by this case:\n{as_case(who)}" if who is not None else ""
    message = f"law {law!r} is broken: {what}{by}"
    raise AssertionError(message)


def _with(kb: KnowledgeBase, who: Presentation, **more: Value | None) -> Presentation:
    """Return *who* with *more* facts; None takes one away."""
    facts = {id_: value for id_, value in {**who.facts, **more}.items() if value is not None}
    return presentation_of(kb, facts, who.diagnosed, who.asker)


def _shown(id_: str, value: object) -> str:
    return f"{id_} = {json.dumps(value)}"


def _bytes(answer: object) -> str:
    return json.dumps(to_dict(answer), allow_nan=False)


# 1. Total.


def law_total(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Every valid presentation is answered: as an object, as plain data, as text, for every entity that is asked about.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    _bytes(answer)
    if answer.triage != kb.triage(who):
        _broken("total", "assess and triage do not agree", who)
    if not str(answer).strip() or not answer.disclaimer:
        _broken("total", "the answer says nothing as text, or has no disclaimer", who)
    asked = [*answer.triage.fired[:1], *answer.candidates[:1], *answer.plan.items[:1]]
    for part in asked:
        id_ = str(getattr(part, "rule", None) or getattr(part, "condition", None) or getattr(part, "item", None))
        if not kb.explain(answer, id_).strip():
            _broken("total", f"there is no explanation of {id_}", who)
    return True


def law_refused(kb: KnowledgeBase, who: Presentation, invalid: tuple[str, object]) -> bool:
    """
    A fact that cannot be is refused with one clear error that names it, however the presentation was made.

    .. versionadded:: 0.1.0
    """
    id_, value = invalid
    made: dict[str, Callable[[], object]] = {
        "presentation": lambda: kb.presentation(**{**who.facts, id_: value}),  # type: ignore[arg-type]  # wrong on purpose.
        "assess": lambda: kb.assess(attrs.evolve(who, facts=FrozenDict({**who.facts, id_: value}))),  # type: ignore[dict-item]  # as above.
    }
    for name, make in made.items():
        try:
            make()
        except (PresentationError, UnknownIdError) as error:
            if id_ not in str(error):
                _broken("refused", f"the error of {name} does not name {id_}: {error}", who)
        except Exception as error:  # noqa: BLE001 - anything else is what the law forbids.
            _broken("refused", f"{name} fails on {id_} = {value!r} with {type(error).__name__}: {error}", who)
        else:
            _broken("refused", f"{name} takes {id_} = {value!r}", who)
    return True


# 2 to 4. Triage.


def law_bounds(kb: KnowledgeBase, who: Presentation, fact: tuple[str, Value]) -> bool:
    """
    Urgency lies between its bounds; answering what is unknown, without a conflict, only narrows them.

    .. versionadded:: 0.1.0
    """
    before = kb.triage(who)
    _in_bounds(before, who)
    id_, value = fact
    if not Person(kb, who).is_unknown(id_):
        return False
    told = _with(kb, who, **{id_: value})
    if Person(kb, told).conflict:
        return False
    after = kb.triage(told)
    _in_bounds(after, told)
    if after.lower < before.lower:
        what = f"lower falls from {before.lower.value} to {after.lower.value} when {_shown(id_, value)} is answered"
        _broken("bounds", what, who)
    if after.upper > before.upper:
        what = f"upper rises from {before.upper.value} to {after.upper.value} when {_shown(id_, value)} is answered"
        _broken("bounds", what, who)
    return True


def _in_bounds(triage: Triage, who: Presentation) -> None:
    if not triage.lower <= triage.urgency <= triage.upper:
        found = f"{triage.lower.value} <= {triage.urgency.value} <= {triage.upper.value}"
        _broken("bounds", f"{found} does not hold", who)


def law_red_flags(kb: KnowledgeBase, who: Presentation, flag: str) -> bool:
    """
    Turning a red flag from absent or unknown to present lowers neither the urgency nor a bound.

    .. versionadded:: 0.1.0
    """
    present = _with(kb, who, **{flag: True})
    if Person(kb, present).conflict:
        return False
    after = kb.triage(present)
    for was in (None, False):
        before_who = _with(kb, who, **{flag: was})
        if Person(kb, before_who).conflict:
            continue
        before = kb.triage(before_who)
        for name in ("urgency", "lower", "upper"):
            old, new = getattr(before, name), getattr(after, name)
            if new < old:
                word = "unknown" if was is None else "absent"
                what = f"{name} falls from {old.value} to {new.value} when {flag} turns from {word} to present"
                _broken("red_flags", what, before_who)
    return True


def law_no_interference(kb: KnowledgeBase, who: Presentation, fact: tuple[str, Value]) -> bool:
    """
    A fact that a rule does not read, directly or through definitions and implications, does not change it.

    .. versionadded:: 0.1.0
    """
    id_, value = fact
    other = _with(kb, who, **{id_: None if who.facts.get(id_) == value else value})
    reading = reading_of(kb)
    conflict = Person(kb, who).conflict or Person(kb, other).conflict
    # Where answers contradict one another, all between them is doubtful, whichever way the implications point.
    touched = reading.connected(id_) if conflict else reading.tied(id_)
    before, after = _states(kb.triage(who)), _states(kb.triage(other))
    for rule, read in reading.read_by_rule.items():
        old, new = before.get(rule, "silent"), after.get(rule, "silent")
        if old != new and not read & touched:
            what = f"rule {rule} turns from {old} to {new} by {_shown(id_, value)}, or by leaving it out"
            _broken("no_interference", f"{what}, which it does not read", who)
    return True


def _states(triage: Triage) -> Mapping[str, str]:
    """Return rule to how it stands; what is not there is silent."""
    states = {rule.rule: "open" for rule in triage.open}
    states.update((rule.rule, "fired") for rule in triage.fired)
    states.update((rule.rule, "precaution") for rule in triage.precautions)
    return states


# 5 to 7. The plan.


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
        if found.item in avoided and found.verdict in _USABLE:
            _broken("no_harm", f"{found.item} is recommended and to be avoided", who)
        for barrier, told in _barriers(kb, item):
            value = person.criterion(barrier, answer)
            _heeded(found, barrier, value, who)
            if value is None and told and found.verdict in _USABLE and barrier.not_if not in found.not_if:
                _broken("no_harm", f"{found.item} does not tell: not if {barrier.not_if}", who)
        for interaction in _interactions(kb, found.item):
            treatments = kb.treatments
            if not any(id_ not in treatments and person.value(id_) is True for id_ in interaction.and_):
                continue
            least = {
                InteractionLevel.NEVER: PlanVerdict.NOT_RECOMMENDED,
                InteractionLevel.AVOID: PlanVerdict.ASK_FIRST,
            }.get(interaction.level, PlanVerdict.RECOMMENDED)
            if _HARDER.index(found.verdict) < _HARDER.index(least):
                what = f"{found.item} is {found.verdict.value} in spite of the interaction {interaction.id}"
                _broken("no_harm", what, who)
    return bool(answer.plan.items)


def _heeded(found: PlanItem, barrier: Contraindication, value: bool | None, who: Presentation) -> None:  # noqa: FBT001 - Kleene.
    """Check that one contraindication that is True or unknown has been heeded."""
    ready = found.verdict in {PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER}
    if value is True and (ready or (barrier.absolute and found.verdict is PlanVerdict.ASK_FIRST)):
        sort = "an absolute" if barrier.absolute else "a relative"
        what = f"{found.item} is {found.verdict.value} although {sort} contraindication is True: {barrier.not_if}"
        _broken("no_harm", what, who)
    if value is None and barrier.while_unknown is WhileUnknown.ASK and ready:
        what = f"{found.item} is {found.verdict.value} although one must ask first: {barrier.not_if}"
        _broken("no_harm", what, who)


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
                _broken("bone_first", f"{found.item} is {found.verdict.value} although {because} withholds {what}", who)
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
        _bytes(schedule)
        dates = [session.date for session in schedule.planned if session.date is not None]
        for what, because in withheld.items():
            if dates and (what == ANY or what in reading.has(reading.items[programme.id])):
                _broken("no_date", f"{programme.id} has dates although {because} withholds {what}", who)
        if dates and (urgent or (programme.pacing.settled_first and not answer.triage.settled)):
            _broken("no_date", f"{programme.id} has dates before what comes first", who)
        if urgent and schedule.planned:
            _broken("no_date", f"{programme.id} has sessions beside the action", who)
        rest = programme.pacing.rest_days
        if any((later - sooner).days <= rest for sooner, later in itertools.pairwise(dates)):
            _broken("no_date", f"the sessions of {programme.id} are not {rest} days of rest apart", who)
    return bool(withheld) or urgent


def law_emergency(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    At same-day and above nothing stands beside the action, in a plan or in a query; below there is always a safety net.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    urgent = answer.triage.urgency >= Urgency.SAME_DAY
    if urgent and (answer.plan.items or answer.plan.for_every_item or answer.safety_net):
        _broken("emergency", f"something stands beside the action at {answer.triage.urgency.value}", who)
    if not urgent and not answer.safety_net:
        _broken("emergency", "there is no safety net", who)
    if answer.triage.lead.urgency is not answer.triage.urgency or not answer.triage.lead.action:
        _broken("emergency", "the lead does not say what to do at this urgency", who)
    asked = (*who.present, *who.diagnosed)
    if asked:
        for matches in (kb.treatments_for(*asked), kb.stretches_for(*asked)):
            if matches.triage.urgency >= Urgency.SAME_DAY and len(matches):
                _broken("emergency", f"a query returns {matches[0].entity.id} at {matches.triage.urgency.value}", who)
    return urgent


# 8 and 9. Reasons, and nothing else.


def law_reasons(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Every fired rule, candidate and plan item names facts or unknowns and a source; every source exists.

    .. versionadded:: 0.1.0
    """
    for said in (*kb.rules.values(), *kb.conditions.values(), *reading_of(kb).items.values()):
        measured = [accuracy.source for accuracy in said.accuracy] if isinstance(said, Condition) else []
        _sourced(kb, f"{kind_of(said)} {said.id}", (*said.sources, *measured))
    answer = kb.assess(who)
    for rule in answer.triage.fired:
        _reasoned(kb, who, f"rule {rule.rule}", (*rule.facts, *rule.assumed), rule.sources)
    for candidate in answer.candidates:
        pieces = (*candidate.for_, *candidate.against)
        facts = [fact for piece in pieces for fact in piece.facts]
        cited = (*candidate.sources, *(piece.source for piece in pieces if piece.source is not None))
        # A diagnosis that was given is itself the fact.
        label = Fact(finding=candidate.condition, label=candidate.label)
        _reasoned(kb, who, f"condition {candidate.condition}", (*facts, label) if candidate.given else facts, cited)
    for item in answer.plan.items:
        facts = [fact for reason in item.reasons for fact in reason.facts]
        cited = (*item.sources, *item.recommended_by, *item.advised_against_by)
        _reasoned(kb, who, f"{item.kind} {item.item}", facts, cited)
        _reasoned(kb, who, f"{item.kind} {item.item}", facts, [s for reason in item.reasons for s in reason.sources])
    return bool(answer.triage.fired or answer.candidates or answer.plan.items)


def _reasoned(kb: KnowledgeBase, who: Presentation, what: str, facts: Iterable[Fact], sources: Iterable[str]) -> None:
    if not list(facts):
        _broken("reasons", f"{what} names no fact and no unknown", who)
    _sourced(kb, what, sources, who)


def _sourced(kb: KnowledgeBase, what: str, sources: Iterable[str], who: Presentation | None = None) -> None:
    cited = list(sources)
    if not cited:
        _broken("reasons", f"{what} names no source", who)
    missing = [source for source in cited if source not in kb.sources]
    if missing:
        _broken("reasons", f"{what} names the source {missing[0]!r}, which does not exist", who)


def law_order(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Facts in another order, said twice or asked twice give the same bytes.

    .. versionadded:: 0.1.0
    """
    wanted = _bytes(kb.assess(who))
    others = {id_: value for id_, value in who.facts.items() if not isinstance(value, bool)}
    turned = kb.presentation(
        present=[*reversed(who.present), *who.present],
        absent=[*who.absent[1:], *who.absent[:1]],
        diagnosed=[*reversed(who.diagnosed), *who.diagnosed],
        asker=who.asker.value,
        **dict(reversed(others.items())),
    )
    for again, how in ((who, "asked again"), (turned, "told in another order")):
        if _bytes(kb.assess(again)) != wanted:
            _broken("order", f"the answer is another when it is {how}", who)
    return True


_ELSEWHERE = """
import json, sys
from backpain_kb.knowledge import load, to_dict
asked = json.load(sys.stdin)
kb = load(*asked["packs"], allow=asked["allow"])
print(json.dumps([to_dict(kb.assess(kb.presentation(**who))) for who in asked["people"]]))
"""

_PLACES = (
    # The last place on earth to reach a day, and the first: their dates always differ.
    {"PYTHONHASHSEED": "1", "TZ": "Etc/GMT+12", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
)


def law_everywhere(
    kb: KnowledgeBase, people: Sequence[Presentation], packs: Sequence[str] = (), allow: Sequence[str] = ()
) -> bool:
    """
    Another process with another hash seed, date and locale gives the same bytes.

    Args:
        kb: What `load(*packs, allow=allow)` returned here.
        people: Who is assessed.
        packs: The packs, as `load` takes them.
        allow: What was allowed.

    .. versionadded:: 0.1.0
    """
    told = [{**who.facts, "diagnosed": who.diagnosed, "asker": who.asker.value} for who in people]
    asked = json.dumps({"packs": list(packs), "allow": list(allow), "people": told})
    here = json.dumps([to_dict(kb.assess(who)) for who in people])
    for place in _PLACES:
        run = subprocess.run(  # noqa: S603 - our own interpreter with our own text.
            [sys.executable, "-c", _ELSEWHERE],
            input=asked,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **place},
        )
        if run.returncode:
            _broken("everywhere", f"the same cannot be asked under {place}:\n{run.stderr.strip()}")
        if run.stdout.strip() != here:
            there = json.loads(run.stdout)
            pairs = zip(people, there, strict=True)
            who = next((who for who, answer in pairs if json.dumps(answer) != _bytes(kb.assess(who))), None)
            _broken("everywhere", f"the answer is another under {place}", who)
    return True


# 10. Contraindications only take away.


def law_fewer_contraindications(kb: KnowledgeBase, who: Presentation, barrier: tuple[str, int]) -> bool:
    """
    Without one contraindication no item is lost, and none gets a harder verdict.

    Args:
        kb: The knowledge base.
        who: A person.
        barrier: Id of an item and the position of its contraindication; or the id of a safety rule.

    .. versionadded:: 0.1.0
    """
    id_, position = barrier
    rule = kb.catalogue.of_kind("safety_rule").get(id_)
    fewer: Entity
    if rule is not None:
        fewer = attrs.evolve(rule, retired="taken out for the law")
    else:
        item = reading_of(kb).items[id_]
        kept = tuple(each for index, each in enumerate(item.contraindication) if index != position)
        fewer = attrs.evolve(item, contraindication=kept)
    before, after = _verdicts(kb, who), _verdicts(changed(kb, fewer), who)
    for item_id, verdict in before.items():
        if item_id not in after:
            _broken("fewer_contraindications", f"{item_id} is lost when {id_} loses a contraindication", who)
        if _HARDER.index(after[item_id]) > _HARDER.index(verdict):
            what = f"{item_id} turns from {verdict.value} to {after[item_id].value} when {id_} loses a contraindication"
            _broken("fewer_contraindications", what, who)
    return before != after


def law_more_contraindications(kb: KnowledgeBase, who: Presentation, added: tuple[str, Contraindication]) -> bool:
    """
    With one more contraindication no item is gained, and none gets an easier verdict.

    Args:
        kb: The knowledge base.
        who: A person.
        added: Id of an item and a contraindication that it gets.

    .. versionadded:: 0.1.0
    """
    id_, contraindication = added
    item = reading_of(kb).items[id_]
    more = attrs.evolve(item, contraindication=(*item.contraindication, contraindication))
    before, after = _verdicts(kb, who), _verdicts(changed(kb, more), who)
    for item_id, verdict in after.items():
        if item_id not in before:
            _broken("more_contraindications", f"{item_id} is gained when {id_} gets a contraindication", who)
        if _HARDER.index(verdict) < _HARDER.index(before[item_id]):
            what = f"{item_id} turns from {before[item_id].value} to {verdict.value} when {id_} gets a contraindication"
            _broken("more_contraindications", what, who)
    return before != after


def _verdicts(kb: KnowledgeBase, who: Presentation) -> Mapping[str, PlanVerdict]:
    return {item.item: item.verdict for item in kb.assess(who).plan.items}


# 11. Packs add caution freely.


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
        after = more.triage(_with(more, who, **dict.fromkeys(asked, answer)))
        for name in ("urgency", "lower", "upper"):
            old, new = getattr(before, name), getattr(after, name)
            if new < old:
                what = f"{name} falls from {old.value} to {new.value} with the pack {pack.info.name}"
                _broken("additions", f"{what}, all its questions answered {answer}", who)
    return True


# 12. One meaning.


def law_one_meaning(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    The compiled rules stand as the interpreter says, one rule at a time, and so do urgency and bounds.

    .. versionadded:: 0.1.0
    """
    person = Person(kb, who)
    triage = kb.triage(who)
    found = {rule.rule: "open" for rule in triage.open} | {rule.rule: "fired" for rule in triage.fired}
    levels: dict[str, list[Urgency]] = {"certain": [], "acting": [], "open": [], "silent": []}
    for rule in kb.rules.values():
        state = person.state_of(rule.when)
        levels[state].append(rule.urgency)
        expected = "fired" if state in {"certain", "acting"} else state
        if found.get(rule.id, "silent") != expected:
            what = f"rule {rule.id} is {found.get(rule.id, 'silent')}, evaluated alone it is {state}"
            _broken("one_meaning", what, who)
    for name, states in _BOUND_BY.items():
        highest = max([Urgency.SELF_CARE, *(level for state in states for level in levels[state])])
        if getattr(triage, name) is not highest:
            what = f"{name} is {getattr(triage, name).value}, by the rules one by one it is {highest.value}"
            _broken("one_meaning", what, who)
    return True


_BOUND_BY = {"lower": ("certain",), "urgency": ("certain", "acting"), "upper": ("certain", "acting", "open")}


# 13. Round trip and merging.


def law_round_trip(kb: KnowledgeBase) -> bool:
    """
    Every entity written out and read again is the same, and so are the bytes of writing it again.

    .. versionadded:: 0.1.0
    """
    for entity in reading_of(kb).entities:
        data = json.loads(json.dumps(to_data(entity), allow_nan=False))
        again = from_data(data, type(entity))
        if again != entity or to_data(again) != to_data(entity):
            _broken("round_trip", f"{entity.id} is another after it was written and read")
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
        _broken("empty_pack", "an empty pack changes what is known")
    if both.packs[0] != alone.packs[0] or len(both.packs) != len(alone.packs) + 1:
        _broken("empty_pack", "the list of packs is not the old one and the empty pack")
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
            _broken("pack_order", f"the order of {pack.info.name} and {other.info.name} changes what is known")
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
        _broken("one_replacement", f"{entity} is not replaced, or not in every order")
    try:
        merge([own, pack("zz-one"), pack("zz-two")], allow=[entity])
    except NotAllowedError as error:
        _broken("one_replacement", f"two packs that replace {entity} are refused for want of leave: {error}")
    except PackError:
        return True
    _broken("one_replacement", f"two packs may both replace {entity}")


# 14. Queries are plans.


def law_queries(kb: KnowledgeBase, ids: Sequence[str]) -> bool:
    """
    What a query returns, filtered or not, is part of what an assessment of the same facts allows.

    .. versionadded:: 0.1.0
    """
    present = [id_ for id_ in ids if id_ in kb.findings]
    who = kb.presentation(present=present, diagnosed=[id_ for id_ in ids if id_ not in kb.findings])
    answer = kb.assess(who)
    allowed = {item.item for item in answer.plan.items if item.verdict in _USABLE}
    provider, timing = tuple(Provider)[len(ids) % len(Provider)], tuple(Timing)[len(ids[0]) % len(Timing)]
    queries: dict[str, tuple[Matches[Any], Matches[Any], Mapping[str, Entity]]] = {
        "treatments_for": (kb.treatments_for(*ids), kb.treatments_for(*ids, provider=provider), kb.treatments),
        "stretches_for": (kb.stretches_for(*ids), kb.stretches_for(*ids, timing=timing), kb.stretches),
    }
    for name, (every, some, known) in queries.items():
        for matches in (every, some):
            if matches.triage != answer.triage:
                _broken("queries", f"{name} has another triage than the assessment of the same facts", who)
            for match in matches:
                if match.entity.id not in allowed or match.entity.id not in known:
                    _broken("queries", f"{name} returns {match.entity.id}, which the plan does not allow", who)
        if not {match.entity.id for match in some} <= {match.entity.id for match in every}:
            _broken("queries", f"{name} returns more with a filter than without", who)
    return bool(allowed)


# 15. What stops treatment is triaged.


def law_triaged(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    While a definition that withholds treatment is True urgency is at least soon; every red flag is read by a rule.

    .. versionadded:: 0.1.0
    """
    reading = reading_of(kb)
    read = frozenset().union(*reading.read_by_rule.values())
    for finding in kb.findings.values():
        if finding.red_flag and finding.id not in read:
            _broken("triaged", f"the red flag {finding.id} is read by no rule")
    person = Person(kb, who)
    urgency = kb.triage(who).urgency
    withholding = [d for d in kb.definitions.values() if d.withholds and person.holds(d.expression) is True]
    for definition in withholding:
        if urgency < Urgency.SOON:
            _broken("triaged", f"definition {definition.id} withholds treatment at {urgency.value}", who)
    return bool(withholding)


# All of them.


# 16. Coming back.


def law_coming_back(kb: KnowledgeBase, who: Presentation, before: Presentation) -> bool:
    """
    Unknown is never better: nobody does more by silence, with a new red flag, or by the same facts once more.

    .. versionadded:: 0.1.0
    """
    answer = kb.reassess(before, who)
    _bytes(answer)
    was, is_ = Person(kb, before), Person(kb, who)
    flags = [finding.id for finding in kb.findings.values() if finding.red_flag and was.value(finding.id) is True]
    silent = [id_ for id_ in flags if id_ not in who.facts and is_.is_unknown(id_) and not is_.conflict]
    carried = {fact.finding for fact in answer.carried}
    for flag in silent:
        if flag not in carried:
            _broken("coming_back", f"the red flag {flag} of last time is gone without a word", who)
    present = [finding.id for finding in kb.findings.values() if finding.red_flag and is_.value(finding.id) is True]
    new = [id_ for id_ in present if was.value(id_) is not True]
    if answer.step is Step.PROGRESS and (
        silent or new or not answer.triage.settled or answer.trend is not Trend.BETTER
    ):
        _broken("coming_back", f"there is more to do although {', '.join((*silent, *new)) or 'it is not better'}", who)
    if answer.triage.urgency >= Urgency.SAME_DAY and (answer.step is not Step.STOP or len(answer.advice) > 1):
        _broken("coming_back", "something stands beside the action", who)
    same = kb.reassess(who, who)
    if same.changes or same.plan or same.candidates or same.carried or same.step is Step.PROGRESS:
        _broken("coming_back", "the same facts change something", who)
    if same.trend in {Trend.BETTER, Trend.WORSE}:
        _broken("coming_back", f"the same facts are {same.trend.value}", who)
    return bool(silent or new) or answer.trend is not Trend.UNCLEAR


@attrs.frozen(kw_only=True)
class Law:
    """
    One law, ready to be tried.

    Attributes:
        number: Its number in the design.
        name: A short name.
        says: What it says, in a sentence.
        check: The function that tries it once.
        needs: What *check* takes after the knowledge base: "who", "fact", "flag", "ids", …; `suite.arguments` makes it.
        share: The share of the usual number of examples that is enough, for a law that is costly to try.

    .. versionadded:: 0.1.0
    """

    number: int
    name: str
    says: str
    check: Callable[..., bool]
    needs: tuple[str, ...] = ()
    share: float = 1.0


def _law(number: int, check: Callable[..., bool], *needs: str, share: float = 1.0) -> Law:
    says = " ".join((check.__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    name = check.__name__.removeprefix("law_")
    return Law(number=number, name=name, says=says, check=check, needs=needs, share=share)


LAWS: tuple[Law, ...] = (
    _law(1, law_total, "who"),
    _law(1, law_refused, "who", "invalid"),
    _law(2, law_bounds, "who", "fact"),
    _law(3, law_red_flags, "who", "flag"),
    _law(4, law_no_interference, "who", "fact"),
    _law(5, law_no_harm, "planned"),
    _law(6, law_bone_first, "withheld"),
    _law(6, law_no_date, "withheld", share=0.1),
    _law(7, law_emergency, "who"),
    _law(8, law_reasons, "planned"),
    _law(9, law_order, "who"),
    _law(9, law_numbers, "who", share=0.5),
    _law(9, law_one_fact, "who", "fact", share=0.5),
    _law(9, law_left_and_right, "sided", share=0.2),
    _law(9, law_everywhere, "people", "packs", "allow", share=0),
    _law(10, law_fewer_contraindications, "who and barrier", share=0.1),
    _law(10, law_more_contraindications, "who and added", share=0.1),
    _law(11, law_additions, "who", "pack", share=0.05),
    _law(12, law_one_meaning, "who"),
    *((_law(12, law_solver_terms, "who and tree"),) if INSTALLED else ()),
    _law(13, law_round_trip, share=0),
    _law(13, law_empty_pack, share=0),
    _law(13, law_pack_order, "pack", "other", share=0.05),
    _law(13, law_split_packs, "pack", share=0.05),
    _law(13, law_one_replacement, "entity", share=0.05),
    _law(14, law_queries, "ids"),
    _law(15, law_triaged, "withheld"),
    _law(16, law_coming_back, "who", "before", share=0.5),
)
"""All laws, in the order of the design."""
