"""What the pages say of treatments, exercises, programmes, and what keeps them safe."""

# ruff: noqa: ANN401 - entities come by their kind, a word.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from _generate import markdown
from _generate.shelf import matches
from backpain_kb.reasoning.dose import dose_in_words
from backpain_kb.render import figure as picture_of

if TYPE_CHECKING:
    from _generate.shelf import Shelf

__all__ = ["exercise", "interaction", "programme", "safety_rule", "treatment"]

_SAID = ("guideline", "says", "strength", "certainty", "for whom")
_ATTRIBUTES = (
    "kind",
    "spinal_direction",
    "end_range",
    "position",
    "load",
    "impact",
    "neural_load",
    "balance_demand",
    "isometric_hold",
    "per_side",
    "flags",
    "timing",
    "level",
)


def _picture(exercise: Any) -> str:
    """Return the picture of *exercise* as part of the page, so that it has the colour of the text around it."""
    if exercise.pose is None:
        return ""
    picture = picture_of(exercise).replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
    return f"```{{raw}} html\n{picture}\n```\n\n"


def treatment(shelf: Shelf, treatment: Any) -> str:
    """Return what the page says of a treatment."""
    recommendations = [
        (
            shelf.sources([r.source]),
            markdown.in_words(r.direction)
            + (" (disputed)" if r.disputed else "")
            + ("" if r.checked else " (not checked)"),
            markdown.words([r.strength]) if r.strength else "",
            markdown.words([r.certainty]) if r.certainty else "",
            markdown.text(r.population_text),
        )
        for r in sorted(treatment.recommendation, key=lambda r: (-r.year, r.source))
    ]
    moves = [e.id for kind in ("exercise", "programme") for e in shelf.of(kind) if e.parent == treatment.id]
    met = [e.id for e in shelf.of("interaction") if treatment.id in (*e.between, *e.and_)]
    return (
        f"{markdown.text(treatment.summary)}\n\n"
        + markdown.facts(
            ("id", markdown.code(treatment.id)),
            ("also called", markdown.text("; ".join(treatment.synonyms))),
            ("how much", markdown.text(treatment.dose or "")),
            ("given by", markdown.words(treatment.providers)),
            ("needs a professional", "yes" if treatment.professional else ""),
            ("certainty of the evidence", markdown.words([treatment.certainty]) if treatment.certainty else ""),
            ("look again after", f"{treatment.reassess_days} days" if treatment.reassess_days else ""),
            ("exercises and programmes", shelf.links(moves)),
            ("must not meet", shelf.links(met)),
            ("reviewed", markdown.date(treatment.reviewed)),
        )
        + "\n"
        + markdown.section(
            "How to do it", "".join(f"{n}. {markdown.text(step)}\n" for n, step in enumerate(treatment.how, 1))
        )
        + markdown.section(
            "When it comes into question", markdown.bullets(shelf.criterion(c) for c in treatment.indication)
        )
        + markdown.section("What it does", markdown.bullets(shelf.figures(treatment.effect)))
        + markdown.section("What guidelines say", markdown.table(_SAID, recommendations) if recommendations else "")
        + shelf.barriers(treatment)
        + markdown.section("What can go wrong", markdown.bullets(shelf.figures(treatment.harms)))
        + shelf.stop_signs(treatment)
        + shelf.bibliography(treatment)
    )


