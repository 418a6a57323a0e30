"""The drawing of the planned rates."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from tests.gui.frames import near, rgb
from visualizer.core.analysis.planned_rates import planned_over_epochs
from visualizer.core.experiment import Experiment
from visualizer.gui.widgets.rate_sketch import RateSketch, thinned


@pytest.fixture
def sketch(qtbot):
    sketch = RateSketch()
    qtbot.addWidget(sketch)
    colours = sketch.palette()
    colours.setColor(QPalette.ColorRole.Highlight, QColor("#ff0000"))
    sketch.setPalette(colours)
    sketch.resize(260, 80)
    sketch.show()
    return sketch


def line(sketch):
    """The middle of the line in each column that it passes, from the left."""
    sketch.clearFocus()  # which has a frame in the same colour
    red = near(rgb(sketch.grab().toImage()), "#ff0000", 90)
    columns = np.flatnonzero(red.any(axis=0))
    return columns, np.array([np.flatnonzero(red[:, column]).mean() for column in columns])


def test_the_line_is_the_schedule(sketch):
    experiment = Experiment().with_values({"schedule.kind": "polynomial"})
    epochs, planned = planned_over_epochs(experiment)
    sketch.set_plan(epochs, planned.rates)
    columns, heights = line(sketch)
    assert len(columns) > 200
    straight = np.polyval(np.polyfit(columns, heights, 1), columns)
    assert np.abs(heights - straight).max() < 1.5
    assert heights[-1] - heights[0] > 40


def test_steps_down_are_seen(sketch):
    experiment = Experiment().with_values({"schedule.kind": "step", "schedule.gamma": 0.5})
    epochs, planned = planned_over_epochs(experiment)
    sketch.set_plan(epochs, planned.rates)
    _, heights = line(sketch)
    levels = [heights[len(heights) * part // 6] for part in (1, 3, 5)]
    assert levels[1] - levels[0] == pytest.approx(2 * (levels[2] - levels[1]), rel=0.15)


def test_peaks_of_a_long_run_are_kept(sketch):
    values = {"schedule.kind": "cyclical", "training.epochs": 1_000_000}
    epochs, planned = planned_over_epochs(Experiment().with_values(values))
    assert len(epochs) == 20_000
    assert epochs[-1] == 1_000_000
    x, y = thinned(epochs, planned.rates, 200)
    assert len(x) < 900
    assert (y.min(), y.max()) == (planned.rates.min(), planned.rates.max())


def test_epochs_are_those_of_batches():
    values = {"training.epochs": 3, "schedule.kind": "exponential", "schedule.gamma": 0.5}
    epochs, planned = planned_over_epochs(Experiment().with_values(values), 2)
    assert epochs.tolist() == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert planned.rates == pytest.approx(0.1 * 0.5 ** np.arange(7))


def test_it_says_what_it_draws(sketch):
    sketch.set_plan(np.array([0.0, 1.0, 2.0]), np.array([0.1, 0.5, 0.02]))
    assert sketch.words() == (
        "It begins at 0.100 and is 0.0200 at epoch 2; the least is 0.0200, the greatest 0.500."
    )
    assert sketch.accessibleDescription() == sketch.words()


@pytest.mark.parametrize("rates", [[np.inf, np.inf], [0.0, 0.0], [1.0, np.inf]])
def test_rates_that_cannot_be_drawn_do_no_harm(sketch, rates):
    sketch.set_plan(np.array([0.0, 1.0]), np.array(rates))
    sketch.grab()
    sketch.set_plan(np.array([0.0]), np.array([0.1]))
    sketch.grab()


def test_a_click_and_the_keyboard_ask_for_the_run(sketch, qtbot):
    asked = []
    sketch.clicked.connect(lambda: asked.append(True))
    qtbot.mouseClick(sketch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(sketch, Qt.Key.Key_Space)
    assert asked == [True, True]
