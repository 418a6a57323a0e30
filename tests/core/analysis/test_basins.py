"""Basins of attraction against single runs, and against what is known of the functions."""

from typing import Any

import numpy as np
import pytest

from tests.core.analysis.moments import moment_of
from tests.core.experiments import line
from visualizer.core import Cancelled, Experiment, train
from visualizer.core.analysis import basins
from visualizer.core.analysis.basins import (
    DIVERGED,
    ELSEWHERE,
    MOVING,
    SIDES,
    BasinMap,
    basin_map,
    resolutions,
)
from visualizer.core.analysis.insight import Moment
from visualizer.core.analysis.planes import AxisPlane, Plane
from visualizer.core.building import build
from visualizer.core.chunks import cancellable, listening

HIMMELBLAU = [(3, 2), (3.584428, -1.848126), (-2.805118, 3.131312), (-3.779310, -3.283186)]
"""The four minima, all with the value 0 (Himmelblau 1972)."""


def function(name: str, rate: float, epochs: int, **sections: Any) -> Experiment:
    optimizer = {"learning_rate": rate} | sections.pop("optimizer", {})
    training = {"epochs": epochs} | sections.pop("training", {})
    problem = {"kind": "function", "function": name}
    table = {"problem": problem, "optimizer": optimizer, "training": training}
    return Experiment.from_dict(table | sections)


def square(side: float, theta: np.ndarray | None = None) -> Plane:
    held = np.zeros(2) if theta is None else theta
    return AxisPlane.over((0, 1), held, (-side, side), (-side, side))


def computed(experiment: Experiment, plane: Plane, resolution=(9, 7)) -> BasinMap:
    return basin_map(experiment, build(experiment), plane, resolution)


def single(experiment: Experiment, start: np.ndarray) -> Any:
    """The history of one run from a start."""
    return train(experiment.with_values({"start.parameters": tuple(start.tolist())}))


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"optimizer": {"kind": "adam", "learning_rate": 0.3}},
        {"optimizer": {"kind": "momentum", "learning_rate": 0.005}},
        {"training": {"precision": "float32", "gradient": "forward difference"}},
        {"training": {"gradient_noise": 0.5}},
        {"schedule": {"kind": "exponential", "gamma": 0.9}},
        {"changes": [{"step": 10, "optimizer.learning_rate": 0.001}]},
    ],
)
def test_every_run_ends_where_it_ends_alone(sections: dict[str, Any]) -> None:
    experiment = function("himmelblau", 0.01, 40, **sections)
    found = computed(experiment, square(5.0), (5, 4))
    for row, y in enumerate(found.y):
        for column, x in enumerate(found.x):
            history = single(experiment, np.array([x, y]))
            np.testing.assert_array_equal(found.ends[row, column], history.theta(40))


def test_network_from_starts_on_a_plane() -> None:
    experiment = line(problem={"hidden": [2]}, training={"epochs": 20})
    problem = build(experiment)
    plane = AxisPlane.over((1, 4), np.full(problem.size, 0.3), (-1, 1), (-1, 1))
    found = basin_map(experiment, problem, plane, (3, 3))
    start = plane.at(np.array([found.x[2], found.y[0]]))
    np.testing.assert_array_equal(found.ends[0, 2], single(experiment, start).theta(20))


def test_himmelblau_has_four_basins() -> None:
    found = computed(function("himmelblau", 0.01, 200), square(5.0), (41, 41))
    assert len(found.minima) == 4
    for minimum in HIMMELBLAU:
        apart = np.linalg.norm(found.minima - minimum, axis=1)
        assert apart.min() < 1e-5
        # A start at the minimum stays there.
        column, row = (int(np.abs(found.x - c).argmin()) for c in minimum)
        assert found.basin[row, column] == apart.argmin()
    assert found.losses == pytest.approx(np.zeros(4), abs=1e-12)
    assert sum(found.share(basin) for basin in range(4)) == pytest.approx(1, abs=0.01)


def test_mirrored_starts_end_in_mirrored_basins() -> None:
    """Rastrigin is even in x and in y: so are its basins."""
    found = computed(function("rastrigin", 0.001, 100), square(2.0), (21, 21))
    reached = found.minima[np.maximum(found.basin, 0)]
    known = (found.basin >= 0) & (found.basin[:, ::-1] >= 0)
    assert known.mean() > 0.8
    assert reached[known][:, 0] == pytest.approx(-reached[:, ::-1][known][:, 0], abs=1e-6)
    assert reached[known][:, 1] == pytest.approx(reached[:, ::-1][known][:, 1], abs=1e-6)


def test_runs_that_crawl_have_not_arrived() -> None:
    found = computed(function("rosenbrock", 0.0005, 100), square(1.5))
    assert (found.basin == MOVING).mean() > 0.8
    assert len(found.minima) <= 1