def exercise(shelf: Shelf, exercise: Any) -> str:
    """Return what the page says of an exercise."""
    attributes = [
        (name.replace("_", " "), markdown.words(value if isinstance(value, tuple) else [value]))
        for name in _ATTRIBUTES
        if (value := getattr(exercise, name))
    ]
    within = [p.id for p in shelf.of("programme") if exercise.id in {part.exercise for part in p.items}]
    return (
        f"{markdown.text(exercise.purpose)}\n\n"
        + _picture(exercise)
        + "".join(f"{n}. {markdown.text(step)}\n" for n, step in enumerate(exercise.steps, 1))
        + "\n"
        + markdown.facts(
            ("id", markdown.code(exercise.id)),
            ("how much", markdown.text(dose_in_words(exercise, shelf.phrases) or "")),
            (
                "the dose rests on",
                markdown.words([exercise.dosage.grade])
                + (f", {shelf.sources([exercise.dosage.basis])}" if exercise.dosage.basis else ""),
            ),
            ("also called", markdown.text("; ".join(exercise.synonyms))),
            ("part of", shelf.link(exercise.parent)),
            ("helps with", shelf.links(exercise.helps_with)),
            ("easier", shelf.links(exercise.regression_to)),
            ("harder", shelf.links(exercise.progression_to)),
            ("in programmes", shelf.links(within)),
            ("needed", markdown.words(exercise.equipment)),
            ("evidence", markdown.text(exercise.evidence or "")),
            ("reviewed", markdown.date(exercise.reviewed)),
        )
        + "\n"
        + shelf.barriers(exercise)
        + shelf.stop_signs(exercise)
        + markdown.section("What safety rules look at", markdown.table(("attribute", "value"), attributes))
        + shelf.bibliography(exercise)
    )


def programme(shelf: Shelf, programme: Any) -> str:
    """Return what the page says of a programme."""
    items = [
        (shelf.link(item.exercise), markdown.text(item.dose), markdown.text(item.phase or ""))
        for item in programme.items
    ]
    stages = [
        (markdown.text(s.label), markdown.text(s.session), markdown.text(s.enter_when or "")) for s in programme.stages
    ]
    return (
        f"{markdown.text(programme.goal)}\n\n"
        + markdown.facts(
            ("id", markdown.code(programme.id)),
            ("how often", markdown.text(programme.frequency)),
            ("when", markdown.words([programme.timing])),
            ("part of", shelf.link(programme.parent)),
            ("helps with", shelf.links(programme.helps_with)),
            ("do more", markdown.text(programme.progress_when)),
            ("stay", markdown.text(programme.hold_when)),
            ("step back", markdown.text(programme.regress_when)),
            ("stop and be seen", markdown.text(programme.stop_when or "")),
            ("reviewed", markdown.date(programme.reviewed)),
        )
        + "\n"
        + markdown.section("A session", markdown.table(("exercise", "how much", "phase"), items) if items else "")
        + markdown.section("Stages", markdown.table(("stage", "session", "enter when"), stages) if stages else "")
        + (_pacing(shelf, programme.pacing) if programme.pacing is not None else "")
        + shelf.barriers(programme)
        + shelf.bibliography(programme)
    )


def _pacing(shelf: Shelf, pacing: Any) -> str:
    """Return how the sessions of a programme are dated and moved on."""
    return markdown.section(
        "How it is dated and moved on",
        markdown.facts(
            ("days a week", str(pacing.days_per_week)),
            ("days of rest between", str(pacing.rest_days)),
            ("a good session", markdown.code(pacing.progress_when)),
            ("so many in a row move on", str(pacing.progress_after)),
            ("too much", markdown.code(pacing.regress_when)),
            ("a sign to stop", markdown.code(pacing.stop_when)),
            ("dates after the safety questions", "yes" if pacing.settled_first else ""),
            ("then", shelf.link(pacing.next) if pacing.next else ""),
        ),
    )


def safety_rule(shelf: Shelf, rule: Any) -> str:
    """Return what the page says of a safety rule."""
    matched = [exercise.id for exercise in shelf.of("exercise") if matches(rule, exercise)]
    return f"{markdown.text(rule.why)}\n\n" + markdown.facts(
        ("id", markdown.code(rule.id)),
        ("does", markdown.words([rule.action])),
        ("when", shelf.criterion(rule.criterion)),
        (
            "matches",
            "; ".join(f"{markdown.words([name])}: {markdown.words(values)}" for name, values in rule.matches.items())
            or "everything",
        ),
        ("exercises", shelf.links(matched)),
        ("rests on", shelf.sources(rule.sources) or markdown.words([rule.basis])),
    )


def interaction(shelf: Shelf, interaction: Any) -> str:
    """Return what the page says of an interaction."""
    return f"{markdown.text(interaction.effect)}\n\n" + markdown.facts(
        ("level", markdown.words([interaction.level])),
        ("between", shelf.links(interaction.between)),
        ("and", shelf.links(interaction.and_)),
        ("rests on", shelf.sources(interaction.sources) or markdown.words([interaction.basis])),
    )
