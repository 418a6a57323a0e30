"""The landscape: map, trajectory, arrows, start, and what it says about itself."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from tests.gui.frames import (
    Calls,
    frame_of,
    function_run,
    line_run,
    near,
    on_widget,
    past,
    pixel_of,
    show,
)
from visualizer.app.state import Run, Zoom
from visualizer.core.analysis.landscape import evaluate_plane
from visualizer.core.analysis.plane_kinds import PLANE_KINDS, RUNS, plane_of
from visualizer.core.analysis.plane_parts import Known
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.path_items import folded
from visualizer.gui.plots.trajectory import tamed, until_gone

SIZE = (560, 540)


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run()


@pytest.fixture
def frame(run: Run) -> Frame:
    return frame_of(run, 6)


@pytest.mark.usefixtures("qapp")
class TestPicture:
    def test_range_is_that_of_the_map(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            assert plot.box.viewRange() == [[-1.0, 6.0], [-2.5, 3.5]]

    def test_low_is_dark_and_high_is_light(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        plot.choose(arrows=False)
        with on_widget(plot, SIZE) as widget:
            picture = show(plot, widget, frame).astype(int).sum(axis=2)
            low, high = pixel_of(plot, 3.15, -0.4), pixel_of(plot, -0.9, -2.4)
            dark = picture[int(low.y()), int(low.x())]
            assert dark < 250 < 350 < picture[int(high.y()), int(high.x())]

    def test_past_is_the_history(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            history = frame.run.history
            for item, rows in ((plot.way.past, slice(0, 7)), (plot.way.future, slice(6, 61))):
                x, y = item.getData()
                np.testing.assert_array_equal(x, history.column("w")[rows])
                np.testing.assert_array_equal(y, history.column("b")[rows])
            assert plot.way.point.getData()[0][0] == history.theta(6)[0]

    def test_hidden_future_is_not_drawn(self, frame: Frame) -> None:
        """Two runs whose futures differ have the same picture."""
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            seen = show(plot, widget, replace(frame, hide_future=True))
            assert len(plot.way.future.getData()[0]) <= 1
            assert not plot.steps.update.isVisible()
            cut = show(plot, widget, replace(frame, hide_future=True, count=7))
            np.testing.assert_array_equal(seen, cut)
            assert (show(plot, widget, frame) != seen).any()

    def test_minimum_is_a_star(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            x, y = plot.way.minima.getData()
            assert (x[0], y[0]) == pytest.approx((3.0, 0.0), abs=1e-9)
            assert "minimum" in plot.legend.words()

    def test_ghosts_are_drawn_until_they_go(self, frame: Frame) -> None:
        plot, ghost = LandscapePlot(LIGHT), line_run(0.05)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, replace(frame, beside=(past(ghost),)))
            np.testing.assert_array_equal(
                plot.way._ghosts[0].getData()[0], ghost.history.column("w")
            )
            show(plot, widget, replace(frame, beside=(past(ghost, 6),), hide_future=True))
            assert len(plot.way._ghosts[0].getData()[0]) == 7
            show(plot, widget, frame)
            assert len(plot.way._ghosts[0].getData()[0]) == 0

    def test_without_a_map_it_says_so(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, replace(frame, insights=()))
            assert plot._message.isVisible()
            assert not plot.box.isVisible()
            assert not plot.bar.isVisible()
            assert not plot.legend.isVisible()
            show(plot, widget, frame)
            assert not plot._message.isVisible()
            assert plot.box.isVisible()
            assert plot.bar.isVisible()

    def test_restyle_changes_every_colour(self, frame: Frame) -> None:
        plot, fresh = LandscapePlot(LIGHT), LandscapePlot(DARK)
        with on_widget(plot, SIZE) as widget, on_widget(fresh, SIZE) as other:
            show(plot, widget, frame)
            plot.restyle(DARK)
            widget.setBackground(DARK.card)
            np.testing.assert_array_equal(show(plot, widget, frame), show(fresh, other, frame))

    def test_map_over_huge_losses_stays_finite(self) -> None:
        run = function_run("rosenbrock", 0.001, 20)
        frame = frame_of(run, 5, ((-1e80, 1e80), (-1e80, 1e80)))
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            assert np.isfinite([plot.heat.levels.low, plot.heat.levels.high]).all()


@pytest.mark.usefixtures("qapp")
class TestArrows:
    def test_next_step_leads_to_the_next_row(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            tail, tip = plot.steps.update.ends()
            for point, row in ((tail, 6), (tip, 7)):
                wanted = plot.box.mapFromView(QPointF(*frame.run.history.theta(row)))
                assert (point - wanted).manhattanLength() < 1e-6

    def test_downhill_is_the_negative_gradient(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            way = np.subtract(*[(point.x(), point.y()) for point in plot.steps.downhill.ends()])
            (x_low, x_high), (y_low, y_high) = plot.box.viewRange()
            width, height = plot.pixels()
            slope = frame.run.history.row(6).gradient
            wanted = np.array(
                [slope[0] / (x_high - x_low) * width, -slope[1] / (y_high - y_low) * height]
            )
            assert way @ wanted == pytest.approx(np.linalg.norm(way) * np.linalg.norm(wanted))

    def test_formula_is_told_only_where_it_holds(self, frame: Frame, monkeypatch) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            assert plot.legend.words()[0] == "next step −η∇L"
            # A rule other than plain descent: its step is not rate times gradient.
            row = frame.run.history.row(6)
            other = replace(row, learning_rate=0.05)
            monkeypatch.setattr(frame.run.history, "row", lambda step: other)
            monkeypatch.setattr(frame.run.history, "theta", line_run().history.theta)
            plot.redraw()
            assert plot.legend.words()[0] == "next step"

    def test_tilted_arrows_are_explained(self, run: Run) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame_of(run, 6, ((-1.0, 6.0), (-100.0, 100.0))))
            assert not plot.equal_scales
            assert "arrows look tilted" in plot.note.text
            wide = 3.5 * plot.aspect
            show(plot, widget, frame_of(run, 6, ((-1.0, 6.0), (-wide, wide))))
            assert plot.equal_scales
            assert not plot.note.isVisible()

    def test_a_step_that_leaves_the_map_goes_on(self, run: Run) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            for half, leaves in ((0.02, True), (6.0, False)):
                here = run.history.theta(0)
                box = tuple((float(x) - half, float(x) + half) for x in here)
                show(plot, widget, frame_of(run, 0, box))
                update = plot.steps.update
                assert update.isVisible()
                assert update.goes_on == leaves
                assert plot.box.rect().contains(update.ends()[1])

    def test_last_row_has_no_next_step(self, run: Run) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame_of(run, 60))
            assert not plot.steps.update.isVisible()


@pytest.mark.usefixtures("qapp")
class TestOutside:
    def test_later_points_outside_are_counted(self) -> None:
        run = line_run(0.125)
        plot = LandscapePlot(LIGHT)
        clicked = Calls()
        plot.on_note_clicked = clicked
        frame = frame_of(run, 2, ((-6.0, 12.0), (-8.0, 8.0)))
        w = run.history.column("w")
        later = int(((w[3:] < -6.0) | (w[3:] > 12.0)).sum())
        assert later > 0
        share = 100 * later / (len(w) - 3)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            assert plot.note.text == f"{later} later points ({share:.0f} %) lie outside: show all"
            plot.note.on_clicked()
            assert clicked.made == [()]
            show(plot, widget, replace(frame, hide_future=True))
            assert "outside" not in plot.note.text

    def test_lines_there_and_back_are_thin(self) -> None:
        """A zig-zag in a narrow valley would be one white slab."""
        zigzag = np.array([[0.0, 0.0], [100.0, 0.0], [1.0, 2.0], [99.0, 3.0], [2.0, 4.0]])
        assert folded(zigzag).all()
        wide = np.array([[0.0, 0.0], [100.0, 0.0], [20.0, 40.0], [90.0, 80.0]])
        straight = np.column_stack([np.arange(30.0), np.zeros(30)])
        assert not folded(wide).any()
        assert not folded(straight).any()

    def test_a_ghost_ends_where_it_leaves_the_view_for_good(self) -> None:
        path = np.array([[0.5, 0.5], [2.0, 0.5], [0.2, 0.5], [-9.0, 0.5], [40.0, 0.5]])
        kept = until_gone(path, (0.0, 1.0), (0.0, 1.0))
        np.testing.assert_array_equal(kept, path[:4])

    def test_far_points_keep_their_direction(self) -> None:
        view = ((0.0, 1.0), (0.0, 2.0))
        points = np.array([[0.5, 1.0], [1e200, 1e200], [0.7, 1.9]])
        drawn = tamed(points, *view)
        np.testing.assert_array_equal(drawn[[0, 2]], points[[0, 2]])
        assert np.abs(drawn).max() < 1e4
        assert drawn[1, 1] / drawn[1, 0] == pytest.approx(1.0, abs=0.01)

    def test_diverged_run_can_be_drawn(self) -> None:
        run = line_run(40.0, 400)
        assert run.history.ending.kind == "diverged"
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            for row in (0, 1, len(run.history) - 1):
                show(plot, widget, frame_of(run, row))


@pytest.mark.usefixtures("qapp")
class TestStart:
    def test_stands_at_the_start_and_invites(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            assert plot.start.point == (0.0, 0.0)
            assert not plot.start.label.isVisible()
            plot.inviting = True
            assert plot.start.label.text == "start (drag me)"

    @pytest.mark.qt_log_ignore("not accepted by receiving widget")
    def test_drag_reports_and_frames_do_not_interfere(self, frame: Frame, qtbot) -> None:
        plot = LandscapePlot(LIGHT)
        moved, dropped = Calls(), Calls()
        plot.on_start_moved, plot.on_start_dropped = moved, dropped
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            view = widget.viewport()
            here, there = (pixel_of(plot, *place).toPoint() for place in ((0.0, 0.0), (2.0, 1.0)))
            button = Qt.MouseButton.LeftButton
            qtbot.mouseMove(view, here)
            qtbot.mousePress(view, button, pos=here)
            for part in (0.3, 0.6, 1.0):
                place = here + QPoint(*(int(part * way) for way in (there - here).toTuple()))
                qtbot.mouseMove(view, place)
                qtbot.wait(20)
            if moved.made:
                plot.draw(replace(frame, row=9))
                assert plot.start.point == moved.made[-1]
            qtbot.mouseRelease(view, button, pos=there)
            assert moved.made
            assert moved.made[-1] == pytest.approx((2.0, 1.0), abs=0.1)
            assert len(dropped.made) == 1

    @pytest.mark.qt_log_ignore("not accepted by receiving widget")
    def test_only_a_click_with_shift_sets_the_start(self, frame: Frame, qtbot) -> None:
        plot = LandscapePlot(LIGHT)
        moved, dropped = Calls(), Calls()
        plot.on_start_moved, plot.on_start_dropped = moved, dropped
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            place = pixel_of(plot, 5.0, -1.5).toPoint()
            button, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
            qtbot.mouseClick(widget.viewport(), button, pos=place)
            assert moved.made == dropped.made == []
            qtbot.mouseClick(widget.viewport(), button, shift, pos=place)
            assert moved.made == [pytest.approx((5.0, -1.5), abs=0.05)]
            assert len(dropped.made) == 1


@pytest.mark.usefixtures("qapp")
class TestView:
    def test_moved_view_is_reported_and_kept(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            plot.box.setRange(xRange=(2.0, 4.0), yRange=(-1.0, 1.0), padding=0)
            plot.box.sigRangeChangedManually.emit([True, True])
            show(plot, widget, replace(frame, row=8))
            assert plot.zoom == Zoom(((2.0, 4.0), (-1.0, 1.0)))
            assert plot.box.viewRange() == [[2.0, 4.0], [-1.0, 1.0]]
            plot.box.on_double_clicked()
            assert plot.box.viewRange() == [[-1.0, 6.0], [-2.5, 3.5]]

    def test_ranges_too_narrow_for_numbers_are_refused(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            plot.box.setRange(xRange=(3.0, 3.0 + 1e-12), yRange=(1.0, 1.0 + 1e-12), padding=0)
            plot.box.sigRangeChangedManually.emit([True, True])
            assert plot.box.viewRange() == [[-1.0, 6.0], [-2.5, 3.5]]

    def test_contours_stay_in_their_places_when_a_map_follows_the_view(self, run: Run) -> None:
        """As a fresh plot draws them: a cached picture of lines was drawn beside its place."""
        zoomed = ((2.4, 3.6), (-0.4, 0.6))
        wide, close = (
            frame_of(run, 6),
            frame_of(run, 6, zoomed, zooms=(("landscape", Zoom(zoomed)),)),
        )
        plot, fresh = LandscapePlot(LIGHT), LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget, on_widget(fresh, SIZE) as other:
            show(plot, widget, wide)
            # First the view is moved over the former map, and then the map follows.
            show(plot, widget, close.knowing(wide.map))
            seen = show(plot, widget, close)
            np.testing.assert_array_equal(seen, show(fresh, other, close))

    def test_axes_are_named_after_the_run_also_when_zoomed(self, frame: Frame) -> None:
        zooms = (("landscape", Zoom(((0.0, 1.0), (0.0, 1.0)))),)
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, replace(frame, zooms=zooms))
            assert "w" in plot.axis("bottom").labelText
            other = frame_of(function_run("rosenbrock", 0.001, 20), 5, zooms=zooms)
            show(plot, widget, other)
            assert [plot.axis(side).labelText for side in ("bottom", "left")] == ["x", "y"]

    def test_read_out_has_the_loss_under_the_cursor(self, frame: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            plot.box.on_hovered(QPointF(0.0, 0.0))
            assert plot.read_out.text == "epoch 0  w 0  b 0  loss 67.50"
            plot.box.on_hovered(QPointF(3.0, 2.0))
            assert plot.read_out.text == "w 3.000  b 2.000  loss 4.000"


@pytest.mark.usefixtures("qapp")
class TestOneParameter:
    @pytest.fixture
    def single(self) -> Frame:
        run = line_run(0.1, 20, problem={"bias": False}, start={"parameters": [0.0]})
        return frame_of(run, 1, ((-1.0, 7.0),))

    def test_is_the_loss_curve_with_ball_and_tangent(self, single: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, single)
            x, loss = plot.slope.curve.getData()
            np.testing.assert_allclose(loss, 7.5 * (x - 3.0) ** 2, atol=1e-9)
            row = single.run.history.row(1)
            ball = [values[0] for values in plot.slope.ball.getData()]
            assert ball == pytest.approx([row.theta[0], row.loss], rel=1e-3)
            ends, heights = plot.slope.tangent.getData()
            assert np.diff(heights) / np.diff(ends) == pytest.approx(row.gradient)
            assert not plot.bar.isVisible()
            assert not plot.heat.image.isVisible()

    def test_jump_leads_to_the_next_point_on_the_curve(self, single: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, single)
            tip = plot.box.mapToView(plot.steps.update.ends()[1])
            after = single.run.history.row(2)
            assert (tip.x(), tip.y()) == pytest.approx((after.theta[0], after.loss), abs=0.05)

    def test_start_has_no_second_coordinate(self, single: Frame) -> None:
        plot = LandscapePlot(LIGHT)
        moved = Calls()
        plot.on_start_moved = moved
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, single)
            plot.box.on_placed(QPointF(2.0, 30.0))
            assert moved.made[0][0] == 2.0
            assert np.isnan(moved.made[0][1])

    def test_changes_from_and_to_a_map(self, single: Frame, frame: Frame) -> None:
        plot, fresh = LandscapePlot(LIGHT), LandscapePlot(LIGHT)
        with on_widget(plot, SIZE) as widget, on_widget(fresh, SIZE) as other:
            show(plot, widget, single)
            np.testing.assert_array_equal(show(plot, widget, frame), show(fresh, other, frame))


def test_path_is_white_on_the_map(qapp: object, frame: Frame) -> None:
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        picture = show(plot, widget, frame)
        middle = pixel_of(plot, 1.0, 1.0 / 3.0)
        around = picture[int(middle.y()) - 3 : int(middle.y()) + 4, int(middle.x())]
        assert near(around[None], "#ffffff", 30).any()


@pytest.mark.usefixtures("qapp")
class TestManyParameters:
    @pytest.fixture
    def network(self) -> Run:
        return line_run(0.05, 60, problem={"hidden": [3]})

    def spanned(self, run: Run, kind: str, row: int, **changes: object) -> Frame:
        plane = plane_of(kind, Known(run.problem, run.history, len(run.history) - 1))
        surface = evaluate_plane(run.problem, plane, 31)
        return replace(frame_of(run, row, None).knowing(surface), **changes)

    @pytest.mark.parametrize("kind", [kind for kind in PLANE_KINDS if kind != RUNS])
    def test_trajectory_is_projected(self, network: Run, kind: str) -> None:
        plot, frame = LandscapePlot(LIGHT), self.spanned(network, kind, 30)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            thetas = np.array([network.history.theta(row) for row in range(31)])
            x, y = plot.way.past.getData()
            np.testing.assert_allclose(
                np.stack([x, y], axis=1), frame.map.plane.project(thetas), atol=1e-12
            )
            assert plot.axis("bottom").labelText
            assert not plot.start.movable

    def test_true_loss_stands_beside_that_of_the_plane(self, network: Run) -> None:
        plot, frame = LandscapePlot(LIGHT), self.spanned(network, "random", 30)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            plane, theta = frame.map.plane, network.history.theta(30)
            on_plane = float(network.problem.loss(plane.at(plane.project(theta))))
            true = network.history.row(30).loss
            assert f"true loss {number_text(true)}" in plot.honesty.tag.text
            assert f"on the plane {number_text(on_plane)}" in plot.honesty.tag.text
            assert f"{number_text(float(plane.distance(theta)))} away" in plot.honesty.tag.text
            apart = abs(true - on_plane) > 0.01 * max(true, on_plane)
            assert len(plot.honesty.ring.getData()[0]) == int(apart)

    def test_nothing_is_said_on_the_plane(self, network: Run) -> None:
        plot, frame = LandscapePlot(LIGHT), self.spanned(network, "points", 60)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            assert plot.honesty.tag.text == ""
            assert len(plot.honesty.ring.getData()[0]) == 0

    def test_map_of_an_earlier_moment_says_so(self, network: Run) -> None:
        plot, frame = LandscapePlot(LIGHT), frame_of(network, 10, ((-1.0, 1.0), (-1.0, 1.0)))
        late = replace(frame.knowing(replace(frame.map, coarse=True)), row=30)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, late)
            assert plot.honesty.tag.text == "the map is a moment behind, coarse"
            show(plot, widget, frame)
            assert plot.honesty.tag.text == ""

    def test_what_is_said_leaves_the_point_free(self, network: Run) -> None:
        plot, frame = LandscapePlot(LIGHT), frame_of(network, 10, ((-1.0, 1.0), (-1.0, 1.0)))
        late = replace(frame.knowing(replace(frame.map, coarse=True)), row=30)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, late)
            tag, (width, height) = plot.honesty.tag, plot.pixels()
            places = set()
            for x in np.linspace(0.0, width, 24):
                for y in np.linspace(0.0, height, 24):
                    here = QPointF(x, y)
                    plot.honesty.place(here)
                    covered = tag.boundingRect().translated(tag.pos())
                    assert not covered.contains(here)
                    places.add((round(tag.pos().x()), round(tag.pos().y())))
            # In how many corners it has room depends on the font.
            assert len(places) > 1

    def test_point_under_the_cursor_tells_its_epoch_and_true_loss(self, network: Run) -> None:
        plot, frame = LandscapePlot(LIGHT), self.spanned(network, "random", 60)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            theta = network.history.theta(4)
            plot.box.on_hovered(QPointF(*frame.map.plane.project(theta)))
            assert plot.read_out.text.startswith("epoch 4  true loss ")
            plot.box.on_hovered(QPointF(0.9, -0.9))
            assert plot.read_out.text.startswith("x 0.9")
