"""What the pages say of findings, definitions, rules and conditions."""

# ruff: noqa: ANN401 - entities come by their kind, a word.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from _generate import markdown
from backpain_kb.model.catalogue import kind_of

if TYPE_CHECKING:
    from _generate.shelf import Shelf

__all__ = ["READERS", "condition", "definition", "finding", "rule"]

READERS = {
    "rule": "rules",
    "definition": "definitions",
    "condition": "conditions",
    "treatment": "treatments",
    "exercise": "exercises",
    "programme": "programmes",
    "safety_rule": "safety rules",
}
_MEASURED = ("test", "sensitivity", "specificity", "LR+", "LR-", "setting", "source")


def _figure(accuracy: Any, name: str) -> str:
    """Return a figure with its interval or, where none was pooled, its spread."""
    value = getattr(accuracy, name)
    interval = getattr(accuracy, f"ci_{name}") or getattr(accuracy, f"range_{name}")
    shown = "" if value is None else f"{value:g}"
    return f"{shown} ({interval[0]:g} to {interval[1]:g})".strip() if interval else shown


def finding(shelf: Shelf, finding: Any) -> str:
    """Return what the page says of a finding."""
    kind = {"number": f"{finding.min:g} to {finding.max:g} {markdown.text(finding.unit)}"} if finding.unit else {}
    facts = [
        ("id", markdown.code(finding.id)),
        ("question", markdown.text(finding.question)),
        ("answer", kind.get("number") or markdown.words(finding.values) or "yes or no"),
        ("known by", markdown.words([finding.known_by])),
        ("people say", markdown.text("; ".join(finding.synonyms))),
        ("red flag", "hard stop: everyone is asked" if finding.hard_stop else "yes" if finding.red_flag else ""),
        ("why it is asked", markdown.text(finding.why_asked or "")),
        ("asked when", markdown.code(finding.asked_when) if finding.asked_when else ""),
        ("implies", shelf.links(finding.implies)),
    ]
    readers = shelf.readers[finding.id]
    facts += [
        (f"read by {words}", shelf.links(entity.id for entity in readers if kind_of(entity) == kind))
        for kind, words in READERS.items()
    ]
    return markdown.facts(*facts)


def definition(shelf: Shelf, definition: Any) -> str:
    """Return what the page says of a definition."""
    return f"{markdown.text(definition.why)}\n\n" + markdown.facts(
        ("id", markdown.code(definition.id)),
        ("is", markdown.code(definition.expression)),
        ("decides", shelf.link(definition.condition) if definition.condition else ""),
        ("withholds", markdown.words(definition.withholds)),
        ("sources", shelf.sources(definition.sources)),
        ("basis", markdown.words([definition.basis]) if definition.basis else ""),
    )


def rule(shelf: Shelf, rule: Any) -> str:
    """Return what the page says of a rule."""
    cases = [
        (
            ", ".join(markdown.code(f"{id_} = {markdown.toml(value)}") for id_, value in case.findings.items())
            or "nothing known",
            case.expect.value,
        )
        for case in rule.case
    ]
    facts = markdown.facts(
        ("id", markdown.code(rule.id)),
        ("urgency", markdown.in_words(rule.urgency)),
        ("within", f"{rule.within_hours} hours" if rule.within_hours else "at once"),
        ("ambulance", "yes" if rule.ambulance else ""),
        ("when", markdown.code(rule.when)),
        ("action", markdown.text(rule.action)),
        ("tell", markdown.text(rule.tell)),
        ("reads", shelf.links(sorted(shelf.read_by(rule)))),
        ("tests", shelf.links(rule.tests)),
        ("withholds", markdown.words(rule.withholds)),
        ("rests on", shelf.sources(rule.sources) or markdown.words([rule.basis])),
        ("confidence", markdown.words([rule.confidence])),
        ("reviewed", markdown.date(rule.reviewed)),
    )
    return facts + "\n" + markdown.table(("case", "expected"), cases)


def condition(shelf: Shelf, condition: Any) -> str:
    """Return what the page says of a condition."""
    features = [
        (markdown.code(f.when), f"`{f.effect.value}`", markdown.words([f.cluster or ""])) for f in condition.feature
    ]
    measured = [
        (
            markdown.words([a.test]),
            *(_figure(a, name) for name in ("sens", "spec", "lr_pos", "lr_neg")),
            markdown.text(a.setting or ""),
            shelf.sources([a.source]) + ("" if a.checked else " (not checked)"),
        )
        for a in condition.accuracy
    ]
    deciding = [d.id for d in shelf.of("definition") if d.condition == condition.id]
    treats = [
        entity.id
        for kind in ("treatment", "exercise", "programme")
        for entity in shelf.of(kind)
        if condition.id in shelf.brought_by(entity)
    ]
    return (
        f"{markdown.text(condition.summary)}\n\n"
        + markdown.facts(
            ("id", markdown.code(condition.id)),
            ("clinical name", markdown.text(condition.label)),
            ("also called", markdown.text("; ".join(condition.synonyms))),
            ("kind", markdown.words([condition.kind])),
            ("never more than", markdown.words([condition.certainty_ceiling])),
            ("usual pattern", markdown.text(condition.pattern or "")),
            ("see a clinician", markdown.text(condition.refer_when or "")),
            ("only when", markdown.code(condition.applies_when) if condition.applies_when else ""),
            ("decided by", shelf.links(deciding)),
            (
                "withholds",
                markdown.words(condition.withholds) + f" from {condition.withholds_from.value} on"
                if condition.withholds
                else "",
            ),
            ("tried first", shelf.links(condition.first_line)),
            ("easily taken for it", shelf.links(condition.differential)),
            ("parts of the body", shelf.links(condition.structures)),
            ("codes", shelf.codes(condition.codes)),
            ("reviewed", markdown.date(condition.reviewed)),
        )
        + "\n"
        + markdown.section(
            "What speaks for and against it",
            markdown.table(("when", "weight", "counted once with"), features) if features else "",
        )
        + markdown.section("What was measured", markdown.table(_MEASURED, measured) if measured else "")
        + markdown.section("How it runs", markdown.bullets(shelf.figures(condition.course)))
        + markdown.section("What may bring relief", markdown.bullets(shelf.link(id_) for id_ in treats))
        + shelf.bibliography(condition)
    )
