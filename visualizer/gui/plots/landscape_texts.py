"""What the landscape says: under the cursor, and of points that are not in view."""

from collections.abc import Sequence

import numpy as np

from visualizer.app.panes import ShownRun
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.planes import Plane
from visualizer.core.analysis.slices import Beside, beside
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.heatmap import loss_at
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.trajectory import Ball


def place_text(frame: Frame, surface: LandscapeMap, x: float, y: float, look: Look) -> list[Span]:
    """The coordinates of a place and the loss there; along a line only x counts."""
    plane = surface.plane
    labels = plane.labels(frame.run.history.parameters) if plane.axes else ("x", "y")
    spans = [
        (f"{label} {number_text(at)}  ", look.text)
        for label, at in zip(labels, (x, y), strict=False)
    ]
    if not surface.known:
        return spans
    loss = loss_at(frame.problem, surface, x, y)
    return [*spans, (f"loss {number_text(loss)}", look.loss)]


def point_text(frame: Frame) -> str:
    """Where the point of the playhead is on the plane, as a sentence; "" without a map."""
    if frame.map is None:
        return ""
    plane, history = frame.map.plane, frame.run.history
    names = plane.labels(history.parameters)
    place = np.ravel(plane.project(history.theta(frame.row)))
    at = (f"{name} {number_text(float(x))}" for name, x in zip(names, place, strict=False))
    return f"The point is at {', '.join(at)}"


def leaving_text(shown: ShownRun, plane: Plane) -> str:
    """Where a run that leaves the picture is in the end, with its epoch."""
    history = shown.run.history
    epoch = f"at epoch {shown.last / history.steps_per_epoch:.6g}"
    if not plane.axes:
        return f"{shown.label} is outside {epoch}"
    theta, names = history.theta(shown.last), plane.labels(history.parameters)
    parts = (
        f"{name} {number_text(float(theta[axis]), 3)}"
        for name, axis in zip(names, plane.axes, strict=False)
    )
    return f"{shown.label}: {', '.join(parts)} {epoch}"


def balls_text(balls: Sequence[Ball], plane: Plane) -> str:
    """Where each of several runs is, as a sentence; "" for one alone."""
    parts = []
    for ball in balls:
        names = plane.labels(ball.shown.run.history.parameters)
        at = ", ".join(f"{name} {number_text(x)}" for name, x in zip(names, ball.at, strict=False))
        parts.append(f"{ball.shown.label} at {at}")
    return "; ".join(parts)


def row_text(frame: Frame, surface: LandscapeMap, row: int, look: Look) -> list[Span]:
    """A point of the trajectory, and what the plane does not show of it."""
    history, plane = frame.run.history, surface.plane
    theta = history.theta(row)
    epoch = (f"epoch {row / history.steps_per_epoch:.6g}  ", look.text)
    found = beside(frame.problem, plane, theta) if surface.known else None
    if found is not None:
        return [epoch, *beside_text(found, look)]
    if not surface.known:
        return [epoch, (f"loss {number_text(history.row(row).loss)}", look.loss)]
    x, y = (float(value) for value in plane.project(theta))
    spans = place_text(frame, surface, x, y, look)
    # The names of many parameters are long.
    return [epoch, *(spans if len(frame.run.history.parameters) <= 2 else spans[-1:])]


def beside_text(found: Beside, look: Look) -> list[Span]:
    """The losses of a point and of its projection, and their distance."""
    spans = []
    if found.loss == found.loss:
        spans += [
            (f"true loss {number_text(found.loss)}", look.loss),
            (f"  on the plane {number_text(found.on_plane)}  ", look.text),
        ]
    return [*spans, (f"{number_text(found.distance)} away", look.muted)]


def outside_text(count: int, of: int, later: bool, every: int) -> str:
    """How many points of a trajectory are not in view, and which part of it they are.

    With `every` above 1 they were counted on a part of the rows.
    """
    one = count == 1
    share = 100.0 * count / max(of, 1)
    part = "" if one else f" ({'under 1' if share < 1.0 else f'{min(share, 100.0):.0f}'} %)"
    about = "about " if every > 1 else ""
    words = f"{about}{count:,} {'later ' if later else ''}point{'' if one else 's'}{part} "
    return f"{words}{'lies' if one else 'lie'} outside: "
