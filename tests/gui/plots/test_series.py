"""Line plots draw the history, up to the playhead bright, beyond it faint or not at all."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from tests.gui.frames import (
    Calls,
    frame_of,
    function_run,
    line_run,
    near,
    on_widget,
    past,
    pixel_of,
    recorded_run,
    run_of,
    show,
)
from visualizer.app.panes import ShownRun
from visualizer.app.state import NO_ZOOM, Run, Zoom
from visualizer.core.training import train
from visualizer.gui.look.look import DARK, DASHES, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import SAMPLE
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot, RatePlot
from visualizer.gui.plots.series import SeriesPlot

PLOTS = [ParametersPlot, LossPlot, GradientPlot, RatePlot]


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run()


@pytest.fixture
def frame(run: Run) -> Frame:
    return frame_of(run, 6, None)


def points(plot: SeriesPlot, index: int) -> tuple[np.ndarray, np.ndarray]:
    """What is drawn of a line, past and future together."""
    past, future = plot._past[index].data(), plot._future[index].data()
    return tuple(np.concatenate([a, b[1:]]) for a, b in zip(past, future, strict=True))


@pytest.mark.usefixtures("qapp")
class TestData:
    def test_parameters_are_the_historys(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            for index, name in enumerate(("w", "b")):
                x, y = points(plot, index)
                np.testing.assert_array_equal(x, np.arange(61))
                np.testing.assert_array_equal(y, frame.run.history.column(name))
            assert plot._past[0].data()[0][-1] == 6

    @pytest.mark.parametrize("kind", [ParametersPlot, GradientPlot])
    def test_lines_of_a_thinned_history_lead_to_the_playhead_and_to_the_end(
        self, kind: type[SeriesPlot]
    ) -> None:
        run = line_run(0.01, 5001)
        thinned = train(run.experiment, run.problem, budget=300 << 10)
        stride, last = thinned.thinning, len(thinned) - 1
        assert stride > 1
        row = 40 * stride + 1
        assert last % stride
        plot = kind(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(replace(run, history=thinned), row, None))
            past, future = plot._past[0].data(), plot._future[0].data()
            assert past[0][-1] == row
            assert past[1][-1] == run.history.column(plot._lines[0].column)[row]
            assert future[0][-1] == last
            assert plot._places[0] == (row, past[1][-1])

    def test_loss_is_drawn_as_its_logarithm(self, frame: Frame) -> None:
        plot = LossPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            np.testing.assert_allclose(
                points(plot, 0)[1], np.log10(frame.run.history.column("loss")), rtol=1e-12
            )
            plot.choose(log=False)
            plot.redraw()
            np.testing.assert_array_equal(points(plot, 0)[1], frame.run.history.column("loss"))

    def test_gradients_are_the_historys(self, frame: Frame) -> None:
        plot = GradientPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            np.testing.assert_array_equal(
                points(plot, 1)[1], frame.run.history.column("gradient:b")
            )

    def test_epochs_are_the_axis_with_batches(self) -> None:
        run = line_run(0.02, 10, training={"batch_size": 2})
        plot, other = ParametersPlot(LIGHT), LossPlot(LIGHT)
        frame = frame_of(run, 7, None)
        with on_widget(plot) as widget, on_widget(other) as second:
            show(plot, widget, frame)
            show(other, second, frame)
            assert run.history.steps_per_epoch == 2
            assert plot.playhead.value() == 3.5
            assert points(plot, 0)[0][-1] == 10.0
            np.testing.assert_array_equal(points(other, 0)[0], np.arange(11))

    def test_validation_loss_has_a_line_of_its_own(self) -> None:
        table = {"problem": {"data": "noisy-line"}, "training": {"validation_fraction": 0.3}}
        run = line_run(0.1, 20, **table)
        plot = LossPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 5, None))
            assert plot.labels.texts() == ["loss", "validation"]
            np.testing.assert_allclose(
                10 ** points(plot, 1)[1], run.history.column("validation_loss"), rtol=1e-12
            )

    def test_negative_losses_are_shown_above_the_minimum(self) -> None:
        run = function_run("mccormick", 0.05, 60)
        plot = LossPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 3, None))
            above = run.history.column("loss") - run.problem.minimum_loss
            np.testing.assert_allclose(10 ** points(plot, 0)[1], above, rtol=1e-6)
            assert "above the minimum" in plot.note.text

    @pytest.mark.parametrize(("row", "hidden"), [(40, False), (10, False), (10, True)])
    def test_losses_of_a_formula_are_shown_above_the_lowest(self, row: int, hidden: bool) -> None:
        run = run_of({"problem": {"formula": "x**2 + y**2 - 5"}, "training": {"epochs": 40}})
        frame = replace(frame_of(run, row, None), hide_future=hidden)
        losses = run.history.column("loss")[: frame.reveal + 1]
        plot = LossPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            heights = points(plot, 0)[1]
            shown = heights[np.isfinite(heights)]
            assert len(shown) >= frame.reveal
            above = losses[: len(shown)] - losses.min()
            np.testing.assert_allclose(10**shown, above, atol=1e-12)
            assert plot.note.text.startswith("loss above the lowest of this run, ")

    def test_logarithm_without_positive_loss_gives_the_reason(self) -> None:
        run = function_run("saddle", 0.05, 30)
        plot = LossPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 29, None))
            finite = points(plot, 0)[1]
            if not np.isfinite(finite).any():
                assert "no logarithm" in plot.note.text

    def test_same_frame_is_not_drawn_again(self, frame: Frame, monkeypatch) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            drawn, moved = Calls(), Calls()
            monkeypatch.setattr(plot, "_draw", drawn)
            monkeypatch.setattr(plot, "_move", moved)
            plot.draw(replace(frame))
            assert (drawn.made, moved.made) == ([], [])
            plot.draw(replace(frame, row=7))
            # Where nothing but the playhead moves the lines are not read again.
            assert (len(drawn.made), len(moved.made)) == (0, 1)
            plot.draw(replace(frame, row=7, hide_future=True))
            assert (len(drawn.made), len(moved.made)) == (1, 1)

    def test_items_are_made_once(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            before = len(widget.scene().items())
            for row in range(20):
                plot.draw(replace(frame, row=row))
            assert len(widget.scene().items()) == before


@pytest.mark.usefixtures("qapp")
class TestFuture:
    @pytest.mark.parametrize("plot_type", PLOTS)
    @pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
    def test_hidden_leaves_nothing_right_of_the_playhead(self, frame, plot_type, look) -> None:
        plot = plot_type(look)
        with on_widget(plot) as widget:
            for hidden in (False, True):
                picture = show(plot, widget, replace(frame, hide_future=hidden))
                area = plot.box.sceneBoundingRect()
                left = int(pixel_of(plot, 7.5, 0.0).x())
                part = picture[int(area.top()) : int(area.bottom()), left : int(area.right())]
                plain = near(part, look.card, 12) | near(part, look.grid, 12)
                assert plain.all() == hidden

    @pytest.mark.parametrize("plot_type", PLOTS)
    def test_no_axis_gives_it_away(self, plot_type) -> None:
        """Runs that differ in their future alone have the same picture."""
        short, long = line_run(0.125, 60), line_run(0.125, 60)
        ranges = []
        for run, count in ((short, 20), (long, 61)):
            plot = plot_type(LIGHT)
            with on_widget(plot) as widget:
                frame = replace(frame_of(run, 5, None), hide_future=True, count=count)
                show(plot, widget, frame)
                ranges.append(plot.box.viewRange())
        assert ranges[0] == ranges[1]
        assert ranges[0][0][1] > 60

    def test_diverged_run_keeps_the_planned_axis_while_hidden(self) -> None:
        run = line_run(40.0, 400)
        assert run.history.ending.kind == "diverged"
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 3, None, hide_future=True))
            assert plot.box.viewRange()[0][1] > 400
            show(plot, widget, frame_of(run, 3, None))
            assert plot.box.viewRange()[0][1] < 1.1 * len(run.history)

    def test_a_ghost_that_explodes_ends_where_it_leaves_for_good(self, frame: Frame) -> None:
        """It would jump over the plot at every epoch: a grid of dots."""
        plot, ghost = ParametersPlot(LIGHT), line_run(0.14)
        with on_widget(plot) as widget:
            show(plot, widget, replace(frame, beside=(past(ghost),)))
            low, high = plot.box.viewRange()[1]
            for name, curve in zip("wb", plot._ghosts, strict=True):
                values = ghost.history.column(name)
                last = np.flatnonzero((values >= low) & (values <= high))[-1]
                np.testing.assert_array_equal(curve.data()[1], values[: last + 2])
                assert last < 20

    def test_lines_without_room_for_names_are_counted(self) -> None:
        run = line_run(0.02, training={"batch_size": 2, "validation_fraction": 0.25})
        plot = LossPlot(LIGHT)
        with on_widget(plot, (300, 60)) as widget:
            show(plot, widget, frame_of(run, 5, None))
            assert plot.labels.texts() == ["3 lines"]
            widget.resize(300, 80)
            show(plot, widget, frame_of(run, 6, None))
            assert plot.labels.texts()[-1] == "1 of 3"

    def test_ghosts_end_at_the_playhead_too(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        ghost = line_run(0.05)
        with on_widget(plot) as widget:
            show(plot, widget, replace(frame, beside=(past(ghost),)))
            np.testing.assert_array_equal(plot._ghosts[0].data()[1], ghost.history.column("w"))
            show(plot, widget, replace(frame, beside=(past(ghost, 6),), hide_future=True))
            assert plot._ghosts[0].data()[0][-1] == 6
            show(plot, widget, frame)
            assert not plot._ghosts[0].item.isVisible()


@pytest.mark.usefixtures("qapp")
class TestRange:
    def test_diverging_run_is_readable_and_says_so(self) -> None:
        run = line_run(1.0)
        plot = ParametersPlot(LIGHT)
        clicked = Calls()
        plot.on_note_clicked = clicked
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 2, None))
            low, high = plot.box.viewRange()[1]
            assert high - low < 1e6
            assert "show full range" in plot.note.text
            plot.note.on_clicked()
            assert clicked.made == [()]
            low, high = plot.box.viewRange()[1]
            assert high - low > 1e30
            assert "show the beginning" in plot.note.text

    def test_fixed_heights_win(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        plot.heights = (-3.0, 9.0)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            assert plot.box.viewRange()[1] == [-3.0, 9.0]

    def test_zoom_shows_a_part_with_all_its_points(self) -> None:
        run = function_run("ravine", 0.009, 20000)
        plot = ParametersPlot(LIGHT)
        plot.look_at(Zoom(((100.0, 140.0),)))
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 120, None))
            x, y = points(plot, 0)
            inside = (x >= 100) & (x <= 140)
            np.testing.assert_array_equal(x[inside], np.arange(100, 141))
            np.testing.assert_array_equal(y[inside], run.history.column("x")[100:141])


@pytest.mark.usefixtures("qapp")
class TestLabels:
    def test_labels_do_not_overlap(self, run: Run) -> None:
        """Both gradients end at 0: their labels want the same place."""
        plot = GradientPlot(LIGHT)
        with on_widget(plot, (460, 180)) as widget:
            show(plot, widget, frame_of(run, 50, None))
            first, second = plot.labels.rectangles()
            assert not first.intersects(second)
            assert plot.labels.texts() == ["∂L/∂w", "∂L/∂b"]

    def test_too_many_labels_are_summed_up(self) -> None:
        run = line_run(0.05, 20, problem={"data": "noisy-line", "hidden": [16, 16]})
        plot = ParametersPlot(DARK)
        frame = frame_of(run, 10, None, lines=tuple(range(20)))
        with on_widget(plot, (460, 180)) as widget:
            show(plot, widget, frame)
            texts = plot.labels.texts()
            assert texts[-1] == f"{len(texts) - 1} of {run.problem.size}"
            rectangles = plot.labels.rectangles()
            ordered = sorted(rectangles, key=lambda rectangle: rectangle.top())
            for upper, lower in itertools.pairwise(ordered):
                assert upper.bottom() <= lower.top() + 0.5

    def test_points_at_the_playhead_have_the_lines_colours(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            picture = show(plot, widget, frame)
            theta = frame.run.history.theta(6)
            for index in (0, 1):
                place = pixel_of(plot, 6.0, theta[index])
                pixel = picture[int(place.y()) : int(place.y()) + 1, int(place.x())]
                assert near(pixel[None], LIGHT.line_colour(index)).all()


@pytest.mark.usefixtures("qapp")
class TestMouse:
    @pytest.mark.qt_log_ignore("not accepted by receiving widget")
    def test_press_moves_the_playhead(self, frame: Frame, qtbot) -> None:
        plot = ParametersPlot(LIGHT)
        moved = Calls()
        plot.on_playhead_moved = moved
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            place = pixel_of(plot, 30.0, 2.0).toPoint()
            qtbot.mouseClick(widget.viewport(), Qt.MouseButton.LeftButton, pos=place)
            assert moved.made[-1][0] == pytest.approx(30.0, abs=0.3)
            assert plot.playhead.value() == 6  # drawing a frame moves it, nothing else

    def test_playhead_reports_only_what_the_user_does(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        moved = Calls()
        plot.on_playhead_moved = moved
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            show(plot, widget, replace(frame, row=20))
            assert moved.made == []
            plot.playhead.setValue(12.25)
            plot.playhead.sigDragged.emit(plot.playhead)
            assert moved.made == [(12.25,)]

    def test_read_out_has_the_values_under_the_cursor(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            plot.box.on_hovered(QPointF(1.2, 0.0))
            assert plot.read_out.text == "epoch 1  w 4.500  b 1.500"
            plot.box.on_hovered(None)
            assert not plot.read_out.isVisible()

    def test_read_out_is_away_from_the_cursor(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            for x in (5.0, 55.0):
                plot.box.on_hovered(QPointF(x, 0.0))
                cursor = pixel_of(plot, x, 0.0).x()
                place = plot.read_out.mapRectToScene(plot.read_out.boundingRect())
                assert not place.left() < cursor < place.right()

    def test_read_out_keeps_the_hidden_future(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, replace(frame, hide_future=True))
            plot.box.on_hovered(QPointF(40.0, 0.0))
            assert plot.read_out.text.startswith("epoch 6 ")

    def test_wheel_asks_for_a_zoom(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        zoomed = Calls()
        plot.on_looked = zoomed
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            plot.box.on_wheel(30.0, 2.0)
            assert zoomed.made == [("epochs", Zoom(((15.0, 45.0),)))]
            plot.box.on_wheel(30.0, 0.5)
            assert zoomed.made[-1] == ("epochs", NO_ZOOM)

    def test_a_part_beyond_the_end_of_a_run_is_as_good_as_none(self) -> None:
        plot = ParametersPlot(LIGHT)
        plot.look_at(Zoom(((40.0, 60.0),)))
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(line_run(epochs=10), 3, None))
            assert plot.box.viewRange()[0] == pytest.approx([-0.12, 10.12])

    def test_a_zoomed_part_is_moved_and_stays_within_the_run(self, frame: Frame) -> None:
        plot = ParametersPlot(LIGHT)
        plot.look_at(Zoom(((10.0, 20.0),)))
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            plot.box.on_panned(0.5)
            assert plot.zoomed_epochs == (15.0, 25.0)
            plot.box.on_panned(-5.0)
            assert plot.zoomed_epochs == (0.0, 10.0)


def test_restyle_changes_every_colour(qapp: object, frame: Frame) -> None:
    plot, fresh = ParametersPlot(LIGHT), ParametersPlot(DARK)
    with on_widget(plot) as widget, on_widget(fresh) as other:
        show(plot, widget, frame)
        plot.restyle(DARK)
        widget.setBackground(DARK.card)
        changed, made = show(plot, widget, frame), show(fresh, other, frame)
        np.testing.assert_array_equal(changed, made)


class TestBatches:
    def test_the_loss_of_each_batch_is_thin_behind_that_of_all_rows(self) -> None:
        run = line_run(0.02, 10, training={"batch_size": 2})
        plot = LossPlot(LIGHT)
        plot.choose(log=False)
        with on_widget(plot) as widget:
            show(plot, widget, frame_of(run, 13, None))
            whole, batch = plot._past[:2]
            assert [line.label for line in plot.lines(plot.frame)] == ["loss", "batch loss"]
            # All rows stand where an epoch is complete, batches at every step.
            np.testing.assert_array_equal(whole.data()[0], np.arange(7.0))
            np.testing.assert_array_equal(whole.data()[1], run.history.column("loss")[:14:2])
            np.testing.assert_array_equal(batch.data()[0], np.arange(14) / 2)
            np.testing.assert_array_equal(batch.data()[1], run.history.column("batch_loss")[:14])
            pens = [curve.item.opts["pen"] for curve in (whole, batch)]
            assert pens[0].widthF() > 2 * pens[1].widthF()
            assert pens[0].color().alphaF() > pens[1].color().alphaF()
            assert whole.item.zValue() > batch.item.zValue()

    def test_a_run_on_all_rows_has_one_line(self) -> None:
        plot = LossPlot(LIGHT)
        assert [line.label for line in plot.lines(frame_of(line_run(0.1, 3), 1, None))] == ["loss"]


@pytest.mark.usefixtures("qapp")
class TestExported:
    """What stands in a figure, where nobody can click and no title row is above."""

    @pytest.mark.parametrize(
        ("plot_type", "words"),
        [
            (LossPlot, "loss"),
            (ParametersPlot, "parameters"),
            (GradientPlot, "gradient"),
            (RatePlot, "learning rate"),
        ],
    )
    def test_the_upward_axis_has_its_name(self, frame, plot_type, words) -> None:
        for look, expected in ((LIGHT.for_export(1.0), words), (LIGHT, "")):
            plot = plot_type(look)
            with on_widget(plot) as widget:
                show(plot, widget, frame)
                assert plot.axis("left").label.toPlainText().strip() == expected

    def test_no_words_to_click(self) -> None:
        diverging = frame_of(line_run(0.13, 400), 390, None)
        for look, words in (
            (LIGHT, "later values lie outside: show full range"),
            (LIGHT.for_export(1.0), "later values lie outside"),
        ):
            plot = ParametersPlot(look)
            with on_widget(plot) as widget:
                show(plot, widget, diverging)
                assert plot.note.text == words

    def test_axes_have_the_font_of_the_figure(self, frame) -> None:
        look = replace(LIGHT.for_export(1.0), family="Inter")
        plot = LossPlot(look)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            assert plot.axis("left").label.font().families()[0] == "Inter"


@pytest.mark.usefixtures("qapp")
def test_a_rate_that_falls_in_steps_is_drawn_in_steps() -> None:
    run = line_run(0.01, 20, schedule={"kind": "step", "step_size": 5})
    plot = RatePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 20, None))
        x, y = plot._past[0].data()
        # Every change of the rate is upright: at one place, from the level before.
        moved = np.flatnonzero(np.diff(y))
        assert len(moved) == 4
        assert (np.diff(x)[moved] == 0).all()
        np.testing.assert_array_equal(x[moved], [5, 10, 15, 20])


def test_a_loss_of_exactly_0_is_said_on_a_logarithmic_axis(qapp) -> None:
    """Newton's step on a sphere: the first update arrives."""
    table = {"problem": {"kind": "function", "function": "sphere"}, "training": {"epochs": 3}}
    run = run_of(table | {"optimizer": {"learning_rate": 0.5}})
    assert run.history.row(1).loss == 0.0
    plot = LossPlot(LIGHT)
    with on_widget(plot, (460, 180)) as widget:
        show(plot, widget, frame_of(run, 2, None))
        assert plot.note.text == "the loss is exactly 0, which has no logarithm"
        show(plot, widget, frame_of(run, 0, None))
        assert "exactly 0" not in plot.note.text
        plot.choose(log=False)
        plot.redraw()
        show(plot, widget, frame_of(run, 2, None))
        assert "exactly 0" not in plot.note.text


