import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET  # Our own text is read.

import attrs
import pytest

import backpain_kb
from backpain_kb.errors import QueryError
from backpain_kb.model.pose import Arrow, Frame, Pose, Prop, PropKind, PropUse, View
from backpain_kb.render import figure
from backpain_kb.render.skeleton import HEAD_RADIUS, joints

KB = backpain_kb.load()
EXERCISES = tuple(KB.exercises)
LARGEST = 12_000
THICKEST = 7.5  # The base of the neck above the ground in a bridge.
SVG = "{http://www.w3.org/2000/svg}"
BIRD_DOG = KB.exercises["bird_dog"]
FRAME = BIRD_DOG.pose.frame[0]


def read(text):
    """Return the root of a picture."""
    return ET.fromstring(text)  # noqa: S314 - our own text.


def drawn(pose, **changes):
    """Return the picture of the bird dog with another pose."""
    return read(figure(attrs.evolve(BIRD_DOG, pose=pose, **changes)))


def with_frame(view=View.SIDE, *, ground=True, **changes):
    """Return a pose with one changed frame."""
    return Pose(view=view, ground=ground, frame=(attrs.evolve(FRAME, **changes),))


def numbers(text):
    """Return all numbers of a path."""
    return [float(number) for number in re.findall(r"-?[\d.]+", text)]


@pytest.mark.parametrize("id_", EXERCISES)
def test_every_exercise_has_a_picture(id_):
    """Every picture is small, well-formed, plain ASCII, and says in words what it shows."""
    exercise = KB.exercises[id_]
    text = figure(exercise)
    assert text.isascii()
    assert len(text) <= LARGEST
    root = read(text)
    named, told = root.get("aria-labelledby").split()
    assert exercise.label == root.find(f"{SVG}title[@id='{named}']").text
    description = root.find(f"{SVG}desc[@id='{told}']").text
    assert description.startswith(exercise.purpose)
    assert all(frame.label in description for frame in exercise.pose.frame)


@pytest.mark.parametrize("id_", EXERCISES)
@pytest.mark.parametrize("side", ["right", "left"])
def test_everything_is_inside(id_, side):
    """Nothing is drawn outside of what is shown."""
    for number in range(len(KB.exercises[id_].pose.frame)):
        root = read(figure(KB.exercises[id_], side=side, frames=number))
        left, top, width, height = map(float, root.get("viewBox").split())
        (group,) = (each for each in root.iter(f"{SVG}g") if each.get("transform"))
        shift = numbers(group.get("transform"))[0]
        for path in group.iter(f"{SVG}path"):
            if "Q" in path.get("d"):
                continue  # The control point of a curve may lie outside.
            places = numbers(path.get("d"))
            assert all(left <= x + shift <= left + width for x in places[::2])
            assert all(top <= y <= top + height for y in places[1::2])


@pytest.mark.parametrize("id_", EXERCISES)
def test_nothing_from_elsewhere(id_):
    """A picture asks for no other file and runs nothing."""
    text = figure(KB.exercises[id_]).replace("http://www.w3.org/2000/svg", "")
    assert [] == re.findall(r"https?:|href|script|url\(|@import|@font-face|\bon\w+=", text)


@pytest.mark.parametrize("id_", EXERCISES)
def test_the_other_side_is_the_mirror_image(id_):
    """Lines of the left picture are those of the right one with left and right changed."""

    def lines(side):
        groups = [g for g in read(figure(KB.exercises[id_], side=side)).iter(f"{SVG}g") if g.get("transform")]
        return [
            [numbers(path.get("d")) for path in group.iter(f"{SVG}path") if path.get("stroke-opacity") is None]
            for group in groups
        ]

    def one(places):
        return [-x if index % 2 == 0 else x for index, x in enumerate(places)]

    assert [[sorted(one(path)) for path in frame] for frame in lines("right")] == [
        [sorted(path) for path in frame] for frame in lines("left")
    ]


def test_the_other_side_says_so():
    """Who hears the picture hears that it is the other side, and both can stand on one page."""
    right, left = read(figure(BIRD_DOG)), read(figure(BIRD_DOG, side="left"))
    assert "Bird dog, other side" == left.find(f"{SVG}title").text
    assert right.find(f"{SVG}title").get("id") != left.find(f"{SVG}title").get("id")


