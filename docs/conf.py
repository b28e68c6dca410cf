"""
Sphinx configuration.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_here = Path(__file__).parent
_project = tomllib.loads((_here.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "backpain_kb"
author = _project["authors"][0]["name"]
copyright = f"2026, {author}"  # noqa: A001 - the name that Sphinx asks for.
release = version = _project["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["examples", "reference/knowledge/_fields"]  # The fields are included in a page.
nitpicky = True
# The standard library's types in signatures are not links: the documentation builds without a network.
nitpick_ignore_regex = [("py:.*", r"(?!backpain_kb).*")]

autodoc_member_order = "bysource"
napoleon_attr_annotations = False
napoleon_use_ivar = True
python_maximum_signature_line_length = 100
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {release}"


def setup(app: Sphinx) -> None:
    """Have the pages about the knowledge written before Sphinx looks which pages there are."""
    sys.path.insert(0, str(_here))
    from _generate import generate  # noqa: PLC0415 - it stands beside this file, not in a package.

    app.connect("builder-inited", lambda _: generate(_here / "reference" / "knowledge"))
    app.connect("builder-inited", lambda _: _prove(_here / "reference" / "proofs.md"))
    app.connect("autodoc-process-signature", _without_constructor)


def _prove(page: Path) -> None:
    """Have *page* written, which says what is proved, unless it speaks of just these packs; it takes some minutes."""
    import backpain_kb  # noqa: PLC0415 - Sphinx reads the settings above without it.
    from backpain_kb.cli import main  # noqa: PLC0415 - as above.

    hashes = [str(pack.sha256) for pack in backpain_kb.load().catalogue.packs]
    said = page.read_text(encoding="utf-8") if page.is_file() else ""
    if not all(sha256 in said for sha256 in hashes) and main(["check", "--report", str(page)]):
        message = "not all that should hold was proved; see the messages above"
        raise RuntimeError(message)


def _without_constructor(_app: Sphinx, what: str, *_: object) -> tuple[str, None] | None:
    """Leave the constructors of classes out: model objects are handed out, not made, and their fields are described."""
    return ("", None) if what == "class" else None
