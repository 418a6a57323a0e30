"""The engine against the plain listing, and a map against single evaluations."""

from functools import partial

import numpy as np

from tests.benchmarks import listing
from tests.benchmarks.measure import Result, best_times
from visualizer.core.analysis.ground import coarse_side
from visualizer.core.analysis.landscape import evaluate_plane, widest_parameters
from visualizer.core.analysis.planes import AxisPlane, Plane
from visualizer.core.building import build
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.linear_model import make_model
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples
from visualizer.core.sweep import train_together
from visualizer.core.training import train

RATE = 0.01
BOOK = {"training.gradient": "forward difference", "training.precision": "float32"}


def line(epochs: int) -> Experiment:
    """The line y = 3x from zero."""
    return Experiment().with_values({"optimizer.learning_rate": RATE, "training.epochs": epochs})


def epochs(count: int = 1000, rounds: int = 40) -> list[Result]:
    """Epochs of y = 3x, recorded into a history."""
    x, y, weights = listing.line()
    exact = line(count)
    book = exact.with_values(BOOK)
    problem = build(exact)
    plain, ours, same = best_times(
        rounds,
        lambda: listing.train(x, y, weights, RATE, count),
        lambda: train(exact, problem),
        lambda: train(book, problem),
    )
    each = [1e6 * seconds / count for seconds in (plain, ours, same)]
    return [
        Result(
            "Epoch of y = 3x, against the plain listing",
            plain / ours, 3, " times as fast", True,
            f"{each[1]:.1f} us an epoch with the exact gradient, {each[0]:.1f} us in the listing",
        ),
        Result(
            "The same with forward differences in float32",
            plain / same, 2.5, " times as fast", True,
            f"{each[2]:.1f} us an epoch, {each[0]:.1f} us in the listing",
        ),
    ]  # fmt: skip


def sweep(count: int = 2000, runs: int = 256, rounds: int = 15) -> list[Result]:
    """Learning rates trained together, against one run of the listing."""
    x, y, weights = listing.line()
    rates = np.geomspace(1e-3, 0.1, runs)
    experiments = [
        line(count).with_values({"optimizer.learning_rate": float(rate)}) for rate in rates
    ]
    problem = build(experiments[0])
    plain, ours = best_times(
        rounds,
        lambda: listing.train(x, y, weights, RATE, count),
        lambda: train_together(experiments, problem),
    )
    each = [1e6 * plain / count, 1e6 * ours / count / runs]
    return [
        Result(
            f"{runs} learning rates together, for each run",
            plain * runs / ours, 200, " times as fast", True,
            f"{each[1]:.3f} us an epoch of one run, {each[0]:.1f} us in the listing",
        )
    ]  # fmt: skip


def rules(count: int = 500, runs: int = 64, rounds: int = 9) -> list[Result]:
    """Runs of each rule trained together, against one run: the rule that costs most."""
    found = {}
    for kind in OPTIMIZERS:
        one = line(count).with_values({"optimizer.kind": kind})
        rates = one.optimizer.learning_rate * np.geomspace(0.1, 1.0, runs)
        many = [one.with_values({"optimizer.learning_rate": float(rate)}) for rate in rates]
        problem = build(one)
        jobs = partial(train, one, problem), partial(train_together, many, problem)
        found[kind] = best_times(rounds, *jobs)
    costs = {kind: together / alone for kind, (alone, together) in found.items()}
    worst = max(costs, key=lambda kind: costs[kind])
    alone, together = (1e6 * seconds / count for seconds in found[worst])
    return [
        Result(
            f"{runs} runs of one optimizer together, the dearest of {len(costs)}",
            costs[worst], 5, " times one run", False,
            f"{worst}: {together:.0f} us an epoch of all, {alone:.1f} us of one; "
            f"{min(costs, key=lambda kind: costs[kind])} costs {min(costs.values()):.2g} times one",
        )
    ]  # fmt: skip


def network(rows: int = 500) -> tuple[Model, np.ndarray]:
    """A 2-16-16-1 network, and parameters (P,) to look around at."""
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, (rows, 2))
    y = np.sin(3 * x[:, :1]) * x[:, 1:]
    samples = Samples(x, y, ("x1", "x2"), ("y",))
    model = make_model(ModelSettings(hidden=(16, 16)), samples, fit_scaling("none", x))
    assert isinstance(model, Model)
    return model, random.normal(scale=0.5, size=model.size)


def landscape(side: int = 101, rows: int = 500, rounds: int = 4) -> list[Result]:
    """A map over the two parameters that the first step moves most, as the window shows it."""
    model, theta = network(rows)
    _, gradient = model.loss_and_gradient(theta)
    first, second = widest_parameters(theta, theta - gradient)
    assert second is not None
    names = f"{model.names[first]} and {model.names[second]}"
    plane = AxisPlane.over((first, second), theta, (-2.0, 2.0), (-2.0, 2.0))
    lowest = AxisPlane.over((0, 1), theta, (-2.0, 2.0), (-2.0, 2.0))
    title = f"{side} x {side} landscape of a 2-16-16-1 network on {rows} rows"
    plain, ours = over_a_plane(model, plane, side, rounds)
    across, whole = over_a_plane(model, lowest, side, rounds)
    return [
        Result(
            title, plain / ours, 2.5, " times as fast", True,
            f"{1e3 * ours:.0f} ms over {names}, {1e3 * plain:.0f} ms point by point in float64",
        ),
        Result(
            "The same across its first layer", 1e3 * whole, 1000, " ms", False,
            f"{across / whole:.1f} times as fast as point by point in float64",
        ),
        first_sight(model, lowest),
        *line_map(),
    ]  # fmt: skip


def over_a_plane(model: Model, plane: Plane, side: int, rounds: int) -> list[float]:
    """Seconds of a map point by point, and as one."""

    def one_by_one() -> np.ndarray:
        x, y = np.linspace(*plane.x_range, side), np.linspace(*plane.y_range, side)
        return np.array([[model.loss(plane.at(np.array([a, b]))) for a in x] for b in y])

    times = best_times(rounds, one_by_one, lambda: evaluate_plane(model, plane, side))
    np.testing.assert_allclose(evaluate_plane(model, plane, side).loss, one_by_one(), rtol=1e-4)
    return times


def first_sight(model: Model, plane: Plane) -> Result:
    """The coarse map that is shown first."""
    side = coarse_side(model)
    (ours,) = best_times(10, lambda: evaluate_plane(model, plane, side))
    return Result(
        f"The first, coarse landscape of this network ({side} x {side})",
        1e3 * ours, 50, " ms", False, "what is seen until the fine one is there",
    )  # fmt: skip


def line_map(side: int = 201) -> list[Result]:
    """A map of the one-weight line."""
    problem = build(line(1))
    plane = AxisPlane.over((0, 1), np.zeros(2), (-1.0, 6.0), (-2.5, 3.5))
    (ours,) = best_times(10, lambda: evaluate_plane(problem, plane, side))
    words = f"{side} x {side} landscape of y = 3x"
    return [Result(words, 1e3 * ours, 50, " ms", False, f"{side * side:,} losses")]
