"""Two versions of the knowledge, wherever they stand: a folder, an installed pack, a wheel."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from backpain_kb.errors import PackError, PackProblemError
from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.model.rules import Message
from backpain_kb.packs.check import check
from backpain_kb.packs.merge import CORE, merge
from backpain_kb.packs.read import LARGEST_PACK, Pack, find_pack, read_pack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backpain_kb.model.catalogue import Catalogue

__all__ = ["open_version"]

_IN_WHEEL = "backpain_kb/data/core/"


def open_version(name: str, *, allow: Iterable[str] = (), earlier: bool = False) -> KnowledgeBase:
    """
    Return the knowledge base that *name* stands for.

    Args:
        name: "core" for the core pack of this release; the folder of a core pack (a path has a separator); the folder
            or the installed name of another pack, which is put on top of the core pack of this release; or a wheel of
            another release (a file that ends with `.whl`), of which the core pack is taken.
        allow: Ids of core entities that another pack may replace or weaken.
        earlier: Whether it may be a core pack of an earlier release, which the check of this one would refuse.  Words
            that it lacks are then those of this release.

    Raises:
        PackError: It cannot be read, does not pass the check, or cannot answer; every problem is named.
        UnknownIdError: No pack of that name is installed.

    .. versionadded:: 0.1.0
    """
    if name == CORE:
        return load()
    if name.endswith(".whl"):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(Path(name), Path(folder))
            return _alone(read_pack(Path(folder)), earlier=earlier)
    pack = read_pack(find_pack(name))
    return _alone(pack, earlier=earlier) if pack.info.name == CORE else load(name, allow=tuple(allow))


def _alone(core: Pack, *, earlier: bool) -> KnowledgeBase:
    """Return the knowledge base of the pack *core* and no other."""
    catalogue = merge([core])
    problems = check(catalogue)
    if problems:
        kb = _of_an_earlier_release(catalogue) if earlier else None
        if kb is None:
            raise PackError("the core pack does not pass the check", problems)
        return kb
    return KnowledgeBase(catalogue)


def _of_an_earlier_release(catalogue: Catalogue) -> KnowledgeBase | None:
    """Return the knowledge base of a core pack that is not sound by today's check; None where it cannot answer."""
    ours = load().catalogue.of_kind("message")
    words = {
        id_: message
        for id_, message in ours.items()
        if isinstance(message, Message) and message.when is message.unless is None
    }
    messages = {**words, **catalogue.of_kind("message")}
    try:
        kb = KnowledgeBase(attrs.evolve(catalogue, entities={**catalogue.entities, "message": messages}))
        kb.assess(kb.presentation())
    except Exception:  # noqa: BLE001 - whatever keeps it from answering, the check has said what is wrong with it.
        return None
    return kb


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
