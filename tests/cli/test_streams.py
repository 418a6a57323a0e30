"""The shell as other programs use it: standard streams, JSON, statuses, what was meant."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
import time

import pytest

from visualizer.cli import main
from visualizer.storage.lessons import lesson_files

TABLE = "size,price,colour\n" + "".join(f"{k},{2 * k + 1},{'ab'[k % 2]}\n" for k in range(12))


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def told(capsys):
    """Runs a command; its status, what it printed and what it said beside."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(list(arguments))
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def piped(content: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "visualizer", *arguments],
        input=content,
        capture_output=True,
        timeout=60,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(__file__))),
        },
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'name = "Mine"\n[problem]\nfunction = "sphere"\n', b"Mine: 30 epochs"),
        (b'\xef\xbb\xbf# a note\n\n[problem]\nfunction = "sphere"\n', b"standard input: 30 epochs"),
        (lesson_files()["sphere"].read_bytes(), b"The sphere: 30 epochs"),
        (TABLE.encode(), b"standard input: 100 epochs"),
        (b"a;b\n1,5;2\n2,5;3\n", b"standard input: 100 epochs"),
    ],
)
def test_a_hyphen_is_the_standard_input(content, words):
    done = piped(content, "run", "-")
    assert (done.returncode, done.stderr) == (0, b"")
    assert any(line.startswith(words) for line in done.stdout.splitlines())


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"[problem", b"x = [", b"name"])
def test_what_is_nothing_on_the_standard_input(content):
    done = piped(content, "run", "-")
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"standard input" in done.stderr


def test_the_window_needs_a_file(told):
    assert told("-") == (
        1,
        "",
        "visualizer: the window needs a file; - is for the other commands\n",
    )


def test_a_hyphen_is_the_standard_output():
    done = piped(b"", "run", "sphere", "--history", "-", "--columns", "loss,x")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [*rows[0]] == ["step", "loss", "x"]
    assert len(rows) == 31
    assert done.stderr.startswith(b"The sphere: 30 epochs")
    assert not os.path.exists("-")


def test_the_result_of_a_run_as_json(told):
    with open("t.csv", "w") as file:
        file.write(TABLE)
    status, out, err = told("run", "t.csv", "--target", "price", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert found["ending"] == "finished"
    assert found["steps"] == found["epochs"] == 100
    assert found["validation_loss"] is None
    assert len(found["parameters"]) == 3
    assert found["verdict"]["text"]
    status, out, err = told(
        "run", "sphere", "--set", "optimizer.learning_rate=90", "training.epochs=999", "--json"
    )
    assert json.loads(out)["ending"] == "diverged"


def test_suggestions_and_sweeps_as_json(told):
    status, out, err = told("find-lr", "sphere", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert found["suggestions"]["largest stable"] == pytest.approx(1)
    assert found["bounds"][0] < found["bounds"][1]
    status, out, err = told("sweep", "sphere", "--rates", "0.1,3", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert [one["failed"] for one in found["results"]] == [False, True]
    assert found["best"] == 0.1


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("optimizer.learnig_rate=3", 'did you mean "learning_rate"?'),
        ("optimzer.learning_rate=3", 'did you mean "optimizer"?'),
        ("optimizer.kind=momentun", 'did you mean "momentum"?'),
        ("training.epochs=x", "allowed is a whole number"),
        ("training.epochs=-1", "allowed is a whole number"),
        ("=3", "allowed is KEY=VALUE"),
        ("a..b=3", "allowed is KEY=VALUE"),
    ],
)
@pytest.mark.parametrize("command", ["run", "sweep", "find-lr"])
def test_wrong_use_of_set_has_the_status_2(told, command, word, said):
    status, out, err = told(command, "sphere", "--set", word)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_what_is_wrong_in_a_file_has_the_status_1(told):
    with open("bad.toml", "w") as file:
        file.write("[optimizer]\nlearning_rate = -1\n")
    assert told("run", "bad.toml")[0] == 1
    assert told("run", "bad.toml", "--set", "training.epochs=3")[0] == 1
    # A setting that only fails once the data are there is still one of the shell.
    assert told("run", "one-weight-line", "--set", "training.batch_size=1000")[0] == 2
    assert told("run", "one-weight-line", "--target", "nothing")[0] == 2


def test_a_bare_word_is_a_list_of_one(told):
    with open("t.csv", "w") as file:
        file.write(TABLE)
    for words in (["--set", "problem.targets=colour"], ["--target", "colour"]):
        status, out, _ = told("run", "t.csv", *words)
        assert status == 0
        assert "accuracy" in out
    assert told("run", "t.csv", "--set", "problem.hidden=3")[0] == 0


def test_hyphens_and_underscores_are_the_same(told):
    first = told("find-lr", "sphere", "--set", "finder.skip_first=3")
    assert told("find_lr", "sphere", "--set", "finder.skip-first=3") == first
    status, out, _ = told("run", "one_weight_line", "--set", "training.epochs=2")
    assert (status, "2 epochs" in out) == (0, True)
    values = ("problem.loss=binary-cross-entropy", "problem.output=sigmoid")
    assert told("run", "two-moons", "--set", *values)[0] == 0
    with open("h.csv", "w"):
        pass
    assert told("run", "sphere", "--history", "h.csv", "--columns", "gradient-norm")[0] == 0
    words = ("--hide_future", "--out", "o", "--plots", "gradient_cloud,loss")
    assert told("export", "sphere", *words)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["rum", "sphere"], "run"),
        (["exprot", "sphere", "--out", "x"], "export"),
        (["list", "lesons"], "lessons"),
        (["run", "sphere", "--histroy", "h.csv"], "--history"),
        (["export", "sphere", "--out", "x", "--plots", "lanscape"], "landscape"),
        (["export", "sphere", "--out", "x", "--format", "sgv"], "svg"),
    ],
)
def test_did_you_mean(told, arguments, hint):
    status, _, err = told(*arguments)
    assert (status, err.count("\n")) == (2, 1)
    assert f'did you mean "{hint}"?' in err


