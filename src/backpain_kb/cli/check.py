"""`backpain-kb check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, FAULTS, Add, load
from backpain_kb.cli.printing import print_json
from backpain_kb.cli.prove import add_options, prove
from backpain_kb.errors import PackError

if TYPE_CHECKING:
    import argparse

__all__ = ["register"]

_CHECK_EXAMPLES = """\
examples:
  backpain-kb check
  backpain-kb check ./clinic_pack --allow an_id_that_it_replaces
  backpain-kb check --prove ./clinic_pack
  backpain-kb check --prove --report proofs.md
"""


def register(add: Add) -> None:
    """Add the command."""
    parser = add("check", _check, "check the core pack, and packs together with it", _CHECK_EXAMPLES)
    parser.add_argument(
        "folders", metavar="PACK", nargs="*", help="the folder of a pack (with a separator) or an installed pack"
    )
    add_options(parser)


def _check(args: argparse.Namespace) -> int:
    """Print what is wrong with the packs, or how much they hold."""
    args.packs_after += args.folders
    try:
        kb = load(args)
    except PackError as error:
        if args.json:
            fields = ("message", "file", "entity", "field", "pack")
            problems = [
                {name: value for name in fields if (value := getattr(problem, name))} for problem in error.problems
            ]
            print_json({"sound": False, "problems": problems})
        else:
            print(error)
        return FAULTS
    catalogue, asked = kb.catalogue, args.prove or args.report is not None
    counts = {kind: len(entities) for kind, entities in catalogue.entities.items() if entities}
    if args.json:
        packs = [{"name": pack.name, "version": pack.version, "sha256": pack.sha256} for pack in catalogue.packs]
        code, proved = prove(args, kb) if asked else (DONE, {})
        print_json({"sound": True, "packs": packs, "counts": counts, **proved})
        return code
    if args.report == "-":
        return prove(args, kb)[0]
    packs_in_words = ", ".join(f"{pack.name} {pack.version}" for pack in catalogue.packs)
    print(f"sound: {packs_in_words}, {sum(counts.values())} entities")
    for kind, count in counts.items():
        print(f"  {kind:<11}  {count:>5}", flush=True)
    return prove(args, kb)[0] if asked else DONE
