"""The docks of the curvature in the window: what they ask for, what their switch does."""

import numpy as np
from PySide6.QtWidgets import QLabel, QPushButton

from tests.gui.windows import change, settle, wait_until
from visualizer.app.intents import MovePlayhead
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.analysis.sharpness import Sharpness


def test_the_panel_follows_the_playhead(window):
    window.docks.open("curvature")
    window.docks.fill("curvature")
    change(window, problem__kind="function", problem__function="rosenbrock")
    window.session.apply(MovePlayhead(0))
    settle(window)
    panel = window.docks["curvature"]
    wait_until(lambda: "1,506.37" in texts(panel))
    window.session.apply(MovePlayhead(1000))
    wait_until(lambda: any(text.startswith("At epoch 1000") for text in texts(panel)))


def texts(dock):
    return [label.text() for label in dock.findChildren(QLabel)]


def test_the_switch_draws_the_ellipse(window):
    window.docks.open("curvature")
    window.docks.fill("curvature")
    switch = window.docks["curvature"].findChild(QPushButton, "curvature")
    ellipse = window.landscape.ellipse
    wait_until(lambda: window.pane.frame.insight(Curvature) is not None)
    assert not ellipse._curves[0][0].isVisible()
    switch.click()
    wait_until(lambda: ellipse._curves[0][0].isVisible())
    switch.click()
    wait_until(lambda: not ellipse._curves[0][0].isVisible())


def test_the_sharpness_is_computed_once_it_is_looked_at(window):
    change(window, problem__kind="function", problem__function="beale")
    window.pane.need(Curvature)
    wait_until(lambda: window.pane.frame.insight(Curvature) is not None)
    assert window.pane.frame.insight(Sharpness) is None
    window.docks.open("sharpness")
    window.docks.fill("sharpness")

    def complete():
        found = window.pane.frame.insight(Sharpness)
        return found is not None and found.complete

    wait_until(complete)
    assert np.isfinite(window.pane.frame.insight(Sharpness).greatest).all()


def test_a_plot_that_is_hidden_asks_for_nothing(window):
    window.docks.open("sharpness")
    window.docks.fill("sharpness")
    window.pane.need(Curvature)
    wait_until(lambda: window.pane.frame.insight(Sharpness) is not None)
    window.docks["sharpness"].hide()
    change(window, problem__kind="function", problem__function="beale")
    wait_until(lambda: window.pane.frame.insight(Curvature) is not None)
    assert window.pane.frame.insight(Sharpness) is None
