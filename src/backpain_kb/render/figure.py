"""
The picture of an exercise as SVG text.

Everything is in the text: no script, no font, no other file.  The body has the colour of the text around it, and what
is not body has colours that can be seen on light and on dark ground, so one picture serves both.
"""

from __future__ import annotations

import math
import re
import textwrap
from html import escape
from typing import TYPE_CHECKING, Literal, assert_never

import attrs

from backpain_kb.errors import QueryError
from backpain_kb.model.pose import Arrow, Frame, Prop, PropKind, PropUse, View
from backpain_kb.render.skeleton import HEAD_RADIUS, PROFILES, Point, joints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backpain_kb.model.care import Exercise

__all__ = ["figure"]

_PIXELS = 3  # Of one unit, where nothing else says how large the picture is.
_MARGIN = 4.0
_GAP = 16.0  # Between two frames.
_FONT = 6.0
_LETTER = 3.4  # Width of a letter of that size, a wide one taken for safety.
_LINE = 7.5
_ARM, _LEG, _TRUNK = 2.4, 3.0, 4.0  # Widths of the lines.
_SHORTEST_LINE = 16  # Letters of a caption, however narrow the figure.

# A page can give its own colours to the variables.  A picture that stands alone has no text around it to take its
# colour from, so that it brings a dark one, and a light one for dark grounds.  The attributes of the groups say the
# same once more for programs that know no variables.
_COLOURS = {"arrow": "#e04848", "aid": "#d9772b", "prop": "#a08a80", "water": "#4a90d9"}
_STYLE = (
    ".backpain-figure:root{color:#1b365d}"
    "@media (prefers-color-scheme:dark){.backpain-figure:root{color:#e6edf5}}"
    + "".join(f".backpain-figure .{name}{{color:var(--backpain-{name},{colour})}}" for name, colour in _COLOURS.items())
)
_SEEN = {
    View.SIDE: "Seen from the side.",
    View.FRONT: "Seen from the front.",
    View.BACK: "Seen from behind.",
    View.TOP_FRONT: "Seen from above, lying on the back.",
    View.TOP_PROFILE: "Seen from above, lying on the side.",
}
_FROM_ABOVE = (View.TOP_FRONT, View.TOP_PROFILE)

# Characters that no XML document can hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def figure(
    exercise: Exercise, *, side: Literal["right", "left"] = "right", frames: Literal["all"] | int = "all"
) -> str:
    """
    Return the picture of *exercise* as SVG text, drawn from its pose.

    Several frames stand side by side at one scale, each with its caption.  Title and description are part of the
    picture, for those who hear it.  The same exercise gives the same text, in plain ASCII.

    The body takes the colour of the text around it.  A page can set the others through the variables
    `--backpain-arrow`, `--backpain-aid`, `--backpain-prop` and `--backpain-water`.

    Args:
        exercise: An exercise of a knowledge base.
        side: "right" as the pose was recorded, "left" its mirror image, for the other side of the body.
        frames: "all", or the number of one frame, from 0.

    Raises:
        QueryError: The exercise has no pose, or no such frame, or the side is neither of the two.

    Example:
        >>> import backpain_kb as bp
        >>> figure(bp.load().exercises["bird_dog"], side="left").partition(" ")[0]
        '<svg'

    .. versionadded:: 0.1.0
    """
    pose = exercise.pose
    if pose is None:
        message = f"the exercise {exercise.id!r} has no pose to draw"
        raise QueryError(message)
    if side not in {"right", "left"}:
        message = f"no side {side!r}; a picture shows the 'right' or the 'left' one"
        raise QueryError(message)
    if frames == "all":
        chosen = pose.frame
    elif type(frames) is int and 0 <= frames < len(pose.frame):
        chosen = (pose.frame[frames],)
    else:
        message = f"no frame {frames!r} of {exercise.id!r}; it has 'all', or 0 to {len(pose.frame) - 1}"
        raise QueryError(message)
    drawings = [_Drawing(frame, pose.view, ground=pose.ground, mirrored=side == "left") for frame in chosen]
    name = f"backpain-{exercise.id}-{side}-{frames}"
    title = exercise.label if side == "right" else f"{exercise.label}, other side"
    moments = [frame.label for frame in chosen]
    if len(moments) > 1:
        moments = [f"{number}: {label}" for number, label in enumerate(moments, start=1)]
    description = " ".join([exercise.purpose, _SEEN[pose.view], *(f"{moment}." for moment in moments)])
    return _document(name, title, description, drawings)