def test_frames_side_by_side():
    """All frames stand in one picture, to the right of one another, with numbers in the description."""
    root = read(figure(BIRD_DOG))
    shifts = [numbers(g.get("transform"))[0] for g in root.iter(f"{SVG}g") if g.get("transform")]
    assert sorted(shifts) == shifts
    assert ["start", "opposite arm and leg"] == [text.text for text in root.iter(f"{SVG}text")]
    assert "1: start. 2: opposite arm and leg." in root.find(f"{SVG}desc").text


def test_one_frame():
    """One frame can be drawn alone."""
    root = read(figure(BIRD_DOG, frames=1))
    assert ["opposite arm and leg"] == [text.text for text in root.iter(f"{SVG}text")]
    assert "backpain-bird_dog-right-1-title" == root.find(f"{SVG}title").get("id")


@pytest.mark.parametrize(
    ("exercise", "arguments", "message"),
    [
        (attrs.evolve(BIRD_DOG, pose=None), {}, "the exercise 'bird_dog' has no pose to draw"),
        (BIRD_DOG, {"side": "top"}, "no side 'top'; a picture shows the 'right' or the 'left' one"),
        (BIRD_DOG, {"frames": 2}, "no frame 2 of 'bird_dog'; it has 'all', or 0 to 1"),
        (BIRD_DOG, {"frames": -1}, "no frame -1 of 'bird_dog'; it has 'all', or 0 to 1"),
        (BIRD_DOG, {"frames": True}, "no frame True of 'bird_dog'; it has 'all', or 0 to 1"),
        (BIRD_DOG, {"frames": "first"}, "no frame 'first' of 'bird_dog'; it has 'all', or 0 to 1"),
    ],
)
def test_what_cannot_be_drawn(exercise, arguments, message):
    """What cannot be drawn is refused with a message that says what can."""
    with pytest.raises(QueryError) as caught:
        figure(exercise, **arguments)
    assert message == str(caught.value)


def test_hostile_text():
    """Text of a pack stays text: no markup gets out of it, and what XML cannot hold is marked."""
    evil = "</title><script>alert('1')</script> & \"q\" \x00\x1b\ufffe \u00e9\u6f22\U0001f600 ]]>"
    shown = evil.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\ufffe", "\ufffd")
    text = figure(attrs.evolve(BIRD_DOG, label=evil, purpose=evil, pose=with_frame(label=evil)))
    assert "<script" not in text
    assert text.isascii()
    root = read(text)
    assert shown == root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text.startswith(shown)


def test_a_surrogate_is_no_character():
    """Half a character, which no file can hold, is marked too."""
    assert "half \ufffd" == read(figure(attrs.evolve(BIRD_DOG, label="half \ud800"))).find(f"{SVG}title").text


