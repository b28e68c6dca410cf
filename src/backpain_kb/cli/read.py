"""`backpain-kb read`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, Add, load
from backpain_kb.cli.printing import print_json, wrapped

if TYPE_CHECKING:
    import argparse

__all__ = ["register"]

_EXAMPLES = """\
examples:
  backpain-kb read no numbness but I wet myself
  backpain-kb read "my back has hurt for 3 days, maybe a fever" --json

signs: + is there, - is not there, ? is in doubt
"""


def register(add: Add) -> None:
    """Add the command."""
    read = add("read", _read, "read what somebody typed: which findings, and whether they are there", _EXAMPLES)
    read.add_argument("text", metavar="TEXT", nargs="+", help="what somebody typed")
    read.add_argument("--language", metavar="L", help="the language of the text, such as en")


def _read(args: argparse.Namespace) -> int:
    """Print what a text mentions, and what to ask first."""
    kb = load(args)
    reading = kb.parse(" ".join(args.text), language=args.language)
    if args.json:
        return print_json(reading)
    for mention in reading.mentions:
        print(mention)
    if not reading.mentions:
        print("nothing known")
    for id_ in reading.ask:
        for line in wrapped(f"ask first: {kb.findings[id_].question}", "  "):
            print(line)
    return DONE
