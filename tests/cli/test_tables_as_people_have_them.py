"""Tables as people have them in the shell: read, or refused with the setting that reads them."""

import json

import pytest

from tests.cases.tables import FILES, SIBLINGS
from visualizer.cli import main

CASES = FILES | SIBLINGS


def run(path, *settings):
    return main(["run", str(path), *(word for one in settings for word in ("--set", one))])


@pytest.mark.parametrize("name", CASES)
def test_it_runs_or_says_what_to_set(name, tmp_path, capsys):
    case = CASES[name]
    path = case.write(tmp_path)
    chosen = [] if case.chosen is None else [case.chosen]
    if case.refused:
        assert run(path, "training.epochs=1") == 1
        error = capsys.readouterr().err
        assert case.refused in error
        assert f"data.{chosen[0][0]}" in error
    settings = [f"data.{key}={json.dumps(value)}" for key, value in chosen]
    if case.chosen and case.chosen[0] == "missing_words":
        settings.append("data.missing=drop")
    if case.chosen and case.chosen[0] == "skip":
        # The target was guessed from the lines that are skipped now.
        settings.append('problem.targets=["y"]')
    assert run(path, "training.epochs=1", *settings) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert case.said in printed.out
    assert "1 epoch, loss" in printed.out


def test_years_are_names_when_the_header_is_said(tmp_path, capsys):
    path = CASES["years as names"].write(tmp_path)
    assert run(path, "data.header=yes", "training.epochs=200", "optimizer.learning_rate=0.5") == 0
    loss = float(capsys.readouterr().out.split("loss ")[1].split(",")[0])
    assert loss < 1e-12
