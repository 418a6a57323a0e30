"""The landscape: the loss over two parameters, or along one, and the way through it."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from visualizer.app.state import Run
from visualizer.app.views import MapView
from visualizer.core.analysis.batch_noise import Cloud
from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.analysis.taylor import Taylor
from visualizer.core.capabilities import Capability
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.plots.arrows import Steps
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import MenuEntry, nothing
from visualizer.gui.plots.corners import drawn_lines
from visualizer.gui.plots.directions import DirectionMark
from visualizer.gui.plots.ellipse import CurvatureEllipse
from visualizer.gui.plots.exits import Exit, Exits, edge_of
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.guess import GuessMark
from visualizer.gui.plots.heatmap import ColourBar
from visualizer.gui.plots.honesty import Honesty
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.landscape_texts import (
    balls_text,
    leaving_text,
    outside_text,
    place_text,
    point_text,
    row_text,
)
from visualizer.gui.plots.map_layers import MapLayers
from visualizer.gui.plots.marks import LegendEntry, MapLegend
from visualizer.gui.plots.name_tags import NamedPoint, NameTags
from visualizer.gui.plots.polynomials import PolynomialLayer
from visualizer.gui.plots.ranges import Array, Range
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.slope import Slope
from visualizer.gui.plots.start import StartMarker
from visualizer.gui.plots.trajectory import Ball, Outside, Trajectory

_FEW_BALLS = 6
"""Up to so many runs their names keep off the path of the run in front."""

_NEAR = 6.0
"""Pixels from a point of the trajectory within which the cursor means it."""


class LandscapePlot(Plot):
    """A `LandscapeMap` with the run's trajectory, the arrows of the step, and the start.

    The plot shows the ranges of the map's plane, or the part that the user has zoomed to:
    the map follows a moment later.

    Callbacks, besides those of `Plot`
    ----------------------------------
    on_start_moved(x, y)
        The user drags the start, or has clicked on the map with Shift; y is NaN with one
        parameter.
    on_start_dropped()
        The drag, or the click, is over.
    on_note_clicked()
        "show all" of the points outside.
    on_point_chosen(x, y)
        The user has clicked on the map.
    """

    log = Shown[bool]()
    arrows = Shown[bool]()
    state = Shown[bool]()
    cloud = Shown[bool]()
    curvature = Shown[bool]()
    taylor = Shown[str]()
    turned = Shown[bool]()
    name = "landscape"
    depends = (
        "run.history",
        "run.colour",
        "run.history.ending",
        "row",
        "reveal",
        "hide_future",
        "label",
        "ways",
        "guess",
        "sub_step",
    )
    grid = False
    main = True

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_start_moved: Callable[[float, float], None] = nothing
        self.on_start_dropped: Callable[[], None] = nothing
        self.on_point_chosen: Callable[[float, float], None] = nothing
        self._one, self._coloured = False, True
        self._outside = Outside()
        self.layers = MapLayers(self.keep, self.box, look)
        self.heat = self.layers.heat
        self.way = Trajectory(self.keep)
        self.slope = Slope(self.keep)
        self.honesty = Honesty(self.keep, self.box, look)
        self.steps = Steps(self.box, look)
        self.ellipse = CurvatureEllipse(self.box, look)
        self.polynomial = PolynomialLayer(self.keep, self.box, look)
        self.direction = DirectionMark(self.box, look)
        self.direction.on_turned = self._on_turned
        self.start = StartMarker(self.box, look)
        self.start.on_moved = self._on_start_moved
        self.start.on_dropped = lambda: self.on_start_dropped()
        self.exits = Exits(self.box, self.item, look)
        self.guess = GuessMark(self.item, self.box, look)
        self.names = NameTags(self.box, look)
        self.bar = ColourBar(look)
        self.legend = MapLegend(look, self.item)
        self._arrange()
        self._connect()
        self._restyle()

    def _connect(self) -> None:
        self.box.on_placed = self._on_placed
        self.box.on_pressed = self._on_pressed
        self.box.sigRangeChanged.connect(calling(self._place))

    def _arrange(self) -> None:
        """The colour bar at the right."""
        self.item.layout.addItem(self.bar, 2, 3)
        self.axis("left").room = self.axis("bottom").room = 48.0

    @property
    def inviting(self) -> bool:
        """Whether the label "start (drag me)" shows even without the mouse."""
        return self.start.inviting

    @inviting.setter
    def inviting(self, inviting: bool) -> None:
        self.start.inviting = inviting
        self._place()

    @property
    def equal_scales(self) -> bool:
        """Whether one unit is as long across as up, so that arrows point truly."""
        (x_low, x_high), (y_low, y_high) = self.box.viewRange()
        width, height = self.pixels()
        across, up = (x_high - x_low) / width, (y_high - y_low) / height
        return max(across, up) < 1.05 * min(across, up)

    @property
    def _looks_tilted(self) -> bool:
        return self.arrows and not self._one and not self.equal_scales

    @classmethod
    def applies(cls, run: Run) -> bool:
        return len(run.history.parameters) > 1 or not run.lacks((Capability.LANDSCAPE,))

    def unavailable(self, frame: Frame) -> str:
        if frame.map is None:
            return "Computing the landscape…"
        if frame.map.reason:
            return f"{frame.map.reason}."
        if frame.map.plane.dimensions == 1:
            return frame.run.lacks((Capability.LANDSCAPE,))
        return ""

    def menu_entries(self) -> Sequence[MenuEntry]:
        return (
            MenuEntry("Show the usual range", self.fit),
            MenuEntry("Show every point", lambda: self.on_note_clicked()),
        )

    @property
    def map_view(self) -> MapView:
        """How the map is drawn."""
        assert isinstance(self.view, MapView)
        return self.view

    # Drawing -----------------------------------------------------------------------------

    @property
    def insights(self) -> tuple[type[Insight], ...]:
        shown = (
            (True, LandscapeMap),
            (self.cloud, Cloud),
            (self.curvature, Curvature),
            (bool(self.taylor) or self.turned, Taylor),
        )
        return tuple(kind for wanted, kind in shown if wanted)

    def asks(self, moment: Moment) -> Moment:
        if moment.ground is None or not self.map_view.field:
            return moment
        return moment._replace(ground=moment.ground._replace(field=True))

    def _draw(self, frame: Frame) -> None:
        assert frame.map is not None
        self._set_dimension(frame.map.plane.dimensions == 1, frame.map.known)
        self._show_plane(frame)
        self.honesty.show(frame)
        if self._one:
            self.slope.show(frame, frame.map)
        else:
            self._draw_plane(frame)
        self._show_exits(frame)
        self._stand_at_start(frame)
        labels = frame.map.plane.labels(frame.run.history.parameters)
        self.guess.show(None if self._one else frame.guess, labels)
        self.steps.read(frame, frame.map.plane, self.arrows, self.state, self.cloud)
        self.ellipse.read(frame, frame.map.plane, self.curvature)
        self.polynomial.read(frame, self.map_view)
        self.direction.read(frame, self.map_view)
        self.legend.show_entries(self._entries(frame))
        self._explain(frame)

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        self.bar.setVisible(shown and self._coloured)
        if not shown:
            self.honesty.hide()
            self.polynomial.hide()
            self.direction.hide()
        self.legend.setVisible(shown)
        if not shown:
            self.exits.show_exits(())
            self.names.clear()

    def _set_dimension(self, one: bool, known: bool) -> None:
        """Switch between the map over two parameters and the curve along one."""
        self._one, self._coloured = one, known and not one
        self.box.setMouseEnabled(x=True, y=not one)
        self.layers.set_visible(self._coloured)
        self.way.set_visible(not one)
        self.slope.set_visible(one)
        self.bar.setVisible(self._coloured)
        self.bar.setFixedWidth(self.look.size(58.0 if self._coloured else 12.0))

    def _show_plane(self, frame: Frame) -> None:
        assert frame.map is not None
        plane = frame.map.plane
        labels = plane.labels(frame.run.history.parameters)
        self.axis("bottom").name(labels[0])
        self.axis("left").name("loss" if self._one else labels[1])
        if self._one:
            # The loss fits by itself: only the parameter is zoomed.
            self.box.setXRange(*(*self.zoom.ranges, plane.x_range)[0], padding=0)
        else:
            self.see(plane.x_range, plane.y_range)

    def _draw_plane(self, frame: Frame) -> None:
        assert frame.map is not None
        if frame.map.known:
            self.layers.show(frame, self.map_view)
            self.bar.show_levels(self.heat.levels)
        self.way.show(frame, frame.map.plane, self._ranges(), self.pixels())

    def _ranges(self) -> tuple[Range, Range]:
        (x_low, x_high), (y_low, y_high) = self.box.viewRange()
        return (x_low, x_high), (y_low, y_high)

    def _stand_at_start(self, frame: Frame) -> None:
        assert frame.map is not None
        place = frame.map.plane.project(frame.run.history.theta(0))
        # A plane that the trajectory makes would turn under the mouse.
        movable = not frame.run.lacks((Capability.SETTINGS,))
        self.start.movable = movable and bool(frame.map.plane.axes)
        if self._one:
            self.box.setYRange(*self.slope.y_range(), padding=0)
        x = float(place[0])
        self.start.stand(x, self.slope.height(x) if self._one else float(place[1]))

    def _balls(self) -> Sequence[Ball]:
        """The runs that are compared, each with its place in units of the axes."""
        return self.slope.balls if self._one else self.way.balls

    def _show_exits(self, frame: Frame) -> None:
        """Where runs leave the map, each with its numbers in the end."""
        assert frame.map is not None
        found = []
        view = self._ranges()
        across, up = self.box.viewPixelSize()
        for ball in () if self._one else self.way.balls:
            if ball.leaving is None:
                continue
            at = edge_of(*ball.leaving, *view)
            ahead = (ball.leaving[1] - ball.leaving[0]) / (across, up)
            way = ahead / max(float(np.hypot(*ahead)), 1e-300)
            words = leaving_text(ball.shown, frame.map.plane)
            found.append(
                Exit(
                    at,
                    (float(way[0]), float(way[1])),
                    ball.colour,
                    words,
                    f"{ball.shown.label} leaves",
                )
            )
        self.exits.show_exits(found)

    def _place_names(self) -> None:
        """Names beside the balls, off the start, the arrows and the paths."""
        balls = self._balls()
        if not balls:
            self.names.clear()
            return
        points = [
            NamedPoint(self.box.mapFromView(QPointF(*ball.at)), ball.shown.label, ball.colour)
            for ball in balls
        ]
        start, half = self.start.pos(), self.look.size(8.0)
        taken = [QRectF(start.x() - half, start.y() - half, 2.0 * half, 2.0 * half)]
        stars = (self.way.minima.data[name].tolist() for name in ("x", "y"))
        for place in zip(*stars, strict=True):
            at = self.box.mapFromView(QPointF(*place))
            taken.append(QRectF(at.x() - half, at.y() - half, 2.0 * half, 2.0 * half))
        label = self.start.label
        if label.isVisible() and label.text:
            taken.append(label.mapRectToParent(label.boundingRect()))
        offset = self.box.geometry().topLeft()
        taken += [one.translated(-offset) for one in self.exits.rectangles()]
        area = QRectF(QPointF(), self.box.geometry().size())
        lines = [*self.steps.lines(), *self._path_lines(area)]
        self.names.place(points, area, taken, lines)

    @property
    def crowded(self) -> bool:
        return len(self._balls()) > _FEW_BALLS

    def _path_lines(self, area: QRectF) -> Sequence[tuple[Array, Array]]:
        """What the paths draw in the pixels of an area; of many runs none, which takes long."""
        items = [] if self.crowded else [self.way.past]
        return drawn_lines(items, area, self.box.viewRange())

    def _entries(self, frame: Frame) -> list[LegendEntry]:
        look = self.look
        found = [*self.steps.entries(), *self.ellipse.entries(), *self.polynomial.entries()]
        if frame.minima:
            # With more parameters the plane is a slice, which may miss the minimum.
            words = "minimum" if len(frame.run.history.parameters) <= 2 else "minimum, projected"
            found.append(LegendEntry("star", look.minimum, words))
        if self._one and self.arrows:
            found.append(LegendEntry("dash", look.accent, "tangent"))
        found.append(LegendEntry("square", look.start, "start"))
        return found

    def _explain(self, frame: Frame) -> None:
        assert frame.map is not None
        plane = frame.map.plane
        rows = self._outside.rows(frame, plane, self._ranges()[: plane.dimensions])
        later = int(np.count_nonzero(rows > frame.row))
        count = (later or len(rows)) * self._outside.every
        if count:
            of = frame.reveal - frame.row if later else frame.reveal + 1
            self._write_note(outside_text(count, of, bool(later), self._outside.every), "show all")
        elif self._looks_tilted and not self.legend.gives_way:
            self._write_note("axes differ in scale: arrows look tilted")
        else:
            self._write_note("")

    def _spoken_picture(self, frame: Frame) -> str:
        if frame.map is None or not self._balls():
            turned = self.direction.words
            at = (point_text(frame), self.polynomial.spoken, turned[:1].upper() + turned[1:])
            return ". ".join(filter(None, at))
        gone = [one.words for one in self.exits.exits if one.words]
        outside = f". Outside the map: {'; '.join(gone)}" if gone else ""
        return balls_text(self._balls(), frame.map.plane) + outside

    def _restyle(self) -> None:
        self.layers.restyle(self.look)
        self.way.restyle(self.look)
        self.slope.restyle(self.look)
        self.honesty.restyle(self.look)
        self.steps.restyle(self.look)
        self.ellipse.restyle(self.look)
        self.polynomial.restyle(self.look)
        self.direction.restyle(self.look)
        self.start.restyle(self.look)
        self.exits.restyle(self.look)
        self.guess.restyle(self.look)
        self.names.restyle(self.look)
        self.bar.restyle(self.look)
        self.legend.restyle(self.look)

    def _place(self) -> None:
        if self.frame is None or self.frame.map is None:
            return
        self.layers.place()
        self.steps.place(self._height)
        self.ellipse.place()
        self.polynomial.place()
        self.direction.place()
        here = self.steps.here(self._height)
        self.honesty.place(here, self.note_area())
        self.start.place(here)
        self.guess.place()
        area = self.box.geometry()
        self.exits.place(lambda: self._path_lines(area))
        self._place_names()

    def _height(self, x: float) -> float:
        """The loss at a value of the only parameter."""
        return self.slope.height(x)

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        if frame.map is None:
            return ()
        if not self._one:
            x, y = self.box.viewPixelSize()
            place = (point.x(), point.y())
            row = self.way.near(frame, frame.map.plane, place, (_NEAR * x, _NEAR * y))
            if row is not None:
                return row_text(frame, frame.map, row, self.look)
        return place_text(frame, frame.map, point.x(), point.y(), self.look)

    # The mouse ---------------------------------------------------------------------------

    def _on_turned(self, angle: float) -> None:
        self.choose(angle=angle)

    def _on_start_moved(self, x: float, y: float) -> None:
        if self.start.movable:
            self.on_start_moved(x, float("nan") if self._one else y)

    def _on_pressed(self, point: QPointF) -> None:
        self.on_point_chosen(point.x(), point.y())

    def _on_placed(self, point: QPointF) -> None:
        self._on_start_moved(point.x(), point.y())
        self.on_start_dropped()
