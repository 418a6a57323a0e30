"""Training and validation: the gap between them, and the best epoch."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import class_run, frame_of, line_run, on_widget, show
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.accuracy import AccuracyPlot, metric_columns
from visualizer.gui.plots.lines import LossPlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def run():
    return class_run("two-moons", 40, hidden=[8], problem={"output": "sigmoid"})


def test_the_star_marks_the_best_epoch_that_may_be_seen(run):
    plot = LossPlot(LIGHT)
    plot.choose(log=False)
    column = run.history.column("validation_loss")
    with on_widget(plot) as widget:
        for row, hidden in ((40, False), (12, True), (12, False)):
            show(plot, widget, frame_of(run, row, None, hide_future=hidden))
            seen = column[: row + 1] if hidden else column
            x, y = plot.best.getData()
            assert (x[0], y[0]) == (np.argmin(seen), seen.min())
            assert plot.note.text == f"★ best {plot.amount(seen.min())} at epoch {np.argmin(seen)}"


def test_of_an_accuracy_the_highest_is_best(run):
    plot = AccuracyPlot(LIGHT)
    column = run.history.column("metric:validation_accuracy")
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 40, None))
        x, y = plot.best.getData()
        assert (x[0], y[0]) == (np.argmax(column), column.max())


def test_the_band_lies_between_both_lines_up_to_the_playhead(run):
    plot = AccuracyPlot(LIGHT)
    training = run.history.column("metric:accuracy")
    validation = run.history.column("metric:validation_accuracy")
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 20, None))
        corners = plot.gap.polygon()
        points = np.array([[corners[i].x(), corners[i].y()] for i in range(corners.size())])
        assert points[:, 0].max() == 20
        assert set(points[:21, 1]) <= set(training[:21])
        assert set(points[21:, 1]) <= set(validation[:21])


def test_the_read_out_tells_the_gap(run):
    plot = AccuracyPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 40, None))
        plot.box.on_hovered(QPointF(30.0, 0.5))
        gap = run.history.column("metric:accuracy")[30]
        gap -= run.history.column("metric:validation_accuracy")[30]
        assert plot.read_out.text.endswith(f"gap {plot.amount(gap)}")


def test_without_validation_there_is_neither():
    plot = LossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(line_run(), 5, None))
        assert not plot.gap.isVisible()
        assert not plot.best.isVisible()
    assert metric_columns(line_run().history) == (("metric:r2", ""),)
