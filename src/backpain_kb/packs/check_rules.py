"""
Check that triage rules do what their cases say, and keep the laws that can be seen in their text.

The laws: red flags only raise; every red flag is read; every hard stop holds back an all-clear and, answered yes, sends
someone to a clinician; and whatever stops treatment for a serious cause is triaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.errors import PackProblemError
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.imply import surely_implies, surely_implies_one
from backpain_kb.logic.tree import Expression, Name, Not, children
from backpain_kb.model.rules import Expectation, RuleCase, TriageRule, Urgency
from backpain_kb.packs.facts import fact_problem
from backpain_kb.packs.vocabulary import Vocabulary, definitions_in, findings_in, rules_in, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.terms import Finding

__all__ = ["check_rules", "read_names"]


def check_rules(catalogue: Catalogue) -> Iterator[PackProblemError]:
    """
    Yield what is wrong with the rules of a *catalogue* whose expressions are sound.

    .. versionadded:: 0.1.0
    """
    vocabulary = vocabulary_of(catalogue)
    findings = {finding.id: finding for finding in findings_in(catalogue)}
    for rule in rules_in(catalogue):
        yield from _cases(rule, vocabulary, findings)
        yield from _turned_round(rule, vocabulary)
    yield from _unread(catalogue, vocabulary)
    yield from _unheeded(catalogue, vocabulary)


def _problem(rule: TriageRule, message: str, field: str) -> PackProblemError:
    return PackProblemError(message, entity=f"rule {rule.id}", field=field)


def standing_of(rule: TriageRule, case: RuleCase, vocabulary: Vocabulary) -> Expectation:
    """
    Return how *rule* stands for the facts of *case*.

    .. versionadded:: 0.1.0
    """
    present = [id_ for id_, value in case.findings.items() if value is True]
    absent = [id_ for id_, value in case.findings.items() if value is False]
    values = {id_: value for id_, value in case.findings.items() if not isinstance(value, bool)}
    closed = vocabulary.implications.close(present, absent, vocabulary.red_flags)
    lookup = vocabulary.lookup(closed.present, closed.absent, values)
    value = evaluate(rule.when, lookup)
    if value is True:
        return Expectation.FIRES
    claimed = vocabulary.lookup(closed.claimed, closed.absent, values)
    if evaluate(rule.when, claimed, precaution=True) is True:
        return Expectation.PRECAUTION
    return Expectation.UNKNOWN if value is None else Expectation.SILENT


def _cases(rule: TriageRule, vocabulary: Vocabulary, findings: dict[str, Finding]) -> Iterator[PackProblemError]:
    """Try the cases of *rule*; one must fire, one be silent and one be unknown."""
    for index, case in enumerate(rule.case):
        field = f"case[{index}]"
        faults = [fault for id_, value in case.findings.items() if (fault := fact_problem(id_, value, findings))]
        for fault in faults:
            yield _problem(rule, fault, field)
        if faults:
            continue
        found = standing_of(rule, case, vocabulary)
        if found is not case.expect:
            yield _problem(rule, f"expected {case.expect.value}, but it is {found.value}", field)
    for wanted in (Expectation.FIRES, Expectation.SILENT, Expectation.UNKNOWN):
        if not any(case.expect is wanted for case in rule.case) and not _excused(rule, wanted):
            yield _problem(rule, f"no case that expects {wanted.value}", "case")


def _excused(rule: TriageRule, wanted: Expectation) -> bool:
    """Return whether *rule* cannot have such a case: under `possibly` alone nothing stays unknown."""
    case_of = {case.expect for case in rule.case}
    return wanted is Expectation.UNKNOWN and Expectation.PRECAUTION in case_of


def read_names(tree: Expression, vocabulary: Vocabulary) -> frozenset[tuple[str, bool]]:
    """
    Return the findings that *tree* reads through its definitions, each with whether it stands under a `not`.

    .. versionadded:: 0.1.0
    """
    found: set[tuple[str, bool]] = set()
    seen: set[tuple[str, bool]] = set()
    waiting: list[tuple[Expression, bool]] = [(tree, False)]
    while waiting:
        node, negated = waiting.pop()
        if isinstance(node, Name):
            if (node.id, negated) in seen:
                continue
            seen.add((node.id, negated))
            behind = vocabulary.definitions.get(node.id)
            if behind is None:
                found.add((node.id, negated))
            else:
                waiting.append((behind, negated))
        else:
            waiting.extend((part, negated is not isinstance(node, Not)) for part in children(node))
    return frozenset(found)


def _turned_round(rule: TriageRule, vocabulary: Vocabulary) -> Iterator[PackProblemError]:
    """Find red flags, and what is tied to one by an implication, that stand under `not`."""
    for id_, negated in sorted(read_names(rule.when, vocabulary)):
        if not negated:
            continue
        tied = {id_} | vocabulary.implications.implied_by(id_) | vocabulary.implications.implying(id_)
        flags = sorted(tied & vocabulary.red_flags)
        if flags:
            reason = "is a red flag" if id_ in flags else f"is tied to the red flag {flags[0]}"
            yield _problem(rule, f"{id_} {reason} and stands under not: its presence could lower the urgency", "when")


def _unread(catalogue: Catalogue, vocabulary: Vocabulary) -> Iterator[PackProblemError]:
    """Find red flags that no rule reads, and hard stops that no rule holds an all-clear back for."""
    rules = rules_in(catalogue)
    read = {id_ for rule in rules for id_, _ in read_names(rule.when, vocabulary)}
    for finding in findings_in(catalogue):
        if not finding.red_flag:
            continue
        entity = f"finding {finding.id}"
        if finding.id not in read:
            yield PackProblemError("this red flag is read by no rule", entity=entity, field="red_flag")
            continue
        if finding.hard_stop:
            present = Name(finding.id)
            soon = [rule for rule in rules if rule.urgency >= Urgency.SOON]
            if not any(
                surely_implies(present, rule.when, vocabulary.definitions, vocabulary.implications) for rule in soon
            ):
                text = "this hard stop, answered yes, fires no rule of soon or above by itself"
                yield PackProblemError(text, entity=entity, field="hard_stop")
            lookup = vocabulary.lookup(frozenset(), _all_but(finding.id, catalogue), {})
            if not any(evaluate(rule.when, lookup, precaution=True) for rule in rules):
                text = "this hard stop, not answered, holds back no all-clear: no rule fires for it as a precaution"
                yield PackProblemError(text, entity=entity, field="hard_stop")


def _all_but(hard_stop: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the other hard stops, as if all of them were answered no."""
    return frozenset(finding.id for finding in findings_in(catalogue) if finding.hard_stop and finding.id != hard_stop)


def _unheeded(catalogue: Catalogue, vocabulary: Vocabulary) -> Iterator[PackProblemError]:
    """Find definitions that stop treatment while triage may stay silent."""
    heard = [rule.when for rule in rules_in(catalogue) if rule.urgency >= Urgency.SOON]
    for definition in definitions_in(catalogue):
        if definition.withholds and not surely_implies_one(
            Name(definition.id), heard, vocabulary.definitions, vocabulary.implications
        ):
            text = "it withholds treatment, but no rule of soon or above is sure to fire while it is True"
            yield PackProblemError(text, entity=f"definition {definition.id}", field="withholds")
