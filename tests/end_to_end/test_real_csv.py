"""A table as people have them, from the file to numbers and pictures, through the shell.

`bakery.csv` was invented for this test: what a small bakery might write down each day it is
open, saved by a spreadsheet in German: semicolons, decimal commas, dates, umlauts and units.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BAKERY = Path(__file__).with_name("bakery.csv")


def visualizer(*arguments: str, folder: Path) -> list[str]:
    """Run the program and return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "visualizer", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def least_squares() -> np.ndarray:
    """The best weights for standardised inputs, and the bias; the file is read by other means."""
    with BAKERY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    table = np.array([[float(cell.replace(",", ".")) for cell in row[1:]] for row in rows])
    inputs, target = table[:, :-1], table[:, -1]
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    return np.linalg.lstsq(np.column_stack([inputs, np.ones(len(target))]), target)[0]


def test_a_table_is_trained_in_the_shell(tmp_path):
    words = ("run", str(BAKERY), "--history", "h.csv", "--set", "training.epochs=2000")
    note, summary, formula = visualizer(*words, folder=tmp_path)
    assert note == "bakery: left out: Datum (dates or times)"
    assert summary.startswith("bakery: 2000 epochs, loss 17")
    with (tmp_path / "h.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2001
    inputs = ("Temperatur (°C)", "Regen (mm)", "Feiertag", "Verkaufte Brötchen")
    names = [*(f"w({name})" for name in inputs), "b"]
    assert "(of scaled inputs)" in summary
    assert formula.startswith("bakery: in the units of the data: Umsatz (€) = ")
    assert all(f"· {name}" in formula for name in inputs)
    found = [float(rows[-1][name]) for name in names]
    assert found == pytest.approx(least_squares().tolist(), rel=1e-9)


def test_a_table_is_exported_in_the_shell(tmp_path):
    words = ("export", str(BAKERY), "--out", "pictures", "--plots", "fit,loss", "--epoch", "20")
    lines = visualizer(*words, folder=tmp_path)
    assert [Path(line).name for line in lines] == ["fit.png", "loss.png"]
    for line in lines:
        content = (tmp_path / line).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) > 5_000


def test_an_experiment_of_a_table_finds_it_from_anywhere(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "daily.csv").write_bytes(BAKERY.read_bytes())
    (tmp_path / "bread.toml").write_text(
        'name = "Bread"\n'
        "[problem]\n"
        'data = "data/daily.csv"\n'
        'inputs = ["Temperatur (°C)", "Regen (mm)"]\n'
        'targets = ["Verkaufte Brötchen"]\n'
        '[data]\nscaling = "standardise"\n'
        "[optimizer]\nlearning_rate = 0.3\n",
        encoding="utf-8",
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    lines = visualizer("run", "../bread.toml", folder=elsewhere)
    assert lines[-2].startswith("Bread: 60 epochs, loss ")
