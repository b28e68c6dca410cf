"""
Read the files of one pack.

A pack is untrusted input: only TOML is read, nothing is run, no link leads out of the folder, and sizes are limited.
"""

from __future__ import annotations

import functools
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from backpain_kb.errors import PackError, PackProblemError, UnknownIdError, near_misses
from backpain_kb.model.catalogue import KINDS, PackInfo, kind_of
from backpain_kb.model.terms import Entity
from backpain_kb.model.translation import Translation

__all__ = [
    "FORMAT",
    "LARGEST_FILE",
    "LARGEST_PACK",
    "MOST_FILES",
    "Pack",
    "core_folder",
    "core_pack",
    "find_pack",
    "installed_packs",
    "read_pack",
]

FORMAT = 1
"""The version of the file format that this release reads."""

LARGEST_FILE = 2_000_000
"""Largest file that is read, in bytes; the largest of the core pack has about 100 000."""

LARGEST_PACK = 40_000_000
"""Largest pack that is read, in bytes over all files."""

MOST_FILES = 5_000
"""Most files that a pack may have."""

_PACK_FILE = "pack.toml"
_TRANSLATION = "translation"
_ROWS: Mapping[str, type[Entity | Translation]] = {**KINDS, _TRANSLATION: Translation}
_READ_BY_PEOPLE = {".md", ".txt", ".rst", ".py", ".pyc", ""}  # Beside the knowledge; left unread.
_ENTRY_POINTS = "backpain_kb.packs"
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")


@attrs.frozen(kw_only=True)
class Pack:
    """
    One pack as it was read, before it is merged with others.

    Attributes:
        info: What `pack.toml` says.
        entities: The entities, in order of file.
        files: (Kind, id) to the file that holds the entity; for a translation ("translation", what it is of).
        translations: What the pack says in its language of entities of other packs.

    .. versionadded:: 0.1.0
    """

    info: PackInfo
    entities: tuple[Entity, ...]
    files: Mapping[tuple[str, str], str]
    translations: tuple[Translation, ...] = ()

    def without_translations(self) -> Pack:
        """Return the pack with all it says but its translations."""
        return attrs.evolve(self, translations=())


def core_folder() -> Path:
    """
    Return the folder of the core pack.

    .. versionadded:: 0.1.0
    """
    return data_folder() / "core"


def core_pack() -> Pack:
    """
    Return the core pack; its files are read once in a process.

    Raises:
        PackError: Something is wrong with it.

    .. versionadded:: 0.1.0
    """
    return _read_once(core_folder())


@functools.cache
def _read_once(folder: Path) -> Pack:
    return read_pack(folder)


def data_folder() -> Path:
    """
    Return the folder of the data that ship with the package.

    .. versionadded:: 0.1.0
    """
    import importlib_resources  # noqa: PLC0415 - imported where it is needed: the shipped form is read without it.

    return Path(str(importlib_resources.files("backpain_kb") / "data"))


