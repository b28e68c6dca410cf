"""
Hypothesis profiles, of which `HYPOTHESIS_PROFILE` chooses one, and what is not measured.

There is no deadline: the first example of a test may read the core pack, and shared machines are slow at times.
"""

import os
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import settings

KNOWLEDGE = {Path(__file__).parent / name for name in ("data", "interviews", "snapshots")}
"""The folders of what asks the knowledge and not the code."""

settings.register_profile("ci", max_examples=60, derandomize=True, print_blob=True, deadline=None)
settings.register_profile("dev", print_blob=True, deadline=None)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


@pytest.fixture(scope="module", autouse=True)
def _unmeasured(request):
    """
    Measure no coverage while the knowledge is asked.

    That would take twice as long, and each line of code is to be met by a test of its own.
    """
    measured = Coverage.current() if KNOWLEDGE.intersection(request.path.parents) else None
    if measured is not None:
        measured.stop()
    yield
    if measured is not None:
        measured.start()
