"""Where the joints of a figure are, from the angles of its segments."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from backpain_kb.model.pose import Frame, View

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HEAD_RADIUS", "PROFILES", "Point", "joints"]

Point = tuple[float, float]
"""A place in a picture: how far to the right, how far up."""

HEAD_RADIUS = 6.0

PROFILES = (View.SIDE, View.TOP_PROFILE)
"""The views in which one side of the body hides the other."""

# Lengths of the segments; standing, they add up to 98.
_LENGTHS = {
    "lumbar": 13,
    "thorax": 17,
    "neck": 11,
    "upper_arm": 16,
    "forearm": 15,
    "thigh": 25,
    "shin": 24,
    "foot": 9,
}
_HAND = 4  # Farther along the forearm.
_HEEL = 3  # Back from the ankle, against the foot.
_SHOULDERS = 8  # From the middle to each side, where the figure is seen from the front or from behind.
_HIPS = 5


def joints(frame: Frame, view: View) -> Mapping[str, Point]:
    """
    Return the place of every joint of *frame*, in units of about one hundredth of a standing person, y upwards.

    In profile both shoulders are at the base of the neck and both hips at the pelvis.

    .. versionadded:: 0.1.0
    """

    def along(start: Point, segment: str, length: float) -> Point:
        return _off(start, frame.angles[segment], length * frame.scale.get(segment, 1))

    at: dict[str, Point] = {"pelvis": (0.0, 0.0)}
    at["waist"] = along(at["pelvis"], "lumbar", _LENGTHS["lumbar"])
    at["neck_base"] = along(at["waist"], "thorax", _LENGTHS["thorax"])
    at["head"] = along(at["neck_base"], "neck", _LENGTHS["neck"])
    for side in "rl":
        # Seen from the front, the right of the body is to the left of the trunk; from behind, to the right of it.
        turn = 90 if (side == "r") is (view is not View.BACK) else -90
        apart = 0 if view in PROFILES else 1
        shoulders, hips = (
            apart * width * frame.scale.get(name, 1) for name, width in (("shoulders", _SHOULDERS), ("hips", _HIPS))
        )
        at[f"shoulder_{side}"] = _off(at["neck_base"], frame.angles["thorax"] + turn, shoulders)
        at[f"hip_{side}"] = _off(at["pelvis"], frame.angles["lumbar"] + turn, hips)
        for name, start, segment, length in (
            ("elbow", "shoulder", "upper_arm", _LENGTHS["upper_arm"]),
            ("wrist", "elbow", "forearm", _LENGTHS["forearm"]),
            ("hand", "wrist", "forearm", _HAND),
            ("knee", "hip", "thigh", _LENGTHS["thigh"]),
            ("ankle", "knee", "shin", _LENGTHS["shin"]),
            ("toe", "ankle", "foot", _LENGTHS["foot"]),
            ("heel", "ankle", "foot", -_HEEL),
        ):
            at[f"{name}_{side}"] = along(at[f"{start}_{side}"], f"{segment}_{side}", length)
    x, y = at[frame.anchor.joint]
    return {name: (px + frame.anchor.x - x, py + frame.anchor.y - y) for name, (px, py) in at.items()}


def _off(start: Point, degrees: float, length: float) -> Point:
    """Return the point that is *length* from *start* in the direction *degrees*."""
    angle = math.radians(degrees)
    return start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)
