"""Planes that a trajectory or chance suggests, against their definitions."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core import Experiment, History, train
from visualizer.core.analysis.landscape import goes_away
from visualizer.core.analysis.plane_kinds import (
    PLANE_KINDS,
    RUNS,
    KindOfPlane,
    filter_normalised,
    plane_of,
    principal_directions,
    principal_plane,
)
from visualizer.core.analysis.plane_parts import Companion, Known, NoPlane
from visualizer.core.analysis.planes import SpannedPlane
from visualizer.core.building import build
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.recording.codec import recording_from

ALONE = [kind for kind in PLANE_KINDS if kind != RUNS]
"""The planes that a run has by itself."""


def trained(epochs: int = 60, **sections: dict) -> tuple[Problem, History]:
    problem = {"kind": "model", "data": "noisy-line", "hidden": [3, 2]}
    optimizer = {"learning_rate": 0.05}
    table = {"problem": problem, "optimizer": optimizer, "training": {"epochs": epochs}}
    experiment = Experiment.from_dict(table | sections)
    made = build(experiment)
    return made, train(experiment, made)


@pytest.fixture(scope="module")
def known() -> Known:
    problem, history = trained()
    return Known(problem, history, len(history) - 1)


# Principal components.


@pytest.mark.parametrize("shape", [(40, 9), (9, 40), (12, 12), (3, 5)])
def test_principal_directions_are_those_of_a_singular_value_decomposition(shape) -> None:
    points = np.random.default_rng(4).normal(size=shape) * np.geomspace(1, 0.01, shape[1])
    directions, shares = principal_directions(points)
    _, values, rows = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    assert shares[:2] == pytest.approx((values**2 / (values**2).sum())[:2])
    # A direction has no sign of its own.
    assert np.abs(np.vecdot(directions[:2], rows[:2])) == pytest.approx(np.ones(2))
    assert shares.sum() == pytest.approx(1)
    biggest = np.abs(directions[:2]).argmax(axis=1)
    assert (directions[[0, 1], biggest] > 0).all()


def test_principal_directions_of_huge_numbers() -> None:
    points = np.random.default_rng(4).normal(size=(20, 5)) * np.array([1e160, 1, 1, 1, 1])
    directions, _ = principal_directions(points)
    assert directions[0] == pytest.approx([1, 0, 0, 0, 0])


def test_principal_plane_of_a_run(known: Known) -> None:
    path = np.array([known.history.theta(row) for row in range(known.last + 1)])
    plane = principal_plane(known)
    _, values, rows = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    assert np.abs(np.vecdot(plane.directions, rows[:2])) == pytest.approx(np.ones(2))
    share = (values[:2] ** 2).sum() / (values**2).sum()
    assert plane.remark == f"this plane explains {100 * share:.3g} % of the variance"
    assert plane.origin == pytest.approx(path.mean(axis=0))
    # No other plane through any point is nearer to the trajectory.
    apart = (plane.distance(path) ** 2).sum()
    assert apart == pytest.approx((values[2:] ** 2).sum())


def test_principal_plane_of_one_row_is_completed_by_the_gradient(known: Known) -> None:
    plane = principal_plane(known._replace(last=0))
    gradient = known.history.row(0).gradient
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-12)
    assert abs(plane.directions[0] @ gradient) == pytest.approx(np.linalg.norm(gradient))


# Filter normalisation.


def test_each_filter_has_the_length_of_its_weights() -> None:
    """Li et al. 2018: d_ij / |d_ij| * |theta_ij| for filter j of layer i; biases at rest."""
    model = sample_model((3, 2))
    theta = thetas(model)
    drawn = np.random.default_rng(8).normal(size=model.size)
    scaled = dict(zip(model.names, filter_normalised(drawn, theta, model.layers), strict=True))
    named = dict(zip(model.names, theta, strict=True))
    before = dict(zip(model.names, drawn, strict=True))
    filters: dict[tuple[str, str], list[str]] = {}
    for name in model.names:
        if name.startswith("W"):
            layer, _, unit = name.split("_")
            filters.setdefault((layer, unit), []).append(name)
        else:
            assert scaled[name] == 0
    assert len(filters) == 3 + 2 + 1
    for members in filters.values():
        length = np.sqrt(sum(named[name] ** 2 for name in members))
        norm = np.sqrt(sum(before[name] ** 2 for name in members))
        for name in members:
            assert scaled[name] == pytest.approx(before[name] / norm * length)


def test_random_planes_are_those_of_their_seed(known: Known) -> None:
    first, again, other = (plane_of("random", known._replace(seed=(0, n))) for n in (0, 0, 1))
    assert first.key == again.key
    assert first.key != other.key
    assert first.origin == pytest.approx(known.history.theta(known.last))
    assert first.project(first.origin) == pytest.approx([0, 0])


def test_random_plane_where_all_weights_are_zero() -> None:
    data = {"problem": {"kind": "model", "data": "noisy-line", "hidden": [2]}}
    start = {"start": {"parameters": [0.0] * 7}}
    problem, history = trained(1, **data, **start)
    plane = plane_of("random", Known(problem, history, 0))
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-12)


# Three points.


def test_start_and_end_lie_on_the_plane_of_points(known: Known) -> None:
    plane = plane_of("points", known)
    for row in (0, known.last):
        theta = known.history.theta(row)
        assert float(plane.distance(theta)) == pytest.approx(0, abs=1e-9)
    start, end = (plane.project(known.history.theta(row)) for row in (0, known.last))
    assert start == pytest.approx([0, 0], abs=1e-12)
    assert end[0] == pytest.approx(
        float(np.linalg.norm(known.history.theta(known.last) - known.history.theta(0)))
    )
    assert end[1] == pytest.approx(0, abs=1e-9)


def test_best_row_lies_on_the_plane_too() -> None:
    """A rate that bounces: the best row is neither the first nor the last."""
    problem, history = trained(80, optimizer={"kind": "momentum", "learning_rate": 0.5})
    losses = history.column("loss")
    last = next(row for row in range(80, 2, -1) if 0 < np.nanargmin(losses[: row + 1]) < row)
    best = int(np.nanargmin(losses[: last + 1]))
    plane = plane_of("points", Known(problem, history, last))
    assert 0 < best < last
    assert float(plane.distance(history.theta(best))) == pytest.approx(0, abs=1e-9)
    assert f"epoch {best}" in plane.words[1]


def test_the_best_of_many_rows_is_told_exactly() -> None:
    theta = np.random.default_rng(0).normal(size=(80_000, 3))
    for best in (43_210, 65_432):
        losses = np.ones(len(theta))
        losses[best] = 0.5
        history = recording_from({"theta": theta, "loss": losses})
        plane = plane_of("points", Known(None, history, len(theta) - 1))
        assert f"epoch {best}" in plane.words[1]


# What all kinds have in common.


@pytest.mark.parametrize("kind", ALONE)
class TestAll:
    def test_trajectory_is_in_view(self, kind: str, known: Known) -> None:
        plane = plane_of(kind, known)
        path = np.array([known.history.theta(row) for row in range(known.last + 1)])
        assert plane.holds(plane.project(path)).all()
        assert plane.recipe.kind == kind
        assert plane.recipe.last == known.last

    def test_what_is_not_known_makes_no_difference(self, kind: str, known: Known) -> None:
        """Rows after the last known one must not show in the plane."""
        for last in (0, 1, 2, 25):
            problem, history = trained(last)
            short = Known(problem, history, len(history) - 1)
            assert plane_of(kind, short).key == plane_of(kind, known._replace(last=last)).key

    def test_a_run_that_stands_still_has_a_plane(self, kind: str) -> None:
        problem, history = trained(5, optimizer={"learning_rate": 1e-300})
        plane = plane_of(kind, Known(problem, history, len(history) - 1))
        assert np.linalg.matrix_rank(plane.directions) == 2
        assert np.isfinite([plane.x_range, plane.y_range]).all()

    def test_a_run_that_diverges_has_a_finite_plane(self, kind: str) -> None:
        layers = {"hidden": [2], "activation": "relu"}
        problem, history = trained(
            100,
            problem={"kind": "model", "data": "noisy-line"} | layers,
            optimizer={"learning_rate": 50.0},
        )
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            plane = plane_of(kind, Known(problem, history, len(history) - 1))
        assert np.isfinite(plane.directions).all()
        assert np.isfinite([plane.x_range, plane.y_range]).all()

    def test_long_history_is_sampled(self, kind: str, monkeypatch) -> None:
        problem, history = trained(900)
        plane = plane_of(kind, Known(problem, history, len(history) - 1))
        path = np.array([history.theta(row) for row in range(len(history))])
        assert plane.holds(plane.project(path)).mean() > 0.9


def test_filters_of_convolutions_and_factors_of_normalisation() -> None:
    layers = [
        {"kind": "convolution", "filters": 3},
        {"kind": "flatten"},
        {"kind": "batch_normalisation", "activation": "relu"},
        {"kind": "dropout"},
    ]
    problem, history = trained(
        1,
        problem={
            "data": "digits",
            "layers": layers,
            "output": "softmax",
            "loss": "categorical_cross_entropy",
        },
    )
    assert isinstance(problem, Model)
    plane = plane_of("random", Known(problem, history, len(history) - 1))
    theta, direction = plane.origin, plane.directions[0]
    moving = np.zeros(problem.size, dtype=bool)
    for layer in problem.layers:
        weights, ways = theta[layer.weights], direction[layer.weights]
        if layer.kind in ("convolution", "dense"):
            moving[layer.weights] = True
            shape = (layer.inputs, layer.units)
            lengths = [np.linalg.norm(part.reshape(shape), axis=0) for part in (weights, ways)]
            assert lengths[1] == pytest.approx(lengths[0])
    assert moving.any()
    assert not direction[~moving].any()


def companions(known: Known, *seeds: int) -> tuple[Companion, ...]:
    """Runs of the same problem from other starts."""
    made = []
    for seed in seeds:
        _, history = trained(20, start={"seed": seed})
        made.append(Companion(history, 5, 20, f"seed {seed}"))
    return tuple(made)


def test_the_plane_of_three_runs_goes_through_their_last_points(known: Known) -> None:
    others = companions(known, 1, 2)
    plane = plane_of(RUNS, known._replace(others=others, name="seed 0"))
    points = np.array([known.history.theta(known.last), *(one.history.theta(20) for one in others)])
    assert plane.distance(points) == pytest.approx(np.zeros(3), abs=1e-12)
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-14)
    # Distances are those of the space, and all three are in the picture.
    places = plane.project(points)
    for a, b in ((0, 1), (0, 2), (1, 2)):
        apart = np.linalg.norm(points[a] - points[b])
        assert np.linalg.norm(places[a] - places[b]) == pytest.approx(apart)
    assert plane.holds(places).all()
    assert places[1] == pytest.approx([np.linalg.norm(points[1] - points[0]), 0])
    assert plane.words == ("towards seed 1", "and seed 2")
    assert plane.remark == "through the last points of seed 0, seed 1 and seed 2"
    # It is another wish when one of the others goes on, and the same when the playhead moves.
    wish = KindOfPlane(RUNS, known._replace(others=others))
    moved = (others[0]._replace(row=7), others[1])
    assert KindOfPlane(RUNS, known._replace(others=moved)).base == wish.base
    longer = (others[0]._replace(last=19), others[1])
    assert KindOfPlane(RUNS, known._replace(others=longer)).base != wish.base


def test_without_three_points_of_a_plane_there_is_a_sentence(known: Known) -> None:
    (other,) = companions(known, 1)
    for others, words in (
        ((), "needs two more that are shown, .*; there are none"),
        ((other,), "there is one"),
        ((other, other), "lie on one line, or some of them are the same"),
        ((other, Companion(known.history, 0, known.last)), "or some of them are the same"),
    ):
        with pytest.raises(NoPlane, match=words):
            plane_of(RUNS, known._replace(others=others))


def test_three_points_on_one_line_span_no_plane(known: Known) -> None:
    theta = known.history.theta(known.last)
    step = np.random.default_rng(0).normal(size=len(theta))
    recorded = recording_from({"theta": np.array([theta + step, theta - 2 * step])})
    others = (Companion(recorded, 0, 0), Companion(recorded, 0, 1))
    with pytest.raises(NoPlane, match="lie on one line"):
        plane_of(RUNS, known._replace(others=others))


def apart(known: Known, rate: float, epochs: int = 20) -> Companion:
    """A run of the same problem at another rate, from a start far away."""
    start = {"parameters": [4.0 + 0.3 * place for place in range(len(known.history.parameters))]}
    _, history = trained(epochs, start=start, optimizer={"learning_rate": rate})
    return Companion(history, 5, len(history) - 1, f"rate {rate:g}")


def on(plane: SpannedPlane, history: History) -> np.ndarray:
    return plane.project(np.array([history.theta(row) for row in range(len(history))]))


@pytest.mark.parametrize("kind", ALONE)
def test_the_ranges_show_the_ways_of_all_runs_that_settle(known: Known, kind: str) -> None:
    far, away = apart(known, 1e-3), apart(known, 3.0)
    assert goes_away(on(plane_of("principal", known), away.history))
    assert not plane_of(kind, known).holds(on(plane_of(kind, known), far.history)).all()
    both = known._replace(others=(far, away))
    plane = plane_of(kind, both)
    for history in (known.history, far.history):
        assert plane.holds(on(plane, history)).all()
    assert not plane.holds(on(plane, away.history)).all()
    assert plane.x_range == plane_of(kind, known._replace(others=(far,))).x_range
    # Nor does one that goes away while it is in front, but where a plane is about its end.
    turned = Known(known.problem, away.history, away.last, others=(far,))
    plane = plane_of(kind, turned)
    assert plane.holds(on(plane, far.history)).all()
    if kind in ("principal", "points"):
        assert not plane.holds(on(plane, away.history)).all()
    everything = plane_of(kind, both, everything=True)
    assert everything.holds(on(everything, away.history)).all()
    # A run beside it that goes on is another wish, of which only the ranges are others.
    wish = KindOfPlane(kind, both)
    assert KindOfPlane(kind, both._replace(others=(far._replace(row=7), away))).key == wish.key
    assert KindOfPlane(kind, both._replace(others=(far._replace(last=9), away))).key != wish.key
