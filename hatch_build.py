"""Build hook: make the quick form of the core pack, in wheels only."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedForm(BuildHookInterface):
    """Checks the core pack and adds its quick form to a wheel; an editable install reads the TOML."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the form into a temporary folder and include it."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from backpain_kb.knowledge import KnowledgeBase, catalogue_of  # noqa: PLC0415 - the path is set just above.
        from backpain_kb.packs.shipped import FOLDER, write_shipped  # noqa: PLC0415 - likewise.

        catalogue = catalogue_of()
        folder = Path(tempfile.mkdtemp())
        write_shipped(catalogue, folder, KnowledgeBase(catalogue).program_source())
        for path in sorted(folder.iterdir()):
            build_data["force_include"][str(path)] = f"backpain_kb/data/{FOLDER}/{path.name}"
