"""The body of the landscape's card: the map, or the same landscape in three dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from visualizer.app import views
from visualizer.app.views import LANDSCAPE, MapView
from visualizer.gui.look.icons import icon
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.roles import set_role

if TYPE_CHECKING:
    from visualizer.gui.stage.surface_view import SurfaceView

FLAT, SPACE = 0, 1
DIMENSIONS = (views.FLAT, views.SPACE)


class LandscapeBody(QStackedWidget):
    """The two views of the landscape; that in three dimensions is built when it is chosen.

    `choice` is the control for the title row; `camera` stands in the corner of the surface.
    """

    def __init__(self, bench: Workbench, flat: PlotView) -> None:
        super().__init__()
        self._bench = bench
        self._flat = flat
        self.space: SurfaceView | None = None
        self.addWidget(flat)
        self.choice = _DimensionChoice(self)
        self.camera_menu: QMenu | None = None
        self.camera = QToolButton(self)
        self.camera.setToolTip("From where the surface is seen")
        self.camera.setAccessibleName("From where the surface is seen")
        self.camera.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.camera.hide()
        bench.session.changed.connect(self._follow)

    def choose(self, place: int) -> None:
        """Have the map (`FLAT`) or the surface (`SPACE`) shown."""
        self._flat.plot.choose(dimensions=DIMENSIONS[place])

    def _follow(self) -> None:
        view = self._bench.session.state.view_of(LANDSCAPE)
        assert isinstance(view, MapView)
        place = DIMENSIONS.index(view.dimensions)
        if place != self.currentIndex():
            self._show(place)
            self.choice.press(place)

    def _show(self, place: int) -> None:
        if place == SPACE and self.space is None:
            self.space = self._made()
            self.addWidget(self.space)
            self.camera_menu = _camera_menu(self.space, self._bench, self.camera)
            self.camera.setMenu(self.camera_menu)
            self.space.restyled.connect(self._dress_camera)
            self._dress_camera(self._bench.look)
            self.space.set_corner(self.camera)
        focused = self.currentWidget().hasFocus()
        self.setCurrentIndex(place)
        if focused:
            self.currentWidget().setFocus()
        # The menu and the shortcuts mean the plot that is seen.
        self._bench.stage.current = self.space if place == SPACE else self._flat
        self._bench.pane.refresh()

    def _dress_camera(self, look: Look) -> None:
        side = round(16 * look.scale)
        self.camera.setIconSize(QSize(side, side))
        self.camera.setIcon(icon("cube", look, side))

    def _made(self) -> SurfaceView:
        from visualizer.gui.space.surface import SurfacePlot
        from visualizer.gui.stage.surface_view import SurfaceView

        flat = self._flat.plot
        plot = SurfacePlot(self._bench.look)
        plot.on_note_clicked = lambda: flat.on_note_clicked()
        view = SurfaceView(plot, self._flat.minimumSizeHint())
        view.use_open_gl(True)
        self._bench.pane.add_view(view)
        return view


class _DimensionChoice(QWidget):
    """Two buttons of which one is down."""

    def __init__(self, body: LandscapeBody) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._body = body
        self._group = QButtonGroup(self)
        for place, words, help_text in (
            (FLAT, "2-D", "The landscape as a map"),
            (SPACE, "3-D", "The landscape as a surface in three dimensions"),
        ):
            button = set_role(QPushButton(words), "switch")
            button.setCheckable(True)
            button.setChecked(place == FLAT)
            button.setToolTip(help_text)
            button.setAccessibleName(help_text)
            self._group.addButton(button, place)
            layout.addWidget(button)
        self._group.idToggled.connect(self._on_toggled)

    def _on_toggled(self, place: int, on: bool) -> None:
        if on:
            self._body.choose(place)

    def press(self, place: int) -> None:
        """Have the button of a view be down."""
        blocked = self._group.blockSignals(True)
        self._group.button(place).setChecked(True)
        self._group.blockSignals(blocked)


def _save_turn(bench: Workbench) -> None:
    from visualizer.gui.dialogs.turn_pictures import save_turn

    save_turn(bench)


def _camera_menu(view: SurfaceView, bench: Workbench, parent: QWidget) -> QMenu:
    """Where to look from, and the slow turn."""
    from visualizer.gui.space.camera import PRESETS

    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    entries = {
        name: menu.addAction(name.capitalize(), calling(view.look_from, name)) for name in PRESETS
    }

    def write_names() -> None:
        for preset, axis in zip(("along x", "along y"), view.surface.names, strict=True):
            entries[preset].setText(f"Along {axis}")

    menu.aboutToShow.connect(write_names)
    menu.addSeparator()
    turn = menu.addAction("Turn slowly")
    turn.setCheckable(True)
    turn.setToolTip("Turns the surface once in 24 seconds, for watching and for recording")
    turn.toggled.connect(view.set_turning)
    view.turning_changed.connect(turn.setChecked)
    save = menu.addAction("Save the turn as pictures…", calling(_save_turn, bench))
    save.setToolTip("Writes one turn as numbered PNG files, from which a film can be made")
    if view.surface.canvas.backend is not None:
        menu.addSeparator()
        graphics = menu.addAction("Use OpenGL")
        graphics.setCheckable(True)
        graphics.setChecked(True)
        graphics.setToolTip("Draws the surface with the graphics card; without it, it is painted")
        graphics.toggled.connect(view.use_open_gl)
    return menu
