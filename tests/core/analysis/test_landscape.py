"""Landscapes against single evaluations, and ranges that show a trajectory well."""

import warnings

import numpy as np
import pytest

from tests.core.analysis.moments import moment_of
from tests.core.experiments import line, noisy, sample_model, thetas
from visualizer.core import Cancelled, Experiment, chunks, train
from visualizer.core.analysis import landscape
from visualizer.core.analysis.ground import Ground
from visualizer.core.analysis.insight import Moment, finished
from visualizer.core.analysis.landscape import (
    LandscapeMap,
    evaluate_plane,
    goes_away,
    view_range,
    widest_parameters,
)
from visualizer.core.analysis.plane_kinds import KindOfPlane
from visualizer.core.analysis.plane_parts import Known
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import FUNCTIONS

NETWORK = sample_model((5, 4), rows=30)
PROBLEMS = [
    *(make() for make in FUNCTIONS.values()),
    sample_model(()),
    sample_model((), output="sigmoid", targets=2),
    NETWORK,
    sample_model((4,), activation="relu", bias=False, scaling="standardise"),
]


def singly(problem: Problem, theta: np.ndarray, moved: dict[int, float]) -> float:
    theta = theta.copy()
    for index, value in moved.items():
        theta[index] = value
    with np.errstate(all="ignore"):
        return float(problem.loss(theta))


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("axes", [(0, 1), (1, 0), (0, -1), (-2, -1)])
def test_a_map_holds_the_single_losses(problem: Problem, axes: tuple[int, int]) -> None:
    first, second = (axis % problem.size for axis in axes)
    if first == second:
        pytest.skip("the same axis twice")
    theta = np.random.default_rng(3).normal(0, 0.7, problem.size)
    plane = AxisPlane.over((first, second), theta, (-1, 2), (-3, 1))
    found = evaluate_plane(problem, plane, (7, 5))
    assert found.x.tolist() == np.linspace(-1, 2, 7).tolist()
    assert found.y.tolist() == np.linspace(-3, 1, 5).tolist()
    expected = [[singly(problem, theta, {first: x, second: y}) for x in found.x] for y in found.y]
    exact = problem.map_dtype is np.float64
    assert found.loss == pytest.approx(np.array(expected), rel=1e-12 if exact else 2e-5)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_line_holds_the_single_losses(problem: Problem) -> None:
    theta = np.random.default_rng(3).normal(0, 0.7, problem.size)
    found = evaluate_plane(problem, AxisPlane.over((1,), theta, (-1, 2)), 9)
    assert found.y.shape == (0,)
    expected = [singly(problem, theta, {1: x}) for x in found.x]
    assert found.loss == pytest.approx(np.array(expected), rel=2e-5)


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = AxisPlane.over((0, 3), thetas(NETWORK), (-1, 1), (-1, 1))
    whole = evaluate_plane(NETWORK, plane, 20).loss
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1 << 15)
    asked: list[int] = []
    with cancellable(lambda: bool(asked.append(1))):
        cut = evaluate_plane(NETWORK, plane, 20).loss
    assert len(asked) > 10
    assert (whole == cut).all()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_make_no_difference(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    plane = AxisPlane.over((0, 3), thetas(NETWORK), (-1, 1), (-1, 1))
    whole = evaluate_plane(NETWORK, plane, 20).loss
    monkeypatch.setattr(landscape, "CHUNK_OF_THREADS", 1 << 15)
    monkeypatch.setattr(landscape, "WORTH_THREADS", 0)
    monkeypatch.setattr(landscape, "THREADS", threads)
    assert (evaluate_plane(NETWORK, plane, 20).loss == whole).all()
    answers = iter([False] * 10 + [True])
    with cancellable(lambda: next(answers)), pytest.raises(Cancelled):
        evaluate_plane(NETWORK, plane, 20)


def test_a_map_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1 << 15)
    answers = iter([False, False, True])
    plane = AxisPlane.over((0, 3), thetas(NETWORK), (-1, 1), (-1, 1))
    with cancellable(lambda: next(answers)), pytest.raises(Cancelled):
        evaluate_plane(NETWORK, plane, 20)


def test_far_away_losses_are_infinite_without_warnings() -> None:
    theta = np.full(NETWORK.size, 1e200)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = evaluate_plane(
            NETWORK, AxisPlane.over((0, NETWORK.size - 1), theta, (0, 1e300), (0, 1e300)), 5
        )
    assert not np.isfinite(found.loss[-1]).any()


