"""Races, run: the numbers are those of single runs, and the winner is the one of theory."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.arrays import FloatArray
from visualizer.core.building import build
from visualizer.core.chunks import cancellable, listening
from visualizer.core.errors import Cancelled
from visualizer.core.race.proposals import proposed, rules
from visualizer.core.race.race import Entrant, Protocol, Race
from visualizer.core.race.running import own_experiment, run_race
from visualizer.core.race.starts import started

X = np.array([1.0, 2.0, 3.0, 4.0])
"""The rows of the line y = 3x."""

RAVINE = Experiment.from_dict(
    {"problem": {"function": "ravine"}, "start": {"parameters": [8, 2]}, "training": {"epochs": 60}}
)


def loss_after(epochs: int, rates: FloatArray) -> FloatArray:
    """The loss of gradient descent on y = 3x from 0, in closed form, for rates (n,).

    Along an eigenvector of the Hessian with the eigenvalue c, each epoch leaves 1 - eta c of
    the distance to (3, 0); the loss is half the sum of c times the squares.
    """
    hessian = 2 / len(X) * np.array([[X @ X, X.sum()], [X.sum(), len(X)]])
    curvatures, vectors = np.linalg.eigh(hessian)
    distances = vectors.T @ [-3.0, 0.0]
    left = (1 - np.multiply.outer(rates, curvatures)) ** epochs * distances
    return np.asarray((curvatures * left**2).sum(axis=-1) / 2)


def best_rate(epochs: int) -> float:
    rates = np.linspace(0.01, 0.1198, 100_001)
    return float(rates[loss_after(epochs, rates).argmin()])


def test_the_closed_form_is_that_of_the_program_and_of_the_literature() -> None:
    loss = train(line(training={"epochs": 60}, optimizer={"learning_rate": 0.1})).column("loss")
    expected = [float(loss_after(epoch, np.array(0.1))) for epoch in range(61)]
    np.testing.assert_allclose(loss, expected, rtol=1e-9)
    assert best_rate(1) == pytest.approx(0.0599, abs=5e-5)
    assert best_rate(60) == pytest.approx(0.113, abs=5e-4)
    # Both directions fall equally fast with 2 / (the sum of the curvatures).
    assert best_rate(3000) == pytest.approx(2 / 17, rel=1e-3)


@pytest.mark.parametrize("epochs", [1, 60, 1000])
def test_the_best_rate_found_depends_on_the_horizon_as_theory_says(epochs: int) -> None:
    protocol = Protocol(epochs=epochs, aim="lowest")
    (finish,) = run_race(Race(line(), rules(["sgd"]), protocol)).finishes
    assert finish.choice is not None
    place, tried = finish.choice.place, finish.choice.tried
    # Within one cell of the finest grid.
    assert tried[place - 1].rate <= best_rate(epochs) <= tried[place + 1].rate
    assert tried[place + 1].rate / tried[place - 1].rate < 1.25


@pytest.mark.parametrize("pair", [(0.0599, 2 / 17), (0.1, 2 / 17)])
def test_the_winner_changes_with_the_horizon_where_theory_says_so(
    pair: tuple[float, float],
) -> None:
    expected = {epochs: loss_after(epochs, np.array(pair)) for epochs in range(1, 1000)}
    leads = [int(one[1] < one[0]) for one in expected.values()]
    turn = leads.index(1) + 1
    # The asymptotic rate wins against the rate of the first lesson from epoch 566 on.
    assert turn == {0.0599: 174, 0.1: 566}[pair[0]]
    assert leads == [0] * (turn - 1) + [1] * (1000 - turn)
    entrants = tuple(Entrant(f"{rate:.4g}", rate=rate) for rate in pair)
    for epochs, winner in ((1, 0), (turn - 1, 0), (turn, 1), (999, 1)):
        protocol = Protocol(rates="typed", epochs=epochs, aim="lowest")
        found = run_race(Race(line(), entrants, protocol))
        assert found.places[winner] == 1
        assert found.places[1 - winner] == 2
        assert f"{epochs} epoch" in found.verdict()
        assert entrants[winner].name in found.verdict().split(" ends ")[0]


def test_after_one_step_momentum_and_gradient_descent_are_level() -> None:
    """The first step of both is the same; over many, the heavy ball is faster in a ravine."""
    short = proposed(RAVINE.with_values({"training.epochs": 1}), build(RAVINE))
    found = run_race(Race(RAVINE, rules(["sgd", "momentum"]), short.protocol))
    assert found.places == (1, 1)
    np.testing.assert_array_equal(found.finishes[0].raw, found.finishes[1].raw)
    long = Protocol(epochs=400, target=1e-3)
    assert run_race(Race(RAVINE, rules(["sgd", "momentum"]), long)).places == (2, 1)


def test_each_has_the_same_budget_and_the_caption_states_it() -> None:
    race = proposed(RAVINE, build(RAVINE))
    found = run_race(race)
    counts = {len(one.choice.tried) for one in found.finishes if one.choice is not None}
    assert counts == {race.protocol.tried} == {31}
    caption = found.caption()
    for words in ("15 rates", "2 times 8 finer", "3 starts", "60 epochs", "5 starts", "0.001"):
        assert words in caption
    assert f"{3 * 31 * 3} to choose" in caption
    table = found.to_table()
    assert table["race"] == race.to_table()
    assert len(table["tried"]["Adam"]) == 31


@pytest.mark.parametrize(
    "experiment",
    [
        RAVINE,
        noisy(30, problem={"hidden": [3]}, training={"epochs": 6, "batch_size": 7}),
        noisy(30, training={"epochs": 6, "stop_loss": 100.0}),
    ],
)
def test_every_number_is_that_of_the_run_alone(experiment: Experiment) -> None:
    problem = build(experiment)
    protocol = Protocol(epochs=6, target=1.0, starts=2, choosing=2, coarse=4, fine=2, rounds=1)
    found = run_race(Race(experiment, rules(["momentum", "line_search"]), protocol))
    for one in found.finishes:
        assert one.choice is not None
        for place, draw in enumerate(found.starts.racing):
            alone = train(started(one.experiment, problem, draw))
            assert len(alone) - 1 == 6 * one.steps_per_epoch
            ends = slice(None, None, one.steps_per_epoch)
            loss = alone.column("loss")[ends]
            np.testing.assert_array_equal(one.raw[:, place], loss)
            assert one.losses[place] == loss[-1]
            reached = np.flatnonzero(loss <= 1.0) * one.steps_per_epoch
            way = one.ways[place]
            if not len(reached):
                assert np.isinf(way.steps)
                continue
            assert way.steps == reached[0]
            assert way.evaluations == alone.column("evaluations")[reached[0]]
        for tried in one.choice.tried[::3]:
            run = one.experiment.with_values({"optimizer.learning_rate": tried.rate})
            for arrival, draw in zip(tried.arrivals, found.starts.choosing, strict=True):
                alone = train(started(run, problem, draw))
                whole = alone.ending is not None and alone.ending.kind == "finished"
                assert arrival.loss == (alone.column("loss")[-1] if whole else np.inf)


def test_the_same_rate_and_settings_that_name_one_are_not_chosen() -> None:
    same = Race(RAVINE, rules(["sgd", "momentum"]), Protocol(rates="same", epochs=3, starts=1))
    assert [one.rate for one in run_race(same).finishes] == [RAVINE.optimizer.learning_rate] * 2
    rates = tuple(Entrant(f"{rate}", {"optimizer.learning_rate": rate}) for rate in (0.001, 0.01))
    found = run_race(Race(RAVINE, rates, Protocol(epochs=3, starts=1)))
    assert [(one.rate, one.choice) for one in found.finishes] == [(0.001, None), (0.01, None)]


def test_a_schedule_that_an_entrant_brings_spans_the_horizon() -> None:
    race = Race(RAVINE, (Entrant("cosine", {"schedule.kind": "cosine"}),), Protocol(epochs=25))
    assert own_experiment(race, race.entrants[0]).schedule.end == 25


def test_it_tells_how_much_is_done_and_stops_when_asked() -> None:
    race, parts = proposed(RAVINE, build(RAVINE)), list[float]()
    with listening(parts.append):
        run_race(race)
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert len(parts) > 50
    asked = list[int]()

    def tired() -> bool:
        asked.append(1)
        return len(asked) > 500

    with cancellable(tired), pytest.raises(Cancelled):
        run_race(race)
    assert len(asked) == 501
