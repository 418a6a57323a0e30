"""The lines of layers: what they show, at the playhead and with the future hidden."""

from dataclasses import replace

import numpy as np
import pytest

from tests.gui.frames import frame_of, informed, line_run, on_widget, run_of, show
from visualizer.core.analysis.layer_health import LayerHealth
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.layer_lines import LayerGradientsPlot, LayerUnitsPlot, LayerUpdatesPlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def frame() -> Frame:
    """Two units on the line y = 3x, of which one is dead."""
    run = run_of(
        {
            "problem": {"data": "line", "hidden": [2], "activation": "relu"},
            "start": {"parameters": [-1.0, 1.0, -1.0, 0.0, 1.0, 0.1, 0.0]},
            "optimizer": {"learning_rate": 0.001},
            "training": {"epochs": 30},
        }
    )
    return informed(frame_of(run, 12, None), LayerHealth)


def test_each_layer_has_its_line(frame: Frame) -> None:
    history = frame.run.history
    for plot_type in (LayerGradientsPlot, LayerUpdatesPlot):
        plot = plot_type(LIGHT)
        with on_widget(plot, (500, 260)) as widget:
            show(plot, widget, frame)
            assert [line.label for line in plot.lines(frame)] == ["layer 1", "output"]
            x, y = plot._past[0].data()
            row = history.row(5)
            if plot_type is LayerGradientsPlot:
                expected = np.linalg.norm(row.gradient[:4])
            else:
                moved = history.theta(6)[:4] - row.theta[:4]
                expected = np.linalg.norm(moved) / np.linalg.norm(row.theta[:4])
            at = int(np.flatnonzero(x == 5)[0])
            assert y[at] == pytest.approx(np.log10(expected) if plot.log else expected)
            assert plot.spoken()


def test_the_share_of_dead_units_is_told_by_layer(frame: Frame) -> None:
    plot = LayerUnitsPlot(DARK)
    with on_widget(plot, (500, 260)) as widget:
        show(plot, widget, frame)
        labels = [line.label for line in plot.lines(frame)]
        assert labels == ["dead, layer 1"]
        assert plot.table(frame.insight(LayerHealth))[:, 0].tolist() == [0.5] * 31
        # Nothing is drawn beyond the playhead, nor told of.
        show(plot, widget, replace(frame, hide_future=True))
        assert plot._past[0].data()[0].max() == 12
        assert not len(plot._future[0].data()[0]) or plot._future[0].data()[0].max() <= 12


def test_a_model_without_hidden_layers_says_that_it_has_none() -> None:
    frame = frame_of(line_run(), 3, None)
    for plot_type in (LayerGradientsPlot, LayerUpdatesPlot, LayerUnitsPlot):
        assert not plot_type.suits(frame.run)
        plot = plot_type(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            assert "hidden layers" in plot.spoken()
