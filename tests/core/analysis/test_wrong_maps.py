"""Maps of the wrong rows: those of the class that the row is taken for."""

import numpy as np

from tests.core.analysis.moments import MOONS, at_start, moment_of
from visualizer.core.analysis.class_maps import class_maps
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.predictions import guesses_of
from visualizer.core.analysis.wrong_maps import MOST, WrongMaps

CONVOLUTION = {
    "problem": {
        "kind": "model",
        "data": "digits",
        "layers": [{"kind": "convolution", "filters": 2, "size": 3}, {"kind": "flatten"}],
        "output": "softmax",
        "loss": "categorical_cross_entropy",
    },
    "training": {"epochs": 1, "batch_size": 256, "validation_fraction": 0.2},
}


def test_each_wrong_row_has_the_map_of_its_wrong_class():
    moment = moment_of(CONVOLUTION)._replace(row=1)
    model, theta = moment.problem, moment.history.theta(1)
    found = finished(WrongMaps, moment).of("validation")
    guesses = guesses_of(model, theta, model.validation)
    assert list(found.places) == guesses.wrong[:MOST].tolist()
    row = int(guesses.wrong[2])
    alone = class_maps(
        model, theta, model.validation.inputs[row : row + 1], guesses.predicted[row : row + 1]
    )[0]
    np.testing.assert_allclose(found.map_of(row), alone, atol=1e-12)


def test_without_validation_they_are_of_the_training_rows():
    moment = moment_of(CONVOLUTION | {"training": {"epochs": 0}})
    found = finished(WrongMaps, moment)
    assert found.of("validation") is found.of("training")


def test_a_convolution_is_needed():
    assert not WrongMaps.applies(at_start(MOONS))
    assert WrongMaps.applies(at_start(CONVOLUTION))
