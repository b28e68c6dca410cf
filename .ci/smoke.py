"""
Use the installed package from an empty folder, as an application would.

Run by `.ci/run` with the Python of a fresh environment that holds nothing but the wheel and its dependencies.
"""

import importlib.metadata
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

# Needed only where they are used; `import backpain_kb` must not bring them.
HEAVY = {"ast", "cattrs", "difflib", "hypothesis", "importlib_resources", "pytest", "rapidfuzz"}

before = set(sys.modules)
import backpain_kb  # noqa: E402 - what this import brings is measured.

brought = set(sys.modules) - before
if not_light := sorted(HEAVY & brought):
    sys.exit(f"import backpain_kb is not light: it imports {', '.join(not_light)}")
print(f"import is light: {len(brought)} modules")

package = Path(backpain_kb.__file__).parent
if not package.is_relative_to(sysconfig.get_path("purelib")):
    sys.exit(f"not the installed package: {package}")
print(f"installed: backpain-kb {importlib.metadata.version('backpain-kb')}")

command = Path(sys.executable).with_name("backpain-kb")
examples = sorted((package / "data" / "examples").glob("*.toml"))
if not examples:
    sys.exit("no example cases in the installed package")
for example in examples:
    for options in ([], ["--json"]):
        done = subprocess.run(  # noqa: S603 - our own command with our own file.
            [command, "assess", example, *options], capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode != 0 or not done.stdout.strip():
            sys.exit(f"assess {example.name} {options}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    json.loads(done.stdout)
    if "emergency" in example.stem and "emergency" not in done.stdout.lower():
        sys.exit(f"assess {example.name}: no emergency in the answer\n{done.stdout}")
    print(f"assessed: {example.name}")
