"""The numbers that the literature prints, and the exact ones of the same definitions."""

from pathlib import Path

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, PUBLISHED, flat, line, network
from visualizer.core import train

LINE = PUBLISHED["line"]
EXACT = LINE["exact"]
NETWORK = PUBLISHED["network"]


def as_in_the_book(rate: float, epochs: int = 10):
    return train(
        line(optimizer={"learning_rate": rate}, training={"epochs": epochs}).with_values(
            FINITE_DIFFERENCES
        )
    )


def exactly(rate: float, epochs: int):
    return train(line(optimizer={"learning_rate": rate}, training={"epochs": epochs}))


@pytest.mark.parametrize("rate", LINE["printed_rows"])
def test_every_printed_line(rate: str) -> None:
    history = as_in_the_book(float(rate))
    for step, printed in enumerate(LINE["printed_rows"][rate]):
        row = history.row(step)
        assert row.loss_plus is not None
        found = {
            "weight": row.theta[0],
            "loss": row.loss,
            "loss_plus": row.loss_plus[0],
            "gradient": row.gradient[0],
            "updated": history.theta(step + 1)[0],
        }
        assert {key: round(float(value), 2) for key, value in found.items()} == printed


@pytest.mark.parametrize("rate", LINE["final_after_10_epochs"])
def test_final_weights_to_all_printed_digits(rate: str) -> None:
    final = as_in_the_book(float(rate)).theta(10)
    printed = np.array(LINE["final_after_10_epochs"][rate])
    assert (final.astype(np.float32) == printed.astype(np.float32)).all()


@pytest.mark.parametrize("rate", EXACT["w_per_epoch"])
def test_exact_weights_of_each_epoch(rate: str) -> None:
    weights = exactly(float(rate), 10).column("w")
    assert weights == pytest.approx(EXACT["w_per_epoch"][rate], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("epochs", [10, 1000])
def test_exact_weights_after_many_epochs(epochs: int) -> None:
    for rate, expected in EXACT[f"after_{epochs}_epochs"].items():
        assert exactly(float(rate), epochs).theta(epochs) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("rate", EXACT["epochs_until_abs_w_minus_3_below_0.01"])
def test_epochs_until_the_weight_is_near(rate: str) -> None:
    expected = EXACT["epochs_until_abs_w_minus_3_below_0.01"][rate]
    near = abs(exactly(float(rate), expected + 10).column("w") - 3) < 0.01
    # It swings through at large rates: what counts is the epoch from which it stays.
    assert len(near) - near[::-1].argmin() == expected
    assert near[expected:].all()


def test_forward_differences_settle_beside_the_minimum() -> None:
    history = train(line(training={"epochs": 2000, "gradient": "forward difference"}))
    expected = EXACT["forward_difference_fixed_point_step_1e-4"]
    # A difference of losses near 1e-7, divided by 1e-4, is good to about 1e-9.
    assert history.theta(2000) == pytest.approx(expected, abs=1e-8)


def test_in_float32_a_large_weight_no_longer_moves() -> None:
    row = as_in_the_book(1.0).row(5)
    assert row.gradient.tolist() == [0, 0]
    assert float(np.float32(row.theta[0]) + np.float32(1e-4)) == row.theta[0]


def test_the_largest_stable_rate_separates_settling_from_growing() -> None:
    limit = EXACT["largest_stable_learning_rate"]
    below, above = (exactly(limit * factor, 3000).column("loss") for factor in (0.999, 1.001))
    assert below[-1] < below[0] < above[-1]


def test_network_by_differences_to_all_printed_digits(tmp_path: Path) -> None:
    printed = NETWORK["after_100_epochs_lr_0.01_forward_difference_float32"]
    experiment = network(tmp_path, epochs=100).with_values(FINITE_DIFFERENCES)
    history = train(experiment)
    # NumPy prints eight decimals, fewer where fewer tell a float32 from all others.
    theta, expected = history.theta(100), np.array(flat(printed["W"]))
    same = (theta.round(8) == expected) | (theta == expected.astype(np.float32))
    assert same.all()
    for epoch, loss in NETWORK["loss_before_epochs"].items():
        assert history.row(int(epoch) - 1).loss == pytest.approx(loss, rel=2e-6, abs=6e-7)


def test_network_one_step_by_differences(tmp_path: Path) -> None:
    printed = NETWORK["after_1_epoch_lr_1"]
    experiment = network(tmp_path, epochs=1, learning_rate=1.0).with_values(FINITE_DIFFERENCES)
    history = train(experiment)
    assert np.abs(history.theta(1) - flat(printed["updated_fd"])).max() < 3e-8
    assert history.row(0).loss == pytest.approx(printed["loss"], abs=1e-15)


def test_network_one_step_by_the_chain_rule(tmp_path: Path) -> None:
    printed = flat(NETWORK["after_1_epoch_lr_1"]["updated_chain_rule"])
    experiment = network(tmp_path, epochs=1, learning_rate=1.0)
    # The source stored its start in float32 and computed the rest in float64.
    rounded = np.array(experiment.start.parameters, np.float32).tolist()
    assert train(experiment.with_values({"start.parameters": rounded})).theta(1) == pytest.approx(
        printed, abs=1e-16
    )
    # float32 rounds the update, too, but its gradient is the same.
    row = train(experiment.with_values({"training.precision": "float32"})).row(0)
    assert row.theta - row.gradient == pytest.approx(printed, abs=1e-16)
    assert row.loss == NETWORK["after_1_epoch_lr_1"]["loss"]
    assert train(experiment).theta(1) == pytest.approx(printed, abs=3e-8)


def test_network_gradient_as_automatic_differentiation_prints_it(tmp_path: Path) -> None:
    printed = NETWORK["autograd"]
    history = train(network(tmp_path, epochs=1, learning_rate=1.0))
    row = history.row(0)
    assert round(row.loss, 4) == printed["loss"]
    # Printed with the sign of the step, not of the slope.
    assert (-row.gradient).round(4).tolist() == [-value for value in flat(printed["grad"])]
    assert history.theta(1).round(4).tolist() == flat(printed["updated_lr1"])


def test_network_prediction_with_the_exact_gradient(tmp_path: Path) -> None:
    experiment = network(tmp_path, epochs=100)
    history = train(experiment)
    assert history.theta(100).size == 13
    prediction = -np.sqrt(history.row(100).loss)
    assert prediction == pytest.approx(NETWORK["prediction_exact_gradient_float64"], abs=5e-9)
