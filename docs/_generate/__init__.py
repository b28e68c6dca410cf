"""
Write the pages that are made of the core pack and of the model classes into `docs/reference/knowledge/`.

`conf.py` calls `generate` before Sphinx reads the sources.  The same knowledge gives the same bytes; a page that did
not change is not written again, so that Sphinx does not build it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import backpain_kb as bp
from _generate.fields import field_tables, fields_of
from _generate.pages import pages_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["fields_of", "generate"]


def generate(folder: Path) -> None:
    """Write all pages into *folder*; remove those that are not written any more."""
    pages = {**pages_of(bp.load()), **field_tables()}
    for path in sorted(folder.rglob("*.md"), reverse=True):
        if path.relative_to(folder).as_posix() not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
