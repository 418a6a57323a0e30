"""Errors in the units of the target, against the rows one by one."""

import math

import pytest

from tests.core.analysis.moments import MOONS, moment_of, problem_of
from visualizer.core.analysis.fit_errors import FitErrors
from visualizer.core.analysis.insight import finished


def test_the_root_of_the_mean_square_of_each_part():
    moment = moment_of(
        {
            "problem": {"data": "noisy-line"},
            "training": {"epochs": 5, "validation_fraction": 0.2},
        }
    )
    w, b = moment.history.theta(moment.row)
    found = finished(FitErrors, moment)
    for given, samples in (
        (found.training, moment.problem.training),
        (found.validation, moment.problem.validation),
    ):
        squares = [
            (w * x + b - y) ** 2
            for x, y in zip(samples.inputs[:, 0], samples.targets[:, 0], strict=True)
        ]
        assert given == pytest.approx(math.sqrt(sum(squares) / len(squares)), rel=1e-12)


def test_no_validation_rows_no_error_of_theirs():
    moment = moment_of({"problem": {"data": "line"}, "training": {"epochs": 1}})
    assert finished(FitErrors, moment).validation is None


def test_classes_have_no_units():
    assert not FitErrors.applies(problem_of(MOONS))
