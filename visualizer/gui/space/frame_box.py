"""The box around the surface: its walls behind, its ticks, and where their words stand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.planes import Range
from visualizer.core.arrays import FloatArray
from visualizer.gui.look.number_texts import tick_text
from visualizer.gui.space.camera import Projection

Tick = tuple[float, str]
"""A place along an axis of the box, -1 to 1, and what is written there."""

_LETTER = 6.4
_SHORT = 24.0
"""An axis that is shorter in the picture, in pixels, points at the eye: no ticks."""


@dataclass(frozen=True)
class Label:
    """Words at a pixel, which lies at the part (`across`, `down`) of them."""

    text: str
    x: float
    y: float
    across: float
    down: float
    name: bool = False


@dataclass(frozen=True, eq=False)
class BoxLines:
    """Lines (N, 2, 2) in pixels: the grid on the walls behind, edges, ticks; and labels."""

    grid: FloatArray
    edges: FloatArray
    ticks: FloatArray
    labels: tuple[Label, ...]


def nice_ticks(limits: Range, most: int) -> list[Tick]:
    """At most so many round numbers within a range."""
    low, high = limits
    step = 10.0 ** math.floor(math.log10((high - low) / most))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [
        (2.0 * (index * step - low) / (high - low) - 1.0, tick_text(index * step, step))
        for index in range(first, last + 1)
    ]


def box_lines(
    view: Projection, ticks: Sequence[Sequence[Tick]], names: Sequence[str], unit: float
) -> BoxLines:
    """The box for a view.

    Parameters
    ----------
    view
        The camera and its picture.
    ticks, names
        Of the three axes.
    unit
        Pixels at scale 1.
    """
    half = np.array(view.box)
    toward = view.camera.axes[2]
    # The sides that face away from the eye; the floor is one of them.
    back = np.where(toward > 1e-9, -1.0, 1.0)
    back[2] = -1.0
    grid, edges = [], []
    for wall in range(3):
        if abs(toward[wall]) < 1e-9:
            continue
        one, other = (axis for axis in range(3) if axis != wall)
        for axis, along in ((one, other), (other, one)):
            for place in (-1.0, 1.0):
                edges.append(_line(half, back, wall, axis, place, along))
            grid += [_line(half, back, wall, axis, place, along) for place, _ in ticks[axis]]
    marks: list[FloatArray] = []
    labels: list[Label] = []
    for axis in range(3):
        edge = _front_edge(view, back, axis)
        _write(view, edge, axis, ticks[axis], names[axis], unit, marks, labels)
    lines = [view.pixels(np.array(found).reshape(-1, 2, 3)) for found in (grid, edges)]
    return BoxLines(lines[0], lines[1], np.array(marks).reshape(-1, 2, 2), tuple(labels))


def _line(
    half: FloatArray, back: FloatArray, wall: int, axis: int, place: float, along: int
) -> FloatArray:
    """A line on a wall at a place of one axis, from end to end of the other; (2, 3)."""
    ends = np.empty((2, 3))
    ends[:, wall] = back[wall]
    ends[:, axis] = place
    ends[:, along] = (-1.0, 1.0)
    return np.asarray(ends * half)


def _front_edge(view: Projection, back: FloatArray, axis: int) -> FloatArray:
    """Where an axis is written: the ends (2, 3) of an edge, in halves of the sides.

    The horizontal ones at the foot in front, the vertical one at the left of the picture.
    """
    ends = np.empty((2, 3))
    ends[:] = -back
    ends[:, 2] = -1.0
    if axis == 2:
        corners = np.array([[x, y, -1.0] for x in (-1.0, 1.0) for y in (-1.0, 1.0)])
        # Of two corners on one line the one behind, which nothing stands in front of.
        seen = view.camera.project(corners * np.array(view.box))
        ends[:] = corners[np.lexsort((seen[:, 2], seen[:, 0].round(9)))[0]]
    ends[:, axis] = (-1.0, 1.0)
    return ends


def _write(
    view: Projection,
    edge: FloatArray,
    axis: int,
    ticks: Sequence[Tick],
    name: str,
    unit: float,
    marks: list[FloatArray],
    labels: list[Label],
) -> None:
    """Add the ticks of one axis, their words, and its name."""
    half = np.array(view.box)
    ends = view.pixels(edge * half)
    if float(np.hypot(*(ends[1] - ends[0]))) < _SHORT * unit:
        return
    outwards = _outwards(view, edge, axis)
    part = (1.0 - outwards) / 2.0  # of the words: away from the box
    for place, text in ticks:
        tip = ends[0] + (ends[1] - ends[0]) * (place + 1.0) / 2.0
        marks.append(np.stack([tip, tip + outwards * 4.0 * unit]))
        x, y = tip + outwards * 7.0 * unit
        labels.append(Label(text, float(x), float(y), float(part[0]), float(part[1])))
    # Beyond the words of the ticks, whose width is about this.
    longest = max((len(text) for _, text in ticks), default=0) * _LETTER
    beyond = 14.0 + 14.0 * abs(outwards[1]) + longest * abs(outwards[0])
    x, y = ends.mean(axis=0) + outwards * beyond * unit
    if axis == 2:
        x, y = ends[:, 0].mean(), ends[:, 1].min() - 13.0 * unit
        part = np.array([0.5, 1.0])
    labels.append(Label(name, float(x), float(y), float(part[0]), float(part[1]), name=True))


def _outwards(view: Projection, edge: FloatArray, axis: int) -> FloatArray:
    """The direction (2,) in the picture that leads from an edge away from the box."""
    if axis == 2:
        return np.array([-1.0, 0.0])
    side = 1 - axis
    outer = np.zeros((2, 3))
    outer[1, side] = edge[0, side]
    seen = view.pixels(outer)
    # A little downwards, so that there is a way where the side is seen edge on.
    way = seen[1] - seen[0] + np.array([0.0, 1e-3])
    return np.asarray(way / np.hypot(*way))
