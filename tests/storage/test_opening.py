import numpy as np
import pytest

from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.training import train
from visualizer.storage.experiments import save_experiment
from visualizer.storage.lessons import find_lesson
from visualizer.storage.opening import open_any


def table(path, inputs: int) -> None:
    """A table whose inputs are as much alike as can be: the worst case for the rate."""
    x = np.arange(1.0, 21.0)
    columns = [x + number for number in range(inputs)]
    values = np.column_stack([*columns, 2 * x])
    np.savetxt(path, values, delimiter=",", header=",".join("abcdefghijklmnop"[: inputs + 1]))


def test_an_experiment_file_is_opened(tmp_path) -> None:
    experiment = find_lesson("sphere").experiment
    save_experiment(experiment, tmp_path / "bowl.TOML")
    assert open_any(str(tmp_path / "bowl.TOML")) == experiment


def test_a_name_that_is_no_file_is_a_lesson(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sphere").mkdir()
    assert open_any("sphere") == find_lesson("sphere").experiment
    table(tmp_path / "booth", 1)
    assert open_any("booth").problem.data == str(tmp_path / "booth")


@pytest.mark.parametrize("inputs", [1, 2, 8, 15])
def test_a_first_model_of_any_table_converges(tmp_path, inputs) -> None:
    table(tmp_path / "likes.csv", inputs)
    experiment = open_any(tmp_path / "likes.csv")
    assert experiment.name == "likes"
    history = train(experiment)
    losses = history.column("loss")
    assert history.ending.kind == "finished"
    assert losses[-1] < losses[0]
    assert (np.diff(losses) <= 0).all()


def test_a_table_of_one_row_is_no_surprise(tmp_path) -> None:
    (tmp_path / "row.csv").write_text("a,b\n1,2\n")
    assert build(open_any(tmp_path / "row.csv")).rows == 1


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
    experiment = open_any(tmp_path / "t.csv")
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
