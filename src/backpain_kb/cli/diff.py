"""`backpain-kb diff`: whom a change of the knowledge affects."""

from __future__ import annotations

import sys
import textwrap
from collections import defaultdict
from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, FAULTS, Add
from backpain_kb.cli.printing import print_json, wrapped
from backpain_kb.cli.prove import need_extra

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from backpain_kb.model.presentation import Presentation
    from backpain_kb.verify.difference import AdviceShift, Difference, EntityChange, UrgencyShift

__all__ = ["register"]

_EXAMPLES = """\
OLD and NEW are each:
  core             the core pack of this release
  ./folder         a core pack in a folder, or a pack that is put on top of the core pack of this release
  name             an installed pack, put on top of it
  release.whl      the core pack of another release

examples:
  backpain-kb diff core ./clinic_pack
  backpain-kb diff backpain_kb-0.1.0-py3-none-any.whl core
  backpain-kb diff ./old/core ./new/core --json

exit codes: 0 nobody is less urgent, 1 somebody is, or it could not be settled, 2 not understood
"""

_LONGEST = 240  # Characters of a field that are printed.

_MARK = {"added": "+", "changed": "~", "retired": "-", "removed": "-"}


def register(add: Add) -> None:
    """Add the command."""
    parser = add("diff", _diff, "show whom a change of the knowledge affects (extra: verify)", _EXAMPLES)
    parser.add_argument("old", metavar="OLD", help="the knowledge before")
    parser.add_argument("new", metavar="NEW", help="the knowledge after")


def _diff(args: argparse.Namespace) -> int:
    """Print what was changed, who is more or less urgent for it, and what advice appears, vanishes or turns."""
    need_extra("z3", "verify")
    from backpain_kb.verify import diff, open_version  # noqa: PLC0415 - the solver takes a while to load.

    allow = (*args.allow_before, *args.allow_after)
    old, new = open_version(args.old, allow=allow, earlier=True), open_version(args.new, allow=allow)
    difference = diff(old, new, tell=lambda text: print(f"backpain-kb: {text}", file=sys.stderr, flush=True))
    if args.json:
        print_json(difference)
    else:
        for line in _lines(difference):
            print(line)
    return FAULTS if difference.less_urgent or difference.unsettled else DONE


def _lines(difference: Difference) -> Iterator[str]:
    yield f"from {'; '.join(difference.old)}"
    yield f"to   {'; '.join(difference.new)}"
    yield from ("", f"entities: {len(difference.entities)}")
    for change in difference.entities:
        yield from _entity(change)
    for title, shifts in (("less urgent", difference.less_urgent), ("more urgent", difference.more_urgent)):
        yield from ("", f"{title}: {len(shifts)}")
        for shift in shifts:
            yield from _urgency(shift)
    yield from ("", f"advice: {len(difference.advice)}")
    yield from _advice(difference.advice)
    if difference.unsettled:
        yield from ("", "could not be settled:", *(f"  {text}" for text in difference.unsettled))


def _entity(change: EntityChange) -> Iterator[str]:
    yield f"  {_MARK[change.how.value]} {change.kind} {change.id} ({change.how.value})"
    for field in change.fields:
        yield from wrapped(f"      {field.name}: {_short(field.old)}", "        ")
        yield from wrapped(f"      {' ' * len(field.name)}> {_short(field.new)}", "        ")


def _short(value: str | None) -> str:
    """Return a value of a field on a few lines; `--json` has all of it."""
    return "(left out)" if value is None else textwrap.shorten(value, _LONGEST, placeholder=" ...")


def _urgency(shift: UrgencyShift) -> Iterator[str]:
    old = f"{shift.old.value}{_by(shift.old_hours, shift.old_rule)}"
    yield f"  {old} -> {shift.new.value}{_by(shift.new_hours, shift.new_rule)}"
    yield from _who(shift.who, shift.personas)


def _by(hours: int | None, rule: str | None) -> str:
    return "" if rule is None else f" within {hours} h ({rule})"


def _advice(shifts: Sequence[AdviceShift]) -> Iterator[str]:
    """Yield the advice, together where the same happens to the same person."""
    together: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for shift in shifts:
        together[shift.old, shift.new, shift.who, shift.personas].append(shift.item)
    for shift in shifts:
        items = together.pop((shift.old, shift.new, shift.who, shift.personas), None)
        if items is not None:
            old, new = (
                "not listed" if each is None else each.value.replace("_", " ") for each in (shift.old, shift.new)
            )
            yield from wrapped(f"  {', '.join(items)}: {old} -> {new}", "    ")
            yield from _who(shift.who, shift.personas)


def _who(who: Presentation, personas: Sequence[str]) -> Iterator[str]:
    """Yield who shows it, as a case file, and who of the shipped people is concerned too."""
    from backpain_kb.render.case import as_case  # noqa: PLC0415 - its room holds the pictures too.

    if personas:
        yield from wrapped(f"    shipped people: {', '.join(personas)}", "      ")
    yield "    shown by this case:"
    yield from (f"      {line}" for line in as_case(who).splitlines())
