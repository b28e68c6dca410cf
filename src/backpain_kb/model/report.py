"""An assessment as text that a person can read; the words come from the packs."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import Assessment, Fact, Plan, PlanItem, PlanVerdict, QuestionKind
from backpain_kb.model.evidence import ConditionKind
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["choice_in_words", "closing", "either", "facts_in_words", "first_lines", "report", "section", "wrap"]

_WIDTH = 96
_HARMLESS = (ConditionKind.SYNDROME, ConditionKind.TISSUE_SOURCE, ConditionKind.MECHANISM, ConditionKind.FACTOR)
_MOST_CANDIDATES = 4  # More would read as a list of fears.
_MOST_ITEMS = 6  # A plan that a body can follow; the rest is in the assessment.
_MOST_NAMES = 8
_MOST_ASSUMED = 4  # A longer list says no more than that the questions are open.
_MOST_QUESTIONS = 8


def report(answer: Assessment) -> str:
    """
    Return *answer* as text: what to do first, then why, what helps, what to ask, when to come back.

    .. versionadded:: 0.1.0
    """
    words = answer.words
    lines = [
        *first_lines(answer),
        *section(words["heading_scope"], answer.scope),
        *section(words["heading_conflicts"], (conflict.text for conflict in answer.conflicts)),
    ]
    lines += _candidates(answer)
    lines += _plan(answer)
    shown = _questions(answer)
    lines += section(words["heading_questions"], shown)
    lines += section(words["heading_safety_net"], answer.safety_net)
    return "\n".join([*lines, *closing(answer)])


def closing(answer: Assessment) -> list[str]:
    """
    Return the lines that every answer ends with: what it is not, and the knowledge that it rests on.

    .. versionadded:: 0.1.0
    """
    words = answer.words
    packs = ", ".join(f"{pack.name} {pack.version} ({pack.sha256[:12]})" for pack in answer.knowledge.packs)
    lines = ["", *wrap(answer.disclaimer), *wrap(words["phrase_knowledge"].format(packs=packs))]
    if answer.knowledge.translated_by:
        lines += wrap(words["phrase_translated"].format(packs=", ".join(answer.knowledge.translated_by)))
    if answer.knowledge.allowed:
        lines += wrap(words["phrase_allowed"].format(ids=", ".join(answer.knowledge.allowed)))
    return lines


def facts_in_words(facts: Iterable[Fact], words: FrozenDict[str, str]) -> str:
    """
    Return *facts* as one line: what is present, absent, measured or not known.

    .. versionadded:: 0.1.0
    """
    said = []
    for fact in facts:
        label = _Label(fact.label)
        if fact.value is None:
            said.append(words["phrase_fact_unknown"].format(label=label))
        elif isinstance(fact.value, bool):
            said.append(words["phrase_fact_yes" if fact.value else "phrase_fact_no"].format(label=label))
        else:
            said.append(words["phrase_fact_value"].format(label=label, value=_measured(fact, words)))
    return "; ".join(dict.fromkeys(said))


class _Label(str):
    """A label that a phrase may want with a small first letter: `{label:small}`; not every language does."""

    __slots__ = ()

    def __format__(self, spec: str, /) -> str:
        """Return the label as it is, or for "small" as it stands within a sentence; "MRI" stays "MRI"."""
        if spec != "small":
            return super().__format__(spec)
        return self[:1].lower() + self[1:] if self[1:2].islower() else str(self)


def _measured(fact: Fact, words: FrozenDict[str, str]) -> str:
    """Return a choice, or a number with its unit: "1 day", "2 days"."""
    if isinstance(fact.value, str):
        return choice_in_words(fact.value, words)
    number = f"{fact.value:g}"
    unit = words.get(f"unit_{fact.unit}", "") if fact.unit else ""
    if number == "1":
        unit = words.get(f"unit_{fact.unit}_one", unit)
    return f"{number} {unit}".strip()


def choice_in_words(value: str, words: Mapping[str, str]) -> str:
    """
    Return what a choice is called: "hours after a run"; its own words, where the packs have none.

    .. versionadded:: 0.1.0
    """
    return words.get(f"choice_{value}", value.replace("_", " "))


def either(texts: Iterable[str], words: Mapping[str, str]) -> str:
    """
    Return *texts* as one: "you have had a fall; or you are pregnant".

    .. versionadded:: 0.1.0
    """
    return f"; {words['phrase_or']} ".join(texts)


def first_lines(answer: Assessment) -> list[str]:
    """
    Return what to do, and why.

    .. versionadded:: 0.1.0
    """
    words, triage = answer.words, answer.triage
    lines = [words[f"level_{triage.urgency.value}"]]
    if triage.lead.rule is not None:
        ambulance = [words["phrase_ambulance"]] if triage.lead.ambulance else []
        lines += ["", *(line for text in (*ambulance, triage.lead.tell) for line in wrap(text))]
        leading = triage.fired[0]
        if leading.facts:
            lines += wrap(words["phrase_because"].format(facts=facts_in_words(leading.facts, words)))
        if 0 < len(leading.assumed) <= _MOST_ASSUMED:
            text = "; ".join(fact.label for fact in leading.assumed)
            lines += wrap(words["phrase_because_unknown"].format(facts=text))
    if not triage.settled:
        lines += wrap(words["phrase_not_settled"])
    return lines


def _candidates(answer: Assessment) -> list[str]:
    """Return the likely and possible conditions."""
    words = answer.words
    shown = [candidate for candidate in answer.candidates if candidate.standing is not Standing.UNLIKELY]
    if answer.triage.urgency >= Urgency.SAME_DAY:  # Beside a reason to go at once, what is harmless only misleads.
        shown = [each for each in shown if each.given or each.kind not in _HARMLESS] or shown
    lines = []
    for candidate in shown[:_MOST_CANDIDATES]:
        standing = words["phrase_given"] if candidate.given else words[f"standing_{candidate.standing.value}"]
        facts = tuple(fact for evidence in candidate.for_[:4] for fact in evidence.facts)
        why = f": {facts_in_words(facts, words)}" if facts else ""
        lines.append(f"{candidate.label} ({standing}){why}")
    return section(words["heading_candidates"], lines)


def _plan(answer: Assessment) -> list[str]:
    """Return the plan, cut to what can be read; all of it is in the assessment."""
    words, plan = answer.words, answer.plan
    if not plan.items:
        return []
    lines = section(words["heading_every_item"], plan.for_every_item)
    by_id = {item.item: item for item in plan.items}
    lines += section(words["heading_today"], _items([by_id[id_] for id_ in plan.today], words))
    lines += _session(plan, by_id, words)
    names = [item.label for item in plan.also[:_MOST_NAMES]]
    if names:
        rest = len(plan.also) - len(names)
        listed = "; ".join([*names, *([words["phrase_more"].format(n=rest)] if rest else [])])
        lines += section(words["heading_consider"], [f"{listed}. {words['phrase_details_first']}"])
    lines += section(words["heading_ask_first"], _names(plan.ask_first, words))
    avoid = [item for item in plan.avoid if item.verdict is PlanVerdict.CONTRAINDICATED]
    avoid += [item for item in plan.avoid if item.verdict is PlanVerdict.NOT_RECOMMENDED]
    lines += section(words["heading_avoid"], _names(avoid, words))
    return lines


def _session(plan: Plan, by_id: Mapping[str, PlanItem], words: FrozenDict[str, str]) -> list[str]:
    """Return the movement that fits together; what forbids several of its exercises is said once, after them."""
    session = plan.session
    if session is None:
        return []
    if session.programme is not None:
        return section(words["heading_programme"], _items([by_id[session.programme]], words))
    items = [by_id[id_] for id_ in session.exercises]
    told = Counter(text for item in items for text in item.not_if)
    shared = {text for text, count in told.items() if count > 1}
    alone = [attrs.evolve(item, not_if=tuple(text for text in item.not_if if text not in shared)) for item in items]
    lines = section(words["heading_session"].format(minutes=session.minutes), _items(alone, words))
    if shared:
        listed = either((text for text in told if text in shared), words)
        lines += wrap(words["phrase_not_if_session"].format(not_if=listed))
    return lines


def _items(items: Sequence[PlanItem], words: FrozenDict[str, str]) -> list[str]:
    """Return items with dose and what to mind."""
    lines = []
    for item in items:
        text = item.label + (f". {item.dose[:1].upper()}{item.dose[1:]}" if item.dose else "")
        parts = [text.rstrip("."), *(caution.rstrip(".") for caution in item.cautions)]
        if item.not_if:
            parts.append(words["phrase_not_if"].format(not_if=either(item.not_if, words)).rstrip("."))
        lines.append(". ".join(parts) + ".")
    return lines


def _names(items: Sequence[PlanItem], words: FrozenDict[str, str]) -> list[str]:
    """Return items by name, the first few with the reason."""
    lines = [f"{item.label}: {item.reasons[0].text}" for item in items[:_MOST_ITEMS]]
    rest = len(items) - len(lines)
    return [*lines, words["phrase_more"].format(n=rest)] if rest > 0 else lines


def _questions(answer: Assessment) -> list[str]:
    """Return the next questions: all hard stops, then the most useful of the rest."""
    stops = [question for question in answer.questions if question.kind is QuestionKind.HARD_STOP]
    rest = [question for question in answer.questions if question.kind is not QuestionKind.HARD_STOP]
    if answer.triage.urgency >= Urgency.SAME_DAY:
        rest = []  # Being seen does not wait for answers; only what could make it an emergency is asked.
    return [question.text for question in (*stops, *rest[: max(0, _MOST_QUESTIONS - len(stops))])]


def section(heading: str, lines: Iterable[str]) -> list[str]:
    """
    Return a heading and its lines; nothing where there are none.

    .. versionadded:: 0.1.0
    """
    listed = [wrapped for line in lines for wrapped in wrap(line, "- ", "  ")]
    return ["", heading, *listed] if listed else []


def wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    """
    Return *text* in lines of the usual width.

    .. versionadded:: 0.1.0
    """
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
