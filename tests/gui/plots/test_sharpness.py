"""The sharpness over the epochs, beside what the rate bears."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.curvatures import curved
from tests.gui.frames import on_widget, show
from visualizer.core.analysis.sharpness import Sharpness
from visualizer.core.hessians import hessian_at
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.plots.sharpness import SharpnessPlot

ROSENBROCK = {"problem": {"function": "rosenbrock"}, "training": {"epochs": 100}}


@pytest.fixture(scope="module")
def frame() -> Frame:
    return curved(40, **ROSENBROCK)


def heights(plot: SeriesPlot, index: int) -> np.ndarray:
    """What is drawn of a line, past and future, as values."""
    past, future = plot._past[index].data()[1], plot._future[index].data()[1]
    return 10 ** np.concatenate([past, future[1:]])


def test_the_curvature_and_its_limit_are_drawn(qapp, frame):
    plot, run = SharpnessPlot(LIGHT), frame.run
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        expected = [
            np.linalg.eigvalsh(hessian_at(run.problem, run.history.theta(row)))[-1]
            for row in range(101)
        ]
        np.testing.assert_allclose(heights(plot, 0), expected)
        np.testing.assert_allclose(heights(plot, 1), 2 / 0.001)
        assert plot.labels.texts() == ["λmax", "2/η"]
        assert plot.note.text == ""


def test_the_future_can_be_hidden(qapp, frame):
    plot = SharpnessPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, replace(frame, hide_future=True))
        assert len(heights(plot, 0)) == 41


def test_before_it_is_known_the_plot_says_so(qapp, frame):
    plot = SharpnessPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, replace(frame, insights=()))
        assert plot._message.text == "Computing the curvature…"
        show(plot, widget, frame.knowing(replace(frame.insight(Sharpness), complete=False)))
        assert plot.note.text == "computing: 101 points so far"


@pytest.mark.parametrize(
    ("optimizer", "label", "bears"),
    [
        ({"kind": "momentum", "momentum": 0.5, "learning_rate": 0.001}, "limit", 3 / 0.001),
        ({"kind": "sgd", "weight_decay": 7.0, "learning_rate": 0.001}, "limit", 2 / 0.001 - 7),
        ({"kind": "adam"}, None, None),
    ],
)
def test_each_rule_has_its_own_limit(qapp, optimizer, label, bears):
    frame = curved(40, **ROSENBROCK, optimizer=optimizer)
    plot = SharpnessPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        assert plot.labels.texts()[1:] == ([label] if label else [])
        if bears is None:
            assert plot.note.text == "the limit of Adam is not known"
        else:
            np.testing.assert_allclose(heights(plot, 1), bears)


def test_the_limit_follows_rate_and_rule(qapp):
    changes = [
        {"step": 50, "optimizer.learning_rate": 0.0005},
        {"step": 80, "optimizer.weight_decay": 7.0},
    ]
    plot = SharpnessPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, curved(40, **ROSENBROCK, changes=changes))
        bears = heights(plot, 1)
        np.testing.assert_allclose(bears[:50], 2000)
        np.testing.assert_allclose(bears[50:80], 4000)
        np.testing.assert_allclose(bears[80:], 4000 - 7)


def test_the_read_out_tells_the_rate_times_the_curvature(qapp, frame):
    from PySide6.QtCore import QPointF

    plot = SharpnessPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        words = "".join(text for text, _ in plot._read_out(frame, QPointF(0.2, 0.0)))
        assert "epoch 0" in words
        assert "λmax 1,506" in words
        assert "η·λmax 1.506" in words


def test_it_tells_what_it_shows_at_the_playhead_and_under_the_pointer(qapp, frame):
    plot, run = SharpnessPlot(LIGHT), frame.run
    greatest = np.linalg.eigvalsh(hessian_at(run.problem, run.history.theta(40)))[-1]
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        expected = f"At epoch 40: λmax {number_text(greatest)}, η·λmax"
        assert expected in plot.spoken()
        told = "".join(text for text, _ in plot._read_out(frame, QPointF(40.2, 0.0)))
        assert told.startswith(f"epoch 40  λmax {number_text(greatest)}")
