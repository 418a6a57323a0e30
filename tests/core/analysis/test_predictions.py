"""Predicted classes: counted here by hand, row by row."""

import numpy as np
import pytest

from tests.core.analysis.moments import MOONS, at_start, moment_of
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.predictions import (
    Guesses,
    Predictions,
    class_probabilities,
    guesses_of,
    is_classification,
)
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled


@pytest.fixture(scope="module")
def moment():
    return moment_of(MOONS)


def test_an_output_for_each_class_is_taken_as_it_is():
    outputs = np.array([[0.2, 0.7, 0.1]])
    assert class_probabilities(outputs, 3) is outputs


def test_one_output_is_the_second_of_two_classes():
    found = class_probabilities(np.array([[0.25], [-3.0], [7.0], [np.nan]]), 2)
    np.testing.assert_array_equal(found, [[0.75, 0.25], [1, 0], [0, 1], [np.nan, np.nan]])


def test_guesses_are_counted():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.05, 0.95], [np.nan, np.nan]])
    guesses = Guesses(np.array([0, 0, 1, 0, 1]), probabilities)
    assert guesses.predicted.tolist() == [0, 1, 1, 1, -1]
    assert guesses.confusion.tolist() == [[1, 2], [0, 1]]
    # No number at all comes first, then the surest mistake.
    assert guesses.wrong.tolist() == [4, 3, 1]
    assert guesses.accuracy == pytest.approx(2 / 5)


def test_both_parts_are_predicted_at_the_moment(moment):
    found = finished(Predictions, moment)
    model, theta = moment.problem, moment.history.theta(moment.row)
    for part, samples in (("training", model.training), ("validation", model.validation)):
        guesses = found.part(part)
        wrong = [
            row
            for row, (inputs, target) in enumerate(
                zip(samples.inputs, samples.targets, strict=True)
            )
            if (model.predict(theta, inputs[None])[0, 0] > 0.5) != bool(target[0])
        ]
        assert sorted(guesses.wrong.tolist()) == wrong
        assert guesses.confusion.sum() == len(samples.inputs)


def test_only_classes_are_classified(moment):
    assert is_classification(moment.problem)
    line = at_start({"problem": {"kind": "model", "data": "line"}})
    assert not is_classification(line.problem)
    assert not Predictions.applies(line)


def test_it_can_be_cancelled(moment):
    theta = moment.history.theta(0)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        guesses_of(moment.problem, theta, moment.problem.training)
