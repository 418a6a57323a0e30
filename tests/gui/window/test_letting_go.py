"""A panel that is held while everything is arranged anew."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import press, wait_until

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
Press, Move, Release = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)


def point(widget, kind, there):
    """An event of the mouse at a place of the screen."""
    button, buttons = {Press: (LEFT, LEFT), Move: (NONE, LEFT), Release: (LEFT, NONE)}[kind]
    where = QPointF(widget.mapFromGlobal(there))
    event = QMouseEvent(
        kind, where, QPointF(there), button, buttons, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def hold(widget, there, steps=6):
    """Press the left button and move, without releasing it."""
    point(widget, Press, there)
    for step in range(1, steps + 1):
        point(widget, Move, there + step * QPoint(-60, 20))
        QTest.qWait(5)
    return there + steps * QPoint(-60, 20)


def shapes(window):
    """Where the panels are, and which float."""
    return {
        name: (dock.geometry(), dock.isFloating())
        for name, dock in window.docks.items()
        if dock.isVisible() and not dock.visibleRegion().isEmpty()
    }


# What the offscreen platform says of a floating panel.
@pytest.mark.qt_log_ignore("does not support (raise|propagate|grabbing)")
def test_a_panel_that_is_carried_is_put_down_before_all_come_back(window):
    for name in window.docks.declared:
        window.docks.open(name, front=False)
    QTest.qWait(50)
    before = shapes(window)
    loss = window.docks["loss"]
    window.alone.toggle(loss)
    QTest.qWait(50)
    row = loss.title_row
    there = hold(row, row.mapToGlobal(QPoint(8, row.height() // 2)))
    assert loss.isFloating()
    press(window, Qt.Key.Key_Escape)
    wait_until(lambda: shapes(window) == before)
    # The hand still holds the button, and lets go of it later.
    point(loss, Move, there + QPoint(50, 50))
    point(loss, Release, there + QPoint(50, 50))
    QTest.qWait(20)
    assert shapes(window) == before
