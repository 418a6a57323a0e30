"""`visualizer sweep --over`: the table, the best experiments, and what is refused."""

import csv
import json
import socket
from pathlib import Path

import pytest

from visualizer.cli import main
from visualizer.cli.sweep_over import SweepProgress
from visualizer.core import load_experiment
from visualizer.core.sweeps.results import result_of
from visualizer.core.training import train

OVER = ("--over", "optimizer.learning_rate=0.01,0.1", "--over", "optimizer.kind=sgd,adam")
SMALL = ("--size", "300x200", "--scale", "1")


def swept(folder: Path, *words: str) -> int:
    return main(["sweep", "one-weight-line", *OVER, *SMALL, "--out", str(folder), *words])


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "sweep.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_run_and_the_best_of_each_rule(tmp_path: Path, capsys) -> None:
    out = tmp_path / "new" / "folder"
    assert swept(out) == 0
    output = capsys.readouterr()
    assert output.err == ""
    line, *files = output.out.splitlines()
    assert line.startswith("The line y = 3x: 4 runs, 4 finished; best by final loss: ")
    names = ["sweep.csv", "best-sgd.toml", "best-adam.toml"]
    names += [f"sweep-{kind}.png" for kind in ("curve", "map", "parallel")]
    assert files == [str(out / name) for name in names]
    found = rows(out)
    assert [row["optimizer.kind"] for row in found] == ["sgd", "adam"] * 2
    best = min(found, key=lambda row: float(row["final_loss"]))
    again = result_of(train(load_experiment(out / f"best-{best['optimizer.kind']}.toml")))
    assert repr(again.final_loss) == best["final_loss"]


def test_to_resume_gives_the_same_bytes(tmp_path: Path, capsys) -> None:
    assert swept(tmp_path) == 0
    table = tmp_path / "sweep.csv"
    whole = table.read_bytes()
    table.write_bytes(b"".join(whole.splitlines(keepends=True)[:3]))
    assert swept(tmp_path, "--resume") == 0
    assert table.read_bytes() == whole
    assert "4 runs (2 of them before)" in capsys.readouterr().out


def test_another_sweep_is_not_gone_on_with(tmp_path: Path, capsys) -> None:
    assert swept(tmp_path) == 0
    before = (tmp_path / "sweep.csv").read_bytes()
    assert swept(tmp_path, "--resume", "--set", "training.epochs=5") == 1
    assert "this is the table of another sweep" in capsys.readouterr().err
    assert (tmp_path / "sweep.csv").read_bytes() == before


def test_what_is_done_is_kept_when_it_is_stopped(tmp_path: Path, monkeypatch) -> None:
    from visualizer.cli import sweep_over

    original = sweep_over.train_sweep

    def stopped(*arguments):
        for number, one in enumerate(original(*arguments)):
            if number == 3:
                raise KeyboardInterrupt
            yield one

    monkeypatch.setattr(sweep_over, "train_sweep", stopped)
    assert swept(tmp_path) == 130
    assert len(rows(tmp_path)) == 3
    monkeypatch.setattr(sweep_over, "train_sweep", original)
    assert swept(tmp_path, "--resume") == 0
    assert len(rows(tmp_path)) == 4


def test_a_sweep_that_cannot_be_replaces_no_table(tmp_path: Path, capsys) -> None:
    assert swept(tmp_path) == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    wrong = ("--over", "training.batch_size=1,9", "--out", str(tmp_path))
    assert main(["sweep", "one-weight-line", *wrong]) == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path, capsys) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        assert swept(tmp_path, "--cluster", address) == 1
    error = capsys.readouterr().err
    sentence = f"no Dask scheduler answers at {address}; start one with: dask scheduler"
    assert error == f"visualizer: {sentence}\n"
    assert not list(tmp_path.iterdir())


def test_as_json(tmp_path: Path, capsys) -> None:
    assert swept(tmp_path, "--json", "--seeds", "2", "--set", "training.batch_size=2") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["runs"] == 8
    assert found["best"].keys() == {"optimizer.learning_rate", "optimizer.kind"}
    assert found["protocol"].endswith("60 epochs each; best by final loss, the mean over seeds")
    assert str(tmp_path / "sweep.csv") in found["files"]


WRONG = [
    (("--over", "optimizer.learning_rate=fast", "--out", "DIR"), '"fast" is not allowed'),
    (("--over", "optimizer.learning_rate=0:1:5:log", "--out", "DIR"), "0 has no logarithm"),
    (("--over", "optimizer.kind=best", "--out", "DIR"), '"best" is not allowed'),
    (("--over", "training.batch_size=1,9", "--out", "DIR"), "9 is not allowed"),
    (("--over", "optimizer.learning_rate=0.1"), "--out is missing"),
    (("--over", "optimizer.learning_rate=1", "--rates", "1", "--out", "DIR"), "not allowed with"),
    (("--over", "optimizer.learning_rate=1", "--workers", "0", "--out", "DIR"), "at least 1"),
    (
        ("--over", "training.epochs=1", "--workers", "2", "--cluster", "a:1", "--out", "DIR"),
        "not allowed with argument",
    ),
    (("--resume",), "--resume needs --over"),
    (("--out", "DIR"), "--out needs --over"),
    (("--seeds", "2"), "--seeds needs --over"),
    (("--workers", "2"), "--workers needs --over"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[" ".join(one) for one, _ in WRONG])
def test_wrong_words(tmp_path: Path, capsys, words: tuple[str, ...], sentence: str) -> None:
    given = [word.replace("DIR", str(tmp_path / "out")) for word in words]
    assert main(["sweep", "one-weight-line", *given]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.splitlines()) == 1


def test_the_time_left_is_told_from_what_was_done(monkeypatch) -> None:
    from visualizer.cli import sweep_over

    now = [100.0]
    monkeypatch.setattr(sweep_over.time, "monotonic", lambda: now[0])
    progress = SweepProgress(known=20, total=120)
    now[0] += 10.0
    assert progress.words(30) == "30 of 120 runs, 90 s left"
    assert progress.words(25) == "25 of 120 runs, 3 min left"
    now[0] += 100_000.0
    assert progress.words(30) == "30 of 120 runs, 250.0 h left"
