"""How answers are printed: plain data for programs, lines for people."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import backpain_kb
from backpain_kb.cli.arguments import DONE

if TYPE_CHECKING:
    import argparse

__all__ = ["WIDTH", "in_words", "print_json", "print_matches", "wrapped"]

WIDTH = 96


def print_json(value: object) -> int:
    """Print *value* as JSON."""
    data = value if isinstance(value, dict | list) else backpain_kb.to_dict(value)
    print(json.dumps(data, ensure_ascii=False, indent=2))
    return DONE


def print_matches(args: argparse.Namespace, matches: backpain_kb.Matches[Any]) -> int:
    """Print what a query allows, or what is to be done first."""
    if args.json:
        return print_json(matches)
    triage = matches.triage
    print(f"urgency: {triage.urgency.value}")
    for line in textwrap.wrap(triage.lead.tell, WIDTH):
        print(line)
    for match in matches:
        print(f"\n{match.entity.label} ({match.entity.id})")
        for line in textwrap.wrap(match.why, WIDTH, initial_indent="  ", subsequent_indent="  "):
            print(line)
    return DONE


def in_words(data: Mapping[str, Any], indent: str = "", skip: Sequence[str] = ()) -> Iterator[str]:
    """Yield the fields of plain data as lines that a person can read."""
    for key, value in data.items():
        if key in skip:
            continue
        name = indent + key.replace("_", " ").strip()
        if isinstance(value, Mapping) and value.keys() == {"min", "max"}:
            yield f"{name}: {value['min']:g} to {value['max']:g}"
        elif isinstance(value, Mapping):
            yield f"{name}:"
            yield from in_words(value, indent + "  ")
        elif not isinstance(value, list):
            yield from wrapped(f"{name}: {_scalar(value)}", indent + "  ")
        elif not any(isinstance(item, Mapping) or " " in str(item) for item in value):
            yield from wrapped(f"{name}: {', '.join(map(_scalar, value))}", indent + "  ")
        else:
            yield f"{name}:"
            for item in value:
                lines = (
                    list(in_words(item, indent + "    "))
                    if isinstance(item, Mapping)
                    else [indent + "    " + _scalar(item)]
                )
                first, *rest = lines
                yield from wrapped(f"{indent}  - {first.lstrip()}", indent + "    ")
                for line in rest:
                    yield from wrapped(line, indent + "      ")


def _scalar(value: object) -> str:
    """Return a text, a number or a truth value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def wrapped(line: str, indent: str) -> list[str]:
    """Return *line* in lines of the usual width."""
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
