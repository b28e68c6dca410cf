"""How the cost grows when the findings, definitions and rules of the core pack are there 3 and 10 times."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import attrs
from measure import Row, best_times
from people import presentation

from backpain_kb import KnowledgeBase
from backpain_kb.logic.tree import (
    And,
    Arithmetic,
    AtLeast,
    Compare,
    Expression,
    Member,
    Name,
    Negative,
    Not,
    Or,
    Possibly,
)
from backpain_kb.model.rules import TriageRule
from backpain_kb.model.terms import Definition, Finding
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.triage import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from people import Person

    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.terms import Entity

__all__ = ["growth", "multiplied"]

SIZES = (1, 3, 10)


def growth(kb: KnowledgeBase, people: Sequence[Person], seconds: float) -> list[Row]:
    """Compare the cost of each size with the size."""
    calls: dict[str, Sequence[Callable[[], object]]] = {}
    for size in SIZES:
        start = time.perf_counter()
        grown = KnowledgeBase(multiplied(kb.catalogue, size))
        for name, ready in _STEPS.items():
            calls[f"{name} x{size}"] = [ready(grown, person, size) for person in people]
            calls[f"{name} x{size}"][0]()
        counts = f"{len(grown.rules)} rules, {len(grown.definitions)} definitions, {len(grown.findings)} findings"
        print(f"g: x{size}: {counts}, made ready in {time.perf_counter() - start:.2f} s")
    best = {name: sum(times) / len(times) for name, times in best_times(calls, seconds, sample=5e-3).items()}
    return [
        Row(
            f"g. {name}, {size} x the knowledge : {size} x its time",
            best[f"{name} x{size}"],
            best[f"{name} x1"],
            1,
            factor=size,
        )
        for name in _STEPS
        for size in SIZES[1:]
    ]


def _screen(kb: KnowledgeBase, person: Person, size: int) -> Callable[[], object]:
    who = presentation(kb, _facts_of(person, size))
    return lambda: screen(Facts(kb._prepared, who))


def _triage(kb: KnowledgeBase, person: Person, size: int) -> Callable[[], object]:
    who = presentation(kb, _facts_of(person, size))
    return lambda: kb.triage(who)


def _assess(kb: KnowledgeBase, person: Person, size: int) -> Callable[[], object]:
    who = presentation(kb, _facts_of(person, size))
    return lambda: kb.assess(who)


_STEPS = {"screen": _screen, "triage": _triage, "assess": _assess}


def _facts_of(person: Person, size: int) -> dict[str, bool | int | float | str]:
    """Return the facts of *person*, as many times as the knowledge is there."""
    return {_copy(id_, number): value for number in range(size) for id_, value in person.who.facts.items()}


def _copy(id_: str, number: int) -> str:
    """Return the id of a copy; the first is the original."""
    return f"{id_}_copy{number}" if number else id_


def multiplied(catalogue: Catalogue, size: int) -> Catalogue:
    """Return *catalogue* with its findings, definitions and rules *size* times; each copy reads its own names."""
    entities = {kind: dict(catalogue.of_kind(kind)) for kind in catalogue.entities}
    for number in range(1, size):
        for kind in ("finding", "definition", "rule"):
            for entity in catalogue.of_kind(kind).values():
                copy = _copied(entity, number)
                entities[kind][copy.id] = copy
    return attrs.evolve(catalogue, entities=entities)


def _copied(entity: Entity, number: int) -> Entity:
    """Return a copy of *entity* that reads the copies of what it reads."""
    new = _copy(entity.id, number)
    match entity:
        case Finding():
            implies = tuple(_copy(other, number) for other in entity.implies)
            return attrs.evolve(entity, id=new, implies=implies, asked_when=_renamed(entity.asked_when, number))
        case Definition():
            when, value = _renamed(entity.when, number), _renamed(entity.value, number)
            return attrs.evolve(entity, id=new, when=when, value=value, condition=None)
        case TriageRule():
            return attrs.evolve(entity, id=new, when=_renamed(entity.when, number), case=())
    return entity


def _renamed(tree: Expression | None, number: int) -> Expression | None:
    """Return *tree* with the names of a copy."""
    match tree:
        case Name():
            return attrs.evolve(tree, id=_copy(tree.id, number))
        case And() | Or() | AtLeast() | Compare():
            return attrs.evolve(tree, operands=tuple(_renamed(part, number) for part in tree.operands))
        case Not() | Possibly() | Negative() | Member():
            return attrs.evolve(tree, operand=_renamed(tree.operand, number))
        case Arithmetic():
            return attrs.evolve(tree, left=_renamed(tree.left, number), right=_renamed(tree.right, number))
    return tree
