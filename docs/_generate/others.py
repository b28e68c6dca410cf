"""What the pages say of claims, tests, parts of the body, sources, measures and reviews."""

# ruff: noqa: ANN401 - entities come by their kind, a word.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from _generate import markdown

if TYPE_CHECKING:
    from _generate.shelf import Shelf

__all__ = ["claim", "measure", "review", "source", "structure", "test"]


def claim(shelf: Shelf, claim: Any) -> str:
    """Return what the page says of a claim."""
    return markdown.facts(
        ("id", markdown.code(claim.id)),
        ("verdict", markdown.words([claim.verdict])),
        ("people say", markdown.text("; ".join(claim.synonyms))),
        ("why", markdown.text(claim.why)),
        ("instead", markdown.text(claim.instead or "")),
        ("about", shelf.links(claim.about)),
        ("rests on", shelf.sources(claim.sources) or markdown.words([claim.basis])),
        ("reviewed", markdown.date(claim.reviewed)),
    )


def test(shelf: Shelf, test: Any) -> str:
    """Return what the page says of a test."""
    asked = [rule.id for rule in shelf.of("rule") if test.id in rule.tests]
    return f"{markdown.text(test.lay or '')}\n\n" + markdown.facts(
        ("id", markdown.code(test.id)),
        ("shows", markdown.text(test.shows)),
        ("does not show", markdown.text(test.does_not_show or "")),
        ("worth doing", markdown.text(test.useful_when or "")),
        ("not worth doing", markdown.text(test.not_when or "")),
        ("answers", shelf.links(test.findings)),
        ("asked for by", shelf.links(asked)),
        ("rests on", shelf.sources(test.sources) or markdown.words([test.basis])),
    )


def structure(shelf: Shelf, structure: Any) -> str:
    """Return what the page says of a structure."""
    concerned = [c.id for c in shelf.of("condition") if structure.id in c.structures]
    return f"{markdown.text(structure.summary)}\n\n" + markdown.facts(
        ("id", markdown.code(structure.id)),
        ("part of", shelf.links(structure.part_of)),
        ("why it matters", markdown.text(structure.why_it_matters or "")),
        ("concerned in", shelf.links(concerned)),
        ("rests on", shelf.sources(structure.sources) or markdown.words([structure.basis])),
    )


def source(_: Shelf, source: Any) -> str:
    """Return what the page says of a source."""
    return markdown.facts(
        ("id", markdown.code(source.id)),
        ("by", markdown.text(source.authors or "")),
        ("in", ", ".join(markdown.text(str(part)) for part in (source.venue, source.year) if part)),
        ("kind", markdown.words([source.kind])),
        ("DOI", f"<https://doi.org/{source.doi}>" if source.doi else ""),
        ("PubMed", f"<https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/>" if source.pmid else ""),
        ("address", f"<{source.url}>" if source.url and "doi.org/" not in source.url else ""),
        ("checked", "yes" if source.checked else "no: from memory or second hand"),
    )


def measure(shelf: Shelf, measure: Any) -> str:
    """Return what the page says of a measure."""
    per_cent = f"{measure.least_percent:g} per cent" if measure.least_percent is not None else ""
    return markdown.facts(
        ("finding", shelf.link(measure.finding)),
        ("better is", markdown.words([measure.better])),
        ("counts from", " and ".join(filter(None, (f"{measure.least:g}" if measure.least else "", per_cent)))),
        ("makes the trend better", "yes" if measure.main else "no, only worse"),
        ("rests on", shelf.sources(measure.sources) or markdown.words([measure.basis])),
    )


def review(shelf: Shelf, review: Any) -> str:
    """Return what the page says of a review."""
    return f"{markdown.text(review.tell)}\n\n" + markdown.facts(
        ("does", markdown.words([review.step])),
        ("trend", markdown.words(review.trend)),
        ("when", markdown.code(review.when) if review.when is not None else ""),
        ("only if new", "yes" if review.new else ""),
        ("was last time", markdown.words(review.was)),
        ("unless", markdown.code(review.unless) if review.unless is not None else ""),
        ("rests on", shelf.sources(review.sources) or markdown.words([review.basis])),
    )