def test_runs_whose_rate_has_run_out_have_not_arrived() -> None:
    falling = {"kind": "cosine", "period": 40}
    adam = {"kind": "adam"}
    experiment = function("himmelblau", 0.01, 40, optimizer=adam, schedule=falling)
    found = computed(experiment, square(6.0), (24, 24))
    away = np.linalg.norm(
        found.ends[:, :, None, :] - np.array(HIMMELBLAU)[None, None], axis=-1
    ).min(axis=-1)
    assert found.share(ELSEWHERE) == 0.0
    assert set(found.basin[away > 1.0].tolist()) == {MOVING}
    assert found.share(MOVING) > 0.8


def test_runs_that_diverge_are_marked() -> None:
    experiment = function("rosenbrock", 0.002, 200)
    found = computed(experiment, square(2.0), (7, 7))
    for row, y in enumerate(found.y):
        for column, x in enumerate(found.x):
            history = single(experiment, np.array([x, y]))
            diverged = history.ending.kind == "diverged"
            assert (found.basin[row, column] == DIVERGED) == diverged
            assert np.isnan(found.epochs[row, column]) == diverged
            np.testing.assert_array_equal(found.ends[row, column], history.theta(len(history) - 1))
    assert 0 < found.share(DIVERGED) < 1


def test_epochs_until_the_loss_has_descended() -> None:
    """By the definition, from the losses of single runs."""
    experiment = function("booth", 0.05, 60)
    found = computed(experiment, square(5.0), (4, 3))
    for row, y in enumerate(found.y):
        for column, x in enumerate(found.x):
            losses = single(experiment, np.array([x, y])).column("loss")
            limit = losses[-1] + 0.01 * abs(losses[0] - losses[-1])
            above = np.flatnonzero(losses > limit)
            assert found.epochs[row, column] == (above[-1] + 1 if len(above) else 0)


def test_rare_minima_are_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basins, "MOST_MINIMA", 2)
    found = computed(function("himmelblau", 0.01, 200), square(5.0), (15, 15))
    assert len(found.minima) == 2
    assert found.share(ELSEWHERE) > 0.2


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = function("himmelblau", 0.01, 60)
    whole = computed(experiment, square(5.0))
    monkeypatch.setattr(basins, "BATCH_BYTES", 2000)
    parts: list[float] = []
    with listening(parts.append):
        cut = computed(experiment, square(5.0))
    np.testing.assert_array_equal(whole.ends, cut.ends)
    np.testing.assert_array_equal(whole.basin, cut.basin)
    np.testing.assert_array_equal(whole.epochs, cut.epochs)
    assert parts == sorted(parts)
    assert parts[-1] == 1
    assert len(parts) > 300


def test_it_can_be_cancelled() -> None:
    answers = iter([False] * 5 + [True])
    with cancellable(lambda: next(answers)), pytest.raises(Cancelled):
        computed(function("himmelblau", 0.01, 60), square(5.0))


@pytest.mark.parametrize("valley", ["(3*x + y)**2", "(0.1*x + 5.3*y)**2", "(7.1*x + y)**2"])
def test_a_valley_floor_is_no_single_minimum(valley: str) -> None:
    table = {
        "problem": {"kind": "formula", "formula": valley},
        "start": {"parameters": [1.0, 1.0]},
        "optimizer": {"learning_rate": 0.01},
        "training": {"epochs": 2000},
    }
    found = computed(Experiment.from_dict(table), square(1.0), (5, 5))
    assert len(found.minima) == 0


def asked(rate: float = 0.01, **sections: Any) -> Moment:
    """The moment at which the basins of Himmelblau's function are asked for."""
    moment = moment_of(function("himmelblau", rate, 40, **sections).to_dict())
    return moment._replace(plane=square(5.0), aspect=0.5)


def test_the_map_becomes_finer_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basins, "SIDES", (5, 9))
    parts: list[float] = []
    with listening(parts.append):
        coarse, fine = BasinMap.stages(asked())
    assert (coarse.basin.shape, fine.basin.shape) == ((2, 5), (4, 9))
    assert parts.count(1.0) == 2
    assert parts[0] == 0.0


def test_the_start_does_not_matter_but_the_rule_does() -> None:
    first = asked()
    assert BasinMap.subject(first) == BasinMap.subject(asked(start={"parameters": [1.0, 1.0]}))
    assert BasinMap.subject(first) != BasinMap.subject(asked(0.02))
    assert BasinMap.is_known(first)
    line_alone = AxisPlane.over((0,), np.zeros(2), (-1.0, 1.0))
    for unasked in ({"hidden": True}, {"plane": None}, {"plane": line_alone}):
        assert not BasinMap.is_known(first._replace(**unasked))


def test_long_runs_get_coarser_maps() -> None:
    hidden = {"data": "line", "hidden": [24]}
    network = Experiment.from_dict({"problem": hidden, "training": {"epochs": 3000}})
    quick = function("himmelblau", 0.01, 40)
    sides = [resolutions(one, build(one), 0.5)[-1] for one in (quick, network)]
    assert sides[0] == (SIDES[-1], round(SIDES[-1] / 2))
    assert 5 <= sides[1][0] < SIDES[-1]
