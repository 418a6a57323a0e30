"""The widget of a plot."""

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtWidgets import QApplication

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
