"""`visualizer run`: the published numbers, and what a user may get wrong."""

import csv
import json
import re
import sys

import pytest

from visualizer.cli import main

# The tables that the literature prints for y = 3x: forward differences of 1e-4 in float32.
# Weight, loss, loss with the weight moved, gradient, updated weight; two digits each.
PRINTED = {
    "0.01": """
        0.00 67.50 67.50 -45.00 0.45
        0.45 46.88 46.88 -37.49 0.82
        0.82 32.57 32.57 -31.26 1.14
        1.14 22.64 22.64 -26.05 1.40
        1.40 15.75 15.75 -21.72 1.62
        1.62 10.97 10.97 -18.10 1.80
        1.80 7.65 7.65 -15.09 1.95
        1.95 5.35 5.35 -12.59 2.07
        2.07 3.75 3.75 -10.49 2.18
        2.18 2.64 2.64 -8.75 2.27
    """,
    "0.1": """
        0.00 67.50 67.50 -45.00 4.50
        4.50 30.37 30.38 30.04 1.50
        1.50 13.79 13.78 -20.31 3.53
        3.53 6.25 6.26 13.46 2.18
        2.18 2.85 2.85 -9.14 3.10
        3.10 1.33 1.33 5.97 2.50
        2.50 0.65 0.65 -4.12 2.91
        2.91 0.34 0.34 2.63 2.65
        2.65 0.20 0.20 -1.88 2.84
        2.84 0.13 0.13 1.14 2.72
    """,
    "1": """
        0.00 67.50 67.50 -45.00 45.00
        45.00 16604.45 16604.52 699.22 -654.22
        -654.22 4030779.10 4030777.76 -13409.38 12755.16
    """
    + 7 * "12755.16 1473935827.59 1473935827.59 0.00 12755.16\n",
}
PRINTED_AT_THE_END = {
    "0.01": (2.265477, 0.7404298),
    "0.1": (2.7217765, 0.6589097),
    "1": (12755.16, 3765.9717),
}
# The weight at each epoch with exact gradients in float64.
EXACT = {
    "0.01": """0.0 0.45 0.825 1.137525 1.39800825 1.615140585 1.796161418925 1.9471011407902499
        2.072983029228945 2.177991446062667 2.2656119405200412""",
    "0.1": """0.0 4.5 1.5 3.525 2.1825 3.096 2.497425 2.9116275 2.6468145000000005
        2.8366022249999996 2.7214100925000007""",
    "1": """0.0 45.0 -660.0 10410.0 -163395.0 2565450.0 -40279080.0 632406165.0 -9929162340.0
        155893902930.0 -2447629329675.0""",
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def history(capsys, *arguments: str) -> list[dict[str, str]]:
    assert main(["run", *arguments, "--history", "h.csv"]) == 0
    assert capsys.readouterr().err == ""
    with open("h.csv", newline="") as file:
        return list(csv.DictReader(file))


def failure(capsys, *arguments: str, status: int = 1) -> str:
    """The one line that a failing command prints."""
    assert main(list(arguments)) == status
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("visualizer: ")
    assert output.err.count("\n") == 1
    return output.err.removeprefix("visualizer: ").strip()


@pytest.mark.parametrize("rate", PRINTED)
def test_every_printed_line_is_reproduced(capsys, rate):
    rows = history(capsys, "as-in-the-book", "--set", f"optimizer.learning_rate={rate}")
    lines = [line.split() for line in PRINTED[rate].strip().splitlines()]
    assert len(rows) == len(lines) + 1
    names = ("w", "loss", "loss_plus:w", "gradient:w")
    for number, line in enumerate(lines):
        made = [float(rows[number][name]) for name in names] + [float(rows[number + 1]["w"])]
        assert [f"{value:.2f}" for value in made] == line
    last = [float(rows[-1][name]) for name in ("w", "b")]
    assert last == pytest.approx(PRINTED_AT_THE_END[rate], rel=5e-8)


@pytest.mark.parametrize("rate", EXACT)
def test_the_exact_values_are_met(capsys, rate):
    settings = (f"optimizer.learning_rate={rate}", "training.epochs=10")
    rows = history(capsys, "one-weight-line", "--set", *settings)
    stated = [float(value) for value in EXACT[rate].split()]
    assert [float(row["w"]) for row in rows] == pytest.approx(stated, rel=1e-12)


def test_a_history_has_the_columns_of_the_contract(capsys):
    rows = history(capsys, "as-in-the-book", "--set", "training.batch_size=3")
    first = "step,epoch,learning_rate,loss,batch_loss,validation_loss,gradient_norm,evaluations"
    vectors = ["w", "b", "gradient:w", "gradient:b", "loss_plus:w", "loss_plus:b"]
    assert list(rows[0]) == [*first.split(","), *vectors, "metric:r2"]
    assert [row["epoch"] for row in rows[:4]] == ["0", "0", "1", "1"]
    assert rows[1]["loss"] == ""
    assert rows[2]["loss"] == repr(float(rows[2]["loss"]))


def test_only_the_wanted_columns_are_written(capsys):
    rows = history(capsys, "sphere", "--columns", "x,loss", "gradient:y")
    assert list(rows[0]) == ["step", "x", "loss", "gradient:y"]
    assert len(rows) == 31


def test_the_same_run_gives_the_same_bytes(capsys, tmp_path):
    words = ("noisy-line", "--set", "training.batch_size=7", "start.initializer=normal")
    history(capsys, *words)
    first = (tmp_path / "h.csv").read_bytes()
    history(capsys, *words)
    assert (tmp_path / "h.csv").read_bytes() == first


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("sphere", "The sphere: 30 epochs, loss 2.83512e-05, x = 0.00433279, y = -0.00309485, "),
        ("sphere --set training.epochs=1 name=Bowl", "Bowl: 1 epoch, loss 11.84, "),
        ("network-2-3-1", "2-3-1 network: 100 epochs, loss 0.00030402, finished at step 100 ("),
        (
            "one-weight-line --set optimizer.learning_rate=0",
            "b = 0, nothing moves as the learning rate is 0, finished at step 60 (",
        ),
        ("beale --set optimizer.learning_rate=0.02", "y = -9.6124e+16, diverged at step 4 ("),
        (
            "noisy-line --set training.validation_fraction=0.2 training.epochs=2",
            "A noisy line: 2 epochs, loss 5.52071, validation loss 6.261, w = 0.517067, b = 1.0",
        ),
    ],
)
def test_the_summary_is_one_line(capsys, words, line):
    assert main(["run", *words.split()]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out.count("\n") == 1
    assert line in output.out
    assert output.out.endswith(" s)\n")


def test_a_run_that_starts_outside_the_numbers_is_a_result(capsys):
    start = "start.parameters=[1e200, 1e200]"
    assert main(["run", "rosenbrock", "--set", start, "--history", "h.csv"]) == 0
    assert capsys.readouterr().out.startswith(
        "Rosenbrock's banana: diverged at step 0, no step was finite"
    )


def test_a_setting_may_change_the_problem(capsys):
    words = ["problem.function=ravine", "problem.kappa=10", "training.epochs=5", "name=Ravine"]
    assert main(["run", "sphere", "--set", *words]) == 0
    assert capsys.readouterr().out.startswith("Ravine: 5 epochs")


EXPERIMENT = 'name = "Mine"\n[problem]\nkind = "model"\ndata = "line"\n[training]\nepochs = 3\n'


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("[optimizer]\nrate = 1", "optimizer.rate: unknown key; allowed here are learning_rate"),
        ("[optimizer]\nlearning_rate = 'fast'", 'optimizer.learning_rate: "fast" is not allowed'),
        ("[optimizer]\nlearning_rate = -1", "optimizer.learning_rate: -1 is not allowed; allowed"),
        ("[optimizer]\nlearning_rate = nan", "optimizer.learning_rate: nan is not allowed"),
        ("[optimizer]\nkind = 'magic'", 'optimizer.kind: "magic" is not allowed; allowed are sgd'),
        ("[start]\nparameters = [1.0]", "start.parameters: 1 given, but this problem has 2 par"),
        ("[data]\nn = 1.5", "data.n: 1.5 is not allowed; allowed is a whole number"),
        ("format = 99", "format: 99 is from a later version of this program"),
        ("optimiser = 1", "optimiser: unknown key; allowed here are format, name, problem"),
        ("[optimizer", "mine.toml: not a valid experiment file"),
    ],
)
def test_a_bad_experiment_file_is_told_with_its_key(tmp_path, capsys, change, message):
    first = change + "\n" + EXPERIMENT if "=" in change.split("\n")[0] else EXPERIMENT + change
    (tmp_path / "mine.toml").write_text(first)
    assert message in failure(capsys, "run", "mine.toml", "--history", "h.csv")
    assert not (tmp_path / "h.csv").exists()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("learning_rate=0.1", "learning_rate: unknown key; allowed here are format, name, problem"),
        ("optimizer.rate=0.1", "optimizer.rate: unknown key; allowed here are learning_rate"),
        ("optimizer.learning_rate=fast", '"fast" is not allowed; allowed is a number of at'),
        ("optimizer.learning_rate=-1", "-1 is not allowed; allowed is a number of at least 0"),
        ("optimizer.learning_rate=nan", "learning_rate: nan is not allowed; allowed is a number"),
        ("optimizer.learning_rate=1e400", "learning_rate: inf is not allowed; allowed is a number"),
        ('schedule={kind="multistep", milestones=[20, 10]}', "[20, 10] is not allowed; allowed"),
        ("training.stop_patience=-1", "training.stop_patience: -1 is not allowed; allowed is a"),
        ("optimizer=1", "optimizer: must be a section"),
        ("training.precision=float16", "allowed are float64, float32"),
        ("training.batch_size=5", "training.batch_size: 5 is not allowed; allowed is at most 4"),
        ("problem.hidden=[1000000000]", "problem.hidden: 1000000000 is not allowed; allowed"),
        ("problem.hidden=[9000, 9000]", "problem.hidden: these layers have 81,036,001 parameters"),
        ("problem.data=gone.csv", "problem.data: gone.csv: there is no such file"),
        ("problem.inputs=[1]", "problem.inputs: 1 is not allowed; allowed is a list of texts"),
        ("=1", '"=1" is not allowed for --set; allowed is KEY=VALUE'),
        ("optimizer.=1", '"optimizer.=1" is not allowed for --set; allowed is KEY=VALUE'),
    ],
)
def test_a_bad_setting_is_told_with_its_key(capsys, setting, message):
    assert message in failure(capsys, "run", "one-weight-line", "--set", setting, status=2)


