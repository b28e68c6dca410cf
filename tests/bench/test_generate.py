"""The generated rivals of the benchmark agree with the library on the cases of the triage sheet."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import backpain_kb
from backpain_kb.logic.symbols import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator

KB = backpain_kb.load()


@pytest.fixture(scope="module")
def people() -> Iterator[Any]:
    """Return the module `people`; it and `generate` find each other as scripts of one folder do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        yield importlib.import_module("people")


@pytest.fixture
def generate(people: Any) -> Any:  # noqa: ARG001 - a module, found where `people` is.
    """Return the module `generate`."""
    return importlib.import_module("generate")


def test_three_valued_ifs_give_the_same_reasons(people: Any, generate: Any):
    """Urgency, bounds, and for each rule the facts, the assumptions and what it waits for are the library's."""
    three = generate.three_valued(generate.knowledge_of(KB))
    for person in people.people(KB):
        assert generate.reasons_of(KB.triage(person.who)) == three(person.facts), person.id


def test_two_valued_ifs_fire_what_is_certain_and_nothing_that_is_false(people: Any, generate: Any):
    """With every unknown yes-or-no finding answered no, as they take it, they differ only in unknown numbers."""
    two = generate.two_valued(generate.knowledge_of(KB))
    no = {finding.id: False for finding in KB.findings.values() if finding.type is ValueType.BOOLEAN}
    for person in people.people(KB):
        answer = KB.triage(people.presentation(KB, no | person.facts))
        certain = {rule.rule for rule in answer.fired if not rule.assumed}
        unsure = {rule.rule for rule in (*answer.fired, *answer.open)}
        _, fired = two(person.facts)
        assert certain <= set(fired) <= certain | unsure, person.id


def test_contradictory_facts_are_not_closed(people: Any):
    """Facts are closed under `implies`; where they contradict one another there is nothing to compare."""
    finding = next(finding for finding in KB.findings.values() if finding.implies)
    assert people.closed(KB, {finding.id: True})[finding.implies[0]] is True
    assert people.closed(KB, {finding.id: True, finding.implies[0]: False}) is None
