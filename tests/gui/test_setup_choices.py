"""The panel of settings by itself: which choices it offers, and the equations that it shows."""

import pytest

from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.gui.cards.setup_panel import SetupPanel


@pytest.fixture
def panel(qtbot):
    panel = SetupPanel()
    qtbot.addWidget(panel)
    return panel


def rules(panel):
    box = panel.form.row("optimizer.kind").field.box
    return [words for place in range(box.count()) if (words := box.itemText(place))]


def test_beginners_are_offered_three_rules(panel):
    panel.show_experiment(Experiment(), None)
    assert rules(panel) == ["Gradient descent", "Momentum", "Adam", "More..."]
    panel.show_experiment(Experiment().with_values({"optimizer.kind": "lion"}), None)
    assert rules(panel)[:3] == ["Gradient descent", "Momentum", "Adam"]
    assert len(rules(panel)) == len(OPTIMIZERS)
    assert panel.form.row("optimizer.kind").field.box.currentText() == OPTIMIZERS["lion"].label


@pytest.mark.parametrize(
    "table",
    [
        {"problem": {"data": "noisy-line"}, "training": {"batch_size": 4}},
        {"problem": {"function": "sphere"}, "training": {"gradient_noise": 0.5}},
    ],
)
def test_descent_with_batches_or_noise_is_stochastic(panel, table):
    panel.show_experiment(Experiment.from_dict(table), None)
    field = panel.form.row("optimizer.kind").field
    assert field.box.currentText() == "Stochastic gradient descent"


def test_the_equation_of_the_rule_is_typeset(panel):
    panel.show_experiment(Experiment().with_values({"optimizer.kind": "adamw"}), None)
    shown = panel.form.section("optimizer").formula
    assert shown.formula == OPTIMIZERS["adamw"].formula
    assert OPTIMIZERS["adamw"].source in shown.toolTip()
    assert panel.form.section("training").formula.isHidden()


def test_a_schedule_is_drawn_before_the_run(panel, qtbot):
    panel.show()
    panel.show_experiment(Experiment(), None)
    assert panel._sketch is None
    plateau = Experiment().with_values({"schedule.kind": "plateau"})
    panel.show_experiment(plateau, None)
    view = panel.form.section("schedule")
    assert panel._sketch.isVisibleTo(panel)
    assert "only the run can tell" in view.note.text()
    assert panel._sketch in view.tab_stops()
    panel.show_experiment(plateau.with_values({"schedule.kind": "cosine"}), None)
    assert panel._sketch.isVisibleTo(panel)
    assert view.note.isHidden()
    with qtbot.waitSignal(panel.rate_plot_wanted):
        panel._sketch.click()
    panel.show_experiment(Experiment(), None)
    assert not panel._sketch.isVisibleTo(panel)