def _document(name: str, title: str, description: str, drawings: Sequence[_Drawing]) -> str:
    """Return the whole text: the drawings side by side, their lowest points on one line."""
    body: list[str] = []
    top = max(drawing.top for drawing in drawings)
    bottom = min(drawing.bottom for drawing in drawings)
    x = 0.0
    lines = 0
    for drawing in drawings:
        width = max(drawing.width, drawing.caption_width)
        shift = x + (width - drawing.width) / 2 - drawing.left
        body.append(f'<g transform="translate({_n(shift)} 0)">')
        body += drawing.surface(top, bottom)
        body += drawing.parts
        body.append("</g>")
        middle = _n(x + width / 2)
        for number, line in enumerate(drawing.caption):
            place = f'x="{middle}" y="{_n(-bottom + _FONT + number * _LINE)}"'
            body.append(f'<text {place} fill="currentColor" stroke="none">{_text(line)}</text>')
        lines = max(lines, len(drawing.caption))
        x += width + _GAP
    left, width = -_MARGIN, x - _GAP + 2 * _MARGIN
    height = top - bottom + lines * _LINE + 2 * _MARGIN
    shown = f"{_n(left)} {_n(-top - _MARGIN)} {_n(width)} {_n(height)}"
    size = f'width="{_n(width * _PIXELS)}" height="{_n(height * _PIXELS)}"'
    lines_and_letters = 'stroke-linecap="round" stroke-linejoin="round" font-family="system-ui,sans-serif"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="backpain-figure" viewBox="{shown}" {size} role="img"',
            f'aria-labelledby="{_text(name)}-title {_text(name)}-desc">',
            f'<title id="{_text(name)}-title">{_text(title)}</title>',
            f'<desc id="{_text(name)}-desc">{_text(description)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<g fill="none" stroke="currentColor" {lines_and_letters} font-size="{_n(_FONT)}" text-anchor="middle">',
            *body,
            "</g>",
            "</svg>",
            "",
        ]
    )


