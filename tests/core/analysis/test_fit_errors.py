"""Errors in the units of the target, against the rows one by one."""

import math

import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.core.analysis.fit_errors import errors_at, spread_of

NOISY = {
    "problem": {"data": "noisy-line"},
    "training": {"epochs": 5, "validation_fraction": 0.2},
}


def test_the_root_of_the_mean_square_of_each_part():
    moment = moment_of(NOISY)
    w, b = moment.history.theta(moment.row)
    found = errors_at(moment.history, moment.row, spread_of(moment.problem))
    for given, samples in (
        (found.training, moment.problem.training),
        (found.validation, moment.problem.validation),
    ):
        squares = [
            (w * x + b - y) ** 2
            for x, y in zip(samples.inputs[:, 0], samples.targets[:, 0], strict=True)
        ]
        assert given == pytest.approx(math.sqrt(sum(squares) / len(squares)), rel=1e-9)


def test_inside_an_epoch_that_of_its_beginning():
    moment = moment_of(NOISY | {"training": {"epochs": 2, "batch_size": 20}})
    spread = spread_of(moment.problem)
    assert moment.history.steps_per_epoch == 5
    inside, before = (errors_at(moment.history, row, spread) for row in (8, 5))
    assert inside == before
    assert before.validation is None


def test_classes_have_no_units():
    moment = moment_of(MOONS)
    assert errors_at(moment.history, moment.row, spread_of(moment.problem)) is None
