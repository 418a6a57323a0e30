"""Short equal runs at the suggested rates: what they reach, and which rate is recommended."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.analysis import rate_proof
from visualizer.core.analysis.rate_finder import Finder, find_rates
from visualizer.core.analysis.rate_proof import Proving, RateProof, prove_rates, tried
from visualizer.core.analysis.rate_suggestions import suggestions
from visualizer.core.building import build
from visualizer.core.chunks import cancellable, listening
from visualizer.core.errors import Cancelled
from visualizer.core.problems.linear_model import LinearModel
from visualizer.storage.lessons import first_lesson

FEW = Proving(rates=6)


def proved(experiment: Experiment, proving: Proving | None = None) -> RateProof:
    problem = build(experiment)
    curve = find_rates(experiment, problem, Finder())
    return prove_rates(experiment, problem, curve, proving)


def loss_after(steps: int, rates: np.ndarray) -> np.ndarray:
    """The loss of y = 3x with w, b from 0 after so many steps, in closed form (R,).

    L = mean((w x + b - 3 x)^2) over x = 1 ... 4 is quadratic around (3, 0): along each
    eigenvector the error shrinks by 1 - rate lambda with every step.
    """
    x = np.array([1.0, 2.0, 3.0, 4.0])
    hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])
    values, vectors = np.linalg.eigh(hessian)
    error = vectors.T @ np.array([-3.0, 0.0])
    left = error * (1 - rates[:, None] * values) ** steps
    return np.asarray((left**2 * values).sum(axis=1) / 2)


def test_on_the_first_lesson_the_best_rate_lies_beyond_the_suggestions() -> None:
    experiment = first_lesson().experiment
    steps = experiment.training.epochs
    problem = build(experiment)
    curve = find_rates(experiment, problem, Finder())
    proof = prove_rates(experiment, problem, curve)
    expected = loss_after(steps, proof.rates)
    good = ~proof.failed
    assert good.sum() > 20
    np.testing.assert_allclose(proof.means[good], expected[good], rtol=1e-7, atol=1e-20)
    # Failed are those that end above where they began; both kinds occur.
    np.testing.assert_array_equal(proof.failed, expected >= loss_after(0, np.ones(1)))
    assert proof.failed.any()
    fine = np.geomspace(1e-4, 1.0, 20_001)
    best = fine[loss_after(steps, fine).argmin()]
    assert proof.rate == pytest.approx(best, rel=0.03)
    assert 0.11 < best < 0.118
    guesses = [one.rate for one in suggestions(curve) if one.name != "largest stable"]
    assert max(guesses) < 0.075
    # Every suggestion has been tried, and none is as good.
    assert {tried(one.rate) for one in suggestions(curve)} <= {*proof.rates.tolist()}
    assert all(proof.means[place] > proof.means[proof.best] for place in proof.named())


def test_each_run_is_the_one_that_is_trained_alone() -> None:
    training = {"batch_size": 8, "epochs": 3, "validation_fraction": 0.25, "seed": 5}
    experiment = noisy(40, problem={"hidden": [4]}, training=training)
    problem = build(experiment)
    curve = find_rates(experiment, problem, Finder())
    proof = prove_rates(experiment, problem, curve, replace(FEW, seeds=2))
    assert proof.seeds == (5, 6)
    for place in (0, proof.best or 0):
        for number, seed in enumerate(proof.seeds):
            rate = float(proof.rates[place])
            alone = experiment.with_values({"optimizer.learning_rate": rate})
            alone = replace(alone, training=replace(alone.training, seed=seed))
            history = train(alone, problem)
            row = history.row(len(history) - 1)
            assert proof.losses[number, place] == row.loss
            assert proof.validation_losses[number, place] == row.validation_loss
    assert proof.validated
    assert proof.best == np.nanargmin(proof.validation_losses.mean(axis=0))
    assert proof.curves.shape == (4, len(proof.rates))
    np.testing.assert_array_equal(proof.curves[-1], proof.means)


def test_where_no_chance_decides_there_is_one_seed() -> None:
    assert proved(line(), FEW).seeds == (0,)
    noise = {"problem": {"function": "sphere"}, "training": {"gradient_noise": 0.1}}
    assert proved(Experiment.from_dict(noise), FEW).seeds == (0, 1, 2)


def test_without_other_rates_the_suggestions_alone_are_tried() -> None:
    proof = proved(line(), Proving(rates=0))
    assert all(proof.names)
    assert len(proof.rates) == 5


def test_the_grid_goes_on_where_the_best_rate_stands_at_its_end() -> None:
    """A range test that ended too early names rates that are far too small."""
    experiment = line()
    problem = build(experiment)
    curve = find_rates(experiment, problem, Finder(end=1e-4))
    # It does not know the limit either.
    proof = prove_rates(experiment, problem, replace(curve, stable_rate=None), FEW)
    assert proof.rates[-1] >= 0.05
    assert proof.rate is not None
    assert proof.rate > 0.05


def test_of_equal_ends_the_first_to_arrive_is_best() -> None:
    """On the sphere a rate of 1/2 is there in one step; others come as near in a thousand."""
    sphere = Experiment.from_dict({"problem": {"function": "sphere"}, "training": {"epochs": 900}})
    proof = proved(sphere)
    assert proof.rate == pytest.approx(0.5, rel=0.02)
    assert (proof.means == proof.means[proof.best]).sum() > 5


def test_when_every_rate_fails_none_is_best() -> None:
    proof = proved(line(start={"parameters": [3.0, 0.0]}), FEW)
    assert proof.best is None
    assert proof.rate is None
    assert proof.failed.all()


def test_a_test_without_a_point_gives_no_runs() -> None:
    proof = proved(line(start={"parameters": [1e200, 0.0]}), FEW)
    assert proof.best is None
    assert not proof.failed.size or proof.failed.all()


def test_stops_changes_and_schedules_with_own_rates_are_left_out() -> None:
    plain = proved(line(), FEW)
    for other in (
        line(schedule={"kind": "cyclical"}),
        line(
            training={"stop_loss": 50.0, "stop_patience": 1},
            changes=[{"step": 5, "optimizer.learning_rate": 0.5}],
        ),
    ):
        np.testing.assert_array_equal(proved(other, FEW).losses, plain.losses)


def test_begins_where_it_is_told_to() -> None:
    experiment = line()
    problem = build(experiment)
    theta = np.array([3.0, 1.0])
    curve = find_rates(experiment, problem, Finder(), theta)
    # mean (3x + 1 - 3x)^2
    assert prove_rates(experiment, problem, curve, FEW, theta).first_loss == pytest.approx(1.0)


def test_runs_that_would_take_long_are_shortened_whatever_the_machine(monkeypatch) -> None:
    long = line(training={"epochs": 10_000_000})
    problem = build(long)
    curve = find_rates(long, problem, Finder())
    # Not trained: it would be eight seconds.
    assert 1000 < rate_proof._affordable(long, problem, 40, 1) < 1_000_000
    monkeypatch.setattr(rate_proof, "SECONDS", 0.01)
    proof = prove_rates(long, problem, curve, Proving(rates=3))
    assert 10 < proof.epochs < 1000
    assert proof.wanted_epochs == 10_000_000
    # Asked for, they are as many as the memory holds.
    monkeypatch.setattr(rate_proof, "ROW_BYTES", 100_000)
    proof = prove_rates(long, problem, curve, Proving(epochs=10_000, rates=3))
    assert 100 < proof.epochs < 1000
    assert proof.wanted_epochs == 10_000
    assert prove_rates(long, problem, curve, Proving(epochs=7, rates=3)).epochs == 7


def test_it_tells_how_much_is_done_and_can_be_cancelled() -> None:
    parts: list[float] = []
    with listening(parts.append):
        proved(noisy(training={"batch_size": 5, "epochs": 2}), FEW)
    assert parts == sorted(parts)
    assert len(parts) > 10  # within the runs, too
    assert 0.5 < parts[-1] <= 1.0
    experiment = line()
    problem = build(experiment)
    assert isinstance(problem, LinearModel)
    curve = find_rates(experiment, problem, Finder())
    with cancellable(lambda: True), pytest.raises(Cancelled):
        prove_rates(experiment, problem, curve, FEW)