def test_columns_called_by_a_sentence_leave_room_for_the_lines(qapp, tmp_path) -> None:
    long = "the median value of all houses in a block"
    path = tmp_path / "long.csv"
    path.write_text(f"{long} a,{long} b,y\n1,5,2\n2,3,4\n3,4,7\n")
    run = run_of({"problem": {"kind": "model", "data": str(path)}, "training": {"epochs": 3}})
    plot = ParametersPlot(LIGHT)
    with on_widget(plot, (460, 180)) as widget:
        show(plot, widget, frame_of(run, 2, None))
        texts = plot.labels.texts()
        assert "w(the median… a block a)" in texts
        assert "w(the median… a block b)" in texts
        assert plot.box.sceneBoundingRect().width() > 200


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("epochs", [60, 2000, 20000])
def test_the_name_of_the_axis_stands_beyond_the_last_number(epochs: int) -> None:
    plot = LossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(function_run("sphere", 0.001, epochs), 0, None))
        axis, area = plot.axis("bottom"), plot.box.geometry()
        low, high = plot.box.viewRange()[0]
        ((_, ticks),) = axis.tickValues(low, high, area.width())
        at = area.left() + (ticks[-1] - low) / (high - low) * area.width()
        name = plot.end.mapRectToItem(plot.item, plot.end.boundingRect())
        assert at + axis.last_width(low, high) / 2.0 < name.left()


