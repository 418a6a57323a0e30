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


def test_weights_of_scaled_inputs_are_printed_in_both_units(tmp_path, capsys):
    path = CASES["thousands"].write(tmp_path)
    assert run(path, "training.epochs=300") == 0
    summary, formula = capsys.readouterr().out.strip().split("\n")[-2:]
    assert "w = " in summary
    assert "(of scaled inputs)" in summary
    constant, _, factor = formula.split("price = ")[1].split(" · ")[0].split()
    prices = [950, 1250, 1550, 1850, 2150, 2450, 940]
    assert 200 < float(factor) < 400
    assert float(constant) < prices[0]


def test_all_inputs_have_their_coefficient(tmp_path, capsys):
    names = [f"x{k}" for k in range(20)]
    path = tmp_path / "wide.csv"
    rows = [",".join(str((3 * r + r * r * c) % 17) for c in range(21)) for r in range(40)]
    path.write_text(",".join([*names, "y"]) + "\n" + "\n".join(rows) + "\n")
    assert run(path, "training.epochs=3") == 0
    formula = capsys.readouterr().out.strip().split("\n")[-1]
    assert all(f"· {name}" in formula for name in names)


@pytest.mark.parametrize("name", ["w(power)", "W1_1_1", "gradient:W1_1_1", "gradient:w(power)"])
def test_columns_by_number_and_by_name(tmp_path, name):
    path = CASES["dots"].write(tmp_path)
    out = tmp_path / "h.csv"
    words = ["--set", "data.missing=drop", "training.epochs=1", "--columns", name]
    assert main(["run", str(path), "--history", str(out), *words]) == 0
    assert out.read_text().split("\n")[0] == "step," + name.replace("W1_1_1", "w(power)")


def test_a_comma_that_may_be_either_is_never_read_in_silence(tmp_path, capsys):
    path = CASES["thousands"].write(tmp_path)
    for sign in ("none", "space"):
        assert run(path, f"data.thousands={sign}", "training.epochs=1") == 2
        error = capsys.readouterr().err
        assert "may be" in error
        assert "data.thousands" in error
        assert "data.decimal" in error
    # Where decimals show what commas are, they are not asked about.
    path.write_text("x;y\n" + "".join(f"{k};1,{k}25\n2;0,5\n" for k in range(6)))
    assert run(path, "data.thousands=none", "training.epochs=1") == 0


def test_a_word_named_as_missing_wants_a_word_on_what_becomes_of_it(tmp_path, capsys):
    path = CASES["question marks"].write(tmp_path)
    assert run(path, "data.missing-words=?") == 1
    error = capsys.readouterr().err
    assert "is not a number" not in error
    assert 'as well: set data.missing to "drop" or "mean"' in error
    assert run(path, "data.missing-words=?", "data.missing=drop", "training.epochs=1") == 0


def test_years_as_names_are_quoted_in_equations(tmp_path, capsys):
    assert run(CASES["years as names"].write(tmp_path)) == 0
    assert '"2000" = 1 + 2 · "1990"' in capsys.readouterr().out


def test_rounding_is_no_coefficient(tmp_path, capsys):
    assert run(CASES["a header above words"].write(tmp_path)) == 0
    told = capsys.readouterr().out
    assert "score of no = 0 + 0.346574 · colour=red" in told
    assert "score of yes = 0 − 0.346574 · colour=red" in told