def test_a_stop_is_told_at_the_end(capsys):
    assert main(["run", "one-weight-line", "--set", "training.stop_loss=0.5"]) == 0
    output = capsys.readouterr().out
    assert "stopped at step 7: the loss is below 0.5 (" in output
    assert ": 7 epochs, " in output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "table.csv is empty"),
        (b"a;b\n", "table.csv has a header (line 1) but no rows below it"),
        (b"a;b\n1;2\n3\n", "table.csv, line 3"),
        (b"a;b\n1;2\n3;four\n", "table.csv, line 3, column 2 (b)"),
        (b"a;b\n1;2\n3;inf\n", "table.csv, line 3, column 2 (b)"),
        (b"a;b\n1;2\n3;nan\n", "table.csv, line 3, column 2 (b)"),
        (b"a\n1\n2\n", "at least two columns are needed"),
        (b"a;b\n1;2\n3;\x004\n", "table.csv, line 3"),
        (b"\x89PNG\r\n\x1a\n0000", "table.csv is a PNG picture, not a CSV file"),
    ],
)
def test_a_bad_table_is_told_with_its_line(tmp_path, capsys, content, message):
    (tmp_path / "table.csv").write_bytes(content)
    assert message in failure(capsys, "run", "table.csv", "--history", "h.csv")
    assert not (tmp_path / "h.csv").exists()


