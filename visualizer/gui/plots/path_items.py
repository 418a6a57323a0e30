"""The path of one run over a map."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from visualizer.app.panes import ShownRun
from visualizer.gui.look.look import Look
from visualizer.gui.plots.items import Stroke
from visualizer.gui.plots.ranges import Array

# Points up to which wide, smooth lines are painted within a frame.
_FINE = 700

_CLOSE = 5.0
"""Pixels between two lines there and back within which they are drawn thin."""

_WIDER = 2.2
"""By how many pixels a path is wider than that above it where both are one line: both are seen."""

_LAYERS = 3
"""Paths that are wider each; further ones would hide the map."""

_SHARED = 0.5
"""The share of a path that lies on another one from which on it is wider."""

_NEAR = 3.0
"""Pixels from a path within which a point lies on it."""


@dataclass(frozen=True)
class PathStyle:
    """How a path looks: widths in pixels at scale 1; `cased` gives the future an edge as well."""

    colour: str
    edge: str
    width: float = 1.8
    casing: float = 1.8
    cased: bool = False


def style_of(shown: ShownRun, look: Look, layer: int = 0) -> PathStyle:
    """The look of a run where colours mean runs; `layer` counts the paths that lie on it."""
    # Light colours on the dark theme, dark ones on the light: the map is the same in both.
    edge = look.edge if look.theme == "dark" else look.path
    width = 2.2 + _WIDER * min(layer, _LAYERS)
    return PathStyle(look.run_colour(shown.run.colour), edge, width, 1.4, True)


def lies_on(path: Array, other: Array) -> bool:
    """Whether most of a path (M, 2), in pixels, lies on another one (N, 2)."""
    if len(path) < 2 or len(other) < 2:
        return False
    # By length, not by steps: two runs that rest at one minimum came there on ways of their own.
    places, ends = _along(path, 40), _some(other, 150)
    tail, ahead = ends[:-1], np.diff(ends, axis=0)
    with np.errstate(all="ignore"):
        away = places[:, None] - tail
        share = np.clip((away * ahead).sum(axis=2) / (ahead**2).sum(axis=1), 0.0, 1.0)
        apart = np.hypot(*np.moveaxis(away - np.nan_to_num(share)[..., None] * ahead, 2, 0))
    return bool((apart.min(axis=1) <= _NEAR).mean() >= _SHARED)


def _along(path: Array, count: int) -> Array:
    """So many places (count, 2) at equal distances along a path."""
    way = np.append(0.0, np.cumsum(np.hypot(*np.diff(path, axis=0).T)))
    places = np.linspace(0.0, way[-1], count)
    return np.stack([np.interp(places, way, path[:, axis]) for axis in (0, 1)], axis=1)


def _some(path: Array, most: int) -> Array:
    """At most so many evenly chosen points of a path."""
    return path[:: -(-len(path) // most)]


def folded(pixels: Array) -> NDArray[np.bool_]:
    """Which of the M - 1 segments between points (M, 2), in pixels, go there and back.

    Where a path zig-zags across a valley its lines lie so close that they would be one slab.
    """
    mask = np.zeros(max(len(pixels) - 1, 0), dtype=bool)
    if len(pixels) < 3:
        return mask
    lengths = np.hypot(*np.diff(pixels, axis=0).T)
    apart = np.hypot(*(pixels[2:] - pixels[:-2]).T)
    # The point after the next is near, though the steps between were long: there and back.
    back = apart < np.minimum(_CLOSE, 0.5 * np.maximum(lengths[1:], lengths[:-1]))
    mask[:-1] |= back
    mask[1:] |= back
    return mask


class PathItems:
    """Items for a path, bright up to the playhead; `keep` adds each to the view box once."""

    def __init__(self, keep: Any, below: float = 0.0) -> None:
        self.future_edge = keep(Stroke(), 9.9 - below)
        self.future = keep(Stroke(), 10.0 - below)
        self.edge = keep(Stroke(), 12.0 - below)
        self.past = keep(Stroke(), 13.0 - below if not below else 12.01 - below)
        self.thin = keep(Stroke(), 13.0 - below if not below else 12.01 - below)

    @property
    def items(self) -> tuple[Stroke, ...]:
        """All of them."""
        return self.future_edge, self.future, self.edge, self.past, self.thin

    def show(self, past: Array, future: Array, scale: Array, style: PathStyle, look: Look) -> None:
        """Draw points (M, 2) up to the playhead and (N, 2) from there; `scale` is pixels a unit."""
        dense = folded(past * scale)
        wide = np.append(~dense, False)
        casing = style.width + style.casing
        draw_path(self.edge, past, look, style.edge, casing, 0.8, connect=wide)
        draw_path(self.past, past, look, style.colour, style.width, 1.0, connect=wide)
        narrow = past if dense.any() else past[:0]
        thin = np.append(dense, False)[: len(narrow)]
        draw_path(self.thin, narrow, look, style.colour, 0.8, 0.6, connect=thin)
        edge = future if style.cased else future[:0]
        faint = style.width / 1.5
        draw_path(self.future_edge, edge, look, style.edge, faint + 1.6, 0.35)
        draw_path(self.future, future, look, style.colour, faint, 0.55)

    def clear(self) -> None:
        """Draw nothing."""
        for item in self.items:
            if item.getData()[0] is not None and len(item.getData()[0]):
                item.setData(np.empty(0), np.empty(0))


def draw_path(
    curve: Stroke,
    points: Array,
    look: Look,
    colour: str,
    width: float,
    opacity: float,
    dash: tuple[float, ...] = (),
    connect: NDArray[np.bool_] | None = None,
    smooth: bool = True,
) -> None:
    """Give an item points (M, 2); wide, smooth lines only where they are few, and wanted."""
    fine = smooth and (len(points) <= _FINE or look.thorough)
    pen = look.pen(colour, width if fine else min(width, 1.0), dash, opacity)
    if not fine and width > 3.0:
        # The wide dark edge of a line that is thin itself would be all there is to see.
        pen.setStyle(Qt.PenStyle.NoPen)
    curve.setData(
        np.ascontiguousarray(points[:, 0]),
        np.ascontiguousarray(points[:, 1]),
        pen=pen,
        antialias=fine,
        connect="all" if connect is None or connect[:-1].all() else connect,
    )
