import csv

import pytest

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.recording.codec import recording_from
from visualizer.core.training import train
from visualizer.storage.tables import save_table


def history(rate=0.1, epochs=10, budget=1 << 28, **training):
    table = {
        "problem": {"kind": "model", "data": "line"},
        "optimizer": {"learning_rate": rate},
        "training": {"epochs": epochs} | training,
    }
    return train(Experiment.from_dict(table), budget=budget)


def read(path):
    with path.open(newline="") as file:
        heading, *rows = csv.reader(file)
    return heading, rows


def test_the_columns_of_the_epoch_table(tmp_path):
    path = tmp_path / "table.csv"
    run = history(gradient="forward difference")
    save_table(run, path, ["w", "b"])
    heading, rows = read(path)
    assert heading == [
        *("epoch", "w", "loss", "loss_plus:w", "gradient:w", "updated:w"),
        *("b", "loss", "loss_plus:b", "gradient:b", "updated:b"),
    ]
    assert len(rows) == 11
    row = run.row(3)
    expected = [row.theta[0], row.loss, row.loss_plus[0], row.gradient[0], run.theta(4)[0]]
    assert rows[3][0] == "3"
    assert [float(text) for text in rows[3][1:6]] == expected
    assert rows[10][5] == rows[10][10] == ""


def test_without_differences_there_is_no_moved_loss(tmp_path):
    save_table(history(), tmp_path / "table.csv", ["b"])
    heading, _ = read(tmp_path / "table.csv")
    assert heading == ["epoch", "b", "loss", "gradient:b", "updated:b"]


def test_every_nth_row_up_to_a_row(tmp_path):
    run = history()
    save_table(run, tmp_path / "table.csv", ["w"], every=3, rows=7)
    _, rows = read(tmp_path / "table.csv")
    assert [row[0] for row in rows] == ["0", "3", "6"]
    assert float(rows[1][-1]) == run.theta(4)[0]
    # Row 7 was not asked for: it may be hidden.
    assert rows[2][-1] == ""


def test_thinned_rows_are_recomputed(tmp_path):
    thin, whole = history(epochs=3000, budget=140_000), history(epochs=3000)
    assert thin.thinning > 1
    for run, name in ((thin, "thin.csv"), (whole, "whole.csv")):
        save_table(run, tmp_path / name, ["w"])
    assert (tmp_path / "thin.csv").read_text() == (tmp_path / "whole.csv").read_text()


def test_steps_of_batches(tmp_path):
    run = history(batch_size=2, epochs=3)
    save_table(run, tmp_path / "table.csv", ["w"])
    heading, rows = read(tmp_path / "table.csv")
    assert heading[:3] == ["step", "w", "batch_loss"]
    assert float(rows[3][2]) == run.row(3).batch_loss


def test_an_unknown_parameter(tmp_path):
    with pytest.raises(InputError, match='"q" is not a parameter'):
        save_table(history(), tmp_path / "table.csv", ["q"])


def test_a_folder_that_is_missing(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        save_table(history(), tmp_path / "no" / "table.csv", ["w"])


def test_what_was_not_recorded_has_no_column(tmp_path):
    recording = recording_from({"theta": [[3.0], [1.5]]}, ["w"])
    save_table(recording, tmp_path / "table.csv", ["w"])
    expected = "epoch,w,loss,updated:w\n0,3.0,,1.5\n1,1.5,,\n"
    assert (tmp_path / "table.csv").read_text() == expected
