"""The strip where gradients were clipped, its words, and the clipped slope of the step."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import frame_of, on_widget, run_of, show
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.panels.equation import equations, plain_text
from visualizer.gui.panels.step_columns import columns_of
from visualizer.gui.panels.steps import step_of
from visualizer.gui.plots.clip_marks import stretches
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.lines import GradientPlot, LossPlot

pytestmark = pytest.mark.usefixtures("qapp")

# From (8, 0) downhill along x alone: the slope 2x is clipped to 4 as long as x > 2.
SPHERE = {
    "problem": {"function": "sphere"},
    "start": {"parameters": (8.0, 0.0)},
    "optimizer": {"learning_rate": 0.25},
}


def clipped(epochs: int = 20, row: int = 2, **training: object) -> Frame:
    run = run_of({**SPHERE, "training": {"epochs": epochs, **training}})
    return frame_of(run, row, None)


def test_the_strip_lies_where_the_slope_is_clipped() -> None:
    frame = clipped(clip_norm=4.0)
    engaged = np.flatnonzero(frame.run.history.column("clip") < 1)
    # 8, 7, 6, 5, 4, 3, 2: of the last the slope is 4, and PyTorch's guard shortens it by a hair.
    assert 6 <= len(engaged) <= 7
    for plot_type, look in ((LossPlot, LIGHT), (GradientPlot, DARK)):
        plot = plot_type(look)
        with on_widget(plot, (600, 300)) as widget:
            show(plot, widget, frame)
            assert plot.clips.epochs.tolist() == [[0, len(engaged)]]
            assert plot.clips.isVisible()
            assert plot.clips.tag.text == "clipped"
            assert "the gradient was clipped" in plot.spoken()
            area = plot.box.geometry()
            assert all(area.contains(bar.center()) for bar in plot.clips._bars)
            read = "".join(text for text, _ in plot._read_out(frame, QPointF(0.0, 0.0)))
            assert "clipped to 25 % of its length" in read
            read = "".join(text for text, _ in plot._read_out(frame, QPointF(15.0, 0.0)))
            assert "clipped" not in read
            show(plot, widget, replace(frame, hide_future=True, row=2))
            assert plot.clips.epochs.tolist() == [[0, 3]]
            show(plot, widget, clipped())
            assert not plot.clips.isVisible()
            assert not plot.clips.tag.isVisible()


def test_neighbours_are_one_stretch() -> None:
    assert stretches(np.array([0.0, 1.0, 2.0, 7.0, 9.0, 10.0])).tolist() == [
        [0, 3],
        [7, 8],
        [9, 11],
    ]
    assert not len(stretches(np.empty(0)))


def test_the_step_shows_what_the_rule_has_seen() -> None:
    step = step_of(clipped(clip_norm=4.0))
    columns = {one.key: one for one in columns_of(step, (0, 1))}
    assert [float(text) for text in columns["gradient"].texts] == [12.0, 0.0]
    assert float(columns["clipped"].texts[0]) == pytest.approx(4, abs=1e-5)
    assert columns["update"].heading == "η · clipped"
    assert float(columns["update"].texts[0]) == pytest.approx(1, abs=1e-5)
    text = plain_text(equations(step, "x", 0)[0])
    assert "clipped ∂f/∂x" in text
    assert text.endswith("= 5.000")
    later = step_of(clipped(clip_norm=4.0, row=15))
    assert "clipped" not in {one.key for one in columns_of(later, (0, 1))}
    assert "clipped" not in plain_text(equations(later, "x", 0)[0])