@pytest.mark.usefixtures("qapp")
class TestSamples:
    """A figure that is printed in grey still says which line is which."""

    def tags(self, plot: SeriesPlot, frame: Frame) -> dict[str, list[float] | None]:
        """The labels, each with the dash of the sample before it, or None without one."""
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            return {
                tag.text: None if tag._sample is None else tag._sample.dashPattern()
                for tag in plot.labels._tags
                if tag.text
            }

    def test_names_that_are_moved_away_from_their_lines_show_their_dashes(self, run: Run) -> None:
        # At the end of the run both slopes are 0: the names cannot both stand there.
        frame = frame_of(run, 60, None)
        look = LIGHT.for_export(1.0)
        assert self.tags(GradientPlot(look), frame) == {
            "∂L/∂w": list(look.dash(0)),
            "∂L/∂b": list(look.dash(1)),
        }

    def test_names_beside_their_lines_need_none(self, run: Run) -> None:
        plot = ParametersPlot(LIGHT.for_export(1.0))
        assert self.tags(plot, frame_of(run, 60, None)) == {"w": None, "b": None}

    def test_on_the_screen_colours_are_enough(self, run: Run) -> None:
        tags = self.tags(GradientPlot(LIGHT), frame_of(run, 60, None))
        assert tags == {"∂L/∂w": None, "∂L/∂b": None}

    def test_a_sample_is_long_enough_for_every_dash(self) -> None:
        width = 2.0
        assert all(width * (sum(dash) + dash[0] / 3) <= SAMPLE for dash in DASHES if dash)


