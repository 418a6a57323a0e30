"""The docks about classes in the real window: what they show, and how they work together."""

from PySide6.QtWidgets import QPushButton

from tests.gui.frames import on_widget, show
from tests.gui.windows import change, settle, wait_until
from visualizer.core.analysis.predictions import Predictions
from visualizer.gui.cards.class_docks import PartSwitch, SampleChoice
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.confusion import ConfusionPlot
from visualizer.gui.window.docks import DOCKS

NAMES = [dock.name for dock in DOCKS if dock.group == "Classes and networks"]


def classify(window, **values):
    values = {"problem__data": "two-moons", "problem__inputs": (), "problem__targets": ()} | values
    change(window, **values, training__validation_fraction=0.25)


def opened(window, name):
    """The plot of a dock that is in front, drawn."""
    dock = window.docks.open(name)
    window.docks.fill(name)
    wait_until(lambda: any(view.plot.name == name for view in window.pane.views))
    view = next(view for view in window.pane.views if view.plot.name == name)
    wait_until(lambda: view.isVisible() and view.plot.frame is not None)
    return dock, view.plot


def test_every_dock_shows_its_plot(window):
    classify(window, problem__hidden=(3,))
    for name in NAMES:
        _, plot = opened(window, name)
        wait_until(lambda plot=plot: plot._pictured is not None, what=name)
        assert plot.title == window.docks.declared[name].title


def test_a_click_on_a_wrong_row_sends_it_through_the_network(window):
    classify(window, training__epochs=1)
    dock, network = opened(window, "network")
    _, wrong = opened(window, "wrong")
    wait_until(lambda: len(wrong._rows))
    row = int(wrong._rows[0])
    wrong._on_pressed_at(wrong._grid.cell(0).center())
    wait_until(lambda: network.note.text == f"validation row {row + 1}")
    choice = dock.findChild(SampleChoice)
    wait_until(lambda: choice.value() == 150 + row + 1)
    choice.setValue(2)
    wait_until(lambda: network.note.text == "training row 2")


def test_predictions_follow_the_playhead(window):
    classify(window, training__epochs=40)
    _, plot = opened(window, "confusion")
    for epoch in (0, 25, 40):
        window.playback.seek(epoch)
        settle(window)
        row = window.session.state.row
        wait_until(lambda row=row: plot.frame.insight(Predictions) is not None
                   and plot.frame.insight(Predictions).row == row)  # fmt: skip


def test_without_validation_rows_its_switch_is_not_lit(window):
    classify(window, training__epochs=1)
    dock, _ = opened(window, "wrong")
    (part,) = dock.findChildren(PartSwitch)
    wait_until(part.isEnabled)
    assert part.isChecked()
    change(window, training__validation_fraction=0.0)
    wait_until(lambda: not part.isEnabled())
    assert not part.isChecked()
    change(window, training__validation_fraction=0.25)
    wait_until(part.isEnabled)
    assert part.isChecked()


def test_the_switches_change_part_and_page(window):
    classify(window, training__epochs=1)
    dock, plot = opened(window, "wrong")
    buttons = {button.accessibleName(): button for button in dock.findChildren(QPushButton)}
    wait_until(lambda: plot.note.text)
    assert plot.part == "validation"
    next(button for name, button in buttons.items() if name.startswith("The validation")).click()
    first = plot._rows.tolist()
    wait_until(lambda: plot.part == "training" and plot._rows.tolist() != first)
    before = plot._rows.tolist()
    buttons["Next page: Wrong rows"].click()
    wait_until(lambda: plot.page == 1 and plot._rows.tolist() != before)
    buttons["Previous page: Wrong rows"].click()
    wait_until(lambda: plot._rows.tolist() == before)
    assert all(button.toolTip() for button in buttons.values())


def test_exported_figures_take_the_switches_over(window):
    classify(window, training__epochs=1)
    _, plot = opened(window, "confusion")
    plot.choose(shares=True, part="training")
    wait_until(lambda: plot.shares)
    with on_widget(figure := ConfusionPlot(LIGHT)) as widget:
        show(figure, widget, window.pane.frame)
        assert (figure.shares, figure.part) == (True, "training")
