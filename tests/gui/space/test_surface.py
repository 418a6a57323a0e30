"""The surface as a plot: what is seen of a run, and how the camera is moved."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.frames import (
    Calls,
    frame_of,
    function_run,
    line_run,
    map_for,
    near,
    on_widget,
    rgb,
    show,
)
from visualizer.core.analysis.landscape import evaluate_plane, view_range
from visualizer.core.analysis.planes import AxisPlane
from visualizer.gui.figures.figures import FigureOptions, image, plots_shown, render
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.space.camera import PRESETS, Camera
from visualizer.gui.space.surface import SurfacePlot

pytestmark = pytest.mark.usefixtures("qapp")
SIZE = (460, 420)


def drawn(frame, look=LIGHT, camera=None, **values) -> np.ndarray:
    plot = SurfacePlot(look)
    plot.choose(**values)
    if camera is not None:
        plot.look_from(camera)
    with on_widget(plot, SIZE) as widget:
        return show(plot, widget, frame)


@pytest.fixture(scope="module")
def run():
    return line_run()


@pytest.fixture
def frame(run):
    return frame_of(run, 6)


def test_the_surface_and_what_is_on_it_are_seen(frame) -> None:
    for look in (LIGHT, DARK):
        picture = drawn(frame, look=look)
        assert near(picture[60:-20, :-90], look.card, 3).mean() < 0.9
        for colour in (look.point, look.start, look.update):
            assert near(picture[60:], colour, 25).any(), colour


def test_the_playhead_moves_the_point(run) -> None:
    def where(row: int) -> np.ndarray:
        return np.argwhere(near(drawn(frame_of(run, row)), LIGHT.point, 25)).mean(axis=0)

    assert np.hypot(*(where(1) - where(2))) > 10


def test_a_screen_reader_hears_where_the_point_is(frame) -> None:
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, frame)
        assert "The point is at w 2.497, b 0.6793." in plot.spoken()


def test_hiding_the_future(run) -> None:
    hidden = frame_of(run, 6, hide_future=True)
    seen = drawn(hidden)
    np.testing.assert_array_equal(seen, drawn(replace(hidden, count=7)))
    assert not near(seen[60:], LIGHT.update, 25).any()
    assert (drawn(frame_of(run, 6)) != seen).any()


def test_height_is_linear_or_logarithmic(frame) -> None:
    assert (drawn(frame, log=True) != drawn(frame, log=False)).mean() > 0.05


def test_the_first_camera_shows_the_minimum_in_the_valley() -> None:
    run = function_run("rosenbrock", 0.001, 2000)
    start, path = run.history.theta(0), run.history.path(0, 1, 0, 2000)
    ranges, _ = view_range(run.problem, (0, 1), start, path, aspect=0.85)
    plane = AxisPlane.over((0, 1), start, *ranges)
    frame = frame_of(run, 0, None).knowing(evaluate_plane(run.problem, plane, 161))
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, (560, 540)) as widget:
        show(plot, widget, frame)
        scene = plot.canvas.scene_shown
        relief = scene.surface.relief
        assert relief.hidden(scene.minima, Camera()).all()
        assert not relief.hidden(scene.minima, plot.camera).any()
        # Another problem is looked at from its own place, unless the user has chosen one.
        plot.look_from(PRESETS["along x"])
        show(plot, widget, frame_of(line_run(), 3))
        assert plot.camera == PRESETS["along x"]


def test_presets_differ(frame) -> None:
    pictures = [drawn(frame, camera=camera) for camera in PRESETS.values()]
    for number, picture in enumerate(pictures):
        for other in pictures[:number]:
            assert (picture != other).mean() > 0.05


def test_points_behind_a_ridge_are_faint() -> None:
    """On the sphere seen level, the far and the near side of the bowl hide the way inside."""
    run = function_run("sphere", 0.02, 30)
    frame = frame_of(run, 0, ((-5.0, 5.0), (-5.0, 5.0)))
    from_above = near(drawn(frame, camera=PRESETS["from above"]), LIGHT.point, 25).sum()
    level = near(drawn(frame, camera=PRESETS["along y"]), LIGHT.point, 25).sum()
    assert from_above > 60
    assert level == 0


def test_points_outside_are_counted_and_can_be_asked_for(run) -> None:
    plot, calls = SurfacePlot(LIGHT), Calls()
    plot.on_note_clicked = calls
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, frame_of(run, 6, ((2.0, 4.0), (0.0, 1.0))))
        assert "outside" in plot.note.text
        plot.note.on_clicked()
        assert calls.made == [()]
        show(plot, widget, frame_of(run, 6))
        assert plot.note.text == ""


def test_one_parameter_has_no_surface() -> None:
    run = line_run(0.1, 5, problem={"bias": False}, start={"parameters": [0.0]})
    frame = frame_of(run, 2, ((-1.0, 6.0),))
    plot = SurfacePlot(LIGHT)
    assert plot.unavailable(frame) == "A surface needs two parameters; this problem has one."
    assert "surface" not in plots_shown(frame)
    with on_widget(plot, SIZE) as widget:
        picture = show(plot, widget, frame)
        assert not near(picture, LIGHT.start, 25).any()
        assert near(picture, LIGHT.muted, 60).any()


def test_the_true_loss_stands_beside_that_of_the_plane() -> None:
    """The points of a run lie beside a random plane, and are marked."""
    run = line_run(0.05, 30, problem={"data": "noisy-line", "hidden": [4]})
    bare = frame_of(run, 7, None)
    kind = bare.knowing(map_for(bare, 1.0, kind="random"))
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, kind)
        scene = plot.canvas.scene_shown
        assert scene is not None
        assert scene.apart
        assert "true loss" in plot.honesty.tag.text
        assert not plot.honesty.ring.isVisible()
        show(plot, widget, frame_of(line_run(), 7))
        assert not plot.canvas.scene_shown.apart
        assert plot.honesty.tag.text == ""


def test_so_little_loss_that_powers_of_ten_are_no_ticks() -> None:
    run = line_run(0.05, 30, problem={"data": "noisy-line", "hidden": [16, 16]})
    bare = frame_of(run, 10, None)
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, bare.knowing(map_for(bare, 1.0)))
        ticks = plot.bar.ticks()
        assert len(ticks) > 2
        levels = plot.bar._levels
        for height, text in ticks:
            value = np.log10(float(text))
            assert height == pytest.approx(
                (value - levels.low) / (levels.high - levels.low), abs=0.02
            )


def test_nothing_is_drawn_twice(frame) -> None:
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, frame)
        assert not plot.draw(frame)
        plot.look_from(Camera(10, 10))
        assert not plot.draw(frame)
        assert plot.draw(replace(frame, row=7))


def test_a_backend_that_fails_leaves_the_surface_to_the_painter(frame) -> None:
    """While painting: an error there would leave the box empty for good."""

    def broken(relief, view):
        raise RuntimeError("the context is lost")

    plot = SurfacePlot(LIGHT)
    plot.canvas.backend = broken
    with on_widget(plot, SIZE) as widget:
        picture = show(plot, widget, frame)
        assert plot.canvas.backend is None
    np.testing.assert_array_equal(picture, drawn(frame))


def test_a_picture_that_could_not_be_made_is_tried_again(frame, monkeypatch) -> None:
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, SIZE) as widget, monkeypatch.context() as broken:
        broken.setattr(plot.bar, "show_levels", lambda levels: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            plot.draw(frame)
        broken.undo()
        picture = show(plot, widget, frame)
    np.testing.assert_array_equal(picture, drawn(frame))


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
class TestMouse:
    @pytest.fixture
    def plot(self, frame):
        plot = SurfacePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            self.port = widget.viewport()
            yield plot

    def mouse(self, kind: QEvent.Type, place: QPoint, down: bool = True) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, QPointF(place), QPointF(self.port.mapToGlobal(place)),
            none if kind == QEvent.Type.MouseMove else left, left if down else none,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(self.port, event)

    def test_dragging_turns(self, plot) -> None:
        before, kind = plot.camera, QEvent.Type
        self.mouse(kind.MouseMove, QPoint(200, 200), down=False)
        self.mouse(kind.MouseButtonPress, QPoint(200, 200))
        for step in range(1, 7):
            self.mouse(kind.MouseMove, QPoint(200 + 10 * step, 200 + 5 * step))
            QTest.qWait(25)
        assert plot.canvas.moving
        self.mouse(kind.MouseButtonRelease, QPoint(260, 230), down=False)
        # What is in front follows the mouse: to the right, so the eye goes to the left.
        assert plot.camera.azimuth == pytest.approx(before.azimuth - 0.4 * 60)
        assert plot.camera.elevation == pytest.approx(before.elevation + 0.4 * 30)
        assert not plot.canvas.moving

    def test_the_wheel_zooms_and_a_double_click_resets(self, plot) -> None:
        before = plot.camera
        place = QPointF(200, 200)
        event = QWheelEvent(
            place, self.port.mapToGlobal(place), QPoint(), QPoint(0, 240),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.port, event)
        assert plot.camera.zoom == pytest.approx(1.0015**240)
        self.mouse(QEvent.Type.MouseMove, QPoint(200, 200), down=False)
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self.mouse(kind, QPoint(200, 200))
            self.mouse(QEvent.Type.MouseButtonRelease, QPoint(200, 200), down=False)
        assert plot.camera == before


class TestExport:
    @pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_by_name(self, frame, tmp_path, ending: str, theme: str) -> None:
        path = tmp_path / f"a.{ending}"
        render(frame, ["surface"], FigureOptions(size=(400.0, 300.0), theme=theme), path)
        assert path.stat().st_size > 5000

    def test_the_camera_is_taken_over(self, frame) -> None:
        options = FigureOptions(size=(400.0, 300.0), scale=1.0)
        above = frame.viewed("surface", **asdict(PRESETS["from above"]))
        turned = rgb(image(above, ["surface"], options))
        assert (turned != rgb(image(frame, ["surface"], options))).mean() > 0.05

    def test_a_run_that_has_diverged(self, tmp_path) -> None:
        frame = frame_of(line_run(40.0, 400), 3, None)
        render(frame, ["surface"], FigureOptions(size=(400.0, 300.0)), tmp_path / "a.png")
        assert QImage(str(tmp_path / "a.png")).width() == 800


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_sharp_on_screens_with_more_pixels(frame, ratio: float) -> None:
    """The surface is made for the pixels that there are, not enlarged."""
    plot = SurfacePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, frame.knowing(map_for(frame, 1.0)))
        made = QImage(round(SIZE[0] * ratio), round(SIZE[1] * ratio), QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(ratio)
        made.fill(QColor(LIGHT.card))
        painter = QPainter(made)
        plot.canvas.paint(painter, None)
        painter.end()
        view = plot.canvas.view()
        assert view is not None
        assert plot.canvas._picture.width() >= round(view.width * ratio) - 1
