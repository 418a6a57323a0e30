"""The sharpness along a run: which rows, and the right values at each."""

import numpy as np
import pytest

from tests.core.analysis.moments import moment_of
from visualizer.core import Experiment
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.sharpness import MOST_ROWS, Sharpness, measure_sharpness, sampled_rows
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.hessians import hessian_at
from visualizer.core.training import train


def trained(**table):
    experiment = Experiment.from_dict(table)
    problem = build(experiment)
    return problem, train(experiment, problem)


def measured(problem, history, last=None, known=None):
    last = len(history) - 1 if last is None else last
    random = np.random.default_rng(0)
    return list(measure_sharpness(problem, history, last, random, {} if known is None else known))


def test_rows_come_coarse_then_fine():
    _, history = trained(training={"epochs": 100})
    rows = sampled_rows(history, 100, 1000)
    assert sorted(rows) == list(range(101))
    assert rows[:4] == [0, 100, 64, 32]
    for count in (5, 17, 60):
        few = sorted(rows[:count])
        assert max(np.diff(few)) <= 4 * 100 / count
    assert len(sampled_rows(history, 100, 17)) == 17
    assert sampled_rows(history, 0, 17) == [0]


def test_values_are_those_of_the_hessian():
    problem, history = trained(problem={"function": "rosenbrock"}, training={"epochs": 600})
    *_, last = measured(problem, history)
    assert last.complete
    assert len(last.rows) == MOST_ROWS
    assert last.rows[0] == 0
    assert last.rows[-1] == 600
    for row, least, greatest in zip(last.rows, last.least, last.greatest, strict=True):
        values = np.linalg.eigvalsh(hessian_at(problem, history.theta(int(row))))
        assert (least, greatest) == pytest.approx((values[0], values[-1]))


def test_it_is_published_piece_by_piece_and_never_worked_out_twice():
    problem, history = trained(problem={"function": "beale"}, training={"epochs": 40})
    known: dict[int, tuple[float, float]] = {}
    steps = measured(problem, history, known=known)
    sizes = [len(step.rows) for step in steps]
    assert sizes == sorted(set(sizes))
    assert [step.complete for step in steps] == [False] * (len(steps) - 1) + [True]
    assert len(known) == 41
    known[7] = (-5.0, 5.0)
    (again,) = measured(problem, history, known=known)
    assert again.greatest[7] == 5.0


def test_many_parameters_are_searched():
    problem, history = trained(
        problem={"data": "noisy-line", "hidden": [8, 8]},
        data={"n": 30},
        training={"epochs": 4},
    )
    assert problem.size > 64
    *_, last = measured(problem, history)
    for row, least, greatest in zip(last.rows, last.least, last.greatest, strict=True):
        values = np.linalg.eigvalsh(hessian_at(problem, history.theta(int(row))))
        assert (least, greatest) == pytest.approx((values[0], values[-1]), abs=2e-4 * values[-1])


def test_thinned_histories_are_measured_where_rows_are_stored():
    experiment = Experiment.from_dict({"training": {"epochs": 3000}})
    problem = build(experiment)
    history = train(experiment, problem, budget=150_000)
    assert history.thinning > 1
    rows = sampled_rows(history, len(history) - 1, 50)
    assert all(history.is_stored(row) for row in rows)


def test_it_can_be_cancelled():
    problem, history = trained(training={"epochs": 100})
    random = np.random.default_rng(0)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        list(measure_sharpness(problem, history, 100, random, {}))


def test_where_nothing_is_finite_there_is_no_value():
    problem, history = trained(problem={"formula": "sqrt(abs(x))"}, start={"parameters": [0.25]})
    *_, last = measured(problem, history, last=0)
    assert np.isfinite(last.greatest).all()
    problem, history = trained(problem={"formula": "abs(x)**1.5"}, start={"parameters": [0.0]})
    *_, last = measured(problem, history, last=0)
    assert np.isnan(last.greatest).all()


def test_a_run_that_goes_on_needs_only_what_is_new(monkeypatch):
    moment = moment_of({"problem": {"function": "beale"}, "training": {"epochs": 50}})
    hidden = moment._replace(row=7, last=7, hidden=True)
    found = finished(Sharpness, hidden)
    # It does not depend on the playhead: the plot shows as much of it as may be told.
    assert Sharpness.key(hidden) == Sharpness.key(moment)
    np.testing.assert_array_equal(found.rows, range(51))
    monkeypatch.setattr("visualizer.core.analysis.sharpness._curvatures", lambda *_: 1 / 0)
    again = finished(Sharpness, moment, found)
    np.testing.assert_array_equal(again.greatest, found.greatest)
