"""What people are told, as texts with a line for each, so that reviewers can read what a change does."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import PresentationError
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import (
    And,
    AtLeast,
    Choice,
    Compare,
    Expression,
    Member,
    Name,
    Not,
    Number,
    Or,
    Possibly,
    names,
    walk,
)
from backpain_kb.model.rules import Expectation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.check_rules import standing_of
from backpain_kb.packs.read import data_folder
from backpain_kb.reasoning.dose import dose_in_words
from backpain_kb.testing.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from backpain_kb import Assessment, KnowledgeBase
    from backpain_kb.model.assessment import Candidate, PlanItem

__all__ = [
    "SNAPSHOTS",
    "Snapshot",
    "doses_and_claims",
    "edges",
    "one_more_fact",
    "outcomes",
    "patterns",
    "plans",
    "rule_cases",
]

_HERE = Path(__file__).parent
_CASES = _HERE.parent / "data" / "cases"


@dataclass(frozen=True)
class Snapshot:
    """A text that is kept, and what makes its lines."""

    path: Path
    of: Callable[[KnowledgeBase], Iterator[str]]


def outcomes(kb: KnowledgeBase) -> Iterator[str]:
    """Yield a line for each case: urgency, lower and upper bound, whether settled, the leading rule."""
    for name, asker, findings in _cases():
        triage = kb.triage(kb.presentation(asker=asker, **findings))
        bounds = f"{triage.lower.value}..{triage.upper.value}"
        settled = "settled" if triage.settled else "open"
        yield f"{name}: {triage.urgency.value} ({bounds}, {settled}) {triage.lead.rule or '-'}"


def _cases() -> Iterator[tuple[str, str, dict[str, bool | float | str]]]:
    """Yield name, asker and findings of each case, in order of file."""
    for path in sorted(
        set(_CASES.glob("*.toml")) - {_CASES / "published_held.toml"}
    ):  # Held aside: seen as counts only.
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("case", []), start=1):
            yield f"{path.stem}/{case.get('id', number)}", case.get("asker", "person"), case["findings"]


def rule_cases(kb: KnowledgeBase) -> Iterator[str]:
    """Yield a line for each case beside a rule: what leads, and every rule that fires, with its hours and tests."""
    for rule in kb.rules.values():
        for number, case in enumerate(rule.case):
            triage = kb.triage(kb.presentation(**case.findings))
            held = sorted({what for each in triage.fired for what in kb.rules[each.rule].withholds})
            fired = [
                f"{each.rule} ({each.urgency.value} {each.within_hours} h"
                + (" ambulance" if each.ambulance else "")
                + (f": {' '.join(each.tests)})" if each.tests else ")")
                for each in triage.fired
            ]
            lead = f"{triage.lead.urgency.value} {triage.lead.rule or '-'}"
            yield f"{rule.id} {number}: {lead}; {', '.join(fired)}{held or ''}"


def plans(kb: KnowledgeBase) -> Iterator[str]:
    """Yield, for each shipped person, how things stand: the lead, the rules, the candidates, the items and doses."""
    for path in sorted(each for folder in ("personas", "examples") for each in (data_folder() / folder).glob("*.toml")):
        name, case = path.stem, tomllib.loads(path.read_text(encoding="utf-8"))
        who = kb.presentation(
            diagnosed=case.get("diagnosed", ()), asker=case.get("asker", "person"), **case["findings"]
        )
        answer = kb.assess(who)
        lead = answer.triage.lead
        ambulance = ", ambulance" if lead.ambulance else ""
        yield f"{name}: {lead.urgency.value} within {lead.within_hours} h{ambulance}, {lead.rule or '-'}"
        yield from (f"{name}: rule {rule.rule}" for rule in answer.triage.fired)
        for candidate in answer.candidates:
            yield f"{name}: {candidate.condition} is {_standing(candidate)}"
        for item in answer.plan.items:
            dose = f" {item.dose}" if item.dose and item.kind == "exercise" else ""
            yield f"{name}: {item.item} is {_verdict(item)}{dose}"
        yield from (f"{name}: ask {question.finding}" for question in answer.questions)


_BACKS: Mapping[str, Mapping[str, Any]] = {
    "new": {"pain_low_back": True, "age_years": 35, "pain_duration_days": 10},
    "lasting": {
        "pain_low_back": True,
        "age_years": 45,
        "pain_duration_days": 100,
        # What brings nearly every item of a plan into question.
        "return_to_running_readiness": True,
        "stiff_after_running": True,
        "stiff_before_running": True,
        "pain_below_knee": True,
        "poor_trunk_endurance": True,
        "worse_extension": True,
        "worse_flexion": True,
        "worse_sitting": True,
        "worse_lifting": True,
        "worse_footstrike": True,
        "thoracic_stiffness": True,
        "catastrophising": True,
        "exam_hip_abductor_weak": True,
        "falls_risk": True,
        "dehydrated": True,
        "exam_active_piriformis": True,
        "exam_slump_positive": True,
        "poor_lumbopelvic_control": True,
        "urinary_leakage_running": True,
    },
}


def one_more_fact(kb: KnowledgeBase, among: frozenset[str] | None = None) -> Iterator[str]:
    """
    Yield what one more fact changes for an adult with a back pain that is ordinary: new, or lasting and in the leg too.

    A fact is a finding that is present, a choice, a number at either end of its range, or a diagnosis.  What it changes
    is the lead, the candidates, the verdicts on the items of the plan and the questions.  With *among*, only the facts
    about these findings and conditions are tried.
    """
    stops = {finding.id: False for finding in kb.findings.values() if finding.hard_stop}
    for back, said in _BACKS.items():
        usual = _told(kb.assess(kb.presentation(**{**stops, **said})))
        yield f"{back}: {'; '.join(f'{id_} {word}' for id_, word in usual.items())}"
        for name, facts, diagnosed in _facts(kb):
            if among is not None and not among.intersection((*facts, *diagnosed)):
                continue
            tied = {other for id_, value in facts.items() if value is True for other in _implied(kb, id_)}
            no = {id_: value for id_, value in stops.items() if id_ not in tied}
            told = _told(kb.assess(kb.presentation(diagnosed=diagnosed, **{**no, **said, **facts})))
            parts = [f"{id_} {word}" for id_, word in told.items() if usual.get(id_) != word]
            gone = [id_ for id_ in usual if id_ not in told]
            parts += ["no plan"] if "plan" not in told else [f"without {id_}" for id_ in gone]
            yield f"{back}, {name}: {'; '.join(parts)}"


def _implied(kb: KnowledgeBase, id_: str) -> set[str]:
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += kb.findings[name].implies
    return found


def _facts(kb: KnowledgeBase) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    for finding in kb.findings.values():
        if finding.values:
            for value in finding.values:
                yield f"{finding.id} = {value}", {finding.id: value}, ()
        elif finding.min is not None:
            for end in (finding.min, finding.max):
                yield f"{finding.id} = {end}", {finding.id: end}, ()
        else:
            yield finding.id, {finding.id: True}, ()
    for id_ in kb.conditions:
        yield f"diagnosed {id_}", {}, (id_,)


def _told(answer: Assessment) -> dict[str, str]:
    """Return id to what is said of it: the lead, the candidates, the items of the plan, the questions."""
    lead = answer.triage.lead
    told = {"": f"{lead.urgency.value} {lead.within_hours} h {lead.rule or '-'}"}
    told |= {candidate.condition: _standing(candidate) for candidate in answer.candidates}
    told |= {item.item: _verdict(item) for item in answer.plan.items}
    told |= {question.finding: "asked" for question in answer.questions}
    return told | ({"plan": "made"} if answer.plan.items else {})


def _standing(candidate: Candidate) -> str:
    """Return the standing, and how much is said for and against it."""
    return f"{candidate.standing.value} +{len(candidate.for_)}-{len(candidate.against)}"


def _verdict(item: PlanItem) -> str:
    """Return the verdict, and how many reasons, "not if" and voices for and against stand with it."""
    voices = f"+{len(item.recommended_by)}-{len(item.advised_against_by)}"
    return f"{item.verdict.value} ({len(item.reasons)}, {len(item.not_if)}, {voices})"


def patterns(kb: KnowledgeBase, among: frozenset[str] | None = None) -> Iterator[str]:
    """
    Yield, for each condition, how it stands for somebody of whom one feature is known, or all that speak for it.

    With *among*, only these conditions are tried.
    """
    for condition in kb.conditions.values():
        if among is not None and condition.id not in among:
            continue
        together: dict[str, Any] = {}
        for index, feature in enumerate(condition.feature):
            facts = _making(feature.when, kb)
            if facts is None:
                yield f"{condition.id} {index}: nothing simple makes it true"
                continue
            yield f"{condition.id} {index}: {_stands(kb, condition.id, facts)}"
            if "+" in feature.effect.value:
                together = {**facts, **together}
        yield f"{condition.id} all: {_stands(kb, condition.id, together)}"
        for definition in kb.definitions.values():
            if definition.condition == condition.id:
                behind = reading_of(kb).findings_behind(definition.expression)
                no = {id_: False for id_ in behind if kb.findings[id_].type is ValueType.BOOLEAN}
                yes = _making(definition.expression, kb) or {}
                said = f"{_stands(kb, condition.id, yes)}, said no {_decided(kb, condition.id, no)}"
                yield f"{condition.id} {definition.id}: {said}"


def _stands(kb: KnowledgeBase, condition: str, facts: Mapping[str, Any]) -> str:
    candidates = kb.assess(kb.presentation(**facts)).candidates
    return next((_standing(each) for each in candidates if each.condition == condition), "not shown")


def _decided(kb: KnowledgeBase, condition: str, facts: Mapping[str, Any]) -> str:
    """Return the standing for somebody with a low back pain who says no to all of *facts* that can be said no to."""
    try:
        return _stands(kb, condition, {"pain_low_back": True, **facts})
    except PresentationError:
        return "cannot be"


def _making(  # noqa: PLR0911 - one case for each form.
    tree: Expression, kb: KnowledgeBase
) -> dict[str, Any] | None:
    """Return facts that make *tree* true, found by the first way that works; None where none is found."""
    match tree:
        case Name() if tree.id in kb.definitions:
            return _making(kb.definitions[tree.id].expression, kb)
        case Name():
            return {tree.id: True}
        case And():
            parts = [_making(part, kb) for part in tree.operands]
            return None if None in parts else {id_: value for part in parts if part for id_, value in part.items()}
        case Or() | AtLeast():
            ways = [facts for part in tree.operands if (facts := _making(part, kb)) is not None]
            count = tree.count if isinstance(tree, AtLeast) else 1
            return None if len(ways) < count else {id_: value for way in ways[:count] for id_, value in way.items()}
        case Possibly():
            return _making(tree.operand, kb)
        case Not(operand=Name()) if tree.operand.id in kb.findings:
            return {tree.operand.id: False}
        case Member(operand=Name(), choices=(Choice(), *_), negated=False):
            return {tree.operand.id: tree.choices[-1].value}
        case Compare(operators=("==",), operands=(Name(), Choice())):
            return {tree.operands[0].id: tree.operands[1].value}
        case Compare(operators=(operator,), operands=(Name(), Number())) if tree.operands[0].id in kb.findings:
            step = {">": 1, "<": -1}.get(operator, 0)
            return {tree.operands[0].id: tree.operands[1].value + step}
        case _:
            return None


def edges(kb: KnowledgeBase) -> Iterator[str]:
    """
    Yield how each rule stands just below, at and just above each of its thresholds.

    Everything else is as in each of its cases that fires.
    """
    vocabulary = reading_of(kb).vocabulary
    for rule in kb.rules.values():
        met = sorted(set(_thresholds(rule.when, vocabulary.definitions)))
        for number, case in enumerate(rule.case):
            for id_, threshold in met if case.expect in {Expectation.FIRES, Expectation.PRECAUTION} else ():
                finding = kb.findings[id_]
                stands = []
                for value in (threshold - 1, threshold, threshold + 1):
                    if finding.min <= value <= finding.max:
                        moved = attrs.evolve(case, findings=FrozenDict({**case.findings, id_: value}))
                        stands.append(f"{value:g} {standing_of(rule, moved, vocabulary).value}")
                yield f"{rule.id} {number}, {id_}: {', '.join(stands)}"
    yield from _edges_by_itself(kb)


def _edges_by_itself(kb: KnowledgeBase) -> Iterator[str]:
    """Yield what one answer, or one number at a threshold, does to a criterion of a programme, or to what is asked."""
    for programme in kb.programmes.values():
        for field in ("progress_when", "regress_when", "stop_when"):
            tree = getattr(programme.pacing, field, None)
            if isinstance(tree, Expression):
                yield from _edges_of(f"{programme.id} {field}", tree)
    for finding in kb.findings.values():
        if finding.asked_when is not None:
            yield from _edges_of(f"{finding.id} asked", finding.asked_when)


def _edges_of(where: str, tree: Expression) -> Iterator[str]:
    """Yield what each name of *tree* does to it by itself."""
    for id_ in names(tree):
        near = {number for name, number in _thresholds(tree, {}) if name == id_}
        values = sorted({number + step for number in near for step in (-1, 0, 1)}) or [False, True]
        told = [{id_: value} for value in values]
        stands = [f"{facts[id_]} {evaluate(tree, facts.get)}" for facts in told]
        yield f"{where}, {id_}: {', '.join(stands)}"


def _thresholds(tree: Expression, definitions: Mapping[str, Expression]) -> Iterator[tuple[str, float]]:
    """Yield the findings that *tree* compares with a number, through definitions, each with the number."""
    for node in walk(tree):
        if isinstance(node, Name) and node.id in definitions:
            yield from _thresholds(definitions[node.id], definitions)
        if isinstance(node, Compare):
            for first, second in itertools.pairwise(node.operands):
                for named, number in ((first, second), (second, first)):
                    if isinstance(named, Name) and named.id not in definitions and isinstance(number, Number):
                        yield named.id, number.value


def doses_and_claims(kb: KnowledgeBase) -> Iterator[str]:
    """Yield what is said of things whoever asks: the dose of each movement, the verdict on each claim."""
    phrases = {id_: message.text for id_, message in kb.catalogue.of_kind("message").items()}
    for exercise in kb.exercises.values():
        yield f"{exercise.id}: {dose_in_words(exercise, phrases)}"
    yield from (f"{claim.id}: {claim.verdict.value}" for claim in kb.claims.values())


SNAPSHOTS = (
    Snapshot(_HERE / "outcomes.txt", outcomes),
    Snapshot(_HERE / "rule_cases.txt", rule_cases),
    Snapshot(_HERE / "edges.txt", edges),
    Snapshot(_HERE / "patterns.txt", patterns),
    Snapshot(_HERE / "doses_and_claims.txt", doses_and_claims),
    Snapshot(_HERE / "plans.txt", plans),
    Snapshot(_HERE / "one_more_fact.txt", one_more_fact),
)
