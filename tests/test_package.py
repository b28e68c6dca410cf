import importlib
import json
import os
import subprocess
import sys

import pytest

import backpain_kb

# What costs time or memory and is not needed to import the package.
HEAVY = ("ast", "cattrs", "difflib", "hashlib", "hypothesis", "importlib_resources", "json", "tomllib")


ENV = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def imported_by(code):
    """Return the modules that are imported once *code* has run in a fresh interpreter."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-S", "-c", script]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=ENV)  # noqa: S603 - our own script.
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("module", sorted(set(HEAVY) - {"json"}))
def test_importing_the_package_stays_light(module):
    """`import backpain_kb` imports nothing that only reading, searching or testing needs."""
    assert module not in imported_by("import backpain_kb")


@pytest.mark.parametrize("module", ["cattrs", "difflib", "hypothesis", "importlib_resources", "tomllib"])
def test_naming_the_face_stays_light(module):
    """The knowledge base itself can be named without what only reading a pack needs."""
    assert module not in imported_by("import backpain_kb; backpain_kb.load")


def test_import_reads_no_other_room():
    """Names are resolved when they are first used."""
    rooms = {name for name in imported_by("import backpain_kb") if name.startswith("backpain_kb")}
    assert {"backpain_kb"} == rooms


@pytest.mark.parametrize("name", backpain_kb.__all__)
def test_every_public_name_is_there(name):
    """What `__all__` lists can be had, from the room where it lives."""
    value = getattr(backpain_kb, name)
    assert value is getattr(importlib.import_module(value.__module__), name)


def test_a_name_is_resolved_once(monkeypatch):
    """A resolved name is kept as a plain attribute of the package."""
    monkeypatch.delitem(vars(backpain_kb), "Urgency", raising=False)
    found = backpain_kb.Urgency
    assert found is vars(backpain_kb)["Urgency"]


def test_dir_lists_the_public_names():
    """`dir` shows what can be used, whether it was used before or not."""
    assert sorted(backpain_kb.__all__) == dir(backpain_kb)


def test_the_public_names_stand_in_order():
    """`__all__` is sorted, so that a new name has one place."""
    assert sorted(backpain_kb.__all__) == backpain_kb.__all__


def test_an_unknown_attribute_is_refused():
    """A name that the package does not have raises what Python raises."""
    with pytest.raises(AttributeError) as caught:
        _ = backpain_kb.assess
    assert "module 'backpain_kb' has no attribute 'assess'" == str(caught.value)
