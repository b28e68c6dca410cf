"""What to ask next, the most useful first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backpain_kb.model.assessment import Candidate, Plan, PlanVerdict, Question, QuestionKind
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Standing
from backpain_kb.reasoning.triage import Screening, askable_flags

if TYPE_CHECKING:
    from collections.abc import Collection

    from backpain_kb.model.assessment import PlanItem
    from backpain_kb.reasoning.facts import Facts

__all__ = ["asked_for", "questions", "safety_questions"]

_MOST_FOR_PLAN = 8  # A person answers a handful, not a form.
_MOST_FOR_CANDIDATES = 8


def questions(facts: Facts, screening: Screening, plan: Plan, found: tuple[Candidate, ...]) -> tuple[Question, ...]:
    """
    Return the questions worth asking: hard stops, red flags, what unlocks the plan, what parts the candidates.

    .. versionadded:: 0.1.0
    """
    if screening.lower is Urgency.EMERGENCY:
        return ()  # Nothing may delay what is to be done now.
    asked: dict[str, Question] = {question.finding: question for question in safety_questions(facts)}
    for wanted, why in (*_unlocking(facts, plan), *_parting(found)):
        for name in worth_asking(facts, wanted):
            if name in asked:
                continue
            kind = QuestionKind.PLAN if why[0] == "phrase_unlocks" else QuestionKind.CANDIDATE
            text = facts.prepared.phrases[why[0]].format(what=why[1])
            question = facts.prepared.findings[name].question
            asked[name] = Question(finding=name, text=question, kind=kind, why=text)
    return tuple(asked.values())


def safety_questions(facts: Facts) -> tuple[Question, ...]:
    """
    Return the questions about hard stops and red flags that are worth asking, the gravest first.

    .. versionadded:: 0.1.0
    """
    return tuple(
        Question(
            finding=finding.id,
            text=finding.question,
            kind=QuestionKind.HARD_STOP if finding.hard_stop else QuestionKind.RED_FLAG,
            why=finding.why_asked or "",
        )
        for finding in askable_flags(facts, facts.who.asker)
    )


def asked_for(facts: Facts, item: PlanItem, already: Collection[str] = ()) -> tuple[Question, ...]:
    """
    Return the questions that one item waits for, without those that are asked *already*.

    .. versionadded:: 0.1.0
    """
    why = facts.prepared.phrases["phrase_unlocks"].format(what=item.label)
    return tuple(
        Question(finding=name, text=facts.prepared.findings[name].question, kind=QuestionKind.PLAN, why=why)
        for name in item.ask
        if name not in already and facts.is_unknown(name)
    )


def worth_asking(facts: Facts, name: str) -> tuple[str, ...]:
    """
    Return *name*, nothing where it is not worth asking, or what has to be asked before that is known.

    .. versionadded:: 0.1.0
    """
    finding = facts.prepared.findings[name]
    if finding.red_flag or finding.asked_when is None:
        return (name,)
    worth = facts.holds(finding.asked_when)
    if worth is None:
        waits_for = facts.explain(finding.asked_when).open
        findings, asker = facts.prepared.findings, facts.who.asker
        known = [each for each in waits_for if facts.prepared.can_be_known(findings[each], asker)]
        return tuple(before for each in known if each != name for before in worth_asking(facts, each))
    return (name,) if worth else ()


_Reasoned = tuple[str, tuple[str, str]]


def _unlocking(facts: Facts, plan: Plan) -> list[_Reasoned]:
    """Return the findings that items of the plan wait for, those that unlock most first."""
    waiting: Counter[str] = Counter()
    label: dict[str, str] = {}
    for item in plan.items:
        if item.verdict is PlanVerdict.ASK_FIRST:
            for name in item.ask:
                waiting[name] += 1
                label.setdefault(name, item.label)
    known = [name for name in waiting if facts.is_unknown(name)]
    known.sort(key=lambda name: (-waiting[name], name))
    return [(name, ("phrase_unlocks", label[name])) for name in known[:_MOST_FOR_PLAN]]


def _parting(found: tuple[Candidate, ...]) -> list[_Reasoned]:
    """Return the findings that bear on the leading candidates, in turn."""
    leading = [candidate for candidate in found if candidate.standing is not Standing.UNLIKELY and not candidate.given]
    picked: dict[str, _Reasoned] = {}
    for depth in range(max((len(candidate.ask) for candidate in leading), default=0)):
        for candidate in leading:
            if depth < len(candidate.ask):
                name = candidate.ask[depth]
                picked.setdefault(name, (name, ("phrase_parts", candidate.label)))
    return list(picked.values())[:_MOST_FOR_CANDIDATES]
