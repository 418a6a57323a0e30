"""Curves of the learning-rate finder as CSV."""

import csv

import numpy as np
import pytest

from visualizer.core import InputError
from visualizer.core.analysis.rate_finder import Finder, RateCurve
from visualizer.core.analysis.rate_proof import RateProof
from visualizer.storage.rate_curves import save_curve, save_proof

CURVE = RateCurve(
    np.array([0.1, 0.2]), np.array([1 / 3, 5.0]), np.array([1 / 3, 4.25]), Finder(), "", None
)


def test_every_digit_is_written(tmp_path):
    save_curve(CURVE, tmp_path / "rates.csv")
    with open(tmp_path / "rates.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["step", "learning_rate", "loss", "smoothed_loss"],
        ["0", "0.1", "0.3333333333333333", "0.3333333333333333"],
        ["1", "0.2", "5.0", "4.25"],
    ]


def test_every_run_is_written_with_its_seed_and_one_that_diverged_is_empty(tmp_path):
    losses, aside = np.array([[0.1, np.nan], [1 / 3, 2.0]]), np.full((2, 2), np.nan)
    proof = RateProof(
        *(np.array([0.1, 0.2]), (("steepest", "valley"), ()), losses, aside, losses, losses),
        *(1.0, 3, 3, (4, 5), 0),
    )
    save_proof(proof, tmp_path / "proof.csv")
    with open(tmp_path / "proof.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["learning_rate", "suggestion", "seed", "loss", "validation_loss"],
        ["0.1", "steepest / valley", "4", "0.1", ""],
        ["0.1", "steepest / valley", "5", "0.3333333333333333", ""],
        ["0.2", "", "4", "", ""],
        ["0.2", "", "5", "2.0", ""],
    ]


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        save_curve(CURVE, tmp_path / "gone" / "rates.csv")
