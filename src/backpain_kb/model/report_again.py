"""A reassessment as text that a person can read; the words come from the packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.follow_up import Trend
from backpain_kb.model.report import closing, facts_in_words, first_lines, section, wrap
from backpain_kb.model.rules import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backpain_kb.model.assessment import Fact
    from backpain_kb.model.reassessment import Advice, PlanChange, Reassessment
    from backpain_kb.model.terms import FrozenDict

__all__ = ["advice_lines", "report_again"]

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
    below_same_day = answer.triage.urgency < Urgency.SAME_DAY
    if below_same_day:
        lines += ["", *wrap(words[f"trend_{answer.trend.value}"])]
        lines += section(
            words[f"step_{answer.step.value}"], advice_lines(answer.advice, words, answer.triage.lead.tell)
        )
    elif answer.carried:
        lines += section(words["phrase_carried"], [facts_in_words(answer.carried, words)])
    lines += section(words["heading_flags_gone"], [facts_in_words(answer.gone, words)] if answer.gone else ())
    if below_same_day:
        lines += section(words["heading_changed"], _changes(answer))
        lines += _plan(answer)
    questions = [question.text for question in answer.questions]
    lines += section(words["heading_questions"], questions[: max(_MOST_QUESTIONS, len(answer.carried))])
    lines += section(words["heading_safety_net"], answer.now.safety_net)
    return "\n".join([*lines, *closing(answer.now)])


def advice_lines(advice: Iterable[Advice], words: FrozenDict[str, str], said: str = "") -> Iterator[str]:
    """
    Yield each advice with the facts behind it, without what is *said* already.

    .. versionadded:: 0.1.0
    """
    for each in advice:
        if each.text != said:
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
    """Return what the plan judges otherwise, what is stricter first."""
    words = answer.now.words
    lines: list[str] = []
    for heading, wanted in (
        ("heading_now_avoid", {"contraindicated", "not_recommended", "ask_first"}),
        ("heading_now_possible", {"recommended", "consider"}),
        ("heading_no_longer", {""}),
    ):
        changed = [each for each in answer.plan if (each.now.value if each.now is not None else "") in wanted]
        listed = [_changed(each, words) for each in changed[:_MOST_ITEMS]]
        if len(changed) > _MOST_ITEMS:
            listed.append(words["phrase_more"].format(n=len(changed) - _MOST_ITEMS))
        lines += section(words[heading], listed)
    return lines


def _changed(change: PlanChange, words: FrozenDict[str, str]) -> str:
    verdict = words[f"verdict_{change.now.value}"] if change.now is not None else ""
    said = f"{change.label} ({verdict})" if verdict else change.label
    return f"{said}: {change.reason.text}"
