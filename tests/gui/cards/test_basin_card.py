"""The dock of the basin map in the real window."""

import numpy as np
from PySide6.QtWidgets import QProgressBar, QPushButton

from tests.gui.windows import settle, wait_until
from visualizer.app.intents import OpenExperiment, SetOption
from visualizer.core.analysis.basins import BasinMap
from visualizer.core.experiment import Experiment
from visualizer.gui.widgets.choice_box import ChoiceBox


def himmelblau(epochs: int = 100) -> Experiment:
    return Experiment.from_dict(
        {
            "problem": {"kind": "function", "function": "himmelblau"},
            "optimizer": {"learning_rate": 0.01},
            "training": {"epochs": epochs},
        }
    )


def opened(window, experiment):
    """The dock in front of the other tabs, with the plot."""
    window.session.apply(OpenExperiment(experiment))
    settle(window)
    dock = window.docks.open("basins")
    wait_until(lambda: any(view.plot.name == "basins" for view in window.pane.views))
    plot = next(view.plot for view in window.pane.views if view.plot.name == "basins")
    wait_until(lambda: plot.frame is not None and plot.frame.insight(BasinMap) is not None, 20_000)
    return dock, plot


def test_a_click_starts_the_run_in_that_basin(window):
    dock, plot = opened(window, himmelblau())
    bar = dock.findChild(QProgressBar)
    wait_until(lambda: not bar.isVisible(), 20_000)
    found = plot.frame.insight(BasinMap)
    plot.on_start_chosen(-2.9, 2.1)
    settle(window)
    history = window.session.state.run.history
    start = history.theta(0)
    column, row = int(np.abs(found.x - start[0]).argmin()), int(np.abs(found.y - start[1]).argmin())
    np.testing.assert_array_equal(history.theta(100), found.ends[row, column])
    assert window.session.state.run.experiment.start.parameters == tuple(start)


def test_colours_can_mean_epochs(window):
    dock, plot = opened(window, himmelblau())
    choice = dock.findChild(ChoiceBox)
    choice.set_value("epochs")
    choice.chosen.emit("epochs")
    wait_until(lambda: plot.by_epochs and plot.bar.isVisible())


def test_the_computation_can_be_stopped(window):
    dock, _ = opened(window, himmelblau(6_000))
    button = dock.findChild(QPushButton)
    wait_until(lambda: button.isVisible() and button.text() == "Stop", 20_000)
    button.click()
    wait_until(lambda: button.text() == "Go on")
    wait_until(lambda: not dock.findChild(QProgressBar).isVisible())


def test_hidden_future_is_kept(window):
    _, plot = opened(window, himmelblau())
    window.session.apply(SetOption("hide_future", True))
    settle(window)
    wait_until(lambda: plot.unavailable(plot.frame) != "")
