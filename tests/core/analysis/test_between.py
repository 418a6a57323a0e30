"""The straight line between two runs: exact losses, and barriers against closed forms."""

import numpy as np
import pytest

from tests.core.analysis.test_hessian_planes import run_of
from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.analysis.between import Barrier, Between, barrier, line_between, sentence
from visualizer.core.analysis.insight import Moment, finished
from visualizer.core.analysis.plane_parts import Companion
from visualizer.core.building import build
from visualizer.core.capabilities import known as known_of
from visualizer.core.descent import Descent

WELLS = {"kind": "formula", "formula": "(x^2 - 1)^2 + y^2"}


def between(problem: dict, start: tuple[float, ...], end: tuple[float, ...]) -> Between:
    """Between the starts of two runs that make no step."""
    runs = [run_of(problem, place, epochs=0) for place in (start, end)]
    ends = [one.history.theta(0) for one in runs]
    return line_between(runs[0].problem, *ends, Companion(runs[1].history, 0, 0, "b"), 80)


def test_two_wells_are_parted_by_a_barrier_of_their_height() -> None:
    found = between(WELLS, (-1.0, 0.0), (1.0, 0.0))
    assert found.loss == pytest.approx(((2 * found.places - 1) ** 2 - 1) ** 2)
    assert found.barrier == Barrier(0.5, 1.0, 0.0, 1.0)
    assert (found.places[0], found.places[-1]) == (-0.25, 1.25)
    assert {0.0, 1.0} <= {*found.places.tolist()}
    assert found.distance == 2.0
    assert found.validation_barrier is None
    assert sentence(found, "a") == (
        "Between a and b, 2 apart, the loss has a barrier of 1 at 50 % of the way."
    )


def test_unequal_ends_are_measured_from_the_line_between_them() -> None:
    """From (-1, 0) to (1, 2): L = ((2t - 1)^2 - 1)^2 + 4 t^2 above 4 t, in closed form."""
    found = between(WELLS, (-1.0, 0.0), (1.0, 2.0))
    t = np.linspace(0, 1, 10_001)
    above = ((2 * t - 1) ** 2 - 1) ** 2 + 4 * t**2 - 4 * t
    assert found.barrier.height == pytest.approx(above.max(), rel=1e-3)
    assert found.barrier.place == pytest.approx(t[above.argmax()], abs=1 / 80)
    assert found.barrier.loss - found.barrier.line == pytest.approx(found.barrier.height)


def test_a_convex_loss_has_no_barrier_even_where_it_rises() -> None:
    found = between({"kind": "formula", "formula": "x^2 + 3*y^2"}, (-1.0, 2.0), (4.0, 1.0))
    assert found.barrier.height == 0.0
    assert sentence(found, "").endswith("the loss has no barrier.")


def test_one_point_has_no_line() -> None:
    found = between(WELLS, (1.0, 0.0), (1.0, 0.0))
    assert found.is_point
    assert (
        sentence(found, "this") == "This and b are at the same point: there is no line between "
        "them."
    )


def test_a_loss_that_is_not_finite_between_is_said() -> None:
    places = np.array([-0.25, 0.0, 0.5, 1.0, 1.25])
    found = barrier(places, np.array([9.0, 1.0, np.inf, 2.0, 9.0]))
    assert found == Barrier(0.5, np.inf, 1.5, np.inf)
    found = barrier(places, np.array([np.inf, 1.0, 1.2, 2.0, np.inf]))
    assert found.height == 0.0


def test_of_a_network_the_losses_are_those_of_the_points_training_and_validation() -> None:
    training = {"epochs": 8, "validation_fraction": 0.3}
    runs = [
        noisy(30, problem={"hidden": [4]}, start={"seed": seed}, training=training)
        for seed in (0, 1)
    ]
    problem = build(runs[0])
    histories = [train(one, problem) for one in runs]
    descent = Descent(runs[0], problem)
    other = Companion(histories[1], 3, 8, "seed 1")
    moment = Moment(
        *(histories[0], 3, 8, 8, descent, known_of(histories[0], runs[0], problem)),
        others=(other,),
    )
    assert Between.is_known(moment)
    found = finished(Between, moment)
    ends = histories[0].theta(8), histories[1].theta(8)
    for t in (-0.25, 0.0, 0.4, 1.0):
        place = int(np.abs(found.places - t).argmin())
        evaluated = problem.evaluate((1 - t) * ends[0] + t * ends[1])
        assert found.loss[place] == pytest.approx(float(evaluated.loss), rel=1e-12)
        assert found.validation[place] == pytest.approx(float(evaluated.validation_loss))
    # At both ends they are what the runs recorded.
    assert found.loss[20] == histories[0].row(8).loss
    assert found.loss[100] == histories[1].row(8).loss
    assert found.validation_barrier is not None
    assert "; validation: " in sentence(found, "seed 0")
    assert found.distance == pytest.approx(np.linalg.norm(ends[1] - ends[0]))
    # A coarse line comes first.
    first = next(Between.stages(moment))
    assert len(first.places) < len(found.places) / 3
    # Known only up to where may be told.
    hidden = moment._replace(last=2, others=(other._replace(last=1),))
    assert Between.key(hidden) != Between.key(moment)
    assert finished(Between, hidden).loss[20] == histories[0].row(2).loss


def test_alone_a_run_has_nothing_between() -> None:
    experiment: Experiment = line()
    problem = build(experiment)
    history = train(experiment, problem)
    descent = Descent(experiment, problem)
    there = known_of(history, experiment, problem)
    assert not Between.is_known(Moment(history, 0, 0, 0, descent, there))
