"""The target is one setting: typed above the plot, dragged in it, typed in the list of runs."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.windows import drag, settle, wait_until
from visualizer.app.intents import ChangeView
from visualizer.app.views import RUNS
from visualizer.gui.cards.target_field import TargetField


def test_the_target_is_the_same_everywhere(window):
    settle(window)
    wait_until(lambda: window.docks["loss"].findChildren(TargetField))
    (field,) = window.docks["loss"].findChildren(TargetField)
    view = next(one for one in window.pane.views if one.plot.name == "loss")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.session.state.view_of(RUNS).target == 0.5
    line = view.plot.target.line
    wait_until(line.isVisible)
    # Dragged by the pointer, near the right end, where no other line is.
    box = view.plot.box
    place = box.mapFromView(line.pos())
    place.setX(0.8 * box.width())
    start = view.mapFromScene(box.mapToScene(place))
    drag(window, start, start - QPoint(0, 12), view=view)
    wait_until(lambda: window.session.state.view_of(RUNS).target > 0.5)
    wait_until(lambda: float(field.text()) == window.session.state.view_of(RUNS).target)
    window.session.apply(ChangeView(RUNS, {"target": 0.0}))
    wait_until(lambda: not line.isVisible())
    assert field.text() == ""
    # Cleared by hand it is none, too.
    window.session.apply(ChangeView(RUNS, {"target": 0.5}))
    wait_until(lambda: field.text() == "0.5")
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.session.state.view_of(RUNS).target == 0.0