def test_planes_are_equal_where_their_losses_are() -> None:
    theta, other = np.array([1.0, 2.0, 3.0]), np.array([9.0, 8.0, 3.0])
    keys = {
        AxisPlane.over((0, 1), theta, (0, 1), (0, 1)).key,
        AxisPlane.over((0, 1), other, (0, 1), (0, 1)).key,
    }
    assert len(keys) == 1
    for plane in (
        AxisPlane.over((0, 2), theta, (0, 1), (0, 1)),
        AxisPlane.over((0, 1), theta, (0, 2), (0, 1)),
        AxisPlane.over((0, 1), theta + np.array([0, 0, 1]), (0, 1), (0, 1)),
    ):
        assert plane.key not in keys


def test_planes_know_the_points_inside() -> None:
    points = np.array([[0.5, 0.5], [2.0, 0.5], [0.5, 2.0], [0.0, 1.0]])
    plane = AxisPlane.over((0, 1), np.zeros(2), (0, 1), (0, 1))
    assert plane.holds(points).tolist() == [True, False, False, True]
    line = AxisPlane.over((0,), np.zeros(2), (0, 1))
    assert line.holds(points).tolist() == [True, False, True, True]
    wider = plane.within((0, 3), (0, 3))
    assert wider.holds(points).all()


def test_the_widest_parameters_are_those_that_moved_most() -> None:
    assert widest_parameters(np.zeros(4), np.array([0.1, -5, 0, 2.0])) == (1, 3)
    assert widest_parameters(np.zeros(4), np.zeros(4)) == (0, 1)
    assert widest_parameters(np.zeros(1), np.ones(1)) == (0, None)


# Ranges.


def ranges_of(experiment: Experiment, last: int | None = None, **options: float):
    problem = build(experiment)
    history = train(experiment, problem)
    axes = (0, 1) if problem.size > 1 else (0,)
    last = len(history) - 1 if last is None else last
    path = history.path(0, axes[-1], 0, last)[:, : len(axes)]
    return view_range(problem, axes, history.theta(0), path, **options), path


def inside(ranges, path: np.ndarray) -> bool:
    return all(
        (path[:, axis] > low).all() and (path[:, axis] < high).all()
        for axis, (low, high) in enumerate(ranges)
    )


def test_the_first_lesson() -> None:
    ((x, y), equal), path = ranges_of(line(), aspect=6 / 7)
    assert x == pytest.approx((-1, 6), abs=0.6)
    assert y == pytest.approx((-2.5, 3.5), abs=0.6)
    assert equal
    assert inside((x, y), path)
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(6 / 7)


def test_a_hidden_future_gives_nothing_away() -> None:
    # Until row 1 is shown, runs that differ afterwards have the same picture.
    rates = [line(optimizer={"learning_rate": rate}) for rate in (0.01, 0.1, 1.0)]
    assert len({ranges_of(experiment, 0)[0] for experiment in rates}) == 1
    network = noisy(problem={"hidden": [3]})
    assert ranges_of(network, 5)[0] == ranges_of(network.with_values({"training.epochs": 5}))[0]


@pytest.mark.parametrize("rate", [0.125, 0.2, 1.0])
def test_a_diverged_run_stays_readable(rate: float) -> None:
    experiment = line(optimizer={"learning_rate": rate}, training={"epochs": 2000})
    ((x, y), _), path = ranges_of(experiment)
    assert abs(path).max() > 1e6
    assert 5 < x[1] - x[0] < 60
    assert x[0] < 0 < 3 < x[1]
    assert y[0] < 0 < y[1]
    (wide, _), _ = ranges_of(experiment, everything=True)
    assert inside(wide, path)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_show_their_domain(name: str) -> None:
    experiment = Experiment.from_dict({"problem": {"function": name}})
    problem = FUNCTIONS[name]()
    (ranges, _), _ = ranges_of(experiment)
    for (low, high), (domain_low, domain_high) in zip(ranges, problem.domain, strict=True):
        assert low <= domain_low < domain_high <= high


def test_one_parameter_has_one_range() -> None:
    ((single,), equal), path = ranges_of(line(problem={"bias": False}))
    assert single[0] < 0 < 3 < single[1]
    assert not equal
    assert inside((single,), path)


def test_a_path_without_extent_has_a_range() -> None:
    at_rest = np.zeros((5, 2))
    (x, y), equal = view_range(NETWORK, (0, 1), np.zeros(NETWORK.size), at_rest)
    assert x[0] < 0 < x[1]
    assert y[0] < 0 < y[1]
    assert equal
    ((x0, x1),), _ = view_range(NETWORK, (0,), np.zeros(NETWORK.size), at_rest[:, :1])
    assert x0 < 0 < x1


