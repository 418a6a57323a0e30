"""The switches and choices of the plots in the real window."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton

from tests.core.analysis.test_plane_kinds import ALONE
from tests.gui.windows import change, settle, wait_until
from visualizer.app.landscapes import view_of
from visualizer.core.analysis.planes import SpannedPlane
from visualizer.gui.cards.choices import MOST_NAMES, LineChoice, PlaneChoice
from visualizer.gui.dialogs.exporting import copy_plot
from visualizer.gui.widgets.choice_box import ChoiceBox


def plot(window, name):
    return next(view.plot for view in window.pane.views if view.plot.name == name)


def button(window, words):
    return next(b for b in window.findChildren(QPushButton) if b.accessibleName() == words)


def test_switches_and_their_plots(window):
    switches = (
        ("Colour by the logarithm of the loss", "landscape", "log"),
        ("Arrows downhill and of the next step", "landscape", "arrows"),
        ("Logarithmic axis: loss", "loss", "log"),
        ("Logarithmic axis: parameters", "parameters", "log"),
        ("Logarithmic axis: gradient", "gradient", "log"),
    )
    for words, name, flag in switches:
        switch = button(window, words)
        before = getattr(plot(window, name), flag)
        assert switch.isChecked() is before
        switch.click()
        wait_until(
            lambda name=name, flag=flag, before=before: (
                getattr(plot(window, name), flag) is not before
            )
        )


def test_the_plane_can_be_chosen_when_there_are_more_parameters(window):
    choice = window.findChild(PlaneChoice)
    assert not choice.isVisible()
    change(window, problem__hidden=(2,))
    wait_until(choice.isVisible)
    across, up = choice.findChildren(ChoiceBox)
    across.set_value("0")
    up.set_value("3")
    up.chosen.emit("3")
    assert view_of(window.session.state).axes == (0, 3)

    def shown():
        landscape = window.pane.frame.map
        return landscape is not None and landscape.plane.axes == (0, 3)

    wait_until(shown)
    # Two parameters are a plane; a third box would ask for nothing.
    change(window, problem__hidden=())
    wait_until(lambda: not choice.isVisible())


def axes_shown(window):
    landscape = window.pane.frame.map
    return landscape.plane.axes if landscape is not None else ()


def test_the_plane_of_a_large_model_is_named(window):
    choice = window.findChild(PlaneChoice)
    change(window, problem__hidden=(700,), training__epochs=2)
    wait_until(choice.isVisible)
    last = 3 * 700  # behind a weight and a bias of each unit, and a weight of the output for it
    assert last > MOST_NAMES
    names = window.session.state.run.history.parameters
    window.pane.choose("landscape", {"axes": (names[last], names[3])})
    across, up = choice.findChildren(ChoiceBox)
    wait_until(lambda: axes_shown(window) == (last, 3))
    names = window.pane.frame.run.history.parameters
    wait_until(lambda: (across.currentText(), up.currentText()) == (names[last], names[3]))
    across.set_value("0")
    across.chosen.emit("0")
    wait_until(lambda: axes_shown(window) == (0, 3))


def kind_shown(window):
    landscape = window.pane.frame.map
    plane = landscape.plane if landscape is not None else None
    return plane.recipe.kind if isinstance(plane, SpannedPlane) else ""


def test_planes_of_the_trajectory_can_be_chosen(window):
    choice = window.findChild(PlaneChoice)
    change(window, problem__hidden=(2,))
    wait_until(choice.isVisible)
    across, up = choice.findChildren(ChoiceBox)
    again = button(window, "Draw two other random directions")
    for kind in ALONE:
        across.set_value(kind)
        across.chosen.emit(kind)
        wait_until(lambda kind=kind: kind_shown(window) == kind)
        wait_until(lambda: not up.isVisible())
        wait_until(lambda kind=kind: again.isVisible() is (kind == "random"))
    across.set_value("random")
    across.chosen.emit("random")
    wait_until(again.isVisible)
    wait_until(lambda: kind_shown(window) == "random")
    before = window.pane.frame.map.plane.key
    again.click()
    wait_until(lambda: window.pane.frame.map.plane.key != before)
    across.set_value("2")
    across.chosen.emit("2")
    wait_until(lambda: window.pane.frame.map.plane.axes[:1] == (2,))
    wait_until(up.isVisible)


def test_weight_only_is_the_classical_picture(window):
    menu = window.findChild(LineChoice).entries
    menu.aboutToShow.emit()
    entries = {action.text(): action for action in menu.actions()}
    entries["Weight only"].trigger()
    settle(window)
    wait_until(lambda: window.pane.frame.lines == (0,))
    menu.aboutToShow.emit()
    entries = {action.text(): action for action in menu.actions()}
    assert entries["w"].isChecked()
    assert not entries["b"].isChecked()
    entries["b"].trigger()
    wait_until(lambda: window.pane.frame.lines == (0, 1))


def test_a_view_is_never_smaller_than_it_can_be_read(window):
    for view in window.pane.views:
        assert view.minimumSizeHint().width() >= 260
        assert isinstance(view.sizeHint(), QSize)
        assert view.accessibleName() == f"Plot: {view.plot.title}"


def test_the_plot_under_the_mouse_is_copied(window):
    window.stage.current = next(v for v in window.pane.views if v.plot.name == "fit")
    QApplication.clipboard().clear()
    copy_plot(window.bench)
    image = QApplication.clipboard().image()
    assert image.width() == pytest.approx(2 * window.stage.current.width(), abs=2)
    assert window.statusBar().currentMessage() == "Fit copied"
    QApplication.clipboard().clear()
