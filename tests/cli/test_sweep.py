"""`visualizer sweep`: a line for each rate, and the best of them."""

import pytest

from visualizer.cli import main


def printed(capsys, *words: str) -> list[str]:
    assert main(["sweep", *words]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    return output.out.splitlines()


def test_without_validation_the_loss_decides(capsys) -> None:
    lines = printed(capsys, "one-weight-line", "--rates", "0.01,0.1,1")
    assert lines[0].split() == ["rate", "loss", "R²"]
    assert [line.split()[0] for line in lines[1:4]] == ["0.01", "0.1", "1"]
    assert lines[3].endswith("failed")
    assert lines[4].startswith("Best by loss after 60 epochs: rate 0.1 (")


def test_validation_rows_decide_where_there_are_some(capsys) -> None:
    set_ = ("--set", "problem.data=iris", "training.validation_fraction=0.3", "training.epochs=50")
    lines = printed(capsys, "one-weight-line", *set_, "--rates", "1e-4,0.1")
    assert lines[0].split("  ")[-1] == "validation accuracy"
    assert lines[-1].startswith("Best by validation accuracy after 50 epochs: rate 0.1 (")


def test_functions_have_a_loss_alone(capsys) -> None:
    lines = printed(capsys, "sphere")
    assert lines[0].split() == ["rate", "loss"]
    assert len(lines) == 6


@pytest.mark.parametrize("rates", ["", "0.1,", "fast", "0.1,-1"])
def test_rates_that_are_none(capsys, rates: str) -> None:
    assert main(["sweep", "sphere", "--rates", rates]) == 2
    assert "--rates" in capsys.readouterr().err
