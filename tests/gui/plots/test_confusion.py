"""The confusion matrix: what is read in it, and which rows it counts."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import class_run, frame_of, line_run, near, on_widget, show
from visualizer.core.analysis.predictions import Predictions
from visualizer.gui.figures.figures import informed
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.confusion import NO_CLASSES, WAITING, ConfusionPlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def run():
    return class_run("iris", 3, problem={"output": "softmax", "loss": "categorical_cross_entropy"})


def test_every_cell_can_be_read(run):
    plot = ConfusionPlot(LIGHT)
    with on_widget(plot) as widget:
        frame = informed(plot, frame_of(run, 3, None))
        show(plot, widget, frame)
        counts = frame.insight(Predictions).validation.confusion
        cells, seen = plot._cells, []
        for row in range(3):
            for column in range(3):
                x = cells.left() + (column + 0.5) * cells.width() / 3
                y = cells.top() + (row + 0.5) * cells.height() / 3
                ((words, _),) = plot._words_at(frame, QPointF(x, y))
                seen.append(int(words.partition(": ")[2].partition(" of ")[0]))
        assert seen == counts.ravel().tolist()


def test_the_other_part_and_shares(run):
    plot = ConfusionPlot(LIGHT)
    with on_widget(plot) as widget:
        frame = informed(plot, frame_of(run, 3, None))
        pictures = [show(plot, widget, frame)]
        assert plot.summary(frame).startswith("Validation: ")
        plot.choose(part="training")
        plot.redraw()
        assert plot.summary(frame).startswith("Training: ")
        pictures.append(show(plot, widget, frame))
        plot.choose(shares=True)
        plot.redraw()
        pictures.append(show(plot, widget, frame))
        assert (pictures[0] != pictures[1]).any()
        assert (pictures[1] != pictures[2]).any()


def test_right_is_blue_and_wrong_is_orange(run):
    plot = ConfusionPlot(LIGHT)
    with on_widget(plot) as widget:
        frame = informed(plot, frame_of(run, 3, None))
        picture = show(plot, widget, frame)
        assert frame.insight(Predictions).validation.wrong.size
        assert near(picture, "#2166ac", 60).sum() > 100
        assert (picture[..., 0].astype(int) > picture[..., 2] + 40).any()


def test_it_waits_and_says_where_it_has_nothing(run):
    plot = ConfusionPlot(LIGHT)
    assert plot.unavailable(frame_of(run, 0, None)) == WAITING
    assert plot.unavailable(frame_of(line_run(), 0, None)) == NO_CLASSES
    with on_widget(plot):
        pass


def test_a_result_at_the_place_of_a_former_one_is_drawn(run):
    """An object that is made where another one was has its id, and is not the same."""
    plot = ConfusionPlot(LIGHT)
    with on_widget(plot):
        for row in (0, 1, 2, 3, 2, 1, 0):
            frame = informed(plot, frame_of(run, row, None))
            expected = np.array(frame.insight(Predictions).validation.confusion)
            plot.draw(frame)
            assert plot._pictured.insights[0].row == row
            assert (plot.guesses(plot.frame).confusion == expected).all()
            del frame
