"""The docks of the rule's state and of the gradient's noise, in the real window."""

import threading

import numpy as np
import pytest

from tests.gui.windows import change, settle, wait_until
from visualizer.core.analysis.batch_noise import Cloud, GradientError
from visualizer.gui.cards.rule_cards import QuantityChoice


@pytest.fixture
def batches(window):
    change(window, optimizer__kind="adam", optimizer__learning_rate=0.1, training__batch_size=2)
    window.playback.seek(1.5)
    settle(window)
    return window


def plot_in(window, name):
    """The plot of a dock that is opened."""
    window.docks.open(name)
    wait_until(lambda: any(view.plot.name == name for view in window.pane.views))
    plot = next(view.plot for view in window.pane.views if view.plot.name == name)
    wait_until(lambda: plot.frame is not None)
    return plot


def test_the_quantity_of_the_state_can_be_chosen(batches):
    plot = plot_in(batches, "state")
    (choice,) = batches.docks["state"].findChildren(QuantityChoice)
    wait_until(lambda: choice.currentText().startswith("m\u0302"))
    choice.setCurrentIndex(choice.findData("v"))
    choice.activated.emit(choice.currentIndex())
    wait_until(lambda: plot.quantity == "v")
    wait_until(lambda: plot.lines(plot.frame)[0].column == "state:v:w")
    change(batches, optimizer__kind="momentum", optimizer__learning_rate=0.01)
    wait_until(lambda: plot.shown(plot.frame) == "b")
    # There is nothing to choose from.
    wait_until(lambda: not choice.isVisible())


def test_a_rule_without_state_offers_no_choice(window):
    plot_in(window, "state")
    (choice,) = window.docks["state"].findChildren(QuantityChoice)
    assert choice.isHidden()


def test_the_cloud_follows_the_playhead(batches):
    plot = plot_in(batches, "gradient-cloud")
    run = batches.session.state.run
    for row in (3, 8, 8, 0):
        batches.playback.seek_row(row)
        wait_until(lambda row=row: _step(plot.frame, Cloud) == row)
        x, y = plot.own.getData()
        np.testing.assert_allclose([x[0], y[0]], run.history.row(row).gradient, rtol=1e-12)


def test_the_error_is_measured_where_the_playhead_rests(batches):
    plot = plot_in(batches, "gradient-error")
    # It comes size by size.
    wait_until(lambda: _step(plot.frame, GradientError) == 3 and len(plot.points.getData()[0]) == 3)
    assert plot.points.getData()[0].tolist() == pytest.approx(np.log10([1, 2, 3]).tolist())
    batches.playback.seek_row(9)
    wait_until(lambda: _step(plot.frame, GradientError) == 9)


def test_closing_ends_the_work_on_the_noise(batches):
    plot = plot_in(batches, "gradient-cloud")
    wait_until(lambda: _step(plot.frame, Cloud) == 3)
    batches.playback.seek_row(8)
    batches.close_unasked()
    assert not any(thread.name == "jobs" for thread in threading.enumerate())


def _step(frame, kind):
    known = frame.insight(kind) if frame is not None else None
    return None if known is None else known.step
