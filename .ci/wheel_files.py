"""
Compare what is in a wheel with what must and must not be: `python .ci/wheel_files.py dist/*.whl`.
"""

import re
import sys
import zipfile
from pathlib import Path

MUST = (
    r"backpain_kb/__init__\.py",
    r"backpain_kb/py\.typed",
    r"backpain_kb/cli/[a-z_]+\.py",
    r"backpain_kb/testing/.+\.py",
    r"backpain_kb/data/core/pack\.toml",
    r"backpain_kb/data/core/(findings|rules|conditions|treatments|exercises|sources)/.+\.toml",
    r"backpain_kb/data/examples/.+\.toml",
    r"backpain_kb/data/personas/.+\.toml",
    r"backpain_kb/data/shipped/(forms|program)\.py",
    r"backpain_kb/data/shipped/finding\.json",
    r"backpain_kb-[^/]+\.dist-info/entry_points\.txt",
    r"backpain_kb-[^/]+\.dist-info/licenses/(LICENSE|NOTICE)",
    r"backpain_kb-[^/]+\.dist-info/licenses/LICENSES/(Apache-2\.0|CC-BY-4\.0)\.txt",
)
MAY = r"backpain_kb(-[^/]+\.dist-info)?/.+"
# The tests in data/core are the diagnostic ones.
MUST_NOT = (
    r"(?!backpain_kb/data/core/)(.*/)?(tests?|__pycache__|\.[^/]+)/.*|(.*/)?(test_[^/]*|conftest|hatch_build)\.py"
)

faults = []
for wheel in sys.argv[1:] or sys.exit("usage: wheel_files.py WHEEL..."):
    names = zipfile.ZipFile(wheel).namelist()
    faults += [f"{wheel}: nothing matches {must}" for must in MUST if not any(re.fullmatch(must, n) for n in names)]
    faults += [
        f"{wheel}: should not be there: {n}" for n in names if not re.fullmatch(MAY, n) or re.fullmatch(MUST_NOT, n)
    ]
    print(f"{Path(wheel).name}: {len(names)} files, {Path(wheel).stat().st_size // 1024} KiB")
sys.exit("\n".join(faults) or 0)
