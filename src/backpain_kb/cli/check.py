"""`backpain-kb check`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, FAULTS, Add, load, named
from backpain_kb.cli.printing import print_json
from backpain_kb.cli.prove import add_options, prove
from backpain_kb.cli.translate import language_lines, translation_of
from backpain_kb.errors import PackError
from backpain_kb.packs.overdue import overdue, without_source
from backpain_kb.packs.read import core_pack, find_pack, read_pack

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from backpain_kb.errors import PackProblemError

__all__ = ["register"]

_MOST_WARNINGS = 20

_CHECK_EXAMPLES = """\
examples:
  backpain-kb check
  backpain-kb check ./clinic_pack --allow an_id_that_it_replaces
  backpain-kb check --strict --today 2029-01-01
  backpain-kb check --prove ./clinic_pack
  backpain-kb check --prove --report proofs.md
"""


def register(add: Add) -> None:
    """Add the command."""
    parser = add("check", _check, "check the core pack, and packs together with it", _CHECK_EXAMPLES)
    parser.add_argument(
        "folders", metavar="PACK", nargs="*", help="the folder of a pack (with a separator) or an installed pack"
    )
    strict = "fail where something has not been compared with its sources for too long, or a translation needs a look"
    parser.add_argument("--strict", action="store_true", help=strict)
    parser.add_argument(
        "--today", metavar="DATE", type=dt.date.fromisoformat, help="the day to count from (default: the day of today)"
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
    read = [core_pack(), *(read_pack(find_pack(name)) for name in named(args))]
    late = overdue(read, args.today or dt.datetime.now(tz=dt.UTC).date())
    covered, doubtful = translation_of(args, read)
    sound = FAULTS if args.strict and (late or doubtful) else DONE
    if args.json:
        packs = [{"name": pack.name, "version": pack.version, "sha256": pack.sha256} for pack in catalogue.packs]
        code, proved = prove(args, kb) if asked else (DONE, {})
        unsourced = [dict(zip(("kind", "id", "basis"), row, strict=True)) for row in without_source(read)]
        print_json(
            {
                "sound": True,
                "packs": packs,
                "counts": counts,
                "language": catalogue.language,
                "translated": {each.of: [each.translated, each.texts] for each in covered},
                "translations_to_look_at": _told(doubtful),
                "overdue": _told(late),
                "without_source": unsourced,
                **proved,
            }
        )
        return max(code, sound)
    if args.report == "-":
        return max(prove(args, kb)[0], sound)
    packs_in_words = ", ".join(f"{pack.name} {pack.version}" for pack in catalogue.packs)
    print(f"sound: {packs_in_words}, {sum(counts.values())} entities")
    for kind, count in counts.items():
        print(f"  {kind:<11}  {count:>5}", flush=True)
    for line in language_lines(catalogue.language, covered):
        print(line)
    _warn("translation", doubtful)
    _warn("review", late)
    if args.strict:
        rows = without_source(read)
        print(f"without a source, on practice or design: {len(rows)}")
        for kind, id_, basis in rows:
            print(f"  {kind:<11}  {id_} ({basis})")
    return max(prove(args, kb)[0] if asked else DONE, sound)


def _told(warnings: Sequence[PackProblemError]) -> list[dict[str, str | None]]:
    """Return *warnings* as plain data."""
    return [{"message": warning.message, "file": warning.file, "entity": warning.entity} for warning in warnings]


def _warn(of: str, warnings: Sequence[PackProblemError]) -> None:
    """Print *warnings*, the first of many."""
    for warning in warnings[:_MOST_WARNINGS]:
        print(f"{of}: {warning}")
    if len(warnings) > _MOST_WARNINGS:
        print(f"{of}: and {len(warnings) - _MOST_WARNINGS} more")
