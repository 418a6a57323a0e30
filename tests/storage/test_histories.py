"""Histories as CSV files."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, line, noisy
from visualizer.core import Cancelled, History, InputError, train
from visualizer.storage.histories import save_history


def saved(history: History, folder: Path, **options: object) -> list[list[str]]:
    path = folder / "history.csv"
    save_history(history, path, **options)  # type: ignore[arg-type]
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    return list(csv.reader(content.decode().splitlines()))


def test_columns_are_those_of_the_design(tmp_path: Path) -> None:
    exact = saved(train(line()), tmp_path)[0]
    assert ",".join(exact) == (
        "step,epoch,learning_rate,loss,batch_loss,validation_loss,gradient_norm,evaluations,"
        "w,b,gradient:w,gradient:b,metric:r2"
    )
    differences = saved(train(line().with_values(FINITE_DIFFERENCES)), tmp_path)[0]
    assert differences == [*exact[:-1], "loss_plus:w", "loss_plus:b", exact[-1]]


def test_numbers_are_written_to_their_last_digit(tmp_path: Path) -> None:
    history = train(line())
    header, *rows = saved(history, tmp_path)
    assert len(rows) == 61
    for step, row in enumerate(rows):
        assert row[0] == row[1] == str(step)
        assert row[header.index("evaluations")] == str(step + 1)
        assert row[header.index("validation_loss")] == ""
        for name in ("loss", "w", "gradient:b", "learning_rate"):
            assert row[header.index(name)] == repr(float(history.column(name)[step]))


def test_cells_without_a_value_are_empty(tmp_path: Path) -> None:
    history = train(noisy(9, training={"batch_size": 3, "epochs": 2, "validation_fraction": 0.3}))
    header, *rows = saved(history, tmp_path)
    for name in ("loss", "validation_loss"):
        there = [bool(row[header.index(name)]) for row in rows]
        assert there == [step % history.steps_per_epoch == 0 for step in range(len(rows))]
    assert all(row[header.index("batch_loss")] for row in rows)


def test_thinned_rows_are_recomputed(tmp_path: Path) -> None:
    experiment = noisy(12, training={"epochs": 9000})
    whole, thinned = train(experiment), train(experiment, budget=400 << 10)
    assert thinned.thinning > 1
    assert saved(thinned, tmp_path) == saved(whole, tmp_path)


@pytest.mark.parametrize("every", [1, 7, 256, 5000])
def test_some_columns_of_some_rows(tmp_path: Path, every: int) -> None:
    history = train(line(training={"epochs": 5000}))
    header, *rows = saved(history, tmp_path, columns=["b", "step", "w"], every=every)
    assert header == ["step", "b", "w"]
    assert [int(row[0]) for row in rows] == list(range(0, 5001, every))
    w = history.column("w")
    assert [float(row[2]) for row in rows] == w[::every].tolist()


def test_the_step_alone(tmp_path: Path) -> None:
    assert saved(train(line()), tmp_path, columns=["step"])[:3] == [["step"], ["0"], ["1"]]


def test_a_run_without_rows_has_a_header(tmp_path: Path) -> None:
    history = train(line(start={"parameters": [1e300, 0]}))
    assert len(history) == 0
    assert len(saved(history, tmp_path)) == 1


def test_unknown_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        saved(train(line()), tmp_path, columns=["w", "c"])
    assert str(caught.value).startswith('"c" is not a column; allowed are step, epoch')
    assert not list(tmp_path.iterdir())


def test_writing_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("old")
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            raise Cancelled

    history = train(line(training={"epochs": 20_000}))
    with pytest.raises(Cancelled):
        save_history(history, path, progress=stop)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert seen[0][1] == 20_001
    assert np.diff([done for done, _ in seen])[0] > 0
