"""`backpain-kb find`, `show`, `treatments` and `stretches`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import backpain_kb
from backpain_kb.cli.arguments import DONE, Add, load
from backpain_kb.cli.printing import in_words, print_json, print_matches
from backpain_kb.errors import KnowledgeError, QueryError, UnknownIdError

if TYPE_CHECKING:
    import argparse

    from backpain_kb.model.terms import Entity

__all__ = ["register"]

_FIND_EXAMPLES = """\
examples:
  backpain-kb find numb betwen my legs
  backpain-kb find foam rolling --kind treatment
"""

_SHOW_EXAMPLES = """\
examples:
  backpain-kb show bird_dog
  backpain-kb show bird_dog --svg bird_dog.svg
  backpain-kb show bird_dog --side left --svg -
"""

_TREATMENTS_EXAMPLES = """\
examples:
  backpain-kb treatments worse_extension
  backpain-kb treatments nonspecific_lbp_acute --provider self
"""

_STRETCHES_EXAMPLES = """\
example:
  backpain-kb stretches stiff_after_running --timing post_run
"""


def register(add: Add) -> None:
    """Add the commands."""
    find = add("find", _find, "find findings, conditions, treatments and more by what people call them", _FIND_EXAMPLES)
    find.add_argument("text", metavar="TEXT", nargs="+", help="some words; they may hold typing errors")
    find.add_argument("--kind", metavar="K", help="one kind only, such as finding, condition, treatment or exercise")
    find.add_argument("--limit", metavar="N", type=int, default=10, help="at most so many (default: 10)")

    show = add(
        "show",
        _show,
        "show one entity of any kind with all that is known of it",
        _SHOW_EXAMPLES,
    )
    show.add_argument("id", metavar="ID", help="the id of the entity")
    show.add_argument("--svg", metavar="FILE", help='write the picture of an exercise instead; "-" is standard output')
    show.add_argument(
        "--side", choices=("right", "left"), default="right", help="which side the picture shows (default: right)"
    )

    treatments = add("treatments", _treatments, "show what treats some findings or conditions", _TREATMENTS_EXAMPLES)
    treatments.add_argument(
        "ids", metavar="ID", nargs="+", help="findings that are present, or conditions that were diagnosed"
    )
    treatments.add_argument("--provider", metavar="P", help="only what this provider gives, such as self or physio")
    treatments.add_argument(
        "--min-certainty",
        metavar="C",
        default="low",
        help="weakest certainty: very_low, low, moderate or high (default: low)",
    )

    stretches = add("stretches", _stretches, "show the stretches for some findings or conditions", _STRETCHES_EXAMPLES)
    stretches.add_argument(
        "ids", metavar="ID", nargs="+", help="findings that are present, or conditions that were diagnosed"
    )
    stretches.add_argument("--timing", metavar="T", help="when: pre_run, post_run, off_day, desk_break or anytime")


def _find(args: argparse.Namespace) -> int:
    """Print the entities that a text may mean."""
    from backpain_kb.model.catalogue import kind_of  # noqa: PLC0415 - --help does without the model.

    matches = load(args).search(" ".join(args.text), kind=args.kind, limit=args.limit)
    if args.json:
        return print_json([{"kind": kind_of(match.entity), **backpain_kb.to_dict(match)} for match in matches])
    for match in matches:
        print(f"{match.score:.2f}  {kind_of(match.entity):<11}  {match.entity.id}  ({match.why})")
    if not matches:
        print("nothing similar")
    return DONE


def _show(args: argparse.Namespace) -> int:
    """Print one entity."""
    from backpain_kb.model.catalogue import kind_of  # noqa: PLC0415 - --help does without the model.

    entities = {id_: entity for of_kind in load(args).catalogue.entities.values() for id_, entity in of_kind.items()}
    if args.id not in entities:
        raise UnknownIdError("entity", args.id, entities)
    entity = entities[args.id]
    if args.svg is not None:
        return _draw(entity, args.svg, args.side)
    if args.json:
        return print_json(entity)
    print(f"{kind_of(entity)} {entity.id}")
    for line in in_words(backpain_kb.to_dict(entity), skip=("id", "pose")):
        print(line)
    return DONE


def _draw(entity: Entity, name: str, side: Literal["right", "left"]) -> int:
    """Write the picture of an exercise to a file; "-" is standard output."""
    from backpain_kb.model.care import Exercise  # noqa: PLC0415 - --help does without the model.
    from backpain_kb.render import figure  # noqa: PLC0415 - needed for pictures only.

    if not isinstance(entity, Exercise):
        message = f"{entity.id!r} is no exercise; only exercises have a picture"
        raise QueryError(message)
    picture = figure(entity, side=side)
    if name == "-":
        print(picture, end="")
        return DONE
    try:
        Path(name).write_text(picture, encoding="ascii", newline="\n")
    except OSError as error:
        message = f"the picture cannot be written to {name!r}: {error.strerror or error}"
        raise KnowledgeError(message) from error
    return DONE


def _treatments(args: argparse.Namespace) -> int:
    """Print the treatments that some findings or conditions allow."""
    return print_matches(
        args, load(args).treatments_for(*args.ids, provider=args.provider, min_certainty=args.min_certainty)
    )


def _stretches(args: argparse.Namespace) -> int:
    """Print the stretches that some findings or conditions allow."""
    return print_matches(args, load(args).stretches_for(*args.ids, timing=args.timing))
