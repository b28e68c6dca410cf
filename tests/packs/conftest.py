"""
A tiny core pack that is sound, and the ways to write, read and check packs that are made from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backpain_kb.errors import PackError
from backpain_kb.packs.check import check
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import Pack, read_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TINY = Path(__file__).parent / "tiny_core"


@pytest.fixture
def tiny() -> dict[str, str]:
    """The files of the tiny core pack: name to text."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(_TINY.iterdir())}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a pack and returns its folder; without a `pack.toml` it gets a plain one."""

    def run(files: Mapping[str, str], name: str = "core") -> Path:
        folder = tmp_path / name
        for file, text in {"pack.toml": f'name = "{name}"\nformat = 1\nversion = "1"\n', **files}.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return run


@pytest.fixture
def pack(write: Callable[..., Path]) -> Callable[..., Pack]:
    """A function that makes a pack of one file of entities."""

    def run(text: str, name: str = "club") -> Pack:
        return read_pack(write({"entities.toml": text}, name))

    return run


@pytest.fixture
def core() -> Pack:
    """The tiny core pack."""
    return read_pack(_TINY)


@pytest.fixture
def problems() -> Callable[..., list[str]]:
    """A function that reads, merges and checks folders and returns all that is wrong, in words."""

    def run(*folders: Path, allow: tuple[str, ...] = ()) -> list[str]:
        try:
            catalogue = merge([read_pack(folder) for folder in folders], allow=allow)
        except PackError as error:
            return [str(problem) for problem in error.problems]
        return [str(problem) for problem in check(catalogue)]

    return run