class _Drawing:
    """One frame, drawn; it knows how much room it takes."""

    def __init__(self, frame: Frame, view: View, *, ground: bool, mirrored: bool) -> None:
        """Draw *frame* from back to front."""
        self._flip = -1 if mirrored else 1
        self._view = view
        self._frame = frame
        self._at = {name: self._seen(point) for name, point in joints(frame, view).items()}
        self._ground = ground and view not in _FROM_ABOVE
        if self._ground and self._at["head"][1] < HEAD_RADIUS:
            self._at["head"] = (self._at["head"][0], HEAD_RADIUS)  # The head of somebody who lies rests on the ground.
        self.left = self.bottom = math.inf
        self._right = self.top = -math.inf
        behind = [prop for prop in frame.props if not _in_front(prop)]
        before = [prop for prop in frame.props if _in_front(prop)]
        body = self._body()
        furniture = [self._prop(prop) for prop in behind]
        aids = [self._prop(prop) for prop in before]
        arrows = [self._arrow(arrow) for arrow in frame.arrows]
        self.parts = [*furniture, *body, *aids, *arrows]
        if view in _FROM_ABOVE:
            self._room([(self.left, self.bottom), (self._right, self.top)], _MARGIN)
        elif ground:
            self._room([(self.left - _MARGIN, 0.0), (self._right + _MARGIN, 0.0)], 0.5)
        width = max(_SHORTEST_LINE, int(self.width / _LETTER))
        self.caption = tuple(textwrap.wrap(frame.label, width))
        self.caption_width = max(len(line) for line in self.caption) * _LETTER

    @property
    def width(self) -> float:
        """How wide it is."""
        return self._right - self.left

    def _seen(self, point: Sequence[float]) -> Point:
        """Return where *point* is in the picture, mirrored or not; y still points up."""
        return point[0] * self._flip, point[1]

    def _room(self, points: Sequence[Point], around: float) -> None:
        """Make room for *points* and a stroke of half width *around*."""
        for x, y in points:
            self.left, self._right = min(self.left, x - around), max(self._right, x + around)
            self.bottom, self.top = min(self.bottom, y - around), max(self.top, y + around)

    def _line(self, points: Sequence[Point], width: float, extra: str = "") -> str:
        """Return a line through *points*."""
        self._room(points, width / 2)
        return f'<path d="M{" L".join(map(_p, points))}" stroke-width="{_n(width)}"{extra}/>'

    def surface(self, top: float, bottom: float) -> list[str]:
        """Return the ground, or the mat from *top* to *bottom* of somebody who is seen from above."""
        if self._view in _FROM_ABOVE:
            place = f'x="{_n(self.left)}" y="{_n(-top)}" width="{_n(self.width)}" height="{_n(top - bottom)}"'
            return [f'<rect {place} rx="4" fill="currentColor" fill-opacity=".08" stroke="none"/>']
        ends = f"M{_n(self.left)} 0 L{_n(self._right)} 0"
        return [f'<path d="{ends}" stroke-width="1" stroke-opacity=".5"/>'] if self._ground else []

    def _body(self) -> list[str]:
        """Return the figure, from back to front."""
        limbs = {side: [*self._arm(side), *self._leg(side)] for side in "rl"}
        core = [self._trunk(), *self._girdles(), *self._head()]
        if self._view in PROFILES:
            return ['<g opacity=".45">', *limbs["l"], "</g>", *core, *limbs["r"]]
        return [*core, *limbs["l"], *limbs["r"]]

    def _arm(self, side: str) -> list[str]:
        return [self._line([self._at[f"{name}_{side}"] for name in ("shoulder", "elbow", "wrist", "hand")], _ARM)]

    def _leg(self, side: str) -> list[str]:
        leg = self._line([self._at[f"{name}_{side}"] for name in ("hip", "knee", "ankle")], _LEG)
        return [leg, self._line([self._at[f"{name}_{side}"] for name in ("heel", "toe")], _ARM)]

    def _trunk(self) -> str:
        """Return the trunk as one curve through the waist."""
        pelvis, waist, neck = (self._at[name] for name in ("pelvis", "waist", "neck_base"))
        control = (2 * waist[0] - (pelvis[0] + neck[0]) / 2, 2 * waist[1] - (pelvis[1] + neck[1]) / 2)
        self._room([pelvis, waist, neck], _TRUNK / 2)
        return f'<path d="M{_p(pelvis)} Q{_p(control)} {_p(neck)}" stroke-width="{_n(_TRUNK)}"/>'

    def _girdles(self) -> list[str]:
        """Return the lines between the shoulders and between the hips, where they can be seen."""
        if self._view in PROFILES:
            return []
        return [self._line([self._at[f"{name}_r"], self._at[f"{name}_l"]], _LEG) for name in ("shoulder", "hip")]

    def _head(self) -> list[str]:
        """Return neck, head and what is seen of the face."""
        neck, head = self._at["neck_base"], self._at["head"]
        self._room([head], HEAD_RADIUS + 0.8)
        up = _unit(neck, head)
        edge = (head[0] - HEAD_RADIUS * up[0], head[1] - HEAD_RADIUS * up[1])
        parts = [
            self._line([neck, edge], _LEG),
            f'<circle {_c(head)} r="{_n(HEAD_RADIUS)}" stroke-width="1.6" fill="currentColor" fill-opacity=".12"/>',
        ]
        if self._view in PROFILES:
            face = (up[1] * self._flip, -up[0] * self._flip)
            nose = [(head[0] + far * face[0], head[1] + far * face[1]) for far in (HEAD_RADIUS, HEAD_RADIUS + 2.6)]
            if not (self._ground and nose[1][1] < 0):  # Face down the nose would be in the ground.
                parts.append(self._line(nose, 2))
        elif self._view is not View.BACK:
            for aside in (-2.2, 2.2):
                eye = (head[0] + up[0] + aside * up[1], head[1] + up[1] - aside * up[0])
                parts.append(f'<circle {_c(eye)} r=".8" fill="currentColor" stroke="none"/>')
        return parts

    def _arrow(self, arrow: Arrow) -> str:
        """Return an arrow with its head as a triangle: not every program turns markers the same way."""
        at = self._at[arrow.at]
        off, by = self._seen(arrow.offset), self._seen(arrow.by)
        start = (at[0] + off[0], at[1] + off[1])
        tip = (start[0] + by[0], start[1] + by[1])
        bend = arrow.bend * self._flip
        control = (start[0] + by[0] / 2 - bend * by[1], start[1] + by[1] / 2 + bend * by[0])
        ahead = _unit(control, tip)
        neck = (tip[0] - 4.5 * ahead[0], tip[1] - 4.5 * ahead[1])
        barbs = [(neck[0] - half * ahead[1], neck[1] + half * ahead[0]) for half in (2.4, -2.4)]
        middle = (start[0] / 4 + control[0] / 2 + tip[0] / 4, start[1] / 4 + control[1] / 2 + tip[1] / 4)
        self._room([start, middle, tip, *barbs], 1)
        return _group(
            "arrow",
            f'<path d="M{_p(start)} Q{_p(control)} {_p(neck)}" stroke-width="1.8"/>'
            f'<path d="M{" L".join(map(_p, [tip, *barbs]))} Z" fill="currentColor" stroke="none"/>',
        )

    def _prop(self, prop: Prop) -> str:  # noqa: PLR0911 - one answer for each kind.
        """Return a thing beside the figure."""
        given: Mapping[str, float] = {
            name: value for name, value in attrs.asdict(prop).items() if isinstance(value, int | float)
        }
        match prop.kind:
            case PropKind.CHAIR | PropKind.STOOL:
                return _group("prop", self._seat(given["x"], given["y"], back=prop.kind is PropKind.CHAIR))
            case PropKind.WALL:
                return _group("prop", self._line([self._seen((given["x"], y)) for y in (0, 95)], 2.5))
            case PropKind.BOX:
                return _group("prop", self._box(given["x"], given["y"], given["w"], given["h"]))
            case PropKind.CIRCLE:
                middle = self._seen((given["x"], given["y"]))
                self._room([middle], given["r"] + 1)
                return _group("prop", f'<circle {_c(middle)} r="{_n(given["r"])}" stroke-width="2"/>')
            case PropKind.LINE:
                ends = [self._seen((given[f"x{end}"], given[f"y{end}"])) for end in "12"]
                name = "aid" if prop.use is PropUse.AID else "prop"
                return _group(name, self._line(ends, given["width"] * 0.6))
            case PropKind.STRAP:
                end = self._seen(prop.to) if prop.to is not None else self._at[str(prop.b)]
                return _group("aid", self._line([self._at[str(prop.a)], end], 1.4))
            case PropKind.WEIGHT:
                x, y = self._at[str(prop.at)]
                self._room([(x, y)], 4.5)
                place = f'x="{_n(x - 4)}" y="{_n(-y - 1)}" width="8" height="8" rx="1.5"'
                return _group("aid", f'<rect {place} fill="currentColor" stroke="none"/>')
            case PropKind.WATER:
                return _group("water", self._water(given["x1"], given["x2"], given["y"]))
            case _:
                assert_never(prop.kind)

    def _seat(self, x: float, y: float, *, back: bool) -> str:
        """Return a seat on its legs, with a back at the left or without."""
        lines = [[(x - 9, y), (x + 9, y)], [(x - 7, y), (x - 7, 0)], [(x + 7, y), (x + 7, 0)]]
        if back:
            lines.append([(x - 9, y), (x - 11, y + 22)])
        return "".join(self._line([self._seen(point) for point in line], 2.2) for line in lines)

    def _box(self, x: float, y: float, width: float, height: float) -> str:
        corners = [self._seen((x, y)), self._seen((x + width, y + height))]
        self._room(corners, 0.8)
        left = min(corner[0] for corner in corners)
        place = f'x="{_n(left)}" y="{_n(-y - height)}" width="{_n(width)}" height="{_n(height)}" rx="1.5"'
        return f'<rect {place} stroke-width="1.6" fill="currentColor" fill-opacity=".18"/>'

    def _water(self, x1: float, x2: float, y: float) -> str:
        ends = [self._seen((x1, y)), self._seen((x2, y))]
        left = min(end[0] for end in ends)
        self._room([(left, 0.0)], 0)
        place = f'x="{_n(left)}" y="{_n(-y)}" width="{_n(abs(x2 - x1))}" height="{_n(y)}"'
        return f'<rect {place} fill="currentColor" fill-opacity=".2" stroke="none"/>' + self._line(ends, 1.6)


