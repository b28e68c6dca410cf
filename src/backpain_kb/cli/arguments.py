"""What every command shares: how it is added, the packs that it uses, its exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Protocol

import backpain_kb

__all__ = ["DONE", "FAULTS", "REFUSED", "Add", "Command", "add_pack_options", "load", "named"]

DONE, FAULTS, REFUSED = 0, 1, 2

Command = Callable[[argparse.Namespace], int]


class Add(Protocol):
    """Adds one command with the options that all have."""

    def __call__(self, name: str, command: Command, text: str, examples: str) -> argparse.ArgumentParser:
        """Return the parser of the new command."""


def named(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the packs that the arguments name, each once."""
    return tuple(dict.fromkeys((*args.packs_before, *args.packs_after)))


def load(args: argparse.Namespace) -> backpain_kb.KnowledgeBase:
    """Return the knowledge base of the packs that the arguments name."""
    return backpain_kb.load(*named(args), allow=(*args.allow_before, *args.allow_after))


def add_pack_options(parser: argparse.ArgumentParser, place: str) -> None:
    """Let *parser* take packs; *place* keeps apart what stands before and after the command."""
    parser.add_argument(
        "--pack",
        metavar="PACK",
        dest=f"packs_{place}",
        action="append",
        default=[],
        help="a pack to use beside the core pack: a folder (with a separator) or an installed pack; repeatable",
    )
    parser.add_argument(
        "--allow",
        metavar="ID",
        dest=f"allow_{place}",
        action="append",
        default=[],
        help="a core entity that a pack may replace or weaken; repeatable",
    )