def test_a_misspelt_lesson_or_column(told):
    assert 'did you mean "sphere"?' in told("run", "spere")[2]
    status, _, err = told("run", "digits", "--history", "h.csv", "--columns", "los")
    assert status == 1
    assert 'did you mean "loss"?' in err
    assert len(err) < 1000
    assert not os.path.exists("h.csv")


def test_a_very_large_history_asks_for_columns(told):
    status, _, err = told("run", "digits", "--history", "h.csv")
    assert status == 1
    assert "MB in" in err
    assert "--columns" in err
    many = ("run", "sphere", "--set", "training.epochs=9000000", "--history", "h.csv")
    assert "MB in" in told(*many)[2]


@pytest.mark.parametrize(
    "arguments", [["run", "sphere", "--history"], ["export", "sphere", "--out"], ["run"]]
)
def test_names_that_are_too_long(told, arguments):
    status, _, err = told(*arguments, "x" * 300)
    assert (status, err.count("\n")) == (1, 1)
    assert "file name too long" in err.lower()
    assert "unexpected" not in err


def test_a_run_that_blows_up_without_an_end_says_so(told):
    """60 epochs at this rate end at about 1e73, which is finite."""
    values = ("optimizer.learning_rate=4.2", "training.epochs=43")
    status, out, _ = told("run", "sphere", "--set", *values)
    *_, summary, verdict = out.splitlines()
    assert status == 0
    assert "finished at step 43" in summary
    assert verdict.startswith("The sphere: ")
    assert "finished" not in verdict
    assert "finished at step 30" in told("run", "sphere")[1].splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_a_killed_command_leaves_nothing_for_long(tmp_path):
    arguments = ["run", "sphere", "--set", "training.epochs=200000", "--history", "h.csv"]
    process = subprocess.Popen([sys.executable, "-m", "visualizer", *arguments])
    deadline = time.monotonic() + 60
    while not (left := list(tmp_path.glob(".*.tmp"))) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert left
    assert stat.S_ISREG(left[0].stat().st_mode)
    assert main(["run", "sphere", "--history", "h.csv"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["h.csv"]
