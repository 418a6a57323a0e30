import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton

from visualizer.gui.widgets.card import Card, DockCard
from visualizer.gui.widgets.roles import set_role, set_wrong


def test_a_card_holds_title_switches_and_body(qtbot):
    body, switch = QLabel("body"), QPushButton("log")
    card = Card("Loss", body)
    qtbot.addWidget(card)
    card.add_switch(switch)
    card.resize(300, 200)
    card.show()
    assert card.accessibleName() == "Loss"
    assert body.isVisible()
    assert switch.mapTo(card, switch.rect().center()).y() < body.mapTo(card, body.pos()).y()
    card.title_row.set_title("Loss (log)")
    assert card.title_row.name.text() == "Loss (log)"


def test_a_name_is_shown_in_whole_or_not_at_all(qtbot):
    card = Card("Landscape", QLabel("body"))
    qtbot.addWidget(card)
    plain, log = QPushButton("a plane"), QPushButton("log")
    card.add_switch(plain, log)
    card.title_row.let_give_way(log)
    name, metrics = card.title_row.name, card.title_row.name.fontMetrics()
    card.show()
    for width in range(160, 420, 10):
        card.resize(width, 200)
        qtbot.wait(1)
        assert plain.width() >= plain.minimumSizeHint().width()
        if name.text():
            assert name.width() >= metrics.horizontalAdvance("Landscape")
        else:
            assert not log.isVisible()
    assert name.text() == "Landscape"
    # Whatever the font: room for the switch that stays and half of the name.
    half = metrics.horizontalAdvance("Landscape") // 2
    card.resize(plain.minimumSizeHint().width() + half + 24, 200)
    qtbot.waitUntil(lambda: name.text() == "")


def test_a_card_without_a_title(qtbot):
    card = Card("", QLabel("body"))
    qtbot.addWidget(card)
    card.show()
    assert not card.title_row.isVisible()


def test_another_body(qtbot):
    card = Card("Loss", QLabel("first"))
    qtbot.addWidget(card)
    second = QLabel("second")
    card.set_body(second)
    card.show()
    assert second.isVisible()
    assert [label.text() for label in card.findChildren(QLabel)] == ["Loss", "second"]


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_dock_is_found_by_its_name_and_dragged_by_its_title(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = DockCard("loss", "Loss", QLabel("body"))
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    assert dock.objectName() == "loss"
    assert dock.windowTitle() == "Loss"
    assert dock.titleBarWidget() is dock.title_row
    # A double click shows one panel alone: see the window. It never floats.
    qtbot.mouseDClick(dock.title_row, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()


def test_an_unknown_role_is_a_mistake(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    with pytest.raises(ValueError, match="loud"):
        set_role(label, "loud")
    assert set_role(label, "muted") is label


def test_marking_twice_changes_once(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    set_wrong(label, True)
    set_wrong(label, True)
    assert label.property("wrong") is True
