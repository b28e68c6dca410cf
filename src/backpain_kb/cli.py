"""
The command line: assess a case file, look things up, check packs.

This is the one module that prints.  An answer goes to standard output, whatever its urgency, and the exit code is 0;
what could not be understood is one message on standard error and exit code 2.  `check` exits with 1 when a pack has
faults.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import textwrap
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import backpain_kb
from backpain_kb.errors import KnowledgeError, PackError, PresentationError, QueryError, UnknownIdError, near_misses

if TYPE_CHECKING:
    from backpain_kb.model.terms import Entity

__all__ = ["main"]

_DONE, _FAULTS, _REFUSED = 0, 1, 2
_PIPE_CLOSED = 141  # What a shell shows for a program that a closed pipe has ended.

_WIDTH = 96
_CASE_KEYS = ("asker", "diagnosed", "findings", "title")
_FINDINGS = 'id = true, false, a number or a "choice"'

_Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line and return its exit code: 0 done, 1 a pack has faults (`check`), 2 not understood.

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
        return _REFUSED if stop.code else _DONE
    command: _Command = args.command
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", DeprecationWarning)
            code = command(args)
            sys.stdout.flush()
        for warning in caught:
            print(f"backpain-kb: {warning.message}", file=sys.stderr)
    except KnowledgeError as error:
        print(f"backpain-kb: {error}", file=sys.stderr)
        return _REFUSED
    except BrokenPipeError:
        # Whoever read the output (`head`, say) has seen enough; the flush at exit must not fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return code


def _assess(args: argparse.Namespace) -> int:
    """Print the assessment of a case file."""
    case = _read_case(args.case)
    kb = _load(args)
    facts: Mapping[str, Any] = case.get("findings", {})
    stated = {id_: value for id_, value in facts.items() if type(value) is not bool}
    for id_ in stated:
        if id_ not in kb.findings.keys() | kb.catalogue.of_kind("finding").keys():
            raise UnknownIdError(
                "finding", id_, kb.findings
            )  # Before it could be taken for an argument of `presentation`.
    who = kb.presentation(
        present=[id_ for id_, value in facts.items() if value is True],
        absent=[id_ for id_, value in facts.items() if value is False],
        diagnosed=case.get("diagnosed", ()),
        asker=args.asker or case.get("asker", "person"),
        **stated,
    )
    answer = kb.assess(who, guidelines=args.guideline)
    if args.json:
        return _print_json(answer)
    if "title" in case:
        print(f"{case['title']}\n")
    print(answer)
    return _DONE


def _find(args: argparse.Namespace) -> int:
    """Print the entities that a text may mean."""
    from backpain_kb.model.catalogue import kind_of  # noqa: PLC0415 - --help does without the model.

    matches = _load(args).search(" ".join(args.text), kind=args.kind, limit=args.limit)
    if args.json:
        return _print_json([{"kind": kind_of(match.entity), **backpain_kb.to_dict(match)} for match in matches])
    for match in matches:
        print(f"{match.score:.2f}  {kind_of(match.entity):<11}  {match.entity.id}  ({match.why})")
    if not matches:
        print("nothing similar")
    return _DONE


def _show(args: argparse.Namespace) -> int:
    """Print one entity."""
    from backpain_kb.model.catalogue import kind_of  # noqa: PLC0415 - --help does without the model.

    entities = {id_: entity for of_kind in _load(args).catalogue.entities.values() for id_, entity in of_kind.items()}
    if args.id not in entities:
        raise UnknownIdError("entity", args.id, entities)
    entity = entities[args.id]
    if args.svg is not None:
        return _draw(entity, args.svg, args.side)
    if args.json:
        return _print_json(entity)
    print(f"{kind_of(entity)} {entity.id}")
    for line in _in_words(backpain_kb.to_dict(entity), skip=("id", "pose")):
        print(line)
    return _DONE


def _draw(entity: Entity, name: str, side: Literal["right", "left"]) -> int:
    """Write the picture of an exercise to a file; "-" is standard output."""
    from backpain_kb.model.care import Exercise  # noqa: PLC0415 - --help does without the model.
    from backpain_kb.render import figure  # noqa: PLC0415 - needed for pictures only.

    if not isinstance(entity, Exercise):
        message = f"{entity.id!r} is no exercise; only exercises have a picture"
        raise QueryError(message)
    picture = figure(entity, side=side)
    if name == "-":
        print(picture, end="")
        return _DONE
    try:
        Path(name).write_text(picture, encoding="ascii", newline="\n")
    except OSError as error:
        message = f"the picture cannot be written to {name!r}: {error.strerror or error}"
        raise KnowledgeError(message) from error
    return _DONE


def _treatments(args: argparse.Namespace) -> int:
    """Print the treatments that some findings or conditions allow."""
    return _print_matches(
        args, _load(args).treatments_for(*args.ids, provider=args.provider, min_certainty=args.min_certainty)
    )


def _stretches(args: argparse.Namespace) -> int:
    """Print the stretches that some findings or conditions allow."""
    return _print_matches(args, _load(args).stretches_for(*args.ids, timing=args.timing))


def _check(args: argparse.Namespace) -> int:
    """Print what is wrong with the packs, or how much they hold."""
    args.packs_after += args.folders
    try:
        catalogue = _load(args).catalogue
    except PackError as error:
        if args.json:
            fields = ("message", "file", "entity", "field", "pack")
            problems = [
                {name: value for name in fields if (value := getattr(problem, name))} for problem in error.problems
            ]
            _print_json({"sound": False, "problems": problems})
        else:
            print(error)
        return _FAULTS
    counts = {kind: len(entities) for kind, entities in catalogue.entities.items() if entities}
    if args.json:
        packs = [{"name": pack.name, "version": pack.version, "sha256": pack.sha256} for pack in catalogue.packs]
        return _print_json({"sound": True, "packs": packs, "counts": counts})
    packs_in_words = ", ".join(f"{pack.name} {pack.version}" for pack in catalogue.packs)
    print(f"sound: {packs_in_words}, {sum(counts.values())} entities")
    for kind, count in counts.items():
        print(f"  {kind:<11}  {count:>5}")
    return _DONE


def _load(args: argparse.Namespace) -> backpain_kb.KnowledgeBase:
    """Return the knowledge base of the packs that the arguments name."""
    packs = dict.fromkeys((*args.packs_before, *args.packs_after))
    return backpain_kb.load(*packs, allow=(*args.allow_before, *args.allow_after))


def _read_case(name: str) -> dict[str, Any]:
    """Return what a case file says; "-" is standard input."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        case = tomllib.loads(content.decode())
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
    except UnicodeDecodeError:
        reason = "is no text in UTF-8"
    except tomllib.TOMLDecodeError as error:
        reason = f"is not valid TOML: {error}"
    else:
        fault = _fault_in(case)
        if fault is None:
            return case
        reason = fault
    message = f"the case file {name!r} {reason}"
    raise PresentationError(message)


