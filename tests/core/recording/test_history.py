"""Histories: exact rows, views, thinning, and readers beside the writer."""

import threading
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, line, noisy
from visualizer.core import Experiment, History, train, training
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.recording.codec import recording_from
from visualizer.core.recording.history import Recording
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Descent, Trainer

SMALL = 460 << 10
LONG = noisy(12, training={"epochs": 12_000}, optimizer={"learning_rate": 0.01})
THINNED = {
    "exact": LONG,
    "float32": LONG.with_values({**FINITE_DIFFERENCES, "training.epochs": 8000}),
    "network": noisy(5, problem={"hidden": [3]}, training={"epochs": 8000}),
    "batches": noisy(9, training={"epochs": 3000, "batch_size": 3}),
}


def started(experiment: Experiment, **options: Any) -> Trainer:
    descent = Descent(experiment, build(experiment))
    return Trainer(descent, Recorder(descent.layout(), descent.replay, **options))


@pytest.fixture(scope="module", params=THINNED)
def pair(request: pytest.FixtureRequest) -> tuple[History, History]:
    """A history with memory for everything, and one without."""
    experiment = THINNED[request.param]
    return train(experiment), train(experiment, budget=SMALL)


def test_memory_stays_within_the_budget_while_rows_are_given_up() -> None:
    budget = 8 << 20
    experiment = noisy(5, problem={"hidden": [64]}, training={"epochs": 4000})
    trainer = started(experiment, budget=budget)
    tracemalloc.start()
    try:
        for _ in trainer.run(4000):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert trainer.history.thinning > 1
    # Beside it the steps that are not appended yet.
    assert most < budget + 3 * training.BLOCK_BYTES // 2


def test_columns_are_found_whatever_a_table_calls_its_own(tmp_path: Path) -> None:
    path = tmp_path / "colons.csv"
    path.write_text("time:s,gradient:x,y\n" + "".join(f"{k},{k % 3},{2 * k}\n" for k in range(9)))
    table = {
        "problem": {"data": str(path)},
        "optimizer": {"kind": "momentum", "learning_rate": 0.001},
        "training": {"epochs": 3, "gradient": "forward difference"},
    }
    history = train(Experiment.from_dict(table))
    rows = [history.row(step) for step in range(len(history))]
    assert "gradient:w(time:s)" in history.columns
    kinds = {"": [row.theta for row in rows], "gradient:": [row.gradient for row in rows]}
    kinds["loss_plus:"] = [np.asarray(row.loss_plus) for row in rows]
    for letter in rows[0].quantities:
        kinds[f"state:{letter}:"] = [row.quantities[letter] for row in rows]
    assert len(kinds) == 4
    for place, name in enumerate(history.parameters):
        for kind, vectors in kinds.items():
            expected = [vector[place] for vector in vectors]
            np.testing.assert_array_equal(history.column(kind + name), expected)


def test_a_whole_view_ends_with_the_last_row_itself() -> None:
    losses = np.random.default_rng(0).random(1200)
    history = recording_from({"theta": losses[:, None], "loss": losses})
    for row in range(len(losses)):
        rows, values = history.view("loss", 0, row, 8, whole=True)
        assert (rows[-1], values[-1]) == (row, losses[row])
        assert values.min() == losses[: row + 1].min()


def test_memory_stays_within_the_budget(pair: tuple[History, History]) -> None:
    whole, thinned = pair
    assert whole.thinning == 1
    assert thinned.thinning > 1
    assert thinned.bytes <= SMALL
    assert len(thinned) == len(whole)
    assert thinned.ending == whole.ending


def test_scalars_of_every_row_are_kept(pair: tuple[History, History]) -> None:
    whole, thinned = pair
    for name in whole.columns[:7]:
        assert np.array_equal(thinned.column(name), whole.column(name), equal_nan=True)


