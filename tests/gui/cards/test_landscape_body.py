"""The map and the surface in the real window."""

import subprocess
import sys

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.gui.frames import near, rgb
from tests.gui.windows import change, settle, wait_until
from visualizer.gui.cards.landscape_body import SPACE, LandscapeBody
from visualizer.gui.space.camera import PRESETS, Camera
from visualizer.gui.space.open_gl import has_context, open_gl
from visualizer.gui.stage.surface_view import SurfaceView
from visualizer.gui.window.main_window import MainWindow

Key = Qt.Key


def named(window: MainWindow, words: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton) if b.accessibleName() == words)


def body_of(window: MainWindow) -> LandscapeBody:
    """Not a fixture: pytest would hold it until after the search for leftovers."""
    return window.findChild(LandscapeBody)


def shown_in_space(window: MainWindow) -> SurfaceView:
    """The surface, chosen and drawn."""
    named(window, "The landscape as a surface in three dimensions").click()
    space = body_of(window).space
    assert space is not None
    wait_until(lambda: space.plot.frame is not None and space.plot.frame.map is not None)
    return space


def test_the_surface_is_built_when_it_is_chosen(window) -> None:
    body = body_of(window)
    assert body.space is None
    assert not body.camera.isVisible()
    flat = named(window, "The landscape as a map")
    assert flat.isChecked()
    named(window, "The landscape as a surface in three dimensions").click()
    made = body.space
    assert made is not None
    assert made.isVisible()
    assert not flat.isChecked()
    assert not window.landscape_view.isVisible()
    assert body.camera.isVisible()
    flat.click()
    assert window.landscape_view.isVisible()
    assert not body.camera.isVisible()
    named(window, "The landscape as a surface in three dimensions").click()
    assert body.space is made


def test_nothing_of_it_is_imported_at_the_start() -> None:
    code = (
        "import sys, visualizer.gui.window.main_window, visualizer.gui.cards.plot_cards\n"
        "import visualizer.gui.window.docks\n"
        "print([name for name in sys.modules if 'space' in name or 'surface' in name"
        " or name.split('.')[0] == 'OpenGL'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_a_context_it_is_painted(window) -> None:
    """Offscreen there is no OpenGL: really none, and nothing breaks."""
    space = shown_in_space(window)
    assert not has_context()
    assert open_gl() is None
    assert space.surface.canvas.backend is None
    picture = rgb(space.grab().toImage())
    assert near(picture, space.plot.look.point, 25).any()
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 1000


def test_it_follows_the_playhead(window) -> None:
    space = shown_in_space(window)
    for row in (6, 1):
        window.playback.seek(row)
        wait_until(lambda row=row: space.plot.frame.row == row)
        settle(window)
        scene = space.surface.canvas.scene_shown
        wanted = scene.surface.floor(space.plot.frame.run.history.theta(row)[None])
        np.testing.assert_allclose(scene.point[:, :2], wanted)
        x, y = space.surface.canvas.view().pixels(scene.point)[0]
        place = space.mapFromScene(space.surface.canvas.mapToScene(QPointF(x, y)))
        picture = rgb(space.grab().toImage())
        assert near(picture, space.plot.look.point, 25)[place.y(), place.x()]


def test_the_switches_are_those_of_the_map(window) -> None:
    space = shown_in_space(window)
    for words, flag in (
        ("Colour by the logarithm of the loss", "log"),
        ("Arrows downhill and of the next step", "arrows"),
    ):
        named(window, words).click()
        wait_until(lambda flag=flag: getattr(space.plot, flag) is False)
    named(window, "The landscape as a map").click()
    wait_until(lambda: not window.landscape.log and not window.landscape.arrows)


def test_keys_turn_and_zoom_when_it_has_the_focus(window) -> None:
    space = shown_in_space(window)
    space.setFocus()
    start, epoch = space.surface.camera, window.session.state.playhead
    for key, moved in (
        (Key.Key_Right, start.turned(5)),
        (Key.Key_Left, start),
        (Key.Key_Up, start.turned(0, 5)),
        (Key.Key_Down, start),
        (Key.Key_Plus, start.zoomed(1.1)),
    ):
        QTest.keyClick(space, key)
        assert space.surface.camera == moved
    assert window.session.state.playhead == epoch
    wait_until(lambda: not space.surface.canvas.moving)


def test_presets_and_the_slow_turn(window) -> None:
    body = body_of(window)
    space = shown_in_space(window)
    menu = body.camera_menu
    menu.aboutToShow.emit()
    entries = {action.text(): action for action in menu.actions() if action.text()}
    assert list(entries) == [
        "Oblique", "Along w", "Along b", "From above", "Turn slowly", "Save the turn as pictures…",
    ]  # fmt: skip
    for words, preset in zip(entries, PRESETS.values(), strict=False):
        entries[words].trigger()
        assert space.surface.camera == preset
        # Names of axes may stand in every corner of the picture.
        picture = space.mapFromScene(space.surface.box.sceneBoundingRect()).boundingRect()
        if not space.surface.bar.isVisible():
            wait_until(lambda picture=picture: not body.camera.geometry().intersects(picture))
        assert space.rect().contains(body.camera.geometry())
    turn = entries["Turn slowly"]
    turn.trigger()
    assert space.turning
    before = space.surface.camera.azimuth
    wait_until(lambda: space.surface.camera.azimuth != before)
    # It pauses while the map is shown, and ends when a preset is chosen.
    named(window, "The landscape as a map").click()
    still = space.surface.camera
    QTest.qWait(120)
    assert space.surface.camera == still
    named(window, "The landscape as a surface in three dimensions").click()
    wait_until(lambda: space.surface.camera != still)
    entries["Oblique"].trigger()
    assert not space.turning
    assert not turn.isChecked()
    assert space.surface.camera == Camera()


def test_one_parameter_is_told(window) -> None:
    body = body_of(window)
    space = shown_in_space(window)
    change(window, problem__bias=False)
    wait_until(lambda: len(space.plot.frame.run.history.parameters) == 1)
    settle(window)
    assert "needs two parameters" in space.plot._message.text
    assert body.choice.isVisible()


def test_it_can_be_used_without_seeing(window) -> None:
    body = body_of(window)
    space = shown_in_space(window)
    assert space.accessibleName() == "Plot: Surface"
    assert "arrow keys" in space.toolTip()
    assert body.camera.accessibleName()
    assert body.camera.toolTip()
    assert not body.camera.icon().isNull()
    assert body.currentIndex() == SPACE
