"""What a movement is like: the attributes that safety rules match."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "IMPACT_WORDS",
    "Balance",
    "EndRange",
    "ExerciseKind",
    "Impact",
    "Load",
    "NeuralLoad",
    "Position",
    "SpinalDirection",
]


class ExerciseKind(Enum):
    """
    What kind of movement it is.

    .. versionadded:: 0.1.0
    """

    STATIC_STRETCH = "static_stretch"
    DYNAMIC_STRETCH = "dynamic_stretch"
    MOBILITY = "mobility"
    NEURAL_MOBILISATION = "neural_mobilisation"
    STRENGTH = "strength"
    MOTOR_CONTROL = "motor_control"
    AEROBIC = "aerobic"
    BREATHING = "breathing"
    BALANCE = "balance"


class SpinalDirection(Enum):
    """
    What the low back does, or resists, in the main phase.

    .. versionadded:: 0.1.0
    """

    FLEXION = "flexion"
    EXTENSION = "extension"
    ROTATION = "rotation"
    LATERAL_FLEXION = "lateral_flexion"
    NEUTRAL = "neutral"
    MIXED = "mixed"


class EndRange(Enum):
    """
    Whether the movement takes the spine to the end of a range.

    .. versionadded:: 0.1.0
    """

    NONE = "none"
    FLEXION = "flexion"
    EXTENSION = "extension"
    LATERAL_FLEXION = "lateral_flexion"


class Position(Enum):
    """
    The position that it is done in.

    .. versionadded:: 0.1.0
    """

    STANDING = "standing"
    SITTING = "sitting"
    SUPINE = "supine"
    PRONE = "prone"
    SIDE_LYING = "side_lying"
    QUADRUPED = "quadruped"
    HALF_KNEELING = "half_kneeling"
    MOVING = "moving"


class Load(Enum):
    """
    Load on the lumbar spine, in three steps.

    .. versionadded:: 0.1.0
    """

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Impact(Enum):
    """
    Impact: none, low (walking), high (running, hopping).

    .. versionadded:: 0.1.0
    """

    NONE = "none"
    LOW = "low"
    HIGH = "high"


IMPACT_WORDS: Final[Mapping[Impact, tuple[str, ...]]] = {
    Impact.NONE: (),
    Impact.LOW: ("walking",),
    Impact.HIGH: ("impact",),
}
"""What a movement of some impact brings with it, in the words that rules withhold."""


class NeuralLoad(Enum):
    """
    What it asks of the nerves.

    .. versionadded:: 0.1.0
    """

    NONE = "none"
    SLIDE = "slide"
    TENSION = "tension"


class Balance(Enum):
    """
    How much balance it needs.

    .. versionadded:: 0.1.0
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
