"""`visualizer find-lr`: what it prints, what it writes, what it refuses."""

import csv
import json

import pytest

from visualizer.cli import main
from visualizer.gui.plots.catalogue import FINDER


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def printed(capsys, *words: str) -> list[str]:
    assert main(["find-lr", *words]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    return output.out.splitlines()


def test_the_suggestions_are_printed_with_their_names(capsys, tmp_path):
    lines = printed(capsys, "one-weight-line")
    assert lines[0].startswith("The line y = 3x: 88 of 100 learning rates from 1e-07 to 10; the ")
    names = [line.split("  ")[0] for line in lines[1:]]
    assert names[:6] == [
        *("steepest", "half-way down", "minimum / 10", "valley", "largest stable", "cyclical")
    ]
    assert lines[5].split()[2] == "0.1198"
    assert "from where the loss begins to fall to where it stops" in lines[6]
    assert [one.split("  ")[-1].strip() for one in lines[1:6]] == [
        *("loss 0.07333", "loss 0.05479", "loss 0.009528", "loss 23.72", "not lower")
    ]
    assert lines[7].startswith("0.1131: lowest loss after 60 epochs of the 43 rates tried (0.00")
    assert lines[8:] == ["runs with 0.1198 or more end no lower than they began"]
    assert list(tmp_path.iterdir()) == []


def test_curve_and_summary_are_written(capsys, tmp_path):
    words = ("noisy-line", "--out", "found", "--set", "training.batch_size=5", "finder.steps=25")
    lines = printed(capsys, *words, "finder.end=0.1")
    names = ["rates.csv", "rates-proof.csv", "rates.txt"]
    names += [f"{name}.png" for name in FINDER]
    assert lines[-9:] == [f"found/{name}" for name in names]
    assert {file.name for file in tmp_path.glob("*/*")} == set(names)
    assert (tmp_path / "found" / "rates.txt").read_text().splitlines() == lines[:-9]
    with open("found/rates.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 25
    with open("found/rates-proof.csv", newline="") as file:
        runs = list(csv.DictReader(file))
    assert [one["seed"] for one in runs[:4]] == ["0", "1", "2", "0"]
    assert {"steepest", "valley"} <= {one["suggestion"] for one in runs}
    assert all(one["loss"] == repr(float(one["loss"])) for one in runs if one["loss"])
    assert float(rows[-1]["learning_rate"]) == pytest.approx(0.1)
    before = {file: file.read_bytes() for file in (tmp_path / "found").iterdir()}
    printed(capsys, *words, "finder.end=0.1")
    assert {file: file.read_bytes() for file in (tmp_path / "found").iterdir()} == before


@pytest.mark.parametrize(
    ("ending", "mark"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_pictures_are_of_the_form_that_was_asked_for(capsys, tmp_path, ending, mark):
    printed(
        capsys,
        *("sphere", "--out", "found", "--format", ending, "--plots", "finder-curve,finder"),
        *("--theme", "dark", "--size", "300x200", "--scale", "1"),
    )
    made = sorted(file.name for file in tmp_path.glob("found/finder*"))
    assert made == [f"finder-curve.{ending}", f"finder.{ending}"]
    assert (tmp_path / "found" / made[0]).read_bytes().startswith(mark)


def test_pictures_of_runs_are_refused(capsys):
    assert main(["find-lr", "sphere", "--out", "found", "--plots", "landscape"]) == 2
    assert '"landscape" is not a plot; allowed are all, finder-curve' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (("finder.end=1e-6",), "the loss still falls at the end; larger rates may be better"),
        (("finder.start=5", "finder.skip_first=0"), "too few points are left without the first 0"),
        (("start.parameters=[3.0, 0.0]", "finder.end=1e-6"), "the loss does not fall with any"),
        (("start.parameters=[1e200, 0.0]",), "0 of 100 learning rates"),
    ],
)
def test_what_suggests_nothing_is_told(capsys, settings, line):
    lines = printed(capsys, "one-weight-line", "--set", *settings)
    assert any(line in one for one in lines)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--set", "finder.start=20"), "finder.end: 10 is not allowed; allowed is a number above"),
        (("--set", "finder.start=-1"), "finder.start: -1 is not allowed; allowed is a number of"),
        (("--set", "finder.rate=1"), "finder.rate: unknown key; allowed here are start, end"),
        (("--set", "finder=1"), "finder: unknown key"),
        (("--set", "optimizer.rate=1"), "optimizer.rate: unknown key"),
    ],
)
def test_bad_settings_are_told_with_their_key(capsys, tmp_path, words, message):
    status = 2 if "--set" in words else 1
    assert main(["find-lr", "sphere", "--out", "found", *words]) == status
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert output.err.startswith(f"visualizer: {message}")
    assert not (tmp_path / "found").exists()


def test_a_file_is_needed(capsys):
    assert main(["find-lr"]) == 2
    assert "FILE is missing" in capsys.readouterr().err


def test_the_suggestions_need_not_be_tried_out(capsys, tmp_path):
    lines = printed(capsys, "sphere", "--out", "found", "--set", "proof.train=false")
    assert not any("lowest loss" in line for line in lines)
    assert sorted(file.name for file in tmp_path.glob("found/*")) == [
        *("finder-curve.png", "finder-losses.png", "finder-rates.png", "finder.png"),
        *("rates.csv", "rates.txt"),
    ]


def test_the_runs_are_told_as_json(capsys):
    assert main(["find-lr", "sphere", "--json", "--set", "proof.rates=4", "proof.epochs=9"]) == 0
    found = json.loads(capsys.readouterr().out)["proof"]
    assert (found["epochs"], found["seeds"]) == (9, [0])
    best = min(
        (one for one in found["results"] if not one["failed"]), key=lambda one: one["losses"]
    )
    assert found["best"] == best["rate"]
    assert found["words"].startswith(f"{best['rate']:g}")
