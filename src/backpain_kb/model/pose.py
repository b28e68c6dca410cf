"""
How an exercise looks: keyframes of a stick figure that a picture is drawn from.

A segment of the body points from its end near the trunk to the far one; its angle is absolute: 0 is to the right,
90 up, 180 to the left, -90 down.  The unit of length is about one hundredth of a standing person.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.model.terms import FrozenDict, Number, not_empty

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["JOINTS", "SEGMENTS", "Anchor", "Arrow", "Frame", "Limb", "Pose", "Prop", "PropKind", "PropUse", "View"]

_LIMBS = ("upper_arm", "forearm", "thigh", "shin", "foot")
_ENDS = ("shoulder", "elbow", "wrist", "hand", "hip", "knee", "ankle", "toe", "heel")

SEGMENTS = ("lumbar", "thorax", "neck", *(f"{part}_{side}" for side in "rl" for part in _LIMBS))
"""The parts of the figure that have an angle."""

JOINTS = ("pelvis", "waist", "neck_base", "head", *(f"{part}_{side}" for side in "rl" for part in _ENDS))
"""The points of the figure that have a name."""

_SCALED = (*SEGMENTS, "shoulders", "hips")
_FARTHEST = 500  # Five times the height of a person; whatever lies farther off is a slip of the pen.
_MOST_FRAMES = 4


class View(Enum):
    """
    Where the figure is seen from; "top_front" and "top_profile" look down on somebody who lies on the back or the side.

    .. versionadded:: 0.1.0
    """

    SIDE = "side"
    FRONT = "front"
    BACK = "back"
    TOP_FRONT = "top_front"
    TOP_PROFILE = "top_profile"


class Limb(Enum):
    """
    An arm that leaves the plane of the picture.

    .. versionadded:: 0.1.0
    """

    ARM_R = "arm_r"
    ARM_L = "arm_l"


class PropKind(Enum):
    """
    What a person leans on, holds or is surrounded by.

    .. versionadded:: 0.1.0
    """

    CHAIR = "chair"
    STOOL = "stool"
    WALL = "wall"
    BOX = "box"
    CIRCLE = "circle"
    LINE = "line"
    STRAP = "strap"
    WEIGHT = "weight"
    WATER = "water"


class PropUse(Enum):
    """
    Whether a line is furniture that stands behind the person, or an aid in front, such as a stick.

    .. versionadded:: 0.1.0
    """

    EQUIPMENT = "equipment"
    AID = "aid"


def _known(words: tuple[str, ...]) -> Callable[[Any, Any, Any], None]:
    """Return a validator for one of *words*, a list of them, a table with them as keys, or None."""

    def check(_: Any, attribute: Any, value: Any) -> None:  # noqa: ANN401 - the signature that attrs wants.
        given = [value] if isinstance(value, str) else value or ()
        unknown = [word for word in given if word not in words]
        if unknown:
            message = f"{attribute.name} does not know {unknown[0]!r}; known are {', '.join(words)}"
            raise ValueError(message)

    return check


def _within(_: Any, attribute: Any, value: Any) -> None:  # noqa: ANN401 - the signature that attrs wants.
    """Refuse a number, or one in a list, that no picture has room for."""
    given = () if value is None else value if isinstance(value, tuple) else (value,)
    if not all(abs(number) <= _FARTHEST for number in given):
        message = f"{attribute.name} is between -{_FARTHEST} and {_FARTHEST}"
        raise ValueError(message)


def _pair(_: Any, attribute: Any, value: Any) -> None:  # noqa: ANN401 - the signature that attrs wants.
    """Refuse a point that is not two numbers."""
    if value is not None and len(value) != 2:  # noqa: PLR2004 - across and up.
        message = f"{attribute.name} is two numbers, across and up"
        raise ValueError(message)


def _angles(_: Any, __: Any, value: Any) -> None:  # noqa: ANN401 - the signature that attrs wants.
    """Refuse angles that are missing or written in another way than the usual one."""
    missing = [segment for segment in SEGMENTS if segment not in value]
    if missing:
        message = f"angles need every part of the figure; missing: {', '.join(missing)}"
        raise ValueError(message)
    for segment, angle in value.items():
        if not -180 < angle <= 180:  # noqa: PLR2004 - degrees of half a turn.
            message = f"the angle of {segment} is above -180 and at most 180, not {angle:g}"
            raise ValueError(message)


def _factors(_: Any, __: Any, value: Any) -> None:  # noqa: ANN401 - the signature that attrs wants.
    """Refuse a factor that does not shorten."""
    for segment, factor in value.items():
        if not 0 <= factor <= 1:
            message = f"scale shortens: that of {segment} is from 0 to 1, not {factor:g}"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Anchor:
    """
    The joint that holds a figure in its place, and where that is.

    Attributes:
        joint: The joint.
        x: How far to the right.
        y: How far above the ground.

    .. versionadded:: 0.1.0
    """

    joint: str = attrs.field(validator=_known(JOINTS))
    x: Number = attrs.field(validator=_within)
    y: Number = attrs.field(validator=_within)


@attrs.frozen(kw_only=True)
class Arrow:
    """
    An arrow that shows the movement.

    Attributes:
        at: The joint beside which it begins.
        offset: From the joint to its beginning: across, up.
        by: From its beginning to its tip: across, up.
        bend: How far it bulges to its left, as a share of its length.

    .. versionadded:: 0.1.0
    """

    at: str = attrs.field(validator=_known(JOINTS))
    offset: tuple[Number, ...] = attrs.field(default=(0, 0), validator=[_pair, _within])
    by: tuple[Number, ...] = attrs.field(validator=[_pair, _within])
    bend: Number = attrs.field(default=0, validator=[attrs.validators.ge(-1), attrs.validators.le(1)])


_NEEDED: dict[PropKind, tuple[str, ...]] = {
    PropKind.CHAIR: ("x", "y"),
    PropKind.STOOL: ("x", "y"),
    PropKind.WALL: ("x",),
    PropKind.BOX: ("x", "y", "w", "h"),
    PropKind.CIRCLE: ("x", "y", "r"),
    PropKind.LINE: ("x1", "y1", "x2", "y2", "use"),
    PropKind.STRAP: ("a",),
    PropKind.WEIGHT: ("at",),
    PropKind.WATER: ("x1", "x2", "y"),
}
_ALLOWED: dict[PropKind, tuple[str, ...]] = {PropKind.LINE: ("width",), PropKind.STRAP: ("b", "to")}


@attrs.frozen(kw_only=True)
class Prop:
    """
    A thing beside the figure.

    Attributes:
        kind: What it is; each kind needs some of the other fields and knows no others.
        x: Middle of a seat, wall or circle, left edge of a box.
        y: Height of a seat or of the water, lower edge of a box, middle of a circle.
        w: Width of a box.
        h: Height of a box.
        r: Radius of a circle.
        x1: Beginning of a line or of the water, across.
        y1: Beginning of a line, up.
        x2: End of a line or of the water, across.
        y2: End of a line, up.
        use: Whether a line is equipment or an aid.
        width: Width of a line.
        a: Joint where a strap begins.
        b: Joint where a strap ends.
        to: Point where a strap ends, when it is no joint: across, up.
        at: Joint that holds a weight.

    .. versionadded:: 0.1.0
    """

    kind: PropKind
    x: Number | None = attrs.field(default=None, validator=_within)
    y: Number | None = attrs.field(default=None, validator=_within)
    w: Number | None = attrs.field(default=None, validator=[_within, attrs.validators.optional(attrs.validators.gt(0))])
    h: Number | None = attrs.field(default=None, validator=[_within, attrs.validators.optional(attrs.validators.gt(0))])
    r: Number | None = attrs.field(default=None, validator=[_within, attrs.validators.optional(attrs.validators.gt(0))])
    x1: Number | None = attrs.field(default=None, validator=_within)
    y1: Number | None = attrs.field(default=None, validator=_within)
    x2: Number | None = attrs.field(default=None, validator=_within)
    y2: Number | None = attrs.field(default=None, validator=_within)
    use: PropUse | None = None
    width: Number = attrs.field(default=3, validator=[_within, attrs.validators.gt(0)])
    a: str | None = attrs.field(default=None, validator=_known(JOINTS))
    b: str | None = attrs.field(default=None, validator=_known(JOINTS))
    to: tuple[Number, ...] | None = attrs.field(default=None, validator=[_pair, _within])
    at: str | None = attrs.field(default=None, validator=_known(JOINTS))

    def __attrs_post_init__(self) -> None:
        """Refuse a prop without what its kind needs, or with what means nothing to it."""
        needed = _NEEDED[self.kind]
        fields = attrs.fields(type(self))
        given = {field.name for field in fields if getattr(self, field.name) != field.default} - {"kind"}
        missing = [name for name in needed if name not in given]
        if missing:
            message = f"a {self.kind.value} needs {', '.join(missing)}"
            raise ValueError(message)
        spare = sorted(given - {*needed, *_ALLOWED.get(self.kind, ())})
        if spare:
            message = f"a {self.kind.value} has no {', '.join(spare)}"
            raise ValueError(message)
        if self.kind is PropKind.STRAP and (self.b is None) == (self.to is None):
            message = "a strap ends at b or at to: one of the two"
            raise ValueError(message)


@attrs.frozen(kw_only=True)
class Frame:
    """
    One moment of a movement.

    Attributes:
        label: What is done in it, in a few words.
        anchor: The joint that holds the figure in its place.
        angles: Part of the figure to its direction in degrees, above -180 and at most 180; all parts.
        scale: Part of the figure ("shoulders" and "hips" too) to the factor that shortens what points at the viewer.
        contacts: Joints that rest on the ground.
        arrows: Which way it moves.
        props: What stands or hangs beside the figure.
        out_of_plane: Arms that leave the plane of the picture, so that their angles say nothing about the joints.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=attrs.validators.and_(not_empty, attrs.validators.max_len(80)))
    anchor: Anchor
    angles: FrozenDict[str, Number] = attrs.field(validator=[_known(SEGMENTS), _angles])
    scale: FrozenDict[str, Number] = attrs.field(factory=FrozenDict, validator=[_known(_SCALED), _factors])
    contacts: tuple[str, ...] = attrs.field(default=(), validator=_known(JOINTS))
    arrows: tuple[Arrow, ...] = ()
    props: tuple[Prop, ...] = ()
    out_of_plane: tuple[Limb, ...] = ()


@attrs.frozen(kw_only=True)
class Pose:
    """
    How an exercise looks; `backpain_kb.render.figure` draws it.

    Attributes:
        view: Where it is seen from.
        ground: Whether the ground is drawn.
        frame: The moments that the picture shows, in order; one to four.

    .. versionadded:: 0.1.0
    """

    view: View
    ground: bool = True
    frame: tuple[Frame, ...] = attrs.field(
        validator=[attrs.validators.min_len(1), attrs.validators.max_len(_MOST_FRAMES)]
    )
