"""Widgets in lines: as many in each as there is room for."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.gui.widgets.flow import GAP, FlowLayout


@pytest.fixture
def box(qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    for _ in range(4):
        label = QLabel()
        label.setFixedSize(100, 20)
        flow.addWidget(label)
    box.show()
    return box


def places(box, width):
    layout = box.layout()
    box.resize(width, 300)
    layout.activate()
    shown = [layout.itemAt(index).widget() for index in range(layout.count())]
    return [(one.x(), one.y()) for one in shown if not one.isHidden()]


def test_lines_are_filled_one_after_the_other(box):
    step, down = 100 + GAP, 20 + GAP
    assert places(box, 500) == [(0, 0), (step, 0), (2 * step, 0), (3 * step, 0)]
    assert places(box, 2 * step) == [(0, 0), (step, 0), (0, down), (step, down)]
    assert box.layout().heightForWidth(2 * step) == 2 * 20 + GAP
    assert places(box, 50) == [(0, number * down) for number in range(4)]
    assert box.layout().minimumSize().width() == 100


def test_what_is_hidden_takes_no_room(box):
    flow = box.layout()
    flow.itemAt(1).widget().hide()
    assert places(box, 500) == [(0, 0), (100 + GAP, 0), (2 * (100 + GAP), 0)]
    assert flow.itemAt(9) is None
    assert flow.takeAt(9) is None
    assert flow.takeAt(0).widget() is not None
    assert flow.count() == 3
