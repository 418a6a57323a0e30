import os

import numpy as np
import pytest

from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.training import train
from visualizer.storage.experiments import save_experiment
from visualizer.storage.lessons import find_lesson, lesson_files
from visualizer.storage.opening import changed_elsewhere, open_any


def table(path, inputs: int) -> None:
    """A table whose inputs are as much alike as can be: the worst case for the rate."""
    x = np.arange(1.0, 21.0)
    columns = [x + number for number in range(inputs)]
    values = np.column_stack([*columns, 2 * x])
    np.savetxt(path, values, delimiter=",", header=",".join("abcdefghijklmnop"[: inputs + 1]))


def test_an_experiment_file_is_opened(tmp_path) -> None:
    experiment = find_lesson("sphere").experiment
    save_experiment(experiment, tmp_path / "bowl.TOML")
    assert open_any(str(tmp_path / "bowl.TOML")).experiment == experiment


def test_a_name_that_is_no_file_is_a_lesson(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sphere").mkdir()
    assert open_any("sphere").experiment == find_lesson("sphere").experiment
    table(tmp_path / "booth", 1)
    assert open_any("booth").experiment.problem.data == str(tmp_path / "booth")


@pytest.mark.parametrize("inputs", [1, 2, 8, 15])
def test_a_first_model_of_any_table_converges(tmp_path, inputs) -> None:
    table(tmp_path / "likes.csv", inputs)
    experiment = open_any(tmp_path / "likes.csv").experiment
    assert experiment.name == "likes"
    history = train(experiment)
    losses = history.column("loss")
    assert history.ending.kind == "finished"
    assert losses[-1] < losses[0]
    assert (np.diff(losses) <= 0).all()


def test_a_table_of_one_row_is_no_surprise(tmp_path) -> None:
    (tmp_path / "row.csv").write_text("a,b\n1,2\n")
    assert build(open_any(tmp_path / "row.csv").experiment).rows == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "problem.data: t.csv is empty"),
        (b"a,b\n", "t.csv has a header (line 1) but no rows below it"),
        (b"1,2\n3\n", "t.csv, line 2"),
        (b"a,b\n1,2\n3,\n", "t.csv, line 3, column 2 (b): the cell is empty; fill it, or set"),
        (b"a,b\n1,2\n3,x\n", "line 3"),
        (b"a,b\n1,2\n3,inf\n", "line 3"),
        (b"a\n1\n2\n", "at least two columns are needed"),
        (b"a,b\n1,\x002\n", "t.csv"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "t.csv is a PNG picture, not a CSV file"),
    ],
)
def test_the_mistakes_of_a_table_are_told_when_it_is_read(tmp_path, content, message) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    experiment = open_any(tmp_path / "t.csv").experiment
    with pytest.raises(InputError) as caught:
        build(experiment)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.csv", "^nothing.csv: there is no such file$"),
        ("nothing", "^nothing: there is no such file or lesson; the lessons are one-weight-line, "),
        (".", "^. is a folder; an experiment, a CSV or an NPZ file is needed"),
        ("a\0b", "there is no such file"),
        ("a" * 300, "cannot be read"),
    ],
)
def test_what_cannot_be_opened(tmp_path, monkeypatch, name, message) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=message):
        open_any(name)


def opened_with(path, **values):
    """The experiment on a table with settings given: "a__b" is the key a.b."""
    return open_any(path, {key.replace("__", "."): one for key, one in values.items()}).experiment


def test_settings_are_known_before_anything_is_guessed(tmp_path) -> None:
    """As in the window: a target that is a class brings its head, a header its names."""
    path = tmp_path / "plants.csv"
    path.write_text(
        "kind,width,height\n" + "".join(f"{'ab'[k % 2]},{k},{k * 2}\n" for k in range(8))
    )
    plain = opened_with(path)
    assert plain.problem.output == "linear"
    chosen = opened_with(path, problem__targets=["kind"])
    assert (chosen.problem.targets, chosen.problem.output) == (("kind",), "softmax")
    assert chosen.problem.loss == "categorical_cross_entropy"
    assert build(chosen).input_names == ("width", "height")
    # What is given stands above what is guessed.
    own = opened_with(path, problem__targets=["kind"], optimizer__learning_rate=0.25)
    assert own.optimizer.learning_rate == 0.25

    numbers = tmp_path / "numbers.csv"
    numbers.write_text("".join(f"{2000 + k},{k + 5},{k % 2}\n" for k in range(9)))
    assert opened_with(numbers).problem.output == "softmax"
    named = opened_with(numbers, data__header="yes")
    assert build(named).input_names == ("2000", "5")
    assert build(named).rows == 8
    assert opened_with(numbers, data__numbers=["c3"]).problem.output == "linear"
    classes = opened_with(numbers, problem__targets=["c2"], data__classes=["c1"])
    assert classes.data.classes[0] == "c1"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"data.header": "maybe"}, 'data.header: "maybe" is not allowed'),
        ({"data.colour": 1}, "data.colour: unknown key"),
        ({"problem.targets": ["price"]}, 'there is no column "price"'),
    ],
)
def test_settings_that_do_not_fit_a_table(tmp_path, values, message) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(InputError, match=message):
        build(open_any(tmp_path / "t.csv", values).experiment)


def test_a_lesson_of_ones_own_is_opened_like_a_bundled_one(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(lesson_files()["sphere"].read_bytes())
    found, bundled = open_any(path), open_any("sphere")
    assert found.experiment == bundled.experiment
    assert found.lesson.text == bundled.lesson.text
    assert [one.label for one in found.lesson.suggestions]
    # It is not saved to: an experiment in its place would have lost the text.
    assert found.path == bundled.path == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("ending", [".toml", ".csv", ".npz", ""])
def test_pipes_are_refused_and_not_waited_for(tmp_path, ending) -> None:
    os.mkfifo(tmp_path / f"pipe{ending}")
    with pytest.raises(InputError, match="is a device or pipe; an experiment, a CSV or"):
        open_any(tmp_path / f"pipe{ending}")


def test_what_another_program_has_written_is_noticed(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    save_experiment(find_lesson("sphere").experiment, path)
    found = open_any(path)
    assert (found.path, changed_elsewhere(found.path, found.digest)) == (str(path), False)
    path.write_bytes(path.read_bytes() + b"\n")
    assert changed_elsewhere(found.path, found.digest)
    path.unlink()
    assert not changed_elsewhere(found.path, found.digest)
    path.mkdir()
    assert changed_elsewhere(found.path, found.digest)
