"""The predictions of several runs beside the data."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import class_run, frame_of, line_run, on_widget, show
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.frame import Frame

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [replace(line_run(rate), colour=place) for place, rate in enumerate((0.1, 0.01, 1.0))]


def compared(first: Run, *others: Run, row: int = 6) -> Frame:
    beside = tuple(
        ShownRun(run, row, run.count - 1, f"rate {run.experiment.optimizer.learning_rate:g}")
        for run in others
    )
    return frame_of(first, row, None, beside=beside, label="front")


def test_each_run_is_drawn_as_its_model_predicts_at_its_row(runs: list[Run]) -> None:
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, compared(runs[0], runs[1]))
        drawn = [(*plot.line.getData(), plot.line.opts["pen"]), *plot.lines._strokes.lines]
        for (x, y, pen), run in zip(drawn, runs[:2], strict=True):
            weight, bias = run.history.theta(6)
            np.testing.assert_allclose(y, weight * x + bias)
            assert pen.color().name() == LIGHT.run_colour(run.colour)
        assert plot.lines.labels.texts() == ["front", "rate 0.01"]
        plot.box.on_hovered(QPointF(2.0, 0.0))
        assert plot.read_out.text.split("\n") == [
            "x 2.000  predicted",
            "front      5.674",
            "rate 0.01  4.185",
        ]
        assert "Predicted at 4.24: front 11.27; rate 0.01 8.208" in plot.spoken()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_one_far_outside_never_stretches_the_axis(runs: list[Run], order) -> None:
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, compared(runs[0], runs[1]))
        calm = plot.box.viewRange()[1]
        show(plot, widget, compared(*(runs[place] for place in order)))
        assert plot.box.viewRange()[1] == calm
        (arrow,) = plot.lines.exits.exits
        assert arrow.words.endswith(": y −1.84·10⁸ at x 4.24")
        assert arrow.at[1] == calm[0]
        note = plot.note.mapRectToParent(plot.note.boundingRect())
        assert not any(note.intersects(one) for one in plot.lines.exits.rectangles())


def test_one_run_alone_looks_as_ever(runs: list[Run]) -> None:
    plot, fresh = FitPlot(LIGHT), FitPlot(LIGHT)
    with on_widget(plot) as widget, on_widget(fresh) as other:
        show(plot, widget, compared(*runs))
        alone = frame_of(runs[0], 6, None)
        np.testing.assert_array_equal(show(plot, widget, alone), show(fresh, other, alone))


def test_a_run_on_other_data_has_no_line(runs: list[Run]) -> None:
    plot = FitPlot(LIGHT)
    other = line_run(problem={"data": "noisy-line"})
    with on_widget(plot) as widget:
        show(plot, widget, compared(runs[0], other))
        assert plot.lines._strokes.lines == ()
        assert "of front alone" in plot.note.text


def test_of_classes_the_run_in_front_alone_is_drawn_and_said_to_be() -> None:
    run = class_run("two-moons", 2, hidden=[3], problem={"output": "sigmoid"})
    plot = FitPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, compared(run, replace(run, number=2), row=1))
        assert plot.note.text == "of front alone"
