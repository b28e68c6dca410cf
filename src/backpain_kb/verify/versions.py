"""Two versions of the knowledge, wherever they stand: a folder, an installed pack, a wheel."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from backpain_kb.errors import PackError, PackProblemError
from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.packs.check import check
from backpain_kb.packs.merge import CORE, merge
from backpain_kb.packs.read import LARGEST_PACK, Pack, find_pack, read_pack

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["open_version"]

_IN_WHEEL = "backpain_kb/data/core/"


def open_version(name: str, *, allow: Iterable[str] = ()) -> KnowledgeBase:
    """
    Return the knowledge base that *name* stands for.

    Args:
        name: "core" for the core pack of this release; the folder of a core pack (a path has a separator); the folder
            or the installed name of another pack, which is put on top of the core pack of this release; or a wheel of
            another release (a file that ends with `.whl`), of which the core pack is taken.
        allow: Ids of core entities that another pack may replace or weaken.

    Raises:
        PackError: It cannot be read, or does not pass the check; every problem is named.
        UnknownIdError: No pack of that name is installed.

    .. versionadded:: 0.1.0
    """
    if name == CORE:
        return load()
    if name.endswith(".whl"):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(Path(name), Path(folder))
            return _alone(read_pack(Path(folder)))
    pack = read_pack(find_pack(name))
    return _alone(pack) if pack.info.name == CORE else load(name, allow=tuple(allow))


def _alone(core: Pack) -> KnowledgeBase:
    """Return the knowledge base of the pack *core* and no other."""
    catalogue = merge([core])
    problems = check(catalogue)
    if problems:
        raise PackError("the core pack does not pass the check", problems)
    return KnowledgeBase(catalogue)


def _unpack(wheel: Path, folder: Path) -> None:
    """Write the core pack of *wheel* to *folder*; nothing else of it is looked at, and none of it is run."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(wheel.read_bytes()))
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(wheel, f"it cannot be read: {error}") from None
    members = [info for info in archive.infolist() if info.filename.startswith(_IN_WHEEL) and not info.is_dir()]
    if not members:
        raise _unreadable(wheel, f"it has no {_IN_WHEEL}")
    if sum(info.file_size for info in members) > LARGEST_PACK:
        raise _unreadable(wheel, f"its core pack is larger than {LARGEST_PACK} bytes")
    for info in members:
        inside = PurePosixPath(info.filename.removeprefix(_IN_WHEEL))
        if ".." in inside.parts or inside.is_absolute():
            raise _unreadable(wheel, f"{info.filename!r} leads out of its folder")
        target = folder.joinpath(*inside.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(info))


def _unreadable(wheel: Path, reason: str) -> PackError:
    message = f"the wheel {wheel.name!r} holds no core pack"
    return PackError(message, (PackProblemError(reason, file=str(wheel)),))
