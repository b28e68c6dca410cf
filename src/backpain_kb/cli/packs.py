"""`backpain-kb packs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, Add
from backpain_kb.cli.printing import print_json
from backpain_kb.packs.read import installed_packs

if TYPE_CHECKING:
    import argparse

__all__ = ["register"]

_EXAMPLES = """\
examples:
  backpain-kb packs
  backpain-kb --pack hill-clinic assess case.toml     # loads the one that is named
"""


def register(add: Add) -> None:
    """Add the command."""
    add("packs", _packs, "list the packs that are installed; none is loaded by itself", _EXAMPLES)


def _packs(args: argparse.Namespace) -> int:
    """Print the names of the installed packs."""
    names = installed_packs()
    if args.json:
        return print_json(list(names))
    for name in names:
        print(name)
    if not names:
        print("no packs are installed beside the core pack")
    return DONE
