"""A run without rows: nothing of the former one stands under its settings."""

import pytest
from PySide6.QtWidgets import QLabel

from tests.gui.windows import settle, wait_until
from visualizer.app.intents import ChangeSettings, OpenExperiment, StopTraining
from visualizer.core.experiment import Experiment
from visualizer.gui.stage.covers import inside

AT_ONCE = [
    {"problem": {"data": "line"}, "start": {"parameters": [1e308, 0.0]}},
    {"problem": {"function": "sphere"}, "start": {"parameters": [1e200, 1e200]}},
]


def covers(window):
    """The words over each visible view, and panel."""
    views = [*window.pane.views, window.inspector]
    found = {}
    for view in views:
        if view.isVisible():
            labels = [one for one in view.findChildren(QLabel) if one.property("role") == "cover"]
            found[view] = [label.text() for label in labels if label.isVisible()]
    return found


def is_empty(window):
    return window.pane.frame is None and all(len(words) == 1 for words in covers(window).values())


def assert_nothing_is_left(window):
    assert len(covers(window)) > 3
    assert window.pane.judgement is None
    assert window.strip.line.pill.text() == "Diverged"
    assert "not a finite number" in window.strip.line.sentence.text()
    assert window.transport.read_outs.words() == ""


@pytest.mark.parametrize("table", AT_ONCE)
def test_a_run_that_diverges_at_once_shows_nothing_of_the_former(window, table):
    window.session.apply(OpenExperiment(Experiment.from_dict(table)))
    wait_until(lambda: is_empty(window))
    assert_nothing_is_left(window)


def test_columns_of_enormous_numbers(window, tmp_path):
    path = tmp_path / "enormous.csv"
    path.write_text("x,y\n1e300,2e300\n2e300,3e300\n3e300,1e300\n")
    window.session.apply(OpenExperiment(Experiment.from_dict({"problem": {"data": str(path)}})))
    wait_until(lambda: is_empty(window))
    assert_nothing_is_left(window)


def test_another_start_shows_pictures_again(window):
    settle(window)
    window.session.apply(ChangeSettings({"start.parameters": (1e308, 0.0)}))
    wait_until(lambda: is_empty(window))
    window.resize(1200, 800)
    for view in covers(window):
        cover = next(one for one in view.findChildren(QLabel) if one.property("role") == "cover")
        assert cover.geometry() == inside(view)
    window.session.undo()
    settle(window)
    assert window.pane.frame.run is window.session.state.run
    assert not any(covers(window).values())


def test_a_first_step_that_takes_long_is_said(window, monkeypatch):
    """As the rows of the former run would stand there all the while."""
    settle(window)
    gate = window.session.training.gate
    monkeypatch.setattr(gate, "set", lambda: None)
    gate.clear()
    window.session.apply(ChangeSettings({"optimizer.learning_rate": 0.03}))
    assert not any(covers(window).values())
    wait_until(lambda: is_empty(window))
    assert {words[0] for words in covers(window).values()} == {"The first step is under way."}
    window.session.apply(StopTraining())
    monkeypatch.undo()
    gate.set()
    wait_until(lambda: all("stopped" in words[0] for words in covers(window).values()))
    window.commands.train()
    settle(window)
    assert not any(covers(window).values())


def test_a_view_that_comes_after_the_covers_is_covered_as_well(window):
    """A surface chosen, or a panel opened, while there is no row yet, would be an empty frame."""
    window.session.apply(OpenExperiment(Experiment.from_dict(AT_ONCE[1])))
    wait_until(lambda: is_empty(window))
    window.landscape.choose(dimensions="3-D")
    dock = window.docks.open("state")
    wait_until(lambda: window.pane.view_of("surface").isVisible() and dock.isVisible())
    assert is_empty(window)
    window.session.apply(ChangeSettings({"start.parameters": (1.0, 1.0)}))
    settle(window)
    wait_until(lambda: window.pane.view_of("surface").plot.drawn is not None)
    assert not any(any(words) for words in covers(window).values())
