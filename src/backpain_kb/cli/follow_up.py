"""`backpain-kb reassess` and `backpain-kb schedule`: what comes after the first answer."""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backpain_kb.cli.arguments import DONE, Add, load
from backpain_kb.cli.case import presentation_of, read_case
from backpain_kb.cli.printing import print_json
from backpain_kb.errors import ScheduleError

if TYPE_CHECKING:
    import argparse

    import backpain_kb

__all__ = ["register"]

_REASSESS = """\
Both files are case files, as `backpain-kb assess` reads them. State again what is still so: what is not in
NOW.toml is unknown, and unknown is never better.

examples:
  backpain-kb reassess before.toml now.toml
  backpain-kb reassess before.toml now.toml --days 7 --json
"""

_SCHEDULE = """\
a log file, one entry for each day; findings are of that day and the next morning:
  [[session]]
  date = 2026-12-01
  outcome = "done"                  # or "partly" or "skipped"
  findings = { pain_during_exercise = 1, pain_not_settled_next_morning = false }

examples:
  backpain-kb schedule trunk_hip_6wk_a --start 2026-12-01
  backpain-kb schedule walk_run_return --start 2026-12-01 --case case.toml --log log.toml --ics runs.ics
"""


def register(add: Add) -> None:
    """Add the commands."""
    parser = add("reassess", _reassess, "say how someone is doing who comes back", _REASSESS)
    parser.add_argument("before", metavar="BEFORE.toml", help="the case file of last time")
    parser.add_argument("now", metavar="NOW.toml", help='the case file of now; "-" is standard input')
    parser.add_argument("--days", metavar="N", type=float, help="the days between the two")
    parser = add("schedule", _schedule, "show a programme as dated sessions", _SCHEDULE)
    parser.add_argument("programme", metavar="PROGRAMME", help="id of the programme")
    parser.add_argument("--start", metavar="DATE", required=True, help="the first day, such as 2026-12-01")
    parser.add_argument("--today", metavar="DATE", help="the day of today; no session is planned before it")
    parser.add_argument("--log", metavar="LOG.toml", help="what was logged")
    parser.add_argument("--case", metavar="CASE.toml", help="who it is for; without it nothing is known of the person")
    parser.add_argument("--ics", metavar="FILE", help="write the sessions as a calendar too")


def _reassess(args: argparse.Namespace) -> int:
    """Print the reassessment of two case files."""
    before, now = read_case(args.before), read_case(args.now)
    kb = load(args)
    answer = kb.reassess(presentation_of(before, kb), presentation_of(now, kb), days_since=args.days)
    if args.json:
        return print_json(answer)
    print(answer)
    return DONE


def _schedule(args: argparse.Namespace) -> int:
    """Print a schedule, and write it as a calendar where that is asked for."""
    start, today = _day("--start", args.start), _day("--today", args.today) if args.today is not None else None
    case = read_case(args.case) if args.case is not None else None
    log = _read_log(args.log) if args.log is not None else ()
    kb = load(args)
    who = presentation_of(case, kb) if case is not None else None
    schedule = kb.schedule(args.programme, start, log, answer=who, today=today)
    if args.ics is not None:
        _write(args.ics, schedule)
    if args.json:
        return print_json(schedule)
    print(schedule)
    return DONE


def _day(option: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{option} is a day such as 2026-12-01, not {text!r}"
        raise ScheduleError(message) from None


def _read_log(name: str) -> list[Any]:
    """Return the entries of a log file."""
    try:
        data = tomllib.loads(Path(name).read_bytes().decode())
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
    except UnicodeDecodeError:
        reason = "is no text in UTF-8"
    except ValueError as error:  # A number with thousands of digits is one that is not of tomllib.
        reason = f"is not valid TOML: {error}"
    except RecursionError:
        reason = "is nested too deeply"
    else:
        entries = data.get("session", [])
        if not data.keys() - {"session"} and isinstance(entries, list):
            return entries
        reason = "needs its entries as [[session]] tables, and nothing else"
    message = f"the log file {name!r} {reason}"
    raise ScheduleError(message)


def _write(name: str, schedule: backpain_kb.Schedule) -> None:
    """Write the calendar, if there is anything in it."""
    try:
        from backpain_kb.interop.calendar import to_ical  # noqa: PLC0415 - an extra, and only for this.
    except ImportError as error:
        raise ScheduleError(str(error)) from error
    if all(session.date is None for session in schedule.sessions):
        print(f"the calendar {name!r} is not written: no session has a date yet", file=sys.stderr)
        return
    try:
        Path(name).write_bytes(to_ical(schedule))
    except OSError as error:
        message = f"the calendar {name!r} cannot be written: {error.strerror or error}"
        raise ScheduleError(message) from error
