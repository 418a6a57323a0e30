"""The plots of the gradient's noise: the points are the batches, the line is the theory."""

from dataclasses import replace

import numpy as np
import pytest

from tests.gui.frames import frame_of, function_run, informed, line_run, on_widget, run_of, show
from visualizer.core.analysis.batch_noise import Cloud, GradientError, expected_error
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.noise import GradientCloudPlot, GradientErrorPlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def batches():
    return run_of(
        {
            "problem": {"data": "noisy-line"},
            "data": {"n": 40},
            "optimizer": {"learning_rate": 0.02},
            "training": {"batch_size": 8, "epochs": 4},
        }
    )


def frame_for(plot, run, row, **changes):
    return informed(frame_of(run, row, None, **changes), *plot.insights)


def test_every_batch_is_a_point(batches):
    plot = GradientCloudPlot(LIGHT)
    frame = frame_for(plot, batches, 7)
    with on_widget(plot, (500, 300)) as widget:
        show(plot, widget, frame)
        cloud = frame.insight(Cloud)
        x, y = plot.points.getData()
        np.testing.assert_array_equal(np.column_stack([x, y]), cloud.gradients)
        row = batches.history.row(7)
        np.testing.assert_allclose(np.ravel(plot.own.getData()), row.gradient, rtol=1e-12)
        np.testing.assert_array_equal(np.ravel(plot.mean.getData()), cloud.whole)
        assert plot.legend.words() == ["batches of 8", "of this step", "all rows"]
        (left, right), (low, high) = plot.box.viewRange()
        assert left < 0 < right or left < min(x) <= max(x) < right
        assert low < min(y) <= max(y) < high
        plot.restyle(DARK)


def test_the_chosen_lines_are_the_axes(batches):
    plot = GradientCloudPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_for(plot, batches, 3, lines=(1, 0)))
        assert plot.words(plot.frame) == ("∂L/∂b", "∂L/∂w")
        x, _ = plot.points.getData()
        np.testing.assert_array_equal(x, plot.frame.insight(Cloud).gradients[:, 1])


def test_one_parameter_has_its_batches_side_by_side():
    run = line_run(0.01, 3, problem={"bias": False}, training={"batch_size": 1})
    plot = GradientCloudPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_for(plot, run, 2))
        _, y = plot.points.getData()
        assert y.tolist() == [0, 1, 2, 3]
        assert plot.words(plot.frame)[1] == "batch"


def test_why_there_is_no_cloud(batches):
    plot = GradientCloudPlot(LIGHT)
    whole = frame_of(line_run(0.1, 3), 1, None)
    assert "set a batch size" in plot.unavailable(whole)
    assert not GradientCloudPlot.suits(whole.run)
    assert plot.unavailable(frame_of(batches, 1, None)).startswith("Measuring")
    assert GradientCloudPlot.suits(batches)


def test_the_error_is_drawn_beside_the_theory(batches):
    plot = GradientErrorPlot(LIGHT)
    frame = frame_for(plot, batches, 7)
    error = frame.insight(GradientError)
    assert GradientErrorPlot.suits(batches)
    with on_widget(plot, (500, 300)) as widget:
        show(plot, widget, frame)
        x, y = plot._curve(0).data()
        sizes = 10.0**x
        np.testing.assert_allclose(
            10.0 ** y[:-1], expected_error(error.spread, 40, sizes)[:-1], rtol=1e-9
        )
        assert sizes[-1] == pytest.approx(40)
        assert np.isnan(y[-1])  # no logarithm of 0
        x, y = plot.points.getData()
        np.testing.assert_allclose(10.0**x, error.sizes[:-1], rtol=1e-12)
        np.testing.assert_allclose(10.0**y, error.measured[:-1], rtol=1e-12)
        assert plot.here.value() == pytest.approx(np.log10(8))
        assert "batch size 8" in plot.legend.words()
        plot.choose(log=False)
        plot.redraw()
        assert plot.points.getData()[1][-1] == 0.0
        assert plot.box.viewRange()[1][0] == 0.0


def test_an_error_of_another_step_says_so(batches):
    plot = GradientErrorPlot(LIGHT)
    frame = frame_for(plot, batches, 7)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        assert plot.note.text == ""
        show(plot, widget, replace(frame, row=9))
        plot.redraw()
        assert plot.note.text == "at step 7"


def test_a_run_on_all_rows_has_no_mark_of_a_batch_size():
    run = line_run(0.01, 5)
    plot = GradientErrorPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_for(plot, run, 2))
        assert not plot.here.isVisible()
        assert len(plot.points.getData()[0]) == 3
    assert not GradientErrorPlot.suits(run)  # only when it is asked for
    function = function_run("sphere", 0.1, 3)
    assert not GradientErrorPlot.suits(function)
    assert "need data" in plot.unavailable(frame_of(function, 1, None))
