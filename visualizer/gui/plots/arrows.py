"""The arrows at the playhead: downhill, the step that is made next, and what else pulls."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from visualizer.core.analysis.planes import Plane
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.marks import Arrow, LegendEntry
from visualizer.gui.plots.pulls import Pulls, Scale, share_inside, visible
from visualizer.gui.plots.ranges import LIMIT, Array

# Pixels of the arrow downhill: its length means nothing, only its direction does.
_LENGTH = 58.0
# Pixels; painting cannot hold coordinates that are much larger.
_FARTHEST = 4000.0
_EDGE = 3.0
_LEAST_SHARE = 0.3
"""Of an arrow that would end outside of the map: no less of it is left."""
_LONGEST = 2.0
"""Other arrows may be so many times as long; where they would be longer, all are shortened."""


class Steps:
    """Downhill (the negative gradient, of constant length) and the next step (true length).

    `pulls` are the state of the rule and the gradients of the batches, at the same scale as
    downhill, which is shorter where they would not fit, or would be cut by the edge of the map.
    A step that leaves the map is drawn until there, without a head: dots say that it goes on.

    The next step leads to the next row of the history. With the future hidden it is not
    drawn: it would tell what the class is to guess.
    """

    def __init__(self, box: pg.ViewBox, look: Look) -> None:
        self._box = box
        self.downhill = Arrow(box, look, dashed=True)
        self.update = Arrow(box, look, dashed=False)
        self.downhill.setZValue(26)
        self.update.setZValue(27)
        self.update.gap = self.downhill.gap = 8.0
        self.pulls = Pulls(box, look)
        self._theta: Array = np.zeros(1)
        self._slope: Array = np.zeros(1)
        self._next: Array | None = None
        self._plain = False
        self._wanted = False

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look
        self.downhill.restyle(look, look.gradient)
        self.update.restyle(look, look.update)
        self.pulls.restyle(look)

    def read(
        self, frame: Frame, plane: Plane, wanted: bool, state: bool = False, cloud: bool = False
    ) -> None:
        """Take from the history what the arrows show; `state` and `cloud` of the pulls."""
        two = plane.dimensions == 2
        self.pulls.read(frame, plane, state and two, cloud and two)
        history, row = frame.run.history, frame.run.history.row(frame.row)
        self._wanted = wanted
        # A row of a run that is about to diverge may hold numbers that no view box bears.
        self._theta = plane.project(np.clip(row.theta, -LIMIT, LIMIT))
        # A gradient that was not recorded has no arrow.
        self._slope = -plane.along(np.nan_to_num(np.clip(row.gradient, -LIMIT, LIMIT)))
        self._next = None
        if frame.row < frame.reveal:
            after = history.theta(frame.row + 1)
            self._next = plane.project(np.clip(after, -LIMIT, LIMIT))
            plain = row.theta - row.learning_rate * row.gradient
            self._plain = bool(np.allclose(after, plain, rtol=1e-5, atol=1e-8))

    def entries(self) -> list[LegendEntry]:
        """What the legend says about the arrows that are drawn."""
        found: list[LegendEntry] = []
        if not self._wanted:
            return self.pulls.entries()
        if self._next is not None:
            words = "next step −η∇L" if self._plain else "next step"
            found.append(LegendEntry("arrow", self._look.update, words))
        if len(self._theta) == 2 and np.any(self._slope):
            found.append(LegendEntry("dashed arrow", self._look.gradient, "downhill −∇L"))
        return [*found, *self.pulls.entries()]

    def here(self, height: Callable[[float], float]) -> QPointF:
        """The point at the playhead in pixels; `height` is the loss along one parameter."""
        return self._pixel(self._theta, height)

    def lines(self) -> list[tuple[Array, Array]]:
        """The arrows that are seen, in pixels of the box, in pieces: names keep off them."""
        found: list[tuple[Array, Array]] = []
        for arrow in (self.downhill, self.update):
            if arrow.isVisible():
                tail, tip = arrow.ends()
                found.append(
                    (np.linspace(tail.x(), tip.x(), 24), np.linspace(tail.y(), tip.y(), 24))
                )
        return found

    def place(self, height: Callable[[float], float]) -> None:
        """Put the arrows where the view now is."""
        here = self.here(height)
        two = len(self._theta) == 2
        scale = self._scale(here) if two else None
        if scale is None:
            self.downhill.point(here, None)
            self.pulls.place(here, None)
        else:
            downhill = here + visible(scale(self._slope), self._look)
            self.downhill.point(here, downhill if self._wanted else None)
            self.pulls.place(here, scale)
        after = self._next if self._wanted else None
        if after is None:
            self.update.point(here, None)
        else:
            self.update.point(here, *self._shortened(here, after, height))

    def _scale(self, here: QPointF) -> Scale | None:
        """What makes pixels of slopes at a point; None when there is none but 0."""
        ways = [self._slope[None], *self.pulls.ways()]
        largest = max(float(np.abs(way).max()) for way in ways if len(way))
        if largest == 0.0:
            return None
        (x_low, x_high), (y_low, y_high) = self._box.viewRange()
        across, up = self._box.width() / (x_high - x_low), self._box.height() / (y_high - y_low)
        # Pixels for a unit along each axis, but for their size; pictures count downwards.
        shape = np.array([across, -up]) / max(across, up)

        def unit(way: Array) -> Array:
            # Divided first: the view may be tiny beside the parameters, or the slope huge.
            return np.asarray(way / largest * shape)

        length, wanted = float(np.hypot(*unit(self._slope))), self._look.size(_LENGTH)
        others = self.pulls.longest(unit)
        scale = wanted / length if length > 0.0 else np.inf
        if others > 0.0:
            scale = min(scale, _LONGEST * wanted / others)
        shares = [
            share_inside(here, unit(way) * scale, self._inside()) for way in self._drawn(ways)
        ]
        scale *= max(min(shares, default=1.0), _LEAST_SHARE)
        return lambda way: unit(way) * scale

    def _drawn(self, ways: list[Array]) -> list[Array]:
        """The ways that have an arrow: not those of single batches, which are points."""
        return [way.reshape(2) for way in ways if way.size == 2]

    def _inside(self) -> QRectF:
        """The map without its very edge, in pixels."""
        edge = self._look.size(_EDGE)
        return self._box.rect().adjusted(edge, edge, -edge, -edge)

    def _shortened(
        self, here: QPointF, after: Array, height: Callable[[float], float]
    ) -> tuple[QPointF, bool]:
        """Where the next step ends on the map, and whether it goes on; as painting can bear."""
        tip = self._pixel(after, height)
        way = tip - here
        length = float(np.hypot(way.x(), way.y()))
        if length == 0.0:
            return tip, False
        share = share_inside(here, np.array([way.x(), way.y()]), self._inside())
        share = min(share, _FARTHEST / length)
        # What ends between the very edge and the border of the map ends there.
        beyond = share < 1.0 and not self._box.rect().contains(tip)
        return (here + way * share, True) if beyond else (tip, False)

    def _pixel(self, theta: Array, height: Callable[[float], float]) -> QPointF:
        x = float(theta[0])
        y = float(theta[1]) if len(theta) == 2 else height(x)
        return self._box.mapFromView(QPointF(x, y))
