"""
Sphinx configuration.
"""

import tomllib
from pathlib import Path

_project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "backpain_kb"
author = _project["authors"][0]["name"]
copyright = f"2026, {author}"  # noqa: A001 - the name that Sphinx asks for.
release = version = _project["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["examples"]
nitpicky = True
# The standard library's types in signatures are not links: the documentation builds without a network.
nitpick_ignore_regex = [("py:.*", r"(?!backpain_kb).*")]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {release}"
