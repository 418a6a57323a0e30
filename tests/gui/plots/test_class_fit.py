"""The fit where the target is a class: regions, curves, and the chance of being right."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import class_run, frame_of, line_run, on_widget, show
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.regions import Regions
from visualizer.gui.figures.figures import informed
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.class_fit import border_lines, region_pixels
from visualizer.gui.plots.fit import FitPlot

pytestmark = pytest.mark.usefixtures("qapp")


def shown(plot, widget, run, row):
    frame = informed(plot, frame_of(run, row, None))
    show(plot, widget, frame)
    return frame


def test_each_row_has_a_marker_of_its_class_and_part():
    run = class_run("two-moons", 3, hidden=[4])
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        shown(plot, widget, run, 3)
        for part, samples in (
            ("training", run.problem.training),
            ("validation", run.problem.validation),
        ):
            for number in (0, 1):
                x, y = plot.classes.points[part, number].getData()
                expected = samples.inputs[samples.labels == number]
                np.testing.assert_array_equal(np.column_stack([x, y]), expected)
        symbols = {item.opts["symbol"] for item in plot.classes.points.values()}
        assert len(symbols) == 2
        assert not plot.line.isVisible()


def test_thinned_rows_are_told_of_beside_the_picture(monkeypatch):
    run = class_run("digits", 1)
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        shown(plot, widget, run, 1)
        drawn = sum(len(item.getData()[0]) for item in plot.classes.points.values())
        rows = run.problem.rows + len(run.problem.validation.inputs)
        assert drawn < rows
        told = f"{drawn:,} of {rows:,} rows, for speed"
        assert plot.classes.legend.words()[-1] == told
        assert plot.note.text == ""


def test_the_border_lies_where_the_model_is_undecided():
    run = class_run("two-moons", 200, hidden=[8], problem={"output": "sigmoid"})
    row = len(run.history) - 1
    plot = FitPlot(LIGHT)
    with on_widget(plot, (500, 400)) as widget:
        shown(plot, widget, run, row)
        x, y = plot.classes.border.getData()
        known = np.isfinite(x)
        assert known.sum() > 20
        places = np.column_stack([x, y])[known]
        outputs = run.problem.predict(run.history.theta(row), places)[:, 0]
        assert np.abs(outputs - 0.5).max() < 0.06


def test_surer_is_fuller():
    shares = np.array([[[0.5, 0.5], [0.7, 0.3], [1.0, 0.0], [0.0, 1.0]]])
    pixels = region_pixels(shares, "#ffffff", ["#000000", "#ff0000"])
    grey = pixels[0, :3, 0]
    assert grey[0] > grey[1] > grey[2]
    assert pixels[0, 3].tolist()[0] == 255.0
    assert pixels[0, 3, 1] < 255.0


def test_borders_of_three_classes_meet():
    x = y = np.linspace(-1, 1, 41)
    across, up = np.meshgrid(x, y)
    angles = np.arctan2(up, across)
    shares = np.stack([np.cos(angles - k * 2 * np.pi / 3) for k in range(3)], axis=-1)
    lines = np.column_stack(border_lines(x, y, shares))
    lines = lines[np.isfinite(lines).all(axis=1)]
    # Halfway between the middles of the classes: at 60, 180 and 300 degrees.
    far = lines[np.hypot(*lines.T) > 0.5]
    degrees = np.degrees(np.arctan2(far[:, 1], far[:, 0])) % 360
    assert np.abs((degrees - 60) % 120 - 120 * (((degrees - 60) % 120) > 60)).max() < 4


def test_many_inputs_show_the_chance_of_the_true_class():
    run = class_run("iris", 2, problem={"output": "softmax", "loss": "categorical_cross_entropy"})
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        frame = shown(plot, widget, run, 2)
        guesses = frame.insight(Predictions).training
        x, y = plot.classes.points["training", 1].getData()
        assert np.round(x).tolist() == [1.0] * len(x)
        rows = guesses.true == 1
        np.testing.assert_allclose(y, guesses.probabilities[rows, 1], rtol=1e-12)
        assert frame.insight(Regions) is None


def test_the_read_out_tells_the_probabilities():
    run = class_run("two-moons", 3, hidden=[4], problem={"output": "sigmoid"})
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        shown(plot, widget, run, 3)
        plot.box.on_hovered(QPointF(0.5, 0.25))
        theta = run.history.theta(3)
        second = run.problem.predict(theta, np.array([[0.5, 0.25]]))[0, 0]
        assert f"lower {100 * second:.1f} %" in plot.read_out.text


def test_numbers_after_classes_show_the_line_again():
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        shown(plot, widget, class_run("two-moons", 2), 1)
        shown(plot, widget, line_run(), 6)
        assert plot.line.isVisible()
        assert not plot.classes.legend.isVisible()
        assert not any(item.isVisible() for item in plot.classes.points.values())