def installed_packs() -> tuple[str, ...]:
    """
    Return the names of the packs that are installed; none of them is loaded by itself.

    .. versionadded:: 0.1.0
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 - costs milliseconds and is seldom needed.

    return tuple(sorted({point.name for point in entry_points(group=_ENTRY_POINTS)}))


def find_pack(name: str) -> Path:
    """
    Return the folder of a pack: a path when *name* has a separator, else an installed pack of that name.

    None of the code of an installed pack is run to find it.

    Raises:
        UnknownIdError: No pack of that name is installed.
        PackError: The path is no folder, or the installed pack has none.

    .. versionadded:: 0.1.0
    """
    if "/" in name or "\\" in name:
        folder = Path(name)
        if not folder.is_dir():
            raise _one_problem(f"no folder {name!r}", name)
        return folder
    from importlib.metadata import entry_points  # noqa: PLC0415 - costs milliseconds and is seldom needed.

    found = [point for point in entry_points(group=_ENTRY_POINTS) if point.name == name]
    if not found:
        raise UnknownIdError("installed pack", name, installed_packs())
    targets = {point.value.partition(":")[0].strip() for point in found}
    if len(targets) > 1:
        raise _one_problem(
            f"more than one installed package offers a pack {name!r}: {', '.join(sorted(targets))}", name
        )
    return _folder_of_module(targets.pop(), name)


def _folder_of_module(module: str, name: str) -> Path:
    """Return the folder of *module* without importing it."""
    if not _MODULE.fullmatch(module):
        raise _one_problem(f"the installed pack {name!r} points to {module!r}, which is no name of a module", name)
    top, *rest = module.split(".")
    for entry in sys.path:
        folder = Path(entry or ".").joinpath(top, *rest)
        if (folder / _PACK_FILE).is_file():
            return folder
    # An editable install is not a folder on the path; the finder knows it, and the top package is not run by asking.
    from importlib.util import find_spec  # noqa: PLC0415 - seldom needed.

    spec = find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(place).joinpath(*rest)
        if (folder / _PACK_FILE).is_file():
            return folder
    raise _one_problem(f"the installed pack {name!r} points to {module!r}, where there is no {_PACK_FILE}", name)


def _one_problem(message: str, name: str) -> PackError:
    return PackError(f"pack {name!r} cannot be read", [PackProblemError(message, pack=name)])


def read_pack(folder: Path) -> Pack:
    """
    Return the pack in *folder*.

    Raises:
        PackError: Something is wrong; all faults of all files are in it.

    .. versionadded:: 0.1.0
    """
    problems: list[PackProblemError] = []
    tables = dict(_tables(folder, problems))
    info = _info(tables.pop(_PACK_FILE, None), problems)
    entities: list[Entity] = []
    translations: list[Translation] = []
    files: dict[tuple[str, str], str] = {}
    for file, table in tables.items():
        for each in _rows(file, table, problems):
            key = (_TRANSLATION, each.of) if isinstance(each, Translation) else (kind_of(each), each.id)
            if key in files:
                other = files[key] if files[key] != file else "the same file"
                text = f"the id is used twice, here and in {other}"
                problems.append(PackProblemError(text, file=file, entity=" ".join(key)))
                continue
            files[key] = file
            if isinstance(each, Translation):
                translations.append(each)
            else:
                entities.append(each)
    if problems:
        name = info.name if info is not None else folder.name
        for problem in problems:
            problem.pack = name
        problems.sort(key=lambda problem: (problem.file or "", problem.entity or "", problem.field or ""))
        raise PackError(f"pack {name!r} cannot be read", problems)
    assert info is not None  # noqa: S101 - without it there is a problem; this tells the type checker.
    return Pack(info=info, entities=tuple(entities), files=files, translations=tuple(translations))


def _tables(  # noqa: C901 - one plain test after the other.
    folder: Path, problems: list[PackProblemError]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the content of every TOML file of the pack, in order of name."""
    root = folder.resolve()
    total = 0
    count = 0
    for path in sorted(folder.rglob("*")):
        file = path.relative_to(folder).as_posix()
        if any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() and _leads_out(path, root):
            problems.append(PackProblemError("a link leads out of the pack; it is not followed", file=file))
            continue
        if path.is_dir():
            continue
        if path.suffix != ".toml":
            if path.suffix not in _READ_BY_PEOPLE:
                problems.append(PackProblemError("only .toml files are read; rename it or take it out", file=file))
            continue
        size = path.stat().st_size if path.is_file() else 0
        total += size
        count += 1
        if count > MOST_FILES or total > LARGEST_PACK:
            limit = f"a pack has at most {MOST_FILES} files of together {LARGEST_PACK:,} bytes"
            problems.append(PackProblemError(f"{limit}; the rest is not read", file=file))
            return
        if not path.is_file():
            problems.append(PackProblemError("this is not a regular file", file=file))
        elif size > LARGEST_FILE:
            text = f"the file has {size:,} bytes; at most {LARGEST_FILE:,} are read"
            problems.append(PackProblemError(text, file=file))
        else:
            table = _parse(path, file, problems)
            if table is not None:
                yield file, table


