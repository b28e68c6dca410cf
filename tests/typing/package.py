"""
What a type checker sees of the package: read by mypy and pyright, never executed.
"""

from typing import assert_type

import backpain_kb

assert_type(backpain_kb.__name__, str)
