"""The fewest changed or added facts that make an answer another one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Compare, Name, Number, walk
from backpain_kb.model.assessment import Fact, PlanVerdict
from backpain_kb.model.report import facts_in_words
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict, Standing
from backpain_kb.model.what_if import Change, Effect, WhatIf, WouldBe
from backpain_kb.reasoning.assess import assess
from backpain_kb.reasoning.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.assessment import Assessment
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["what_if"]

_MOST_FACTS = 60  # Facts that are tried two at a time; with more it takes longer than a person waits.
_MOST_SHOWN = 5  # Of each effect.
_ALLOWED = (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)

_Set = tuple[tuple[str, "Value"], ...]


def what_if(prepared: Prepared, who: Presentation) -> WhatIf:
    """
    Return the fewest changes that raise or lower the urgency, allow what is held back, or swap the first candidate.

    .. versionadded:: 0.1.0
    """
    now = assess(prepared, who)
    search = _Search(prepared, who, now)
    found = [
        *search.urgency(Effect.MORE_URGENT),
        *search.urgency(Effect.LESS_URGENT),
        *search.unlocked(),
        *search.other_candidate(),
    ]
    return WhatIf(presentation=who, urgency=now.triage.urgency, found=tuple(found), words=prepared.words)


class _Search:
    """Looks for small sets of facts around one person."""

    def __init__(self, prepared: Prepared, who: Presentation, now: Assessment) -> None:
        self._prepared = prepared
        self._who = who
        self._now = now
        self._facts = Facts(prepared, who)
        self._thresholds = _thresholds(prepared)

    # What is looked for.

    def urgency(self, effect: Effect) -> Iterator[WouldBe]:
        """Yield the smallest sets that raise (or lower) the urgency, the largest step first."""
        triage = self._now.triage
        raising = effect is Effect.MORE_URGENT
        if raising:
            graver = [rule for rule in triage.open if rule.urgency > triage.urgency]
            names = dict.fromkeys(name for rule in graver for name in rule.waits_for)
            names.update(dict.fromkeys(self._who.facts))
        else:
            leading = [rule for rule in triage.fired if rule.urgency is triage.urgency]
            names = dict.fromkeys(fact.finding for rule in leading for fact in (*rule.facts, *rule.assumed))
        tried = [(id_, value) for id_ in names for value in self._other_values(id_)]
        levels: dict[_Set, Urgency] = {}
        for size in (1, 2):
            for changes in _sets(tried if size == 1 else tried[:_MOST_FACTS], size):
                level = self._level(changes)
                if level > triage.urgency if raising else level < triage.urgency:
                    levels[changes] = level
            if levels:
                break
        sign = -1 if raising else 1
        best = sorted(levels, key=lambda changes: (sign * levels[changes].rank, _names_first(changes)))
        yield from self._confirmed(best, effect, lambda answer: self._moved(answer, raising=raising))

    def _moved(self, answer: Assessment, *, raising: bool) -> tuple[str | None, ...]:
        then, now = answer.triage.urgency, self._now.triage.urgency
        return (None,) if (then > now if raising else then < now) else ()

    def unlocked(self) -> Iterator[WouldBe]:
        """Yield the single answers that allow an item which waits for one, or is forbidden by one."""
        held = [item for item in self._now.plan.items if item.verdict not in {*_ALLOWED, PlanVerdict.NOT_RECOMMENDED}]
        names = dict.fromkeys(
            name for item in held for name in (*item.ask, *(fact.finding for fact in item.reasons[0].facts))
        )
        known = [id_ for id_ in names if id_ in self._prepared.findings]
        tried = [(id_, value) for id_ in known for value in self._other_values(id_)][:_MOST_FACTS]
        waiting = {item.item for item in held}
        yield from self._confirmed(
            [(change,) for change in tried],
            Effect.UNLOCKED,
            lambda answer: tuple(
                item.item for item in answer.plan.items if item.verdict in _ALLOWED and item.item in waiting
            ),
        )

    def other_candidate(self) -> Iterator[WouldBe]:
        """Yield the single answers that put another condition first."""
        leading = [candidate for candidate in self._now.candidates if candidate.standing is not Standing.UNLIKELY][:3]
        names = dict.fromkeys(name for candidate in leading for name in candidate.ask)
        tried = [(id_, value) for id_ in names for value in self._other_values(id_)][:_MOST_FACTS]
        first = self._now.candidates[0].condition if self._now.candidates else None
        yield from self._confirmed(
            [(change,) for change in tried],
            Effect.OTHER_CANDIDATE,
            lambda answer: (
                (answer.candidates[0].condition,)
                if answer.candidates and answer.candidates[0].condition != first and not answer.conflicts
                else ()
            ),
        )

    # How it is tried.

    def _confirmed(
        self, sets: Iterable[_Set], effect: Effect, reached: Callable[[Assessment], tuple[str | None, ...]]
    ) -> Iterator[WouldBe]:
        """Yield the first of *sets* that a real assessment confirms, each with the first thing that it reaches."""
        shown: set[str | None] = set()
        count = 0
        for changes in sets:
            answer = assess(self._prepared, self._with(changes))
            new = [id_ for id_ in reached(answer) if id_ is None or id_ not in shown]
            if not new:
                continue
            shown.add(new[0])
            yield self._would_be(changes, effect, answer.triage.urgency, new[0])
            count += 1
            if count == _MOST_SHOWN:
                return

    def _with(self, changes: _Set) -> Presentation:
        return attrs.evolve(self._who, facts=FrozenDict(dict(sorted({**self._who.facts, **dict(changes)}.items()))))

    def _level(self, changes: _Set) -> Urgency:
        """Return the urgency with *changes*."""
        facts = Facts(self._prepared, self._with(changes))
        leading = self._prepared.program.leading(facts.closed.claimed, facts.closed.absent, facts.values)
        return Urgency.SELF_CARE if leading is None else self._prepared.rules[leading].urgency

    def _other_values(self, id_: str) -> Iterator[Value]:
        """Yield the values that a finding could have besides the one that it has: numbers beside their thresholds."""
        finding = self._prepared.findings[id_]
        now = self._facts.lookup(id_)
        if finding.type is ValueType.BOOLEAN:
            values: Sequence[Value] = (True, False)
        elif finding.type is ValueType.CATEGORY:
            values = finding.values
        else:
            low, high = finding.min, finding.max
            beside = {limit + step for limit in self._thresholds.get(id_, ()) for step in (-1, 0, 1)}
            values = sorted(value for value in beside if low is not None and high is not None and low <= value <= high)
        yield from (value for value in values if value != now)

    def _would_be(self, changes: _Set, effect: Effect, urgency: Urgency, item: str | None) -> WouldBe:
        findings, phrases, words = self._prepared.findings, self._prepared.phrases, self._prepared.words
        facts = tuple(
            Fact(finding=id_, label=findings[id_].label, value=value, unit=findings[id_].unit) for id_, value in changes
        )
        label = phrases[f"urgency_{urgency.value}"]
        if item is not None:
            conditions, items = self._prepared.conditions, self._prepared.items
            named = {each.entity.id: each.entity.label for each in items}
            label = conditions[item].lay if item in conditions else named[item]
        text = phrases[f"phrase_what_if_{effect.value}"].format(facts=facts_in_words(facts, words), what=label)
        return WouldBe(
            effect=effect,
            changes=tuple(
                Change(finding=id_, label=findings[id_].label, before=self._facts.lookup(id_), after=value)
                for id_, value in changes
            ),
            urgency=urgency,
            item=item,
            text=text,
        )


def _names_first(changes: _Set) -> tuple[tuple[str, str], ...]:
    """Sort sets of changes by their names, then by their values."""
    return tuple((id_, str(value)) for id_, value in changes)


def _sets(tried: Sequence[tuple[str, Value]], size: int) -> Iterator[_Set]:
    """Yield the sets of *size* changes, no finding twice in one."""
    for changes in itertools.combinations(tried, size):
        if len({id_ for id_, _ in changes}) == size:
            yield changes


def _thresholds(prepared: Prepared) -> Mapping[str, frozenset[float]]:
    """Return number finding to the numbers that expressions compare it with."""
    found: dict[str, set[float]] = {}
    trees = [rule.when for rule in prepared.rules]
    trees += prepared.vocabulary.definitions.values()
    for node in itertools.chain.from_iterable(map(walk, trees)):
        if isinstance(node, Compare):
            names = [part.id for part in node.operands if isinstance(part, Name)]
            numbers = [part.value for part in node.operands if isinstance(part, Number)]
            for name in names:
                found.setdefault(name, set()).update(numbers)
    return {name: frozenset(numbers) for name, numbers in found.items()}
