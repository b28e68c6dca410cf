"""How long a fresh process takes: to import the package, and to give a first answer from the installed wheel."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from measure import Row, process_times

__all__ = ["first_answer", "light_import"]

REPOSITORY = Path(__file__).parents[2]

IMPORT = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"

ANSWER = """
import backpain_kb as bp
kb = bp.load()
who = kb.presentation(present=["pain_low_back", "worse_extension"], absent=["fever"], age_years=34)
print(kb.assess(who))
"""
PINT = 'import pint; pint.UnitRegistry()("3 km")'


def light_import(seconds: float) -> list[Row]:
    """Compare `import backpain_kb` with `import attrs`, each the first import of a fresh process."""
    commands = {name: [sys.executable, "-I", "-c", IMPORT.format(name)] for name in ("backpain_kb", "attrs")}
    best = process_times(commands, seconds, reported=True)
    return [Row("e. import backpain_kb : import attrs", best["backpain_kb"], best["attrs"], 2)]


def first_answer(seconds: float) -> list[Row]:
    """Compare the first answer of the installed wheel with the first quantity of pint."""
    with tempfile.TemporaryDirectory() as folder:
        wheels, home = Path(folder, "wheels"), Path(folder, "venv")
        _pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(REPOSITORY))
        venv.create(home, with_pip=True)
        python = str(home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
        _pip(python, "install", *map(str, wheels.glob("*.whl")), "pint")
        codes = {"ours": ANSWER, "pint": PINT, "nothing": "pass"}
        best = process_times({name: [python, "-I", "-c", code] for name, code in codes.items()}, seconds)
    print(f"f: of both, {best['nothing'] * 1e3:.1f} ms are the start of Python itself")
    return [Row("f. wheel, fresh process to first answer : pint", best["ours"], best["pint"], 1)]


def _pip(python: str, *arguments: str) -> None:
    """Run pip, and show what it says when it fails."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True)  # noqa: S603 - our own command.
