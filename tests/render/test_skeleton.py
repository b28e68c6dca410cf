import pytest

import backpain_kb
from backpain_kb.model.pose import SEGMENTS, Anchor, Frame, View
from backpain_kb.model.terms import FrozenDict
from backpain_kb.render.skeleton import joints

# Places that were computed apart from this code, one decimal.
NAMES = ("waist", "neck_base", "head", "elbow_r", "hand_r", "knee_r", "ankle_r", "toe_r")
PLACES = {
    ("abdominal_brace", 0): "0.0,64.0 0.0,81.0 0.0,92.0 -6.5,66.4 9.2,55.8 0.0,26.0 0.0,2.0 9.0,2.0",
    (
        "seated_slump_hands_behind_back",
        1,
    ): "-3.1,41.6 7.3,55.0 17.9,52.2 -3.0,42.8 8.7,27.8 24.8,26.0 24.8,2.0 33.8,2.0",
    ("bird_dog", 1): "12.7,30.7 29.5,33.7 40.4,34.8 27.0,17.9 35.9,1.1 -24.9,29.7 -48.9,29.7 -53.4,21.9",
    ("side_bridge_feet", 0): "-12.7,20.1 -29.3,23.7 -40.2,25.6 -30.5,2.2 -49.5,2.2 23.7,8.8 47.3,4.2 47.3,-0.3",
}

# Least and greatest angle that a joint of a living person has, in degrees; bending is positive.
LIMITS = {
    "trunk": (-65, 75),
    "neck": (-75, 75),
    "hip": (-35, 150),
    "knee": (-5, 165),
    "ankle": (-90, 40),
    "shoulder": (-75, 200),
    "elbow": (-5, 165),
}
CONTACT_HEIGHTS = {"pelvis": (2, 9), "neck_base": (2, 9)}
LIMB_HEIGHTS = (-1, 4.8)  # The limb is as thick as that.

FRAMES = {
    f"{exercise.id}-{number}": (exercise.pose, frame)
    for exercise in backpain_kb.load().exercises.values()
    if exercise.pose is not None
    for number, frame in enumerate(exercise.pose.frame)
}


def bent(frame, side):
    """Return joint to bending, and the segments that it depends on."""
    angle = frame.angles

    def limb(name):
        return f"{name}_{side}"

    return {
        "trunk": (angle["lumbar"] - angle["thorax"], ("lumbar", "thorax")),
        "neck": (angle["thorax"] - angle["neck"], ("thorax", "neck")),
        "hip": (angle[limb("thigh")] + 180 - angle["lumbar"], (limb("thigh"), "lumbar")),
        "knee": (angle[limb("thigh")] - angle[limb("shin")], (limb("thigh"), limb("shin"))),
        "ankle": (angle[limb("foot")] - angle[limb("shin")] - 90, (limb("foot"), limb("shin"))),
        "shoulder": (angle[limb("upper_arm")] + 180 - angle["thorax"], (limb("upper_arm"), "thorax")),
        "elbow": (angle[limb("forearm")] - angle[limb("upper_arm")], (limb("forearm"), limb("upper_arm"))),
    }


@pytest.mark.parametrize(("id_", "number"), PLACES, ids=str)
def test_places(id_, number):
    """The joints are where an independent computation puts them."""
    pose = backpain_kb.load().exercises[id_].pose
    at = joints(pose.frame[number], pose.view)
    expected = dict(zip(NAMES, PLACES[id_, number].split(), strict=True))
    assert {
        name: pytest.approx(tuple(map(float, place.split(","))), abs=0.051) for name, place in expected.items()
    } == {name: at[name] for name in NAMES}


@pytest.mark.parametrize(("view", "expected"), [(View.FRONT, -8), (View.TOP_FRONT, -8), (View.BACK, 8), (View.SIDE, 0)])
def test_the_right_shoulder(view, expected):
    """Seen from the front, the right shoulder is to the left; from behind, to the right; in profile, in the middle."""
    up = Frame(
        label="up",
        anchor=Anchor(joint="pelvis", x=0, y=0),
        angles=FrozenDict(dict.fromkeys(SEGMENTS, 90)),
    )
    at = joints(up, view)
    assert pytest.approx((expected, 30)) == at["shoulder_r"]
    assert pytest.approx((-expected, 30)) == at["shoulder_l"]


def test_every_exercise_has_a_pose():
    """No exercise of the core pack is without a picture."""
    assert [] == [exercise.id for exercise in backpain_kb.load().exercises.values() if exercise.pose is None]


@pytest.mark.parametrize("name", FRAMES)
def test_a_person_can_do_it(name):
    """No joint that is seen in profile bends farther than joints do."""
    pose, frame = FRAMES[name]
    if pose.view not in {View.SIDE, View.TOP_PROFILE}:
        return
    away = {limb.value[-1] for limb in frame.out_of_plane}
    beyond = {}
    for side in "rl":
        for joint, (bending, segments) in bent(frame, side).items():
            if frame.scale.keys() & set(segments) or (joint in {"shoulder", "elbow"} and side in away):
                continue
            lowest = -90 if joint == "shoulder" else -180
            least, most = LIMITS[joint]
            degrees = (bending - lowest) % 360 + lowest
            if not least <= degrees <= most:
                beyond[joint, side] = degrees
    assert {} == beyond


@pytest.mark.parametrize("name", FRAMES)
def test_it_stands_on_the_ground(name):
    """What rests on the ground is there, and nothing is below it."""
    pose, frame = FRAMES[name]
    at = joints(frame, pose.view)
    wrong = {}
    for joint in frame.contacts:
        least, most = CONTACT_HEIGHTS.get(joint, LIMB_HEIGHTS)
        if not least <= at[joint][1] <= most:
            wrong[joint] = at[joint][1]
    if pose.ground:
        wrong |= {joint: y for joint, (_, y) in at.items() if y < -1.2}
    assert {} == wrong
