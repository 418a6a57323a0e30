"""The field of steepest descent on the map: arrows, or streamlines with heads."""

from typing import Any

import numpy as np
from PySide6.QtWidgets import QGraphicsPathItem

from visualizer.core.analysis.fields import DownhillField
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.ranges import Array

_HEAD = 4.5
_SPREAD = 0.45


class FieldArrows:
    """A `DownhillField` as one path under the trajectory; `keep` adds its items to the view box.

    Arrows point downhill; the longer, the steeper, on a logarithmic scale.
    """

    def __init__(self, keep: Any, box: pg.ViewBox) -> None:
        self._box = box
        self._field: DownhillField | None = None
        self._kind = ""
        self._drawn: object = None
        self.edges, self.strokes = keep(QGraphicsPathItem(), 3), keep(QGraphicsPathItem(), 4)

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look
        self.edges.setPen(look.pen(look.edge, 2.6, opacity=0.35))
        self.strokes.setPen(look.pen(look.path, 1.1, opacity=0.85))
        self._drawn = None

    def show_field(self, field: DownhillField | None, kind: str) -> None:
        """Draw a field as "arrows" or "lines", or nothing."""
        self._field, self._kind = field, kind
        self.place()

    def set_visible(self, visible: bool) -> None:
        """Show or hide it."""
        self.edges.setVisible(visible)
        self.strokes.setVisible(visible)

    def place(self) -> None:
        """Follow the view: arrows and heads keep their size in pixels."""
        rect = self._box.rect()
        wanted = (
            self._field,
            self._kind,
            *map(tuple, self._box.viewRange()),
            rect.width(),
            rect.height(),
        )
        if wanted == self._drawn:
            return
        self._drawn = wanted
        points: Array = np.empty((0, 2))
        if self._field is not None and self._kind == "arrows":
            points = self._arrows(self._field)
        elif self._field is not None and self._kind == "lines":
            points = self._streams(self._field)
        points = self._coordinates(points)
        path = pg.arrayToQPath(points[:, 0].copy(), points[:, 1].copy(), connect="pairs")
        self.edges.setPath(path)
        self.strokes.setPath(path)

    def _coordinates(self, pixels: Array) -> Array:
        (low_x, high_x), (low_y, high_y) = self._box.viewRange()
        across, up = self._box.width() / (high_x - low_x), self._box.height() / (high_y - low_y)
        return np.stack([low_x + pixels[:, 0] / across, high_y - pixels[:, 1] / up], axis=1)

    def _pixels(self, points: Array) -> Array:
        (low_x, high_x), (low_y, high_y) = self._box.viewRange()
        across, up = self._box.width() / (high_x - low_x), self._box.height() / (high_y - low_y)
        return np.stack([(points[..., 0] - low_x) * across, (high_y - points[..., 1]) * up], -1)

    def _arrows(self, field: DownhillField) -> Array:
        """The ends (M, 2) of the strokes of all arrows, two after two."""
        places = np.stack(np.meshgrid(field.x, field.y), axis=-1)
        here = self._pixels(places).reshape(-1, 2)
        way = field.downhill.reshape(-1, 2)
        with np.errstate(all="ignore"):
            strength = np.log(np.linalg.norm(way, axis=1))
            # A tip next to its place: far ones overflow when the view is tiny.
            unit = way / np.linalg.norm(way, axis=1, keepdims=True)
            ahead = self._pixels(unit) - self._pixels(np.zeros(2))
            ahead = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
        good = np.isfinite(ahead).all(axis=1) & np.isfinite(strength)
        here, ahead, strength = here[good], ahead[good], strength[good]
        if not len(here):
            return np.empty((0, 2))
        low, high = np.percentile(strength, [5.0, 95.0])
        part = np.clip((strength - low) / max(high - low, 1e-9), 0.0, 1.0)[:, None]
        spacing = min(self._box.width() / len(field.x), self._box.height() / len(field.y))
        half = ahead * spacing * (0.2 + 0.24 * part)
        return _strokes(here - half, here + half, ahead, self._look.size(_HEAD))

    def _streams(self, field: DownhillField) -> Array:
        """The pieces of all lines, and a head in the middle of each."""
        parts = []
        for line in field.lines or ():
            pixels = self._pixels(line)
            parts.append(np.stack([pixels[:-1], pixels[1:]], axis=1).reshape(-1, 2))
            middle = len(pixels) // 2
            ahead = pixels[middle] - pixels[middle - 1]
            ahead = ahead / max(float(np.hypot(*ahead)), 1e-9)
            tip = pixels[middle][None]
            parts.append(_strokes(tip, tip, ahead[None], self._look.size(_HEAD + 1.0)))
        return np.concatenate(parts) if parts else np.empty((0, 2))


def _strokes(tails: Array, tips: Array, ahead: Array, head: float) -> Array:
    """Shaft and two strokes of the head of arrows from tails to tips (M, 2), in pixels."""
    side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    left, right = (tips - head * (ahead + sign * _SPREAD * side) for sign in (1.0, -1.0))
    return np.stack([tails, tips, left, tips, right, tips], axis=1).reshape(-1, 2)
