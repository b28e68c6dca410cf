"""The knowledge as the pages need it: who is linked how, who reads what, what stands in the way."""

# ruff: noqa: ANN401 - entities come by their kind, a word.

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, get_args

import attrs

from _generate import markdown
from backpain_kb.logic.tree import Expression, names
from backpain_kb.model.catalogue import KINDS, kind_of
from backpain_kb.model.terms import Definition, Entity
from backpain_kb.packs.read import core_folder, read_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import backpain_kb as bp

__all__ = ["Shelf", "matches"]

_EXPRESSIONS = get_args(Expression)


class Shelf:
    """The entities of one knowledge base, with what pages say of several kinds of them."""

    def __init__(self, kb: bp.KnowledgeBase) -> None:
        self.kb = kb
        self.entities: dict[str, Entity] = {
            id_: entity
            for kind in KINDS
            for id_, entity in kb.catalogue.of_kind(kind).items()
            if entity.retired is None
        }
        self.files = read_pack(core_folder()).files
        self.phrases = {id_: getattr(entity, "text", "") for id_, entity in kb.catalogue.of_kind("message").items()}
        self.readers: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities.values():
            for id_ in sorted(self.read_by(entity)):
                self.readers[id_].append(entity)

    def of(self, kind: str) -> list[Any]:
        return [entity for entity in self.entities.values() if kind_of(entity) == kind]

    @staticmethod
    def label(entity: Any) -> str:
        for field in ("lay", "label", "title"):
            label = getattr(entity, field, None)
            if label and not (field == "lay" and kind_of(entity) == "test"):
                return str(label)
        return entity.id.replace("_", " ").capitalize()

    def name(self, entity: Entity) -> str:
        return markdown.text(self.label(entity)).rstrip(".")

    def link(self, id_: str) -> str:
        return f"[{self.name(self.entities[id_])}](#kb-{id_})"

    def links(self, ids: Iterable[str]) -> str:
        return ", ".join(self.link(id_) for id_ in ids)

    def sources(self, ids: Iterable[str]) -> str:
        return ", ".join(f"[{id_}](#kb-{id_})" for id_ in ids)

    def entry(self, entity: Entity, body: str) -> str:
        return f"(kb-{entity.id})=\n## {self.name(entity)}\n\n{body}\n"

    def read_by(self, entity: Entity) -> set[str]:
        """Return the findings that *entity* reads, directly or through definitions."""
        waiting = list(_names_in(entity)) + [id_ for id_ in getattr(entity, "helps_with", ()) if id_ in self.entities]
        seen: set[str] = set()
        while waiting:
            id_ = waiting.pop()
            if id_ not in seen:
                seen.add(id_)
                other = self.entities[id_]
                if isinstance(other, Definition):
                    waiting += names(other.expression)
        return {id_ for id_ in seen if id_ in self.kb.findings}

    def brought_by(self, entity: Any) -> set[str]:
        """Return the conditions that bring *entity* into question."""
        if kind_of(entity) == "treatment":
            return {id_ for criterion in entity.indication for id_ in criterion.conditions}
        return set(entity.helps_with) & set(self.kb.conditions)

    def criterion(self, criterion: Any) -> str:
        if criterion.when is not None:
            return markdown.code(criterion.when)
        return f"{self.links(criterion.conditions)} at least {criterion.standing.value}"

    def figures(self, figures: Iterable[Any]) -> Iterator[str]:
        for figure in figures:
            certainty = f", certainty {markdown.in_words(figure.certainty)}" if figure.certainty else ""
            unchecked = "" if figure.checked else ", figures not checked"
            yield f"{markdown.text(figure.text)} ({self.sources(figure.sources)}{certainty}{unchecked})"

    def barriers(self, entity: Any) -> str:
        """Return when to leave *entity* alone, when to ask first and what to mind."""
        parts = [entity] if kind_of(entity) == "exercise" else []
        if kind_of(entity) == "programme":
            parts = [self.kb.exercises[part.exercise] for part in entity.items]
        rules = [rule for rule in self.of("safety_rule") if any(matches(rule, part) for part in parts)]
        never, first, minding = [], [], []
        for whole in dict.fromkeys([entity, *parts]):
            for barrier in whole.contraindication:
                line = f"{markdown.text(barrier.not_if)}. {markdown.text(barrier.why)} ({self.criterion(barrier)})"
                (never if barrier.absolute else first).append(line)
            minding += [f"{markdown.text(caution.text)} ({self.criterion(caution)})" for caution in whole.caution]
        for rule in rules:
            lines = {"avoid": never, "ask": first, "caution": minding}[rule.action.value]
            said = f"{rule.not_if}. {rule.why}" if rule.not_if else rule.why
            lines.append(f"{markdown.text(said)} ([safety rule](#kb-{rule.id}): {self.criterion(rule.criterion)})")
        return (
            markdown.section("Not if", markdown.bullets(dict.fromkeys(never)))
            + markdown.section("Only after asking if", markdown.bullets(dict.fromkeys(first)))
            + markdown.section("What to mind", markdown.bullets(dict.fromkeys(minding)))
        )

    def stop_signs(self, entity: Any) -> str:
        return markdown.section("Stop if", markdown.bullets(markdown.text(self.phrases[id_]) for id_ in entity.stop_if))

    def bibliography(self, entity: Entity) -> str:
        return markdown.section(
            "Sources", markdown.bullets(f"{self.link(id_)} ({markdown.code(id_)})" for id_ in entity.sources)
        )

    @staticmethod
    def codes(codes: Any) -> str:
        return ", ".join(f"{n.upper()} {v}" for n, v in attrs.asdict(codes).items() if v) if codes else ""


def matches(rule: Any, exercise: Any) -> bool:
    """Return whether a safety rule names attributes, and *exercise* has one of the values of each."""
    attributes = rule.matches.items()
    return bool(attributes) and all(_plain(getattr(exercise, name)) & set(values) for name, values in attributes)


def _plain(value: object) -> set[str]:
    """Return the value of an attribute as the words that a file uses."""
    if isinstance(value, tuple):
        return {word for part in value for word in _plain(part)}
    return {str(value).lower() if isinstance(value, bool) else str(getattr(value, "value", value))}


def _names_in(part: object) -> Iterator[str]:
    """Yield the names in every expression of *part* and of the parts inside it."""
    for field in attrs.fields(type(part)):  # type: ignore[arg-type]  # only model objects come here.
        value = getattr(part, field.name)
        for inside in value if isinstance(value, tuple) else (value,):
            if isinstance(inside, _EXPRESSIONS):
                yield from names(inside)
            elif attrs.has(type(inside)):
                yield from _names_in(inside)
