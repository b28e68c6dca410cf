"""
Simulated people in an interview, and what they need: the table in docs/explanation/interview.md.

Each persona that ships beside the core pack and each of `data/cases` (those held aside are left out) is interviewed
from nothing, and so is each example of an emergency that stands beside a triage rule.
What the case states is answered so; of the rest, yes-or-no questions are answered "no" and others "I don't know".
"""

from __future__ import annotations

import statistics
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import backpain_kb
from backpain_kb.reasoning.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backpain_kb import KnowledgeBase
    from backpain_kb.reasoning.interview import Interview

__all__ = [
    "PAGE",
    "Outcome",
    "examples",
    "interviewed",
    "measured",
    "page_with",
    "people",
    "table",
    "table_of_examples",
]

_CASES = Path(__file__).parent.parent / "data" / "cases"
_PERSONAS = Path(backpain_kb.__file__).parent / "data" / "personas"
PAGE = Path(__file__).parent.parent.parent / "docs" / "explanation" / "interview.md"
_BEGIN, _END = "<!-- table: made by tests/snapshots/regenerate.py -->", "<!-- end of table -->"
_BEGIN_EXAMPLES, _END_EXAMPLES = "<!-- examples: made by tests/snapshots/regenerate.py -->", "<!-- end of examples -->"
_LEVELS = ("self_care", "routine", "soon", "same_day", "emergency")


class Outcome(NamedTuple):
    """What one interview came to."""

    name: str
    level: str
    found: str
    answers: int
    shown: int
    settled: bool


def people() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield name and case of each simulated person, by file."""
    for path in sorted(_PERSONAS.glob("*.toml")):
        yield f"personas/{path.stem}", tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(_CASES.glob("*.toml")):
        if "held" in path.stem:
            continue
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("case", []), start=1):
            yield f"{path.stem}/{case.get('id', number)}", case


def interviewed(kb: KnowledgeBase, case: Mapping[str, Any]) -> Interview:
    """Return the finished interview of a person of whom *case* is true, and what that implies."""
    told = kb.presentation(**case["findings"])
    implied = Facts(kb._prepared, told).closed.present
    truth = dict.fromkeys(implied, True) | dict(told.facts)
    interview = kb.interview(kb.presentation(asker=case.get("asker", "person")))
    while (screen := interview.question) is not None:
        if screen.is_ticked:
            ticked = [id_ for id_ in screen.ticks if truth.get(id_) is True]
            fields = {id_: truth[id_] for id_ in screen.findings if id_ not in screen.ticks and id_ in truth}
            interview = interview.answer(ticked, **fields)
        elif len(screen.questions) > 1:
            interview = interview.answer({id_: truth[id_] for id_ in screen.findings if id_ in truth})
        elif screen.findings[0] in truth:
            interview = interview.answer(truth[screen.findings[0]])
        elif screen.questions[0].unit is None and not screen.questions[0].values:
            interview = interview.answer(False)
        else:
            interview = interview.dont_know()
    return interview


def measured(kb: KnowledgeBase) -> list[Outcome]:
    """Return what each interview came to; the level is that of all facts of the case, what was not stated being no."""
    return _outcomes(kb, people())


def examples(kb: KnowledgeBase) -> dict[str, list[Outcome]]:
    """Return what the interview of each example of an emergency comes to, by who answers."""
    given = [
        (f"{rule.id}/{number}", dict(case.findings))
        for rule in kb.rules.values()
        for number, case in enumerate(rule.case, start=1)
        if kb.triage(kb.presentation(**case.findings)).urgency.value == _LEVELS[-1]
    ]
    found = {}
    for asker in ("person", "clinician"):
        asked = _outcomes(kb, ((name, {"findings": findings, "asker": asker}) for name, findings in given))
        found[asker] = [each for each in asked if each.level == _LEVELS[-1]]
    return found


def _outcomes(kb: KnowledgeBase, given: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Outcome]:
    outcomes = []
    for name, case in given:
        interview = interviewed(kb, case)
        asked = {id_: value for id_, value in interview.presentation.facts.items() if value is False}
        known = kb.presentation(asker=case.get("asker", "person"), **{**asked, **case["findings"]})
        triage = interview.assessment.triage
        outcomes.append(
            Outcome(
                name=name,
                level=kb.triage(known).urgency.value,
                found=triage.urgency.value,
                answers=len(interview.steps),
                shown=sum(len(step.asked) for step in interview.steps),
                settled=triage.settled,
            )
        )
    return outcomes


def table(outcomes: Iterable[Outcome]) -> str:
    """Return the table, a row for each level."""
    rows = [
        "| true level | people | answers: median | 90th percentile | most | shown | settled | found, or above |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    listed = list(outcomes)
    for level in _LEVELS:
        of_level = [each for each in listed if each.level == level]
        answers = sorted(each.answers for each in of_level)
        ninth = statistics.quantiles(answers, n=10, method="inclusive")[-1]
        settled = sum(each.settled for each in of_level)
        right = sum(_LEVELS.index(each.found) >= _LEVELS.index(level) for each in of_level)
        shown = statistics.median(each.shown for each in of_level)
        median = statistics.median(answers)
        figures = (len(of_level), f"{median:g}", f"{ninth:g}", answers[-1], f"{shown:g}", settled, right)
        rows.append(f"| {level.replace('_', ' ')} | {' | '.join(map(str, figures))} |")
    return "\n".join(rows)


def table_of_examples(found: Mapping[str, Sequence[Outcome]]) -> str:
    """Return the table of the examples of emergencies, a row for each who may answer."""
    rows = [
        "| who answers | examples | found in 2 answers | in 3 | in more | most | not found |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for asker, outcomes in found.items():
        answers = [each.answers for each in outcomes if each.found == each.level]
        within = (sum(number <= 2 for number in answers), answers.count(3), sum(number > 3 for number in answers))
        figures = (len(outcomes), *within, max(answers), len(outcomes) - len(answers))
        rows.append(f"| {asker} | {' | '.join(map(str, figures))} |")
    return "\n".join(rows)


def page_with(people_: str, examples_: str) -> str:
    """Return the page with these tables of the people and of the examples."""
    page = _with(PAGE.read_text(encoding="utf-8"), _BEGIN, _END, people_)
    return _with(page, _BEGIN_EXAMPLES, _END_EXAMPLES, examples_)


def _with(page: str, begin: str, end: str, text: str) -> str:
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"
