"""The settings in the real window: what is typed, dragged and refused."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.windows import asks, change, enter, field, sentence, settle, wait_until
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.gui.widgets.rate_slider import RateSlider

RATE = "optimizer.learning_rate"


def test_hidden_layers(window):
    enter(window, "problem.hidden", "3")
    settle(window)
    assert window.session.state.experiment.problem.hidden == (3,)
    assert window.session.state.run.problem.size == 10
    enter(window, "problem.hidden", "16, 16")
    settle(window)
    assert window.session.state.experiment.problem.hidden == (16, 16)


def test_no_field_is_cut_at_the_right(window):
    change(window, **{"problem.hidden": (3,)})
    settle(window)
    view = window.setup.viewport()
    body = window.setup.widget()
    wait_until(lambda: body.width() <= view.width())
    assert body.width() >= body.minimumSizeHint().width()


def test_an_error_stands_beneath_its_field_and_nothing_is_lost(window):
    refused = (
        ("problem.hidden", "abc", "whole numbers"),
        ("problem.hidden", "1000000000", "at most 10000"),
        ("start.parameters", "1", "2 parameters"),
        ("start.parameters", "1, x", '"x" is not allowed'),
        ("optimizer.learning_rate", "-1", "at least 0"),
        ("optimizer.learning_rate", "0,05", "write 0.05"),
        ("training.epochs", "2.5", "whole number"),
    )
    before = window.session.state
    for key, text, words in refused:
        enter(window, key, text)
        assert words in sentence(window, key)
        assert field(window, key).text() == text
        assert window.session.state.run is before.run
        assert window.session.state.experiment == before.experiment


def test_the_error_ends_when_the_text_is_mended(window):
    enter(window, "training.epochs", "many")
    assert sentence(window, "training.epochs")
    enter(window, "training.epochs", "50")
    assert not sentence(window, "training.epochs")
    assert window.session.state.experiment.training.epochs == 50


@pytest.mark.parametrize("place", ["panel", "transport"])
def test_dragging_the_rate_trains_at_once_and_is_one_step_back(window, place):
    root = (
        window.setup.form.row("optimizer.learning_rate") if place == "panel" else window.transport
    )
    slider = root.findChild(RateSlider)
    before = window.session.state.run
    slider.setSliderDown(True)
    for _ in range(4):
        slider.setValue(slider.value() - 40)
        settle(window)
        assert window.session.state.ghosts == (before,)
    slider.setSliderDown(False)
    rate = window.session.state.run.experiment.optimizer.learning_rate
    assert rate < 0.1
    # Both places show the same.
    assert field(window, "optimizer.learning_rate").text() == f"{rate:g}"
    assert window.transport.findChild(RateSlider).rate() == pytest.approx(rate, rel=0.01)
    window.session.undo()
    assert window.session.state.run.experiment.optimizer.learning_rate == 0.1
    assert not window.session.can_undo


def test_two_drags_are_two_steps_back(window):
    slider = window.transport.findChild(RateSlider)
    for _ in range(2):
        slider.setSliderDown(True)
        slider.setValue(slider.value() - 40)
        slider.setSliderDown(False)
        settle(window)
    window.session.undo()
    assert window.session.can_undo


def test_every_function_one_after_the_other(window):
    change(window, problem__kind="function")
    assert window.session.state.experiment.problem.kind == "function"
    for name, function in FUNCTIONS.items():
        assert change(window, problem__function=name)
        run = window.session.state.run
        assert run.problem.function == name
        # A usual start and a rate that shows something, not those of the former function.
        assert run.experiment.optimizer.learning_rate == function().suggested_rate
        assert tuple(run.history.theta(0)) == tuple(function().usual_start)
        assert not run.ending or run.ending.kind != "diverged"


def test_the_kind_of_problem_changes_the_form(window):
    assert asks(window, "problem.hidden")
    change(window, problem__kind="function")
    assert not asks(window, "problem.hidden")
    assert asks(window, "problem.function")
    change(window, problem__kind="model")
    assert asks(window, "problem.hidden")


def test_a_bundled_table(window):
    change(window, problem__data="noisy-line")
    assert window.session.state.run.problem.rows > 4
    wait_until(lambda: window.pane.frame.map is not None)


def test_tab_goes_through_the_settings_in_their_order(window):
    field(window, "problem.hidden").setFocus()
    seen = []
    for _ in range(28):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
    lines = [field(window, key) for key in ("start.parameters", "training.epochs")]
    places = [seen.index(line) for line in lines if line in seen]
    assert places == sorted(places)
    assert len(places) == 2


def test_a_formula_is_drawn_while_it_is_typed_and_is_one_step_back(window):
    change(window, problem__kind="formula")
    before = window.session.state
    edit = window.setup.form.row("problem.formula").field.focus_target()
    edit.setFocus()
    edit.selectAll()
    for part, names in (("x**2", ("x",)), (" + y**2", ("x", "y"))):
        QTest.keyClicks(edit, part)
        wait_until(lambda: edit.toPlainText() == window.session.state.run.problem.formula)
        settle(window)
        assert window.session.state.run.problem.names == names
        assert edit.hasFocus()
        wait_until(lambda: window.pane.frame.map is not None)
    assert edit.toPlainText() == "x**2 + y**2"
    QTest.keyClick(edit, Qt.Key.Key_Return)
    window.session.undo()
    settle(window)
    assert window.session.state.run is before.run
    assert edit.toPlainText() == before.experiment.problem.formula


def test_a_formula_without_a_value_at_the_start_is_refused_beside_its_field(window):
    change(window, problem__kind="formula")
    before = window.session.state.run
    edit = window.setup.form.row("problem.formula").field.focus_target()
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "sqrt(-1 - x**2)")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert "no value at the start" in sentence(window, "problem.formula")
    assert window.session.state.run is before


BAD = (
    (RATE, "-1", "-1 is not allowed; allowed is a number of at least 0"),
    (RATE, "nan", "allowed is a number of at least 0"),
    (RATE, "1e400", "allowed is a number of at least 0"),
    ("schedule.milestones", "20, 10", "[20, 10] is not allowed; allowed are whole numbers"),
    ("schedule.milestones", "20, 20", "whole numbers in rising order"),
    ("training.batch_size", "9", "9 is not allowed; allowed is at most 4"),
    ("training.stop_gradient", "-1", "-1 is not allowed; allowed is a number of at least 0"),
    ("training.stop_patience", "2.5", "allowed is a whole number of at least 0"),
)


def test_bad_input_is_refused_beside_its_field(window):
    change(window, schedule__kind="multistep")
    before = window.session.state.experiment
    for key, text, words in BAD:
        window.setup.form.focus(key)  # unfolds what is under "More"
        enter(window, key, text)
        wait_until(lambda key=key, words=words: words in sentence(window, key), what=words)
        assert window.setup.form.row(key)._error.isVisible()
        assert window.session.state.experiment == before
