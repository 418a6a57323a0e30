"""The way forth: the network that is worked out by hand in textbooks, and what is not done here."""

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, PUBLISHED, network, sample_model
from tests.core.worked.models import model_of
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.worked.forward import forward, prepared_row, reason_against


def test_the_hand_worked_network():
    """1, 1 through .8 .4 .3 / .2 .9 .5 and .3 .5 .9, sigmoid, no bias: 1.2332."""
    model = model_of((3,), np.ones((1, 2)), np.zeros((1, 1)), bias=False)
    theta = np.array([0.8, 0.4, 0.3, 0.2, 0.9, 0.5, 0.3, 0.5, 0.9])
    worked = forward(model, theta, *prepared_row(model, model.training, 0))
    hidden, output = worked.layers
    assert hidden.z == pytest.approx([1.0, 1.3, 0.8], rel=1e-12)
    assert np.round(hidden.a, 4).tolist() == [0.7311, 0.7858, 0.69]
    assert output.z[0] == pytest.approx(1.2332, abs=5e-5)
    assert hidden.biases is None
    assert output.place(6) == (0, 0)
    assert worked.loss == pytest.approx(1.2332**2, abs=2e-4)


def test_the_printed_losses_of_the_network(tmp_path):
    experiment = network(tmp_path, epochs=100).with_values(FINITE_DIFFERENCES)
    model, history = build(experiment), train(experiment)
    x, y = prepared_row(model, model.training, 0)
    for epoch, loss in PUBLISHED["network"]["loss_before_epochs"].items():
        theta = history.theta(int(epoch) - 1).astype(float)
        assert forward(model, theta, x, y).loss == pytest.approx(loss, rel=2e-6, abs=6e-7)


def test_scaled_inputs_are_those_that_the_model_takes():
    experiment = Experiment.from_dict(
        {"problem": {"data": "noisy-line"}, "data": {"scaling": "standardise"}}
    )
    model = build(experiment)
    x, _ = prepared_row(model, model.training, 3)
    assert x[0] == pytest.approx(model.scaling.apply(model.inputs[3]))
    assert x[0, 0] != model.inputs[3, 0]


def test_convolutions_are_not_done_by_hand():
    layers = [{"kind": "convolution", "filters": 2}, {"kind": "flatten"}]
    data = {"problem": {"data": "digits", "output": "softmax", "layers": layers,
                        "loss": "categorical_cross_entropy"}}  # fmt: skip
    model = build(Experiment.from_dict(data))
    assert (
        reason_against(model) == "Layers of the kind convolution are not worked out by hand here."
    )
    assert reason_against(sample_model((3,))) == ""
