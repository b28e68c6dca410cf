"""
Pictures of exercises.

Not imported by `import backpain_kb`; take it from here: `from backpain_kb.render import figure`.
"""

from backpain_kb.render.figure import figure

__all__ = ["figure"]