def test_the_point_at_the_playhead_is_that_of_its_row_in_a_long_run_too(qapp) -> None:
    losses = 1 + np.random.default_rng(0).random(40_000)
    run, plot = recorded_run(len(losses), loss=losses), LossPlot(LIGHT)
    plot.choose(log=False)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 5, None))
        for row in range(64, 39_000, 64 * 17):
            plot.draw(frame_of(run, row, None))
            assert plot._places[0] == (row, losses[row])


def test_side_by_side_a_run_stands_alone_on_the_axis_of_all(qapp):
    """The range is that of all that settle; only its own lines are drawn, with their names."""
    table = {"problem": {"data": "line"}, "training": {"epochs": 30}}
    first, *others = (
        ShownRun(run, 10, run.count - 1, f"rate {rate:g}")
        for rate in (0.01, 0.1, 1.0)
        for run in [run_of({**table, "optimizer": {"learning_rate": rate}})]
    )
    both = Frame(first.run, 10, first.run.count, lines=(0, 1), label="slow", beside=tuple(others))
    with on_widget(plot := ParametersPlot(LIGHT)):
        plot.draw(both)
        ranges = plot._upward
        left = []
        for frame in both.each():
            plot.draw(frame)
            np.testing.assert_allclose(plot._upward, ranges)
            assert [trace.label for trace in plot._traces] == ["w", "b"]
            assert {trace.shown.run for trace in plot._traces} == {frame.run}
            left.append(bool(plot.exits.exits))
        assert left == [False, False, True]