def test_a_folder_is_no_file(tmp_path, capsys):
    assert ". is a folder" in failure(capsys, "run", ".")
    (tmp_path / "x.toml").mkdir()
    assert "x.toml is a folder" in failure(capsys, "run", "x.toml")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("gone/h.csv", "gone: cannot be written to (no such file or directory)"),
        (".", ".: cannot be written (it is a folder)"),
        pytest.param(
            "/dev/null",
            "/dev/null: cannot be written (it is a device or pipe)",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="there is none"),
        ),
    ],
)
def test_a_history_that_cannot_be_written_is_found_out_first(capsys, target, message):
    words = ("run", "sphere", "--set", "training.epochs=100000000", "--history", target)
    assert failure(capsys, *words) == message


def test_a_wrong_column_is_found_out_first(capsys):
    words = ("run", "sphere", "--set", "training.epochs=100000000", "--history", "h.csv")
    assert failure(capsys, *words, "--columns", "w") == (
        '"w" is not a column; allowed are step, epoch, learning_rate, loss, batch_loss, '
        "validation_loss, gradient_norm, evaluations, x, y, gradient:x, gradient:y"
    )
    assert "--columns needs --history" in failure(capsys, "run", "sphere", "--columns", "x")


def test_the_summary_of_classes_has_the_accuracy(capsys):
    words = ("problem.data=two-moons", "training.validation_fraction=0.25", "training.epochs=20")
    assert main(["run", "one-weight-line", "--set", *words]) == 0
    summary = capsys.readouterr().out.splitlines()[-1]
    assert re.search(r"validation loss \S+, accuracy 0\.\d+, validation accuracy 0\.\d+, ", summary)


