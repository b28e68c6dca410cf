import attrs
import pytest

from backpain_kb.model.care import Exercise
from backpain_kb.model.pose import JOINTS, SEGMENTS, Anchor, Arrow, Frame, Pose, Prop, PropKind, PropUse, View
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.codec import from_data, to_data

ANGLES = FrozenDict(dict.fromkeys(SEGMENTS, 90))
FRAME = Frame(label="up", anchor=Anchor(joint="pelvis", x=0, y=50.5), angles=ANGLES)


def test_thirteen_segments():
    """A figure has three segments of the trunk and five on each side."""
    assert 13 == len(set(SEGMENTS))
    assert 22 == len(set(JOINTS))


@pytest.mark.parametrize(
    ("angles", "message"),
    [
        ({**ANGLES, "tail": 3}, "angles does not know 'tail'; known are lumbar, thorax"),
        ({"lumbar": 3, "thorax": 4}, "angles need every part of the figure; missing: neck, upper_arm_r"),
        ({**ANGLES, "neck": -180}, "the angle of neck is above -180 and at most 180, not -180"),
        ({**ANGLES, "neck": 180.5}, "the angle of neck is above -180 and at most 180, not 180.5"),
    ],
)
def test_angles(angles, message):
    """Every part has one angle, written in one way."""
    with pytest.raises(ValueError, match=message):
        attrs.evolve(FRAME, angles=FrozenDict(angles))


def test_half_a_turn():
    """To the left is 180."""
    assert 180 == attrs.evolve(FRAME, angles=FrozenDict({**ANGLES, "neck": 180})).angles["neck"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": " "}, "label is empty"),
        ({"label": "x" * 81}, "Length of 'label' must be <= 80"),
        ({"scale": FrozenDict({"nose": 1})}, "scale does not know 'nose'"),
        ({"scale": FrozenDict({"hips": 1.1})}, "scale shortens: that of hips is from 0 to 1, not 1.1"),
        ({"contacts": ("tail",)}, "contacts does not know 'tail'"),
    ],
)
def test_frames(changes, message):
    """A frame refuses what it cannot be."""
    with pytest.raises(ValueError, match=message):
        attrs.evolve(FRAME, **changes)


@pytest.mark.parametrize(
    ("cls", "fields", "message"),
    [
        (Anchor, {"joint": "tail", "x": 0, "y": 0}, "joint does not know 'tail'"),
        (Anchor, {"joint": "head", "x": 501, "y": 0}, "x is between -500 and 500"),
        (Anchor, {"joint": "head", "x": 0, "y": -1e300}, "y is between -500 and 500"),
        (Arrow, {"at": "tail", "by": (1, 1)}, "at does not know 'tail'"),
        (Arrow, {"at": "head", "by": (1, 1, 1)}, "by is two numbers, across and up"),
        (Arrow, {"at": "head", "by": (1, 1), "offset": (1,)}, "offset is two numbers, across and up"),
        (Arrow, {"at": "head", "by": (1, 900)}, "by is between -500 and 500"),
        (Arrow, {"at": "head", "by": (1, 1), "bend": 2}, "'bend' must be <= 1"),
        (Prop, {"kind": PropKind.CHAIR, "x": 0}, "a chair needs y"),
        (Prop, {"kind": PropKind.WALL}, "a wall needs x"),
        (Prop, {"kind": PropKind.WALL, "x": 0, "y": 3, "h": 3}, "a wall has no h, y"),
        (Prop, {"kind": PropKind.BOX, "x": 0, "y": 3, "w": 3, "h": 0}, "'h' must be > 0"),
        (Prop, {"kind": PropKind.LINE, "x1": 0, "y1": 3, "x2": 3, "y2": 0}, "a line needs use"),
        (Prop, {"kind": PropKind.STRAP, "b": "head"}, "a strap needs a"),
        (Prop, {"kind": PropKind.STRAP, "a": "head"}, "a strap ends at b or at to: one of the two"),
        (Prop, {"kind": PropKind.STRAP, "a": "head", "b": "toe_r", "to": (1, 2)}, "one of the two"),
        (Prop, {"kind": PropKind.STRAP, "a": "head", "to": (1, 2, 3)}, "to is two numbers, across and up"),
        (Prop, {"kind": PropKind.WEIGHT, "at": "tail"}, "at does not know 'tail'"),
        (Pose, {"view": View.SIDE, "frame": ()}, "Length of 'frame' must be >= 1"),
        (Pose, {"view": View.SIDE, "frame": (FRAME,) * 5}, "Length of 'frame' must be <= 4"),
    ],
)
def test_what_cannot_be(cls, fields, message):
    """Each part refuses what it cannot be."""
    with pytest.raises(ValueError, match=message):
        cls(**fields)


def test_a_line_may_be_wide():
    """A line may say how wide it is."""
    line = Prop(kind=PropKind.LINE, x1=0, y1=0, x2=1, y2=1, use=PropUse.AID, width=5)
    assert 5 == line.width


def test_it_can_be_left_out():
    """An exercise need not have a pose."""
    assert attrs.fields(Exercise).pose.default is None


def test_round_trip():
    """A pose written and read back is the same, and hashes the same."""
    pose = Pose(
        view=View.FRONT,
        ground=False,
        frame=(
            attrs.evolve(
                FRAME,
                scale=FrozenDict({"hips": 0.5}),
                contacts=("toe_r",),
                arrows=(Arrow(at="head", by=(1, 2.5), bend=-0.3),),
                props=(Prop(kind=PropKind.STRAP, a="hand_r", to=(3, 4)),),
            ),
        ),
    )
    back = from_data(to_data(pose), Pose)
    assert pose == back
    assert hash(pose) == hash(back)
