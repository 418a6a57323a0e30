"""The plot of the cross sections, and its dock."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import frame_of, informed, line_run, on_widget, show
from tests.gui.windows import settle, wait_until
from visualizer.app.intents import MovePlayhead
from visualizer.core.analysis.cross_sections import Sections
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.sections import SectionPlot


@pytest.fixture
def frame() -> Frame:
    return informed(frame_of(line_run(), 6), Sections)


@pytest.mark.usefixtures("qapp")
class TestPlot:
    def test_lines_and_marks(self, frame: Frame) -> None:
        plot = SectionPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            assert plot.legend.words() == ["along w", "along b", "along next step"]
            for curve, line in zip(plot._curves, frame.insight(Sections).lines, strict=True):
                np.testing.assert_array_equal(curve.data()[0], line.distance)
                np.testing.assert_array_equal(curve.data()[1], line.loss)
            x, y = plot.points.getData()
            history = frame.run.history
            assert y == pytest.approx([history.row(6).loss, history.row(7).loss])
            step = np.linalg.norm(history.theta(7) - history.theta(6))
            assert x == pytest.approx([0.0, step])

    def test_hidden_future_runs_downhill(self, frame: Frame) -> None:
        hidden = informed(replace(frame, hide_future=True), Sections)
        plot = SectionPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, hidden)
            assert plot.legend.words()[-1] == "along downhill −∇L"
            assert len(plot.points.getData()[0]) == 1

    def test_logarithm_and_another_row(self, frame: Frame) -> None:
        plot = SectionPlot(LIGHT)
        with on_widget(plot) as widget:
            plain = show(plot, widget, frame)
            plot.choose(log=True)
            plot.redraw()
            assert (show(plot, widget, frame) != plain).any()
            show(plot, widget, replace(frame, row=9))
            assert plot.note.text == "of epoch 6"

    def test_losses_under_the_cursor(self, frame: Frame) -> None:
        plot = SectionPlot(LIGHT)
        with on_widget(plot, (700, 300)) as widget:
            show(plot, widget, frame)
            plot.box.on_hovered(QPointF(0.0, 1.0))
            assert plot.read_out.text.startswith("0 away  w 0.6488")

    def test_without_sections_it_says_so(self, frame: Frame) -> None:
        plot = SectionPlot(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, replace(frame, insights=()))
            assert plot._message.text == "Computing the cross sections…"


def test_dock_follows_the_playhead(window) -> None:
    window.docks.open("sections")
    wait_until(lambda: any(view.plot.name == "sections" for view in window.pane.views))
    plot = next(view.plot for view in window.pane.views if view.plot.name == "sections")
    for epoch in (3, 20):
        window.session.apply(MovePlayhead(epoch))
        settle(window)
        wait_until(lambda epoch=epoch: getattr(plot.frame.insight(Sections), "row", -1) == epoch)