@pytest.mark.parametrize(("rate", "words"), [("10", ", it grew from 18.5, x = "), ("0.1", "")])
def test_a_loss_that_ends_above_its_start_is_said_so(capsys, rate, words):
    assert main(["run", "sphere", "--set", f"optimizer.learning_rate={rate}"]) == 0
    out = capsys.readouterr().out
    assert ("it grew" in out) == bool(words)
    assert words in out


def test_a_loss_of_one_batch_is_called_so(capsys):
    sets = ["optimizer.learning_rate=3", "training.batch_size=10", "training.epochs=60"]
    assert main(["run", "noisy-line", "--set", *sets]) == 0
    out = capsys.readouterr().out
    assert "diverged at step 218" in out
    assert "loss of the last batch 1.6" in out


def test_of_many_coefficients_the_number_is_said(capsys):
    words = ["run", "digits", "--set", "problem.hidden=[]", "training.epochs=1"]
    words += ["data.scaling=standardise"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "640 coefficients, 64 for each of 10 outputs, are not written out; --json" in told
    assert "·" not in told
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["in_units_of_the_data"]
    assert len(found) == 10
    assert {len(one["coefficients"]) for one in found.values()} == {64}


def test_layers_in_words_are_sent_to_their_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "digits", "--set", "problem.hidden=convolution 4 3, pooling 2"]) == 2
    error = capsys.readouterr().err
    assert "belong into Layers" in error
    assert "problem.layers" in error
    words = "problem.layers=convolution 4 3, pooling 2, flatten, dense 16"
    assert main(["run", "digits", "--set", words, "training.epochs=0"]) == 0


def test_a_schedule_that_is_over_before_the_run_is_said(capsys):
    settings = ("schedule.kind=one_cycle", "schedule.total=20")
    assert main(["run", "one-weight-line", "--set", *settings]) == 0
    said = capsys.readouterr().out
    assert "The schedule ends at step 20 of 60; from there the rate stays at" in said
    assert main(["run", "one-weight-line", "--set", settings[0]]) == 0
    assert "The schedule ends" not in capsys.readouterr().out