def test_thinned_rows_are_recomputed_bit_by_bit(pair: tuple[History, History]) -> None:
    whole, thinned = pair
    rows = {0, 1, len(whole) - 1, *np.random.default_rng(0).integers(0, len(whole), 40).tolist()}
    assert not all(thinned.is_stored(step) for step in rows)
    for step in rows:
        expected, found = whole.row(step), thinned.row(step)
        for name in ("theta", "gradient", "loss_plus"):
            one, other = getattr(expected, name), getattr(found, name)
            assert (one is None) == (other is None)
            if one is not None:
                assert one.dtype == other.dtype == np.float64
                assert (one == other).all()
        assert (found.step, found.epoch) == (step, step // whole.steps_per_epoch)
        assert found.batch_loss == expected.batch_loss
        assert found.evaluations == expected.evaluations


def test_gradients_are_those_of_the_rows(pair: tuple[History, History]) -> None:
    whole, _ = pair
    wanted = np.stack([whole.row(step).gradient for step in range(700, 709)])
    for history in pair:
        assert np.array_equal(history.gradients(700, 709), wanted)
        assert history.gradients(700, 700).shape == (0, wanted.shape[1])
    found = whole.gradients(700, 709)
    found[:] = 0.0  # a copy: the history keeps its own
    assert np.array_equal(whole.gradients(700, 709), wanted)


def test_thinned_columns_are_recomputed_bit_by_bit(pair: tuple[History, History]) -> None:
    whole, thinned = pair
    names = whole.columns[7:]
    for one, other in zip(
        whole.blocks(names, 5, 3000), thinned.blocks(names, 5, 3000), strict=True
    ):
        assert np.array_equal(one, other, equal_nan=True)
    assert (whole.column(names[0]) == thinned.column(names[0])).all()


def test_recomputing_a_row_is_quick(pair: tuple[History, History]) -> None:
    _, thinned = pair
    gaps = np.diff([state.step for state in thinned.snapshot.checkpoints])
    assert gaps.max() <= 1024


def test_views_of_thinned_rows_hold_stored_rows(pair: tuple[History, History]) -> None:
    whole, thinned = pair
    name = whole.parameters[0]
    x, y = thinned.view(name, 10, len(thinned) - 1, 10**6)
    assert (x % thinned.thinning == 0).all()
    assert (y == whole.column(name)[x.astype(int)]).all()
    low, high = thinned.bounds(name, 0, len(thinned) - 1)
    stored = whole.column(name)[:: thinned.thinning]
    assert (low, high) == (stored.min(), stored.max())
    points = thinned.path(0, 1, 0, len(thinned) - 1, 10**6)
    assert (points[:, 0] == stored).all()


@pytest.mark.parametrize("pixels", [1, 8, 10**6])
def test_views_keep_to_the_rows_that_were_asked_for(
    pair: tuple[History, History], pixels: int
) -> None:
    for history in pair:
        name, every = history.parameters[0], history.thinning
        column = pair[0].column(name)
        for low, high in ((1, 1), (1, 900), (10, 2999), (333, 340), (1023, 2050), (64, 127)):
            x, y = history.view(name, low, high, pixels)
            stored = column[-(-low // every) * every : high + 1 : every]
            assert len(x) == 0 if not len(stored) else low <= x[0] <= x[-1] <= high
            if len(stored):
                assert (y.min(), y.max()) == (stored.min(), stored.max())


def test_a_whole_view_of_thinned_rows_leads_to_its_last_row(pair: tuple[History, History]) -> None:
    whole, thinned = pair
    stride = thinned.thinning
    for name in (whole.parameters[0], f"gradient:{whole.parameters[-1]}"):
        exact = whole.column(name)
        for low, high in ((0, 2 * stride - 1), (stride + 1, stride + 1), (5, 3 * stride)):
            x, y = thinned.view(name, low, high, 10**6, whole=True)
            assert x[-1] == high
            assert (np.diff(x) > 0).all()
            assert (y == exact[x.astype(int)]).all()
    alone = Recording(thinned.layout, thinned.snapshot)
    x, _ = alone.view(whole.parameters[0], 0, stride + 1, 10**6, whole=True)
    assert x[-1] == stride


def test_a_full_history_says_why_and_goes_on_with_more_memory() -> None:
    experiment = LONG.with_values({"training.epochs": 25_000})
    trainer = started(experiment, budget=SMALL)
    for _ in trainer.run(25_000):
        pass
    history = trainer.history
    assert history.ending is not None
    step = history.ending.step
    assert 10_000 < step < 20_000
    assert history.ending.kind == "full"
    assert history.ending.text == f"the memory for this run (0.449 MB) is full at step {step}"
    assert len(history) == step + 1
    assert history.bytes <= SMALL * 1.2
    assert history.view("w", 0, step, 1000)[0].size > 100
    for _ in trainer.run(25_000):
        raise AssertionError("there is still no room")
    assert history.ending.kind == "full"
    history.budget = 100 << 20
    for _ in trainer.run(25_000):
        pass
    assert history.ending.kind == "finished"
    assert (history.column("loss") == train(experiment).column("loss")).all()


def test_large_models_stay_within_the_budget() -> None:
    experiment = noisy(2, problem={"hidden": [3000]}, training={"epochs": 300})
    history = train(experiment, budget=16 << 20)
    assert history.bytes <= 16 << 20
    assert len(history) == 301
    last = history.row(300)
    assert history.row(299).theta - 0.1 * history.row(299).gradient == pytest.approx(last.theta)


def test_rows_are_copies() -> None:
    history = train(line())
    history.row(3).theta[:] = 99
    history.column("w")[:] = 99
    assert history.theta(3)[0] != 99
    with pytest.raises(ValueError, match="read-only"):
        history.view("w", 0, 60, 500)[1][:] = 99


def test_rows_outside_are_refused() -> None:
    history = train(line())
    for step in (-1, 61):
        with pytest.raises(IndexError):
            history.row(step)


@pytest.mark.parametrize("name", ["nothing", "gradient:x", "loss_plus:w", "", ":w"])
def test_unknown_columns_are_refused(name: str) -> None:
    history = train(line())
    for read in (history.column, lambda name: history.view(name, 0, 60, 100)):
        if name == ":w":
            continue
        with pytest.raises(KeyError, match="there are epoch, learning_rate"):
            read(name)


def test_long_vectors_are_not_stored_in_every_row() -> None:
    """Storing them would cost more than the steps; those between are had from checkpoints."""
    problem = {"hidden": [40, 40]}
    training = {"batch_size": 5, "epochs": 5}
    experiment = noisy(30, problem=problem, optimizer={"kind": "adam"}, training=training)
    history = train(experiment)
    assert history.thinning == 2
    descent = Descent(experiment, build(experiment))
    records, _ = descent.replay(descent.begin(), 0, len(history))
    for step, record in enumerate(records):
        row = history.row(step)
        assert (row.theta == record.theta).all()
        assert (row.quantities["v_hat"] == record.quantities["v_hat"]).all()


def test_every_column_of_a_row(tmp_path: Any) -> None:
    history = train(
        noisy(9, training={"batch_size": 3, "epochs": 4}).with_values(FINITE_DIFFERENCES)
    )
    for step in range(len(history)):
        row = history.row(step)
        expected = [
            *(row.epoch, row.learning_rate, row.loss, row.batch_loss, row.validation_loss),
            *(row.gradient_norm, row.evaluations),
            *(*row.theta, *row.gradient, *(row.loss_plus if row.loss_plus is not None else ())),
            *row.metrics.values(),
        ]
        found = [history.column(name)[step] for name in history.columns]
        assert np.array_equal(expected, found, equal_nan=True)


def test_views_of_columns_that_follow_from_the_row() -> None:
    history = train(noisy(9, training={"batch_size": 3, "epochs": 4}))
    assert history.view("epoch", 2, 7, 100)[1].tolist() == [0, 1, 1, 1, 2, 2]
    assert history.view("evaluations", 2, 4, 100)[1].tolist() == [3, 4, 5]
    assert history.view("validation_loss", 0, 12, 100)[0].size == 0
    x, _ = history.view("loss", 0, 12, 100)
    assert x.tolist() == [0, 3, 6, 9, 12]
    assert history.view("batch_loss", 0, 12, 100)[0].size == 13
    assert np.isnan(history.bounds("validation_loss", 0, 12)).all()


def test_views_outside_the_rows_are_cut_or_empty() -> None:
    history = train(line())
    assert history.view("w", -5, 1000, 100)[0].tolist() == list(range(61))
    for low, high in ((70, 90), (9, 8)):
        assert history.view("w", low, high, 100)[0].size == 0
        assert history.view("epoch", low, high, 100)[0].size == 0
        assert history.path(0, 1, low, high).shape == (0, 2)
    empty = started(line()).history
    assert len(empty) == 0
    assert empty.view("w", 0, 10, 100)[0].size == 0
    assert empty.path(0, 1, 0, 10).shape == (0, 2)
    assert empty.column("w").size == 0


def test_appending_out_of_order_is_refused() -> None:
    trainer = started(line())
    records, state = trainer.descent.replay(trainer.descent.begin(), 0, 3)
    with pytest.raises(ValueError, match="cannot follow"):
        trainer.history.append(records, state)


@pytest.mark.parametrize("budget", [1 << 20, 256 << 20])
def test_readers_beside_the_writer(budget: int) -> None:
    # With little memory fewer, as the scalars alone would fill it.
    epochs = 27_000 if budget < 3 << 20 else 40_000
    experiment = LONG.with_values({"training.epochs": epochs, "optimizer.learning_rate": 0.05})
    trainer = started(experiment, budget=budget)
    history, stop = trainer.history, threading.Event()

    def write() -> None:
        with cancellable(stop.is_set):
            for _ in trainer.run(trainer.descent.last_step):
                pass

    errors: list[BaseException] = []
    writer = threading.Thread(target=write)
    readers = [
        threading.Thread(target=_read_on, args=(history, trainer.descent, errors, stop, seed))
        for seed in (0, 1)
    ]
    for thread in (writer, *readers):
        thread.start()
    writer.join(60)
    stop.set()
    for thread in (writer, *readers):
        thread.join(10)
    assert not errors, errors[0]
    assert history.ending is not None
    assert history.ending.kind == "finished"
    assert (history.thinning > 1) == (budget < 3 << 20)
    assert (history.theta(25_000) == train(experiment).theta(25_000)).all()


def _read_on(
    history: History,
    descent: Descent,
    errors: list[BaseException],
    stop: threading.Event,
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    seen = 0
    try:
        while not stop.is_set():
            count = len(history)
            assert count >= seen
            seen = count
            if count:
                _check_reads(history, descent, count, random)
            time.sleep(0.01)
    except BaseException as error:
        errors.append(error)


def _check_reads(history: History, descent: Descent, count: int, random: Any) -> None:
    row = history.row(int(random.integers(count)))
    with np.errstate(all="ignore"):
        loss, gradient = descent.problem.loss_and_gradient(row.theta)
    assert row.loss == pytest.approx(loss, rel=1e-12)
    assert row.gradient == pytest.approx(gradient, rel=1e-9, abs=1e-12)
    for name in ("loss", "w"):
        x, y = history.view(name, 0, count - 1, 300)
        assert len(x) == len(y) <= 1300
        assert np.isfinite(y).all()
        assert (np.diff(x) >= 0).all()
        assert 0 <= x[0] <= x[-1] < count
    # The loss of this run falls all the way: its extremes are its ends.
    assert history.bounds("loss", 0, count - 1) == pytest.approx(
        (history.row(count - 1).loss, history.row(0).loss), rel=1e-12
    )
    points = history.path(0, 1, 0, count - 1, 500)
    assert (points[0] == 0).all()
    assert np.isfinite(points).all()


def test_recomputed_rows_are_kept_and_cannot_be_changed() -> None:
    """A picture asks for the same rows again and again."""
    experiment = line(training={"epochs": 600})
    history = train(experiment, budget=30_000)
    assert history.thinning > 1
    exact = train(experiment)
    for _ in range(2):
        for step in (1, 3, 5, 599, 7, 9, 11, 13, 1):
            row = history.row(step)
            np.testing.assert_array_equal(row.theta, exact.theta(step))
            row.theta[:] = np.nan
            row.gradient[:] = np.nan
