"""The landscape of one parameter: the loss as a curve, with ball, tangent and jump."""

from typing import Any

import numpy as np

from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.gui.look.look import Look
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.ranges import LIMIT, Array, Range, padded
from visualizer.gui.plots.trajectory import Ball

FEW = 400


class Slope:
    """Items for the loss along one parameter; `keep` adds each to the view box once."""

    def __init__(self, keep: Any) -> None:
        self.curve = keep(Stroke(connect="finite"), 5)
        self.tangent = keep(Stroke(), 8)
        self.future = keep(Points(symbol="o"), 9)
        self.past = keep(Points(symbol="o"), 10)
        self.minima = keep(Points(symbol="star"), 15)
        self.ball = keep(Points(symbol="o"), 30)
        self.others = keep(Points(symbol="o"), 29)
        self.balls: list[Ball] = []
        """The runs that are compared, the one in front first; none where it is alone."""
        self._x: Array = np.array([0.0, 1.0])
        self._loss: Array = np.zeros(2)
        self._items = (
            self.curve,
            self.tangent,
            self.future,
            self.past,
            self.minima,
            self.ball,
            self.others,
        )

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self._look = look
        self.curve.setPen(look.pen(look.loss, 2.0))
        self.curve.opts["antialias"] = True
        self.tangent.setPen(look.pen(look.accent, 1.6, (6.0, 3.0)))
        self.tangent.opts["antialias"] = True
        for points, opacity in ((self.past, 0.8), (self.future, 0.25)):
            points.setPen(look.pen(look.card, 0.8))
            points.setBrush(look.brush(look.text, opacity))
            points.setSize(look.size(6.0))
        self.minima.setPen(look.pen(look.edge, 1.2))
        self.minima.setBrush(look.brush(look.minimum))
        self.minima.setSize(look.size(17.0))
        self.ball.setPen(look.pen(look.card, 2.0))
        self.ball.setSize(look.size(15.0))

    def show(self, frame: Frame, surface: LandscapeMap) -> None:
        """Draw the curve of a map and the run of a frame on it."""
        self._x, self._loss = surface.x, np.clip(surface.loss, -LIMIT, LIMIT)
        self.curve.setData(self._x, self._loss)
        axis = surface.plane.axes[0]
        name = frame.run.history.parameters[axis]
        self._points(self.past, self._values(frame, name, 0, frame.row - 1))
        self._points(self.future, self._values(frame, name, frame.row + 1, frame.reveal))
        row = frame.run.history.row(frame.row)
        place, slope = float(row.theta[axis]), float(row.gradient[axis])
        height = self.height(place)
        self.ball.setData(x=[place], y=[height])
        self._show_others(frame, axis, (place, height))
        reach = 0.16 * (self._x[-1] - self._x[0])
        ends = np.array([place - reach, place + reach])
        self.tangent.setData(ends, height + slope * (ends - place))
        self._points(self.minima, np.array([best[axis] for best in frame.minima]))

    def _show_others(self, frame: Frame, axis: int, here: tuple[float, float]) -> None:
        """A ball for each of several runs, in its colour."""
        look = self._look
        self.balls = []
        if frame.by_run:
            self.balls.append(Ball(frame.front, look.run_colour(frame.run.colour), here, None))
        for shown in frame.shown[1:]:
            if shown.same_plane and shown.row >= 0:
                place = float(shown.run.history.theta(shown.row)[axis])
                if self._x[0] <= place <= self._x[-1]:
                    colour = look.run_colour(shown.run.colour)
                    self.balls.append(Ball(shown, colour, (place, self.height(place)), None))
        self.ball.setBrush(look.brush(self.balls[0].colour if self.balls else look.point))
        others = self.balls[1:]
        set_points(
            self.others,
            np.array([ball.at[0] for ball in others], dtype=np.float64),
            np.array([ball.at[1] for ball in others], dtype=np.float64),
            style=(look, [ball.colour for ball in others]),
            size=look.size(13.0),
            pen=look.pen(look.card, 2.0),
            brush=[look.brush(ball.colour) for ball in others],
        )

    def height(self, place: float) -> float:
        """The loss of the curve at a value of the parameter."""
        return float(np.interp(place, self._x, self._loss))

    def y_range(self) -> Range:
        """The range of the whole curve, or of its lower part where it shoots up."""
        finite = self._loss[np.isfinite(self._loss)]
        if not len(finite):
            return 0.0, 1.0
        low = float(finite.min())
        return padded(low, float(np.percentile(finite, 99.0)))

    def set_visible(self, visible: bool) -> None:
        """Show or hide everything."""
        for item in self._items:
            item.setVisible(visible)

    def _values(self, frame: Frame, name: str, low: int, high: int) -> Array:
        if high < low:
            return np.empty(0)
        _, values = frame.run.history.view(name, low, high, FEW // 4)
        return values

    def _points(self, item: Points, values: Array) -> None:
        """Points on the curve; those beside the map have no known height."""
        inside = values[(values >= self._x[0]) & (values <= self._x[-1])]
        item.setData(x=inside, y=np.interp(inside, self._x, self._loss))