def test_the_same_bytes_everywhere():
    """Hash seed and locale change nothing."""
    code = "import backpain_kb as b; from backpain_kb.render import figure; e = b.load().exercises; "
    code += "import hashlib; print(hashlib.sha256(''.join(map(figure, e.values())).encode()).hexdigest())"
    environments = ({"PYTHONHASHSEED": "1", "LC_ALL": "C"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"})
    seen = {
        subprocess.run(  # noqa: S603 - our own code.
            [sys.executable, "-c", code], env={**os.environ, **each}, capture_output=True, check=True, text=True
        ).stdout
        for each in environments
    }
    assert 1 == len(seen)


def test_import_stays_light():
    """The package and its command line are imported without the pictures."""
    code = "import sys, backpain_kb, backpain_kb.cli; backpain_kb.load(); print('backpain_kb.render' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603 - our own code.
    assert "False\n" == done.stdout


@pytest.mark.parametrize(
    ("view", "eyes", "seen"),
    [
        (View.SIDE, 0, "Seen from the side."),
        (View.FRONT, 2, "Seen from the front."),
        (View.BACK, 0, "Seen from behind."),
        (View.TOP_FRONT, 2, "Seen from above, lying on the back."),
        (View.TOP_PROFILE, 0, "Seen from above, lying on the side."),
    ],
)
def test_views(view, eyes, seen):
    """Each view has its own face, and its name in the description."""
    root = drawn(with_frame(view))
    assert eyes == sum(circle.get("r") == ".8" for circle in root.iter(f"{SVG}circle"))
    assert seen in root.find(f"{SVG}desc").text


def test_the_ground():
    """The ground is drawn unless the pose has none; seen from above there is a mat instead."""
    ground = "path[@stroke-opacity='.5']"
    assert drawn(with_frame()).find(f".//{SVG}{ground}") is not None
    assert drawn(with_frame(ground=False)).find(f".//{SVG}{ground}") is None
    above = drawn(with_frame(View.TOP_FRONT))
    assert above.find(f".//{SVG}{ground}") is None
    assert above.find(f".//{SVG}rect[@rx='4']") is not None


@pytest.mark.parametrize(
    ("prop", "group", "tags"),
    [
        (Prop(kind=PropKind.CHAIR, x=0, y=25), "prop", ["path"] * 4),
        (Prop(kind=PropKind.STOOL, x=0, y=25), "prop", ["path"] * 3),
        (Prop(kind=PropKind.WALL, x=40), "prop", ["path"]),
        (Prop(kind=PropKind.BOX, x=0, y=0, w=10, h=10), "prop", ["rect"]),
        (Prop(kind=PropKind.CIRCLE, x=0, y=10, r=10), "prop", ["circle"]),
        (Prop(kind=PropKind.LINE, x1=0, y1=0, x2=5, y2=5, use=PropUse.EQUIPMENT), "prop", ["path"]),
        (Prop(kind=PropKind.LINE, x1=0, y1=0, x2=5, y2=5, use=PropUse.AID), "aid", ["path"]),
        (Prop(kind=PropKind.STRAP, a="hand_r", b="toe_r"), "aid", ["path"]),
        (Prop(kind=PropKind.STRAP, a="hand_r", to=(0, 5)), "aid", ["path"]),
        (Prop(kind=PropKind.WEIGHT, at="hand_r"), "aid", ["rect"]),
        (Prop(kind=PropKind.WATER, x1=-40, x2=40, y=50), "water", ["rect", "path"]),
    ],
    ids=str,
)
def test_props(prop, group, tags):
    """Each thing is drawn, in the colour of its group."""
    (found,) = drawn(with_frame(props=(prop,))).iterfind(f".//{SVG}g[@class='{group}']")
    assert tags == [child.tag.removeprefix(SVG) for child in found]


def test_an_arrow_of_no_length():
    """An arrow that leads nowhere is drawn without dividing by its length."""
    (found,) = drawn(with_frame(arrows=(Arrow(at="head", by=(0, 0)),))).iterfind(f".//{SVG}g[@class='arrow']")
    assert 2 == len(found)


def test_colours_of_dark_grounds():
    """The body has the colour of the text around it, and one for dark grounds where the picture stands alone."""
    root = read(figure(BIRD_DOG))
    assert "prefers-color-scheme:dark" in root.find(f"{SVG}style").text
    assert "currentColor" == root.find(f"{SVG}g").get("stroke")


def test_frame_is_what_the_model_says():
    """A frame needs nothing but label, anchor and angles."""
    plain = Frame(label=FRAME.label, anchor=FRAME.anchor, angles=FRAME.angles)
    assert "start" == drawn(Pose(view=View.SIDE, frame=(plain,))).find(f".//{SVG}text").text


ON_THE_GROUND = [id_ for id_ in EXERCISES if KB.exercises[id_].pose.ground]


@pytest.mark.parametrize("id_", ON_THE_GROUND)
def test_no_head_is_in_the_ground(id_):
    """The head of somebody who lies rests on the ground, and does not sink into it."""
    heads = [c for c in read(figure(KB.exercises[id_])).iter(f"{SVG}circle") if float(c.get("r")) == HEAD_RADIUS]
    assert heads
    assert all(float(head.get("cy")) + HEAD_RADIUS <= 0.05 for head in heads)


@pytest.mark.parametrize("id_", EXERCISES)
def test_what_touches_the_ground_is_there(id_):
    """What a frame says to rest on the ground is there, but for the thickness of the limb."""
    pose = KB.exercises[id_].pose
    for frame in pose.frame:
        at = joints(frame, pose.view)
        assert all(0 <= at[name][1] <= THICKEST for name in frame.contacts), frame.label
