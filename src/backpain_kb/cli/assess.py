"""`backpain-kb assess`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, Add, load
from backpain_kb.cli.case import presentation_of, read_case
from backpain_kb.cli.printing import print_json

if TYPE_CHECKING:
    import argparse

__all__ = ["register"]

_CASE_EXAMPLE = """\
a case file:
  title = "Back pain since a long run"
  asker = "person"                  # or "clinician"; may be left out
  diagnosed = []                    # what a clinician has diagnosed; may be left out

  [findings]                        # what is not here is unknown
  pain_low_back = true
  fever = false
  age_years = 34

examples:
  backpain-kb assess case.toml
  backpain-kb assess case.toml --asker clinician --guideline nice-ng59-2020
  backpain-kb assess - --json < case.toml
"""


def register(add: Add) -> None:
    """Add the command."""
    parser = add("assess", _assess, "assess the person that a case file describes", _CASE_EXAMPLE)
    parser.add_argument("case", metavar="CASE.toml", help='the case file; "-" is standard input')
    parser.add_argument(
        "--asker", choices=("person", "clinician"), help="who answers questions; goes before the case file"
    )
    parser.add_argument(
        "--guideline",
        metavar="ID",
        action="append",
        default=[],
        help="a guideline to prefer where it speaks; repeatable",
    )


def _assess(args: argparse.Namespace) -> int:
    """Print the assessment of a case file."""
    case = read_case(args.case)
    kb = load(args)
    answer = kb.assess(presentation_of(case, kb, args.asker), guidelines=args.guideline)
    if args.json:
        return print_json(answer)
    if "title" in case:
        print(f"{case['title']}\n")
    print(answer)
    return DONE
