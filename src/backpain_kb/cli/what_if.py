"""`backpain-kb what-if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, Add, load
from backpain_kb.cli.case import presentation_of, read_case
from backpain_kb.cli.printing import print_json

if TYPE_CHECKING:
    import argparse

__all__ = ["register"]

_EXAMPLES = """\
example:
  backpain-kb what-if case.toml
"""


def register(add: Add) -> None:
    """Add the command."""
    parser = add("what-if", _what_if, "show which few facts would change the answer to a case file", _EXAMPLES)
    parser.add_argument("case", metavar="CASE.toml", help='the case file; "-" is standard input')
    parser.add_argument(
        "--asker", choices=("person", "clinician"), help="who answers questions; goes before the case file"
    )


def _what_if(args: argparse.Namespace) -> int:
    """Print what would change the assessment of a case file."""
    case = read_case(args.case)
    kb = load(args)
    found = kb.what_if(presentation_of(case, kb, args.asker))
    if args.json:
        return print_json(found)
    print(found)
    return DONE