def _in_front(prop: Prop) -> bool:
    """Return whether *prop* is held in front of the body."""
    return prop.kind in {PropKind.STRAP, PropKind.WEIGHT} or prop.use is PropUse.AID


def _group(name: str, inside: str) -> str:
    """Return *inside* in the colour of what it is."""
    return f'<g class="{name}" color="{_COLOURS[name]}" stroke="currentColor">{inside}</g>'


def _unit(start: Point, end: Point) -> Point:
    """Return the direction from *start* to *end*; upwards where they are one point."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, up)
    return (across / length, up / length) if length else (0.0, 1.0)


def _n(value: float) -> str:
    """Return a number with one decimal; the last bits of a sine, which differ between machines, never show."""
    text = f"{round(round(value, 6), 1):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _p(point: Point) -> str:
    """Return a point of a path; SVG counts downwards."""
    return f"{_n(point[0])} {_n(-point[1])}"


def _c(point: Point) -> str:
    """Return the middle of a circle."""
    return f'cx="{_n(point[0])}" cy="{_n(-point[1])}"'


def _text(text: str) -> str:
    """Return *text* as XML holds it, in plain ASCII."""
    return escape(_NO_XML.sub("\ufffd", text)).encode("ascii", "xmlcharrefreplace").decode("ascii")
