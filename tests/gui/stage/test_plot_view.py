"""The widget of a plot."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QSize
from PySide6.QtWidgets import QApplication, QWidget

from tests.gui.frames import frame_of, line_run
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.lines import LossPlot
from visualizer.gui.stage.plot_view import PlotView


def test_the_read_out_goes_with_the_pointer(qtbot) -> None:
    view = PlotView(LossPlot(LIGHT), QSize(60, 60))
    qtbot.addWidget(view)
    view.resize(480, 300)
    view.show()
    view.show_frame(frame_of(line_run(), 6, None))
    view.plot.box.on_hovered(QPointF(3.0, 0.0))
    assert view.plot.read_out.isVisible()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert not view.plot.read_out.isVisible()


class Paints(QObject):
    """Counts the paints of a view."""

    def __init__(self, view: PlotView) -> None:
        super().__init__(view)
        self.count = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_what_is_drawn_without_a_frame_is_painted(qtbot) -> None:
    """As where a layout that is made late gives a plot its room after the only frame."""
    view = PlotView(LossPlot(LIGHT), QSize(60, 60))
    qtbot.addWidget(view)
    view.resize(480, 300)
    view.show()
    for _ in range(3):
        view.show_frame(frame_of(line_run(), 6, None))
        QApplication.processEvents()
    paints = Paints(view)
    view.plot.redraw()
    QApplication.processEvents()
    assert paints.count == 1


def test_a_view_tells_that_it_is_shown_or_resized(qtbot) -> None:
    view = PlotView(LossPlot(LIGHT), QSize(60, 60))
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.stirred):
        view.show()
    with qtbot.waitSignal(view.stirred):
        view.resize(480, 300)


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_nothing_but_the_picture_is_shown_in_a_view(qtbot) -> None:
    """The menu of pyqtgraph belongs to it, and is not to be seen."""
    view = PlotView(LossPlot(LIGHT), QSize(300, 200))
    qtbot.addWidget(view)
    view.show()
    shown = [one for one in view.findChildren(QWidget) if one.isVisible()]
    assert shown == [view.viewport()]
    assert view.plot.item.ctrlMenu.isWindow()
