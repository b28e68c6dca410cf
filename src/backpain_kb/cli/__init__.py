"""
The command line: assess a case file, look things up, check packs; one module for each family of commands.

This is the one room that prints.  An answer goes to standard output, whatever its urgency, and the exit code is 0;
what could not be understood is one message on standard error and exit code 2.  `check` exits with 1 when a pack has
faults, `diff` when somebody is less urgent.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import warnings
from typing import TYPE_CHECKING

from backpain_kb.cli import ask, assess, check, diff, follow_up, lookup, packs, read, translate, what_if
from backpain_kb.cli.arguments import DONE, REFUSED, Command, add_pack_options
from backpain_kb.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_COMMANDS = (assess, ask, follow_up, lookup, read, check, diff, packs, translate, what_if)
_PIPE_CLOSED = 141  # What a shell shows for a program that a closed pipe has ended.

_TOP_EXAMPLES = """\
examples:
  backpain-kb assess case.toml
  backpain-kb ask
  backpain-kb find numb between my legs
  backpain-kb read no numbness but I wet myself
  backpain-kb show saddle_numbness
  backpain-kb --pack ./clinic_pack treatments worse_extension

exit codes: 0 done (an emergency is a result), 1 a pack has faults (check) or somebody is less urgent (diff),
2 not understood
"""


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line and return its exit code: 0 done, 1 faults (`check`, `diff`), 2 not understood.

    Args:
        argv: The arguments; those of the process, where they are left out.

    .. versionadded:: 0.1.0
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # A terminal that cannot show "°" still shows the rest.
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:  # How argparse ends after --help, --version and wrong usage, each with its own text.
        return REFUSED if stop.code else DONE
    command: Command = args.command
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", DeprecationWarning)
            code = command(args)
            sys.stdout.flush()
        for warning in caught:
            print(f"backpain-kb: {warning.message}", file=sys.stderr)
    except KnowledgeError as error:
        print(f"backpain-kb: {error}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # Whoever read the output (`head`, say) has seen enough; the flush at exit must not fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return code


class _Version(argparse.Action):
    """Prints the version; it is looked up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - see the class.

        try:
            found = version("backpain-kb")
        except PackageNotFoundError:
            found = "(not installed)"
        print(f"backpain-kb {found}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments."""
    parser = argparse.ArgumentParser(
        prog="backpain-kb",
        description="Low back pain in runners and active adults: how urgent, what it could be, what helps,\n"
        "what to ask next. It informs; it does not diagnose.",
        epilog=_TOP_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    add_pack_options(parser, "before")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Command, text: str, examples: str) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=text,
            description=text[:1].upper() + text[1:] + ".",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(command=command)
        added.add_argument("--json", action="store_true", help="print plain data for programs")
        add_pack_options(added, "after")
        return added

    for module in _COMMANDS:
        module.register(add)
    return parser
