"""
Hypothesis profiles; `HYPOTHESIS_PROFILE` chooses one.

Without a deadline all: the first example of a test may read the core pack, and shared machines are slow at times.
"""

import os

from hypothesis import settings

settings.register_profile("ci", max_examples=60, derandomize=True, print_blob=True, deadline=None)
settings.register_profile("dev", print_blob=True, deadline=None)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))
