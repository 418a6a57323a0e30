"""The fit: data and prediction, or predicted against true."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF

from tests.gui.frames import frame_of, function_run, line_run, on_widget, show
from visualizer.gui.figures.figures import informed
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots import fit as module
from visualizer.gui.plots.fit import FitPlot

pytestmark = pytest.mark.usefixtures("qapp")


def test_line_is_the_prediction_at_the_playhead() -> None:
    run = line_run()
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 6, None))
        w, b = run.history.theta(6)
        x, y = plot.line.getData()
        np.testing.assert_allclose(y, w * x + b, atol=1e-12)
        x, y = plot.data.getData()
        np.testing.assert_array_equal(np.stack([x, y]), [[1, 2, 3, 4], [3, 6, 9, 12]])
        x, y = plot.dashed.getData()
        np.testing.assert_allclose(y, 3.0 * x, atol=1e-6)


def test_axis_stands_still_while_the_line_moves() -> None:
    run = line_run()
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        ranges = []
        for row in (4, 6, 20):
            show(plot, widget, frame_of(run, row, None))
            ranges.append(plot.box.viewRange())
        assert ranges[0] == ranges[1] == ranges[2]


def test_far_prediction_does_not_squash_the_data() -> None:
    run = line_run(1.0)
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 30, None))
        low, high = plot.box.viewRange()[1]
        assert high - low < 100


def test_several_inputs_show_predicted_against_true() -> None:
    run = line_run(0.01, 5, problem={"data": "penguins"}, data={"scaling": "standardise"})
    assert len(run.problem.input_names) > 1
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 3, None))
        x, y = plot.data.getData()
        problem = run.problem
        np.testing.assert_array_equal(x, problem.targets[:, 0])
        np.testing.assert_allclose(
            y, problem.predict(run.history.theta(3), problem.inputs)[:, 0], atol=1e-12
        )
        x, y = plot.dashed.getData()
        np.testing.assert_array_equal(x, y)
        assert not plot.line.isVisible()


def test_many_rows_are_thinned_evenly_and_it_says_so(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    run = line_run()
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 6, None))
        assert plot.data.getData()[0].tolist() == [1.0, 3.0]
        assert plot.note.text.split("   ")[0] == "2 of 4 rows, for speed"


def test_the_error_stands_in_the_units_of_the_target() -> None:
    run = line_run()
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, informed(plot, frame_of(run, 6, None)))
        w, b = run.history.theta(6)
        error = np.sqrt(np.mean([(w * x + b - 3 * x) ** 2 for x in (1, 2, 3, 4)]))
        assert plot.note.text == f"RMSE {error:.3f} (y)"


def test_function_has_no_fit() -> None:
    run = function_run("sphere", 0.1, 5)
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 1, None))
        assert plot._message.isVisible()
        assert plot._message.text == "A function has no data to fit."
        show(plot, widget, frame_of(line_run(), 1, None))
        assert not plot._message.isVisible()


def test_read_out_predicts() -> None:
    run = line_run()
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 1, None))
        plot.box.on_hovered(QPointF(2.0, 0.0))
        assert plot.read_out.text == "x 2.000  predicted 10.50"


def test_a_number_at_the_very_right_has_room() -> None:
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(line_run(), 6, None))
        font = plot.axis("bottom").style["tickFont"]
        room = plot.item.rect().right() - plot.box.geometry().right()
        assert room >= QFontMetricsF(font).horizontalAdvance("−1.0") / 2.0


def test_the_error_stands_where_the_data_do_not_end():
    plot = FitPlot(LIGHT)
    # The model has left the picture, falling; the data rise.
    wild = frame_of(line_run(0.5, 20), 20, None)
    with on_widget(plot) as widget:
        show(plot, widget, wild)
        area = plot.box.geometry()
        assert "RMSE" in plot.note.text
        assert plot.note.pos().y() > area.center().y()
