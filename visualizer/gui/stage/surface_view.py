"""The widget of the landscape in three dimensions: keys, and the slow turn."""

import time

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.space.camera import PRESETS, Camera
from visualizer.gui.space.open_gl import open_gl
from visualizer.gui.space.surface import SurfacePlot
from visualizer.gui.stage.plot_view import PlotView

KEY_DEGREES = 5.0
KEY_ZOOM = 1.1
SECONDS_A_TURN = 24.0
# 30 pictures a second: smooth enough for so slow a turn.
TURN_MILLISECONDS = 33
# After the last movement: a picture with all its pixels takes longer than one of a drag.
REST_MILLISECONDS = 160

Key = Qt.Key
_TURNS = {
    Key.Key_Left: (-KEY_DEGREES, 0.0),
    Key.Key_Right: (KEY_DEGREES, 0.0),
    Key.Key_Up: (0.0, KEY_DEGREES),
    Key.Key_Down: (0.0, -KEY_DEGREES),
}
_ZOOMS = {
    Key.Key_Plus: KEY_ZOOM,
    Key.Key_Equal: KEY_ZOOM,
    Key.Key_Minus: 1.0 / KEY_ZOOM,
}


class SurfaceView(PlotView):
    """Shows a `SurfacePlot`; drag, wheel, arrow keys, + and - move the camera.

    Signals
    -------
    turning_changed(on)
        The slow turn has begun or ended.
    restyled(look)
        The colours have changed.
    """

    turning_changed = Signal(bool)
    restyled = Signal(object)
    _corner: QWidget | None = None  # there before the first restyle

    def __init__(self, plot: SurfacePlot, smallest: QSize, parent: QWidget | None = None) -> None:
        super().__init__(plot, smallest, parent)
        self.surface = plot
        self.setToolTip(
            "Drag or use the arrow keys to turn, the wheel or + and − to zoom;\n"
            "double-click for the usual view. What the surface hides is drawn faintly."
        )
        # The colour bar beside it comes and goes with the camera.
        plot.box.sigResized.connect(calling(self._place_corner))
        self._turned_at = 0.0
        self._turn = QTimer(self)
        self._turn.setInterval(TURN_MILLISECONDS)
        self._turn.timeout.connect(self._turn_on)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rest)
        self._wants_turn = False
        plot.on_camera_moved = self._on_camera_moved

    @property
    def turning(self) -> bool:
        """Whether the surface turns slowly, for watching or recording."""
        return self._wants_turn

    def set_turning(self, on: bool) -> None:
        """Begin or end the slow turn; it pauses while the view is not seen."""
        if on == self._wants_turn:
            return
        self._wants_turn = on
        self._follow_turning()
        self.turning_changed.emit(on)

    def look_from(self, name: str) -> None:
        """See the surface as one of `PRESETS`; the slow turn ends."""
        self.set_turning(False)
        self.surface.look_from(PRESETS[name])

    def restyle(self, look: Look) -> None:
        super().restyle(look)
        self.restyled.emit(look)
        self._place_corner()

    def set_corner(self, widget: QWidget) -> None:
        """Have a small control in the lower right corner, beside the picture."""
        self._corner = widget
        widget.setParent(self)
        widget.show()
        self._place_corner()

    def use_open_gl(self, on: bool) -> None:
        """Draw the surface with OpenGL where there is any, or paint it."""
        self.surface.canvas.backend = open_gl() if on else None
        self.surface.canvas.update()
        self.paint_soon()

    def turn(self, degrees: float) -> None:
        """Turn the surface, with fewer pixels until it rests."""
        self._move(self.surface.camera.turned(degrees))

    def _place_corner(self) -> None:
        if self._corner is not None:
            self._corner.adjustSize()
            beside = 0
            if self.surface.bar.isVisible():
                beside = round(self.surface.bar.minimumWidth() + self.surface.look.size(6.0))
            self._corner.move(
                self.width() - self._corner.width() - beside,
                self.height() - self._corner.height(),
            )

    # The camera --------------------------------------------------------------------------

    def _on_camera_moved(self, camera: Camera) -> None:
        # Fewer pixels while it moves, all of them when it rests.
        self._rest.start()
        self.paint_soon()

    def _move(self, camera: Camera) -> None:
        self.surface.canvas.moving = True
        self.surface.look_from(camera)

    def _on_rest(self) -> None:
        self.surface.canvas.moving = False
        self.surface.canvas.update()
        self.paint_soon()
        self.surface.keep_camera()

    def _follow_turning(self) -> None:
        if self._wants_turn and self.isVisible():
            self._turned_at = time.perf_counter()
            self._turn.start()
        else:
            self._turn.stop()

    def _turn_on(self) -> None:
        now = time.perf_counter()
        degrees = min(now - self._turned_at, 0.2) * 360.0 / SECONDS_A_TURN
        self._turned_at = now
        self.turn(degrees)

    # Qt's events -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # Asked before a shortcut of the window gets the key.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            free = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            if not event.modifiers() & ~free and (event.key() in _TURNS or event.key() in _ZOOMS):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        camera = self.surface.camera
        if event.key() in _TURNS:
            self._move(camera.turned(*_TURNS[Key(event.key())]))
        elif event.key() in _ZOOMS:
            self._move(camera.zoomed(_ZOOMS[Key(event.key())]))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_corner()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_turning()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turn.stop()
        self._rest.stop()