def _fault_in(case: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the form of a case, or None."""
    for key in case:
        if key not in _CASE_KEYS:
            hints = near_misses(key, _CASE_KEYS)
            hint = f"did you mean {hints[0]!r}?" if hints else f"known are {', '.join(_CASE_KEYS)}"
            return f"has an unknown key {key!r}; {hint}"
    findings, diagnosed = case.get("findings", {}), case.get("diagnosed", [])
    if not isinstance(findings, dict):
        return f"needs findings as a table with {_FINDINGS}, not {findings!r}"
    if not isinstance(diagnosed, list) or not all(isinstance(id_, str) for id_ in diagnosed):
        return f'needs diagnosed as a list of conditions, such as ["chronic_primary_lbp"], not {diagnosed!r}'
    if not findings and not diagnosed:
        return f"states nothing; it needs [findings] with {_FINDINGS}"
    for key in ("asker", "title"):
        if not isinstance(case.get(key, ""), str):
            return f"needs {key} as text in quotes, not {case[key]!r}"
    return None


def _print_json(value: object) -> int:
    """Print *value* as JSON."""
    data = value if isinstance(value, dict | list) else backpain_kb.to_dict(value)
    print(json.dumps(data, ensure_ascii=False, indent=2))
    return _DONE


def _print_matches(args: argparse.Namespace, matches: backpain_kb.Matches[Any]) -> int:
    """Print what a query allows, or what is to be done first."""
    if args.json:
        return _print_json(matches)
    triage = matches.triage
    print(f"urgency: {triage.urgency.value}")
    for line in textwrap.wrap(triage.lead.tell, _WIDTH):
        print(line)
    for match in matches:
        print(f"\n{match.entity.label} ({match.entity.id})")
        for line in textwrap.wrap(match.why, _WIDTH, initial_indent="  ", subsequent_indent="  "):
            print(line)
    return _DONE


def _in_words(data: Mapping[str, Any], indent: str = "", skip: Sequence[str] = ()) -> Iterator[str]:
    """Yield the fields of plain data as lines that a person can read."""
    for key, value in data.items():
        if key in skip:
            continue
        name = indent + key.replace("_", " ").strip()
        if isinstance(value, Mapping) and value.keys() == {"min", "max"}:
            yield f"{name}: {value['min']:g} to {value['max']:g}"
        elif isinstance(value, Mapping):
            yield f"{name}:"
            yield from _in_words(value, indent + "  ")
        elif not isinstance(value, list):
            yield from _wrapped(f"{name}: {_scalar(value)}", indent + "  ")
        elif not any(isinstance(item, Mapping) or " " in str(item) for item in value):
            yield from _wrapped(f"{name}: {', '.join(map(_scalar, value))}", indent + "  ")
        else:
            yield f"{name}:"
            for item in value:
                lines = (
                    list(_in_words(item, indent + "    "))
                    if isinstance(item, Mapping)
                    else [indent + "    " + _scalar(item)]
                )
                first, *rest = lines
                yield from _wrapped(f"{indent}  - {first.lstrip()}", indent + "    ")
                for line in rest:
                    yield from _wrapped(line, indent + "      ")


def _scalar(value: object) -> str:
    """Return a text, a number or a truth value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _wrapped(line: str, indent: str) -> list[str]:
    """Return *line* in lines of the usual width."""
    return textwrap.wrap(line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


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


_TOP_EXAMPLES = """\
examples:
  backpain-kb assess case.toml
  backpain-kb find numb between my legs
  backpain-kb show saddle_numbness
  backpain-kb --pack ./clinic_pack treatments worse_extension

exit codes: 0 done (an emergency is a result), 1 a pack has faults (check), 2 not understood
"""

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
    _add_pack_options(parser, "before")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: _Command, text: str, examples: str) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=text,
            description=text[:1].upper() + text[1:] + ".",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(command=command)
        added.add_argument("--json", action="store_true", help="print plain data for programs")
        _add_pack_options(added, "after")
        return added

    assess = add("assess", _assess, "assess the person that a case file describes", _CASE_EXAMPLE)
    assess.add_argument("case", metavar="CASE.toml", help='the case file; "-" is standard input')
    assess.add_argument(
        "--asker", choices=("person", "clinician"), help="who answers questions; goes before the case file"
    )
    assess.add_argument(
        "--guideline",
        metavar="ID",
        action="append",
        default=[],
        help="a guideline to prefer where it speaks; repeatable",
    )

    find = add("find", _find, "find findings, conditions, treatments and more by what people call them", _FIND_EXAMPLES)
    find.add_argument("text", metavar="TEXT", nargs="+", help="some words; they may hold typing errors")
    find.add_argument("--kind", metavar="K", help="one kind only, such as finding, condition, treatment or exercise")
    find.add_argument("--limit", metavar="N", type=int, default=10, help="at most so many (default: 10)")

    show = add(
        "show",
        _show,
        "show one entity of any kind with all that is known of it",
        _SHOW_EXAMPLES,
    )
    show.add_argument("id", metavar="ID", help="the id of the entity")
    show.add_argument("--svg", metavar="FILE", help='write the picture of an exercise instead; "-" is standard output')
    show.add_argument(
        "--side", choices=("right", "left"), default="right", help="which side the picture shows (default: right)"
    )

    treatments = add("treatments", _treatments, "show what treats some findings or conditions", _TREATMENTS_EXAMPLES)
    treatments.add_argument(
        "ids", metavar="ID", nargs="+", help="findings that are present, or conditions that were diagnosed"
    )
    treatments.add_argument("--provider", metavar="P", help="only what this provider gives, such as self or physio")
    treatments.add_argument(
        "--min-certainty",
        metavar="C",
        default="low",
        help="weakest certainty: very_low, low, moderate or high (default: low)",
    )

    stretches = add("stretches", _stretches, "show the stretches for some findings or conditions", _STRETCHES_EXAMPLES)
    stretches.add_argument(
        "ids", metavar="ID", nargs="+", help="findings that are present, or conditions that were diagnosed"
    )
    stretches.add_argument("--timing", metavar="T", help="when: pre_run, post_run, off_day, desk_break or anytime")

    check = add("check", _check, "check the core pack, and packs together with it", _CHECK_EXAMPLES)
    check.add_argument(
        "folders", metavar="PACK", nargs="*", help="the folder of a pack (with a separator) or an installed pack"
    )
    return parser


_FIND_EXAMPLES = """\
examples:
  backpain-kb find numb betwen my legs
  backpain-kb find foam rolling --kind treatment
"""

_SHOW_EXAMPLES = """\
examples:
  backpain-kb show bird_dog
  backpain-kb show bird_dog --svg bird_dog.svg
  backpain-kb show bird_dog --side left --svg -
"""

_TREATMENTS_EXAMPLES = """\
examples:
  backpain-kb treatments worse_extension
  backpain-kb treatments nonspecific_lbp_acute --provider self
"""

_STRETCHES_EXAMPLES = """\
example:
  backpain-kb stretches stiff_after_running --timing post_run
"""

_CHECK_EXAMPLES = """\
examples:
  backpain-kb check
  backpain-kb check ./clinic_pack --allow an_id_that_it_replaces
"""


def _add_pack_options(parser: argparse.ArgumentParser, place: str) -> None:
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
