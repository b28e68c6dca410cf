"""A reassessment as text that a person can read; the words come from the packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.follow_up import Step, Trend
from backpain_kb.model.report import closing, facts_in_words, first_lines, section, wrap
from backpain_kb.model.rules import Urgency

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from backpain_kb.model.assessment import Fact
    from backpain_kb.model.reassessment import Advice, PlanChange, Reassessment
    from backpain_kb.model.terms import FrozenDict

__all__ = ["advice_lines", "report_again"]

_REASSURING = {urgency: Step.STOP.rank + (urgency >= Urgency.SOON) for urgency in Urgency} | {
    Urgency.SELF_CARE: Step.SEE_SOMEONE.rank
}
"""From which step on the words of a level say less than the step."""

_MOST_CHANGES = 8
_MOST_ITEMS = 6
_MOST_QUESTIONS = 8


def report_again(answer: Reassessment) -> str:
    """
    Return *answer* as text: what to do first, then how it goes, what changed, what to ask, when to come back.

    .. versionadded:: 0.1.0
    """
    words = answer.now.words
    lines = first_lines(answer.now)
    after: list[str] = []
    if answer.step.rank >= _REASSURING[answer.triage.urgency]:
        # The step says more than the level, and "nothing needs an appointment" does not stand before it.
        lines, after = [], lines[1:]
    below_same_day = answer.triage.urgency < Urgency.SAME_DAY
    if below_same_day:
        said = (answer.triage.lead.tell, words["phrase_not_settled"])
        lines += ["", *wrap(words[f"trend_{answer.trend.value}"])]
        lines += section(words[f"step_{answer.step.value}"], advice_lines(answer.advice, words, said))
        lines += after
    elif answer.carried:
        lines += section(words["phrase_carried"], [facts_in_words(answer.carried, words)])
    gone = [attrs.evolve(fact, value=True) for fact in answer.gone]
    lines += section(words["heading_flags_gone"], [facts_in_words(gone, words)] if gone else ())
    if below_same_day:
        lines += section(words["heading_changed"], _changes(answer))
        lines += _plan(answer)
    questions = [question.text for question in answer.questions]
    lines += section(words["heading_questions"], questions[: max(_MOST_QUESTIONS, len(answer.carried))])
    lines += section(words["heading_safety_net"], answer.now.safety_net)
    return "\n".join([*lines, *closing(answer.now)]).lstrip("\n")


def advice_lines(advice: Iterable[Advice], words: FrozenDict[str, str], said: Collection[str] = ()) -> Iterator[str]:
    """
    Yield each advice with the facts behind it, without what is *said* already.

    .. versionadded:: 0.1.0
    """
    for each in advice:
        if each.text not in said:
            # What is absent explains little, and "no pain not settled" nothing.
            facts = [fact for fact in each.facts if fact.value is not False]
            yield each.text + (f" ({facts_in_words(facts, words)})" if facts else "")


def _changes(answer: Reassessment) -> Iterator[str]:
    """Yield the measures that moved, then the other findings."""
    words = answer.now.words
    shown = [(each.before, each.now) for each in answer.measures if each.trend in {Trend.BETTER, Trend.WORSE}]
    measured = {before.finding for before, _ in shown}
    shown += [
        (each.before, each.now)
        for each in answer.changes
        # What is answered for the first time has not changed, unless it is there now.
        if each.before.finding not in measured and (each.now.value is True or each.before.value not in {None, False})
    ]
    for before, now in shown[:_MOST_CHANGES]:
        first, second = (_value(fact, words) for fact in (before, now))
        yield words["phrase_from_to"].format(label=now.label, before=first, now=second)
    if len(shown) > _MOST_CHANGES:
        yield words["phrase_more"].format(n=len(shown) - _MOST_CHANGES)


def _value(fact: Fact, words: FrozenDict[str, str]) -> str:
    """Return a value in words."""
    if fact.value is None:
        return words["phrase_was_unknown"]
    if isinstance(fact.value, bool):
        return words["phrase_was_yes" if fact.value else "phrase_was_no"]
    return facts_in_words([attrs.evolve(fact, label="")], words).removeprefix(": ")


def _plan(answer: Reassessment) -> list[str]:
    """Return what the plan judges otherwise, what is stricter first; what has one reason stands together."""
    words = answer.now.words
    lines: list[str] = []
    for heading, wanted in (
        ("heading_now_avoid", {"contraindicated", "not_recommended", "ask_first"}),
        # Whoever is to stop is not told what could be done beside it.
        ("heading_now_possible", set() if answer.step is Step.STOP else {"recommended", "consider"}),
        ("heading_no_longer", {""}),
    ):
        changed = [each for each in answer.plan if (each.now.value if each.now is not None else "") in wanted]
        rest = len(changed) - _MOST_ITEMS
        more = [words["phrase_more"].format(n=rest)] if rest > 0 else []
        lines += section(words[heading], [*_together(changed[:_MOST_ITEMS], words), *more])
    return lines


def _together(changes: list[PlanChange], words: FrozenDict[str, str]) -> Iterator[str]:
    """Yield the names of items that have one verdict and one reason, with both."""
    names: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        verdict = f" ({words[f'verdict_{change.now.value}']})" if change.now is not None else ""
        names.setdefault((verdict, change.reason.text), []).append(change.label)
    for (verdict, reason), labels in names.items():
        yield f"{'; '.join(labels)}{verdict}: {reason}"
