"""The landscape in three dimensions, with the way over it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, replace

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.app.state import Run
from visualizer.app.views import CameraView, Views
from visualizer.core.analysis.insight import Insight
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.taylor import Taylor
from visualizer.core.capabilities import Capability
from visualizer.gui.look.look import Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import MenuEntry, nothing
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.heatmap import ColourBar
from visualizer.gui.plots.honesty import Honesty
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.landscape_texts import outside_text, point_text
from visualizer.gui.plots.marks import LegendEntry, MapLegend
from visualizer.gui.plots.polynomials import NAMES
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.trajectory import Outside
from visualizer.gui.space.camera import FIRST, Camera
from visualizer.gui.space.canvas import Canvas, Ticks
from visualizer.gui.space.scene import Scene, Scenes, Surface
from visualizer.gui.space.sheet import with_polynomial

_EVERY = 4
"""One of so many points of the way is asked whether it is seen."""
_LITTLE = 0.08
"""A camera that hides more than the best one by no more than this is as good."""


class SurfacePlot(Plot):
    """A `LandscapeMap` as a surface seen from a camera, with the trajectory on it.

    Callbacks, besides those of `Plot`
    ----------------------------------
    on_camera_moved(camera)
        The camera has been moved.
    """

    name = "surface"
    depends = (
        "run.history",
        "run.colour",
        "run.history.ending",
        "row",
        "reveal",
        "hide_future",
        "label",
        "ways",
    )
    requires = (Capability.LANDSCAPE,)
    grid = False
    log = Shown[bool]()
    arrows = Shown[bool]()
    view_of = "landscape"
    axes_of = "landscape"
    taylor = Shown[str]()
    together = False

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.camera = Camera()
        self.names = ("x", "y")
        self.on_camera_moved: Callable[[Camera], None] = nothing
        self._outside = Outside()
        self._scenes = Scenes()
        self._surface: tuple[object, Surface] | None = None
        self.canvas = Canvas(self.box, look)
        self.canvas.on_camera_moved = self.look_from
        self.canvas.on_reset = self.fit
        self._home = self.camera
        self._placed: object = None
        self._seen: object = None
        self.honesty = Honesty(self.keep, self.box, look)
        self.honesty.ring.hide()  # the canvas draws one where the point is
        self.bar = ColourBar(look)
        self.legend = MapLegend(look, self.item)
        for side in ("left", "bottom"):
            self.item.hideAxis(side)
        self.item.layout.addItem(self.bar, 2, 3)
        self.box.setMouseEnabled(False, False)
        self._restyle()

    @property
    def insights(self) -> tuple[type[Insight], ...]:
        return (LandscapeMap, Taylor) if self.taylor else (LandscapeMap,)

    @classmethod
    def applies(cls, run: Run) -> bool:
        return len(run.history.parameters) > 1

    @property
    def aspect(self) -> float:
        """Height of the floor divided by its width: what a view range should fit."""
        return 1.0

    def unavailable(self, frame: Frame) -> str:
        one = frame.map is not None and frame.map.plane.dimensions == 1
        if one or len(frame.run.history.parameters) < 2:
            return "A surface needs two parameters; this problem has one."
        if frame.map is None:
            return "Computing the landscape…"
        return f"{frame.map.reason}." if frame.map.reason else ""

    def menu_entries(self) -> Sequence[MenuEntry]:
        return (MenuEntry("Show every point", lambda: self.on_note_clicked()),)

    def fit(self) -> None:
        super().fit()
        self.look_from(self._home)

    def follow(self, views: Views) -> None:
        super().follow(views)
        view = dict(views).get(self.name)
        if view != self._placed:
            self._placed = view
            placed = Camera(*astuple(view)) if isinstance(view, CameraView) else self._home
            self.look_from(placed)

    def keep_camera(self) -> None:
        """Have others know from where it is seen, now that the camera rests."""
        camera = CameraView() if self.camera == self._home else CameraView(*astuple(self.camera))
        if camera != (self._placed or CameraView()):
            self._placed = None if camera == CameraView() else camera
            self.on_chosen(self.name, asdict(camera))

    def look_from(self, camera: Camera) -> None:
        """See the surface from another place: the scene stays as it is."""
        self.camera = camera
        self.canvas.look_from(camera)
        self._show_bar()
        self.on_camera_moved(camera)

    # Drawing -----------------------------------------------------------------------------

    def _draw(self, frame: Frame) -> None:
        surface = self._surface_of(frame)
        scene = self._scenes.scene_of(frame, surface, self.arrows)
        self.names = scene.names
        self.honesty.show(frame)
        scene = replace(scene, apart=self.honesty.apart)
        scene = with_polynomial(scene, frame, int(self.taylor or 0))
        # Once for a problem: a camera that moved while training would be worse than a bad one.
        if frame.problem != self._seen:
            self._seen = frame.problem
            self._choose_home(scene)
        self.bar.show_levels(surface.levels)
        self._show_bar()
        self.canvas.show_scene(scene, self._heights(), self.camera)
        self.legend.show_entries(self._entries(frame, scene))
        self._explain(frame, surface)

    def _choose_home(self, scene: Scene) -> None:
        """Look from where way and minimum are seen, unless the user looks from elsewhere."""
        relief, way = scene.surface.relief, np.concatenate([scene.past.points, scene.future.points])
        # The few minima and the start count as much as the whole way.
        groups = [one for one in (way[::_EVERY], scene.minima, scene.start) if len(one)]

        def hidden(camera: Camera) -> float:
            return sum(float(relief.hidden(one, camera).mean()) for one in groups)

        shares = {camera: hidden(camera) for camera in FIRST}
        least = min(shares.values())
        # In the order of `FIRST`: of cameras that are as good the most usual.
        home = next(camera for camera, share in shares.items() if share <= least + _LITTLE)
        # The user has not turned it, so nothing is taken from anybody.
        if self.camera == self._home:
            self.camera = home
        self._home = home

    def _show_bar(self) -> None:
        """The vertical axis has the same numbers, where it can be seen."""
        above = self.camera.from_above
        self.bar.setVisible(self._shown and above)
        # On the screen the control of the camera stands there: it would cover names.
        alone = 8.0 if self.look.thorough else 44.0
        self.bar.setFixedWidth(self.look.size(58.0 if above else alone))

    def _surface_of(self, frame: Frame) -> Surface:
        assert frame.map is not None
        minimum = frame.problem.minimum_loss
        key = (id(frame.map), minimum, self.log)
        if self._surface is None or self._surface[0] != key:
            # Kept, as its number in the key may come again once it is gone.
            self._kept = frame.map
            self._surface = key, Surface(frame.map, minimum, self.log)
        return self._surface[1]

    def _heights(self) -> Ticks:
        """Ticks of the vertical axis: those of the colours."""
        ticks = tuple((2.0 * height - 1.0, text) for height, text in self.bar.ticks())
        return ticks, self.bar.heading()

    def _entries(self, frame: Frame, scene: Scene) -> list[LegendEntry]:
        look = self.look
        found = []
        if len(scene.after):
            found.append(LegendEntry("arrow", look.update, "next step"))
        if frame.minima:
            words = "minimum" if len(frame.run.history.parameters) <= 2 else "minimum, projected"
            found.append(LegendEntry("star", look.minimum, words))
        if len(scene.sheet.points):
            found.append(LegendEntry("line", look.curvature, NAMES[int(self.taylor)]))
        found.append(LegendEntry("square", look.start, "start"))
        return found

    def _explain(self, frame: Frame, surface: Surface) -> None:
        assert frame.map is not None
        rows = self._outside.rows(frame, frame.map.plane, (surface.x_range, surface.y_range))
        later = int(np.count_nonzero(rows > frame.row))
        count = (later or len(rows)) * self._outside.every
        if count:
            of = frame.reveal - frame.row if later else frame.reveal + 1
            self._write_note(outside_text(count, of, bool(later), self._outside.every), "show all")
        else:
            self._write_note("")

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        if not shown:
            self.honesty.hide()
        self.canvas.setVisible(shown)
        for side in ("left", "bottom"):
            self.axis(side).setVisible(False)
        self._show_bar()
        self.legend.setVisible(shown)

    def _restyle(self) -> None:
        self.canvas.restyle(self.look)
        self.honesty.restyle(self.look)
        self.bar.restyle(self.look)
        self.legend.restyle(self.look)

    def _place(self) -> None:
        self.canvas.follow_parent()
        self.honesty.place()

    def _spoken_picture(self, frame: Frame) -> str:
        return point_text(frame)

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        return ()