def _leads_out(link: Path, root: Path) -> bool:
    """Return whether *link* leads out of *root*, or nowhere because links run in a circle."""
    try:
        return not link.resolve(strict=True).is_relative_to(root)
    except FileNotFoundError:
        return False  # It leads nowhere and is refused as no file.
    except (OSError, RuntimeError):  # Links in a circle; which of the two depends on the version of Python.
        return True


def _parse(path: Path, file: str, problems: list[PackProblemError]) -> dict[str, Any] | None:
    """Return the content of one file, or None after noting what is wrong with it."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        problems.append(PackProblemError(f"the file is not UTF-8 text (byte {error.start})", file=file))
    except tomllib.TOMLDecodeError as error:
        problems.append(PackProblemError(f"the file is not TOML: {error}", file=file))
    except RecursionError:
        problems.append(PackProblemError("the file is nested too deeply", file=file))
    except (OSError, ValueError) as error:
        problems.append(PackProblemError(f"the file cannot be read: {error}", file=file))
    return None


def _info(table: dict[str, Any] | None, problems: list[PackProblemError]) -> PackInfo | None:
    """Return what `pack.toml` says, or None after noting what is wrong with it."""
    from backpain_kb.packs.codec import from_data, problems_of  # noqa: PLC0415 - the codec imports cattrs.

    if table is None:
        if not any(problem.file == _PACK_FILE for problem in problems):
            problems.append(PackProblemError("the file is missing; it needs name, format and version", file=_PACK_FILE))
        return None
    try:
        info = from_data(table, PackInfo)
    except Exception as error:  # noqa: BLE001 - cattrs raises groups and plain errors; all become sentences.
        problems.extend(PackProblemError(text, file=_PACK_FILE, field=field) for field, text in problems_of(error))
        return None
    if info.format != FORMAT:
        text = f"format {info.format} is not known; this release reads format {FORMAT}"
        problems.append(PackProblemError(text, file=_PACK_FILE, field="format"))
    if info.sha256 is not None:
        text = "the hash is computed, not written"
        problems.append(PackProblemError(text, file=_PACK_FILE, field="sha256"))
    return info


def _rows(file: str, table: dict[str, Any], problems: list[PackProblemError]) -> Iterator[Entity | Translation]:
    """Yield the entities and translations of one file that can be made; note what is wrong with the others."""
    from backpain_kb.packs.codec import from_data, problems_of  # noqa: PLC0415 - the codec imports cattrs.

    for kind, rows in table.items():
        if kind not in _ROWS:
            hints = near_misses(kind, _ROWS)
            hint = f"; did you mean [[{hints[0]}]]?" if hints else f"; known are {', '.join(_ROWS)}"
            problems.append(PackProblemError(f"unknown kind of entity {kind!r}{hint}", file=file))
            continue
        if not isinstance(rows, list):
            text = f"write [[{kind}]] with two brackets: a file may hold several"
            problems.append(PackProblemError(text, file=file, entity=kind))
            continue
        for number, row in enumerate(rows, start=1):
            named = row.get("of" if kind == _TRANSLATION else "id") if isinstance(row, dict) else None
            entity = f"{kind} {named}" if isinstance(named, str) else f"{kind} number {number}"
            try:
                yield from_data(row, _ROWS[kind])
            except Exception as error:  # noqa: BLE001 - cattrs raises groups and plain errors; all become sentences.
                problems.extend(
                    PackProblemError(text, file=file, entity=entity, field=_plain_field(field))
                    for field, text in problems_of(error)
                )


def _plain_field(field: str | None) -> str | None:
    """Return a field path as people write it: `case[0].findings`."""
    return re.sub(r"\['?([a-z_]+)'?\]", r".\1", field) if field else None
