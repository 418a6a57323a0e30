"""Another rule's own rate is offered with one click."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.gui.windows import change, settle, wait_until


def chip(window) -> QPushButton | None:
    shown = [
        button
        for button in window.strip.findChildren(QPushButton)
        if "'s own: " in button.text() and button.isVisible()
    ]
    return shown[0] if shown else None


def test_another_rule_brings_its_own_rate_and_one_click_takes_it(window) -> None:
    assert chip(window) is None
    change(window, optimizer__kind="adam")
    wait_until(lambda: chip(window) is not None)
    button = chip(window)
    rate = float(button.text().rpartition(" ")[2])
    assert button.text().startswith("Adam's own: ")
    assert "rates tried from this start over 60 epochs" in button.toolTip()
    before = window.session.state.run.history.column("loss")[-1]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window)
    state = window.session.state
    assert state.experiment.optimizer.kind == "adam"
    assert state.experiment.optimizer.learning_rate == rate
    assert state.run.history.column("loss")[-1] < before
    wait_until(lambda: chip(window) is None)
    change(window, optimizer__kind="sgd")
    QTest.qWait(100)
    assert chip(window) is None
