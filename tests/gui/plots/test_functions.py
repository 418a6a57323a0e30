"""Activations and losses as curves: what is drawn and what is read."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import Calls, frame_of, function_run, line_run, on_widget, show
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.losses import LOSSES
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.functions import ActivationPlot, LossShapePlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_drawn(name):
    plot = ActivationPlot(LIGHT)
    plot.choose(entry=name)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(line_run(), 1, None))
        assert plot.curve.label == ACTIVATIONS[name].label
        low, high = plot.box.viewRange()[1]
        assert low <= plot.curve.values.min() < plot.curve.values.max() <= high
        plot.restyle(DARK)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_drawn(name):
    plot = LossShapePlot(LIGHT)
    plot.choose(entry=name)
    with on_widget(plot) as widget:
        for target in (0.0, 1.0):
            plot.choose(target=target)
            show(plot, widget, frame_of(line_run(), 1, None))
            assert np.isfinite(plot.box.viewRange()).all()
            assert plot.value_line.isVisible()


def test_the_run_chooses_unless_somebody_else_does():
    network = line_run(problem={"hidden": [2], "activation": "tanh"})
    with on_widget(plot := ActivationPlot(LIGHT)):
        assert plot.chosen(frame_of(network, 0, None)) == "tanh"
        assert plot.chosen(frame_of(function_run("sphere", 0.1, 1), 0, None)) == "sigmoid"
        plot.choose(entry="relu")
        assert plot.chosen(frame_of(network, 0, None)) == "relu"


def test_the_numbers_at_the_place():
    frame = frame_of(line_run(), 1, None)
    value = 1 / (1 + math.exp(-1))
    with on_widget(plot := ActivationPlot(LIGHT)):
        plot.choose(entry="sigmoid", place=1.0)
        assert plot.numbers(frame) == pytest.approx((value, value * (1 - value)))
        assert plot.words(frame) == "z = 1.000:   a = 0.73106,   da/dz = 0.19661"


def test_a_press_asks_for_another_place():
    plot, calls = ActivationPlot(LIGHT), Calls()
    with on_widget(plot):
        plot.on_place_chosen = calls
        plot.box.on_pressed(QPointF(2.5, 0.0))
    assert calls.made == [(2.5,)]


def test_the_read_out_follows_the_cursor():
    plot = LossShapePlot(LIGHT)
    plot.choose(entry="mse", target=1.0)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(line_run(), 1, None))
        plot.box.on_hovered(QPointF(3.0, 0.0))
        assert plot.read_out.text == "ŷ 3.00  L 4.000  ∂L/∂ŷ 4.000"
