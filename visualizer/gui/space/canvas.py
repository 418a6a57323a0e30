"""The item that shows a scene in a plot, and turns the mouse into a movement of the camera."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.space.camera import Camera, Projection
from visualizer.gui.space.frame_box import BoxLines, box_lines, nice_ticks
from visualizer.gui.space.painter import Backend, SpacePainter, surface_picture
from visualizer.gui.space.relief import Relief
from visualizer.gui.space.scene import Scene

Ticks = tuple[tuple[tuple[float, str], ...], str]
"""Those of the vertical axis, and its name."""

MARGIN = 46.0
"""Pixels at each side for the numbers beside the box, in a picture that is large enough."""
_MOST_MARGIN = 0.1, 0.15
"""The most of width and height that they may take: letters must not leave a tiny surface."""
DEGREES_PER_PIXEL = 0.4
# Pixels of the surface that are worked out within a frame; at rest there is time for more than the
# screen has, which makes edges smooth.
_MOVING_PIXELS = 350e3
_RESTING_PIXELS = 1.6e6
_THOROUGH = 2.0


class Canvas(pg.GraphicsObject):
    """Fills its parent with the picture of a scene.

    Callbacks
    ---------
    on_camera_moved(camera)
        The user has dragged, or turned the wheel.
    on_reset()
        The user has double-clicked.

    While `moving` the surface is painted with fewer pixels. `backend` makes the surface in
    place of the painter, which does it itself when the backend cannot.
    """

    def __init__(self, parent: pg.ViewBox, look: Look) -> None:
        super().__init__(parent)
        self.on_camera_moved: Callable[[Camera], None] = lambda camera: None
        self.on_reset: Callable[[], None] = lambda: None
        self.moving = False
        self.backend: Backend | None = None
        self.camera = Camera()
        self._parent = parent
        self._scene: Scene | None = None
        self._heights: Ticks = ((), "")
        self._lines: BoxLines | None = None
        self._picture = QImage()
        self._picture_key: object = None
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self._look = look
        self._painter = SpacePainter(look)
        self._lines = None
        self.update()

    def show_scene(self, scene: Scene, heights: Ticks, camera: Camera) -> None:
        """Show a scene from a camera."""
        self._scene, self._heights, self.camera = scene, heights, camera
        self._lines = None
        self.update()

    def look_from(self, camera: Camera) -> None:
        """Show the scene from another camera."""
        self.camera = camera
        self._lines = None
        self.update()

    @property
    def scene_shown(self) -> Scene | None:
        """What is in the picture."""
        return self._scene

    def follow_parent(self) -> None:
        """Take the size of the parent."""
        self.prepareGeometryChange()
        self._lines = None
        self.update()

    def view(self) -> Projection | None:
        """The camera with the size of the picture; None without a scene."""
        if self._scene is None:
            return None
        size = self._parent.rect()
        box = self._scene.surface.relief.box
        wide, high = _MOST_MARGIN
        margin = min(self._look.size(MARGIN), wide * size.width(), high * size.height())
        return Projection(self.camera, box, size.width(), size.height(), margin)

    def boundingRect(self) -> QRectF:
        return self._parent.rect()

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        view = self.view()
        if view is None or self._scene is None or min(view.width, view.height) < 30.0:
            return
        if self._lines is None:
            self._lines = self._box(view)
        self._fill(view, painter.device().devicePixelRatioF())
        painter.save()
        painter.setClipRect(self.boundingRect())
        self._painter.paint(painter, self._scene, view, self._lines, self._picture)
        painter.restore()

    def _box(self, view: Projection) -> BoxLines:
        assert self._scene is not None
        surface, room = self._scene.surface, max(2, round(view.scale / self._look.size(34.0)))
        ticks = [nice_ticks(limits, min(room, 8)) for limits in (surface.x_range, surface.y_range)]
        names = (*self._scene.names, self._heights[1])
        return box_lines(view, (*ticks, self._heights[0]), names, self._look.size(1.0))

    def _fill(self, view: Projection, ratio: float) -> None:
        """Make the picture of the surface, unless it is there."""
        assert self._scene is not None
        relief = self._scene.surface.relief
        factor = self._pixels_for_one(view, ratio)
        # By `id`, as comparing two reliefs would cost as much as painting one; `_kept` keeps the
        # number from coming again.
        key = (id(relief), view, factor, ratio, id(self.backend))
        if key == self._picture_key:
            return
        fine = replace(
            view, width=round(view.width * factor), height=round(view.height * factor),
            margin=view.margin * factor,
        )  # fmt: skip
        made = self._from_backend(relief, fine)
        # The card has failed once: from now on the painter does it.
        if made is None:
            self.backend = None
            made = surface_picture(relief, fine, self._look.size(1.0) * factor)
        if factor > ratio and not self._look.thorough:
            # Made smaller once, not with every paint.
            made = made.scaled(
                round(view.width * ratio), round(view.height * ratio),
                Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
        # Not before: what could not be made now is to be tried again.
        self._picture, self._picture_key, self._kept = made, key, relief

    def _from_backend(self, relief: Relief, view: Projection) -> QImage | None:
        """The picture of the backend; None without one, or when it fails in whatever way."""
        if self.backend is None:
            return None
        try:
            return self.backend(relief, view)
        except Exception:  # of a driver or of PyOpenGL, and we are painting: there is the painter
            return None

    def _pixels_for_one(self, view: Projection, ratio: float) -> float:
        """Pixels of the surface for one of the view: fewer while it moves, more at rest."""
        area = view.width * view.height
        if self._look.thorough:
            return _THOROUGH
        if self.moving:
            return min(ratio, math.sqrt(_MOVING_PIXELS / area))
        return max(ratio, min(2.0, math.sqrt(_RESTING_PIXELS / area)))

    # The mouse ---------------------------------------------------------------------------

    def mouseDragEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        way: QPointF = event.pos() - event.lastPos()
        self.moving = not event.isFinish()
        per_pixel = DEGREES_PER_PIXEL / self._look.scale
        # The box follows the hand, so the eye goes the other way.
        self.on_camera_moved(self.camera.turned(-way.x() * per_pixel, way.y() * per_pixel))

    def hoverEvent(self, event: Any) -> None:
        if not event.isExit() and event.acceptDrags(Qt.MouseButton.LeftButton):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            # Or the view box below would take the double click for its own.
            event.acceptClicks(Qt.MouseButton.LeftButton)

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.double():
            event.accept()
            self.on_reset()
        else:
            event.ignore()

    def wheelEvent(self, event: QGraphicsSceneWheelEvent) -> None:
        event.accept()
        self.moving = True  # until the view rests
        self.on_camera_moved(self.camera.zoomed(1.0015 ** event.delta()))