def test_points_that_are_not_finite_are_left_out() -> None:
    path = np.array([[0.0, 0.0], [1.0, 1.0], [np.inf, 2.0], [np.nan, np.nan]])
    (x, y), _ = view_range(NETWORK, (0, 1), np.zeros(NETWORK.size), path, everything=True)
    assert np.isfinite([*x, *y]).all()
    assert x[1] < 2


@pytest.mark.parametrize(
    ("width", "equal"), [(0.01, False), (1.0, True), (20.0, True), (100.0, False), (1e5, True)]
)
def test_axes_have_one_scale_where_the_box_allows_it(width: float, equal: bool) -> None:
    path = np.array([[0.0, 0.0], [width, 1.0]])
    (x, y), same = view_range(NETWORK, (0, 1), np.zeros(NETWORK.size), path, aspect=0.5)
    assert same is equal
    assert inside((x, y), path)
    assert ((y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(0.5)) is equal


def asked(ground: Ground) -> Moment:
    """A part of the landscape of a network, asked for at the end of a run."""
    table = {"problem": {"data": "noisy-line", "hidden": [3]}, "training": {"epochs": 5}}
    return moment_of(table)._replace(ground=ground)


GROUND = Ground(AxisPlane.over((0, 2), np.zeros(10), (-1.0, 1.0), (0.0, 1.0)), 0.5)


def test_a_map_comes_coarse_then_fine_then_with_its_field() -> None:
    *maps, last = LandscapeMap.stages(asked(GROUND._replace(field=True)))
    sizes = [found.loss.size for found in maps]
    assert sizes == sorted(sizes)
    assert len(sizes) > 1
    assert last.loss is maps[-1].loss
    assert [found.field is None for found in (*maps, last)] == [True] * len(maps) + [False]
    assert not any(found.coarse for found in maps)


def test_what_is_about_to_change_stays_coarse() -> None:
    (only,) = LandscapeMap.stages(asked(GROUND._replace(fine=False, field=True)))
    assert only.coarse
    assert only.field is None


def test_a_figure_says_how_many_points_it_wants() -> None:
    (only,) = LandscapeMap.stages(asked(GROUND._replace(points=(7, 5))))
    assert only.loss.shape == (5, 7)


def test_a_plane_is_made_once_for_all_ranges_that_it_is_shown_in(monkeypatch) -> None:
    moment = asked(GROUND)
    wish = KindOfPlane("random", Known(moment.problem, moment.history, 5))
    first = finished(LandscapeMap, moment._replace(ground=Ground(wish, points=(5,))))
    near = wish._replace(ranges=((-0.1, 0.1), (0.0, 0.2)))
    other = moment._replace(ground=Ground(near, points=(5,)))
    assert LandscapeMap.key(other) != LandscapeMap.key(moment)
    alone = finished(LandscapeMap, other)
    monkeypatch.setattr("visualizer.core.analysis.plane_kinds.plane_of", lambda *_, **__: 1 / 0)
    found = finished(LandscapeMap, other, first)
    np.testing.assert_array_equal(found.loss, alone.loss)
    assert found.plane.x_range == (-0.1, 0.1)
    with pytest.raises(ZeroDivisionError):
        finished(LandscapeMap, moment._replace(ground=Ground(wish._replace(aspect=2.0))), first)


def test_a_map_belongs_to_all_runs_of_a_problem() -> None:
    booth = {"problem": {"function": "booth"}, "training": {"epochs": 1}}
    one, other = moment_of(booth), moment_of(booth | {"optimizer": {"learning_rate": 0.5}})
    assert LandscapeMap.subject(one) == LandscapeMap.subject(other)
    assert LandscapeMap.subject(one) != LandscapeMap.subject(asked(GROUND))
    assert not LandscapeMap.is_known(one)
    assert LandscapeMap.is_known(one._replace(ground=GROUND))


@pytest.mark.parametrize(
    ("factor", "away"), [(0.9, False), (0.5, False), (-0.8, False), (-1.09, True), (3.0, True)]
)
def test_what_diverges_goes_away_and_what_crawls_or_swings_does_not(factor, away):
    steps = factor ** np.arange(40.0)
    assert goes_away(np.column_stack([1.0 - steps, 2.0 - 2.0 * steps])) == away
    assert not goes_away(np.zeros((40, 2)))
    assert not goes_away(np.arange(80.0).reshape(40, 2))  # evenly, as a crawl is at first
