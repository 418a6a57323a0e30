"""From a file to an experiment: what is guessed, and what corrections make of it."""

from pathlib import Path

import numpy as np
import pytest

from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.importing import first_guess, import_of
from visualizer.core.problems.model import Model
from visualizer.core.training import train

SHOP = "id,day,colour,size,price\n" + "".join(
    f"{row},2024-01-{row:02},{('red', 'blue')[row % 2]},{row * 1.5},{row * 2}\n"
    for row in range(1, 29)
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    path.write_text(SHOP)
    return path


def model_of(experiment: Experiment) -> Model:
    problem = build(experiment)
    assert isinstance(problem, Model)
    return problem


def test_the_first_guess(shop: Path) -> None:
    found = first_guess(shop)
    assert found.roles() == ["unused", "unused", "input", "input", "target"]
    experiment = found.experiment()
    assert experiment.name == "shop"
    assert experiment.optimizer.learning_rate == 0.1
    model = model_of(experiment)
    assert model.input_names == ("colour=red", "size")
    assert model.target_names == ("price",)
    assert model.training.inputs.shape == (28, 2)
    assert model.scaling.apply(model.training.inputs).std(axis=0) == pytest.approx([1, 1])
    assert model.notes == ("left out: id (numbers the rows), day (dates or times)",)


def test_roles_can_be_corrected(shop: Path) -> None:
    found = first_guess(shop).with_role(["size"], "target").with_role(["id"], "input")
    assert found.roles() == ["input", "unused", "input", "target", "input"]
    model = model_of(found.experiment())
    assert model.input_names == ("id", "colour=red", "price")
    assert model.target_names == ("size",)
    found = found.with_role(["price", "id"], "unused")
    assert found.roles() == ["unused", "unused", "input", "target", "unused"]
    assert model_of(found.experiment()).input_names == ("colour=red",)
    found = found.with_role(["size"], "unused")
    assert found.targets == ("colour",)
    assert found.with_role(["size", "price"], "target").targets == ("size", "price")


def test_dates_that_are_wanted_are_days_since_the_first(shop: Path) -> None:
    found = first_guess(shop).with_role(["day"], "input")
    assert found.roles()[1] == "input"
    assert found.preview.columns[1].why == "days since 2024-01-01"
    model = model_of(found.experiment())
    assert model.input_names == ("day", "colour=red", "size")
    classes = model_of(found.with_reading(["day"], "class").experiment())
    assert len(classes.input_names) == 30


def test_a_target_of_words_is_classified(shop: Path) -> None:
    found = first_guess(shop).with_role(["colour"], "target")
    assert found.classifies
    experiment = found.experiment()
    assert (experiment.problem.output, experiment.problem.loss) == (
        "softmax",
        "categorical_cross_entropy",
    )
    assert model_of(experiment).training.class_names == ("blue", "red")


def test_numbers_that_are_labels_are_classified(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("label,a,b\n" + "".join(f"{row % 3},{row},{row / 7}\n" for row in range(30)))
    found = first_guess(path)
    assert found.targets == ("label",)
    assert found.classifies
    assert model_of(found.experiment()).training.class_names == ("0", "1", "2")
    again = found.with_reading(["label"], "number")
    assert not again.classifies
    assert model_of(again.experiment()).training.class_names == ()


def test_labels_are_classes_once_they_are_the_target(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("survived,age\n" + "".join(f"{k % 2},{k / 7}\n" for k in range(30)))
    found = first_guess(path)
    assert not found.classifies
    assert found.with_role(["survived"], "target").classifies
    numbers = found.with_reading(["survived"], "number")
    assert not numbers.with_role(["survived"], "target").classifies


@pytest.mark.parametrize(("every", "missing"), [(100, "error"), (25, "drop"), (5, "mean")])
def test_empty_cells_are_dealt_with(tmp_path: Path, every: int, missing: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{k if k % every else ''},{k}\n" for k in range(1, 99)))
    found = first_guess(path)
    assert found.options.missing == missing
    assert build(found.experiment()).rows == (98 if missing != "drop" else 95)


def test_another_layout_is_guessed_anew(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("2019;2020;2021\n1,5;2,5;3,5\n2,5;4,5;1,5\n")
    found = first_guess(path).with_role(["c1"], "unused")
    assert found.options.leave_out == ("c1",)
    headed = found.with_options(header="yes")
    assert headed.targets == ("2021",)
    assert headed.options.leave_out == ()
    with pytest.raises(InputError):
        headed.with_options(encoding="utf-16")


def test_the_import_of_an_experiment_is_found_again(shop: Path) -> None:
    found = first_guess(shop).with_role(["size"], "target").with_role(["id"], "input")
    again = import_of(found.experiment())
    assert again == found
    assert again.experiment() == found.experiment()
    chosen = found.experiment().with_values({"problem.inputs": ["id"]})
    assert import_of(chosen).roles() == ["input", "unused", "unused", "target", "unused"]
    with pytest.raises(InputError, match="only the data of a file"):
        import_of(Experiment.from_dict({"problem": {"data": "line"}}))


def test_corrections_replace_what_an_experiment_had(shop: Path) -> None:
    first = first_guess(shop).with_role(["size"], "unused").with_role(["id"], "target")
    experiment = first.experiment().with_values({"problem.inputs": ["price"]})
    again = import_of(experiment).with_role(["size", "colour"], "input")
    changed = experiment.with_values(again.values())
    assert changed.data.leave_out == ()
    assert model_of(changed).input_names == ("colour=red", "size", "price")
    assert import_of(changed).roles() == again.roles()


@pytest.mark.parametrize("target", ["number", "class"])
def test_rates_are_safe(tmp_path: Path, target: str) -> None:
    """No step raises the loss, with inputs and classes as much alike as can be."""
    path = tmp_path / "t.csv"
    base = np.random.default_rng(0).normal(size=(50, 1))
    values = base + 0.01 * np.random.default_rng(1).normal(size=(50, 30))
    lines = [",".join([*map(repr, row), "pos" if row[0] > 0 else "neg"]) for row in values.tolist()]
    last = [repr(float(x)) if target == "number" else "ab"[int(x > 0.3)] for (x,) in base]
    path.write_text("\n".join(f"{line},{end}" for line, end in zip(lines, last, strict=True)))
    found = first_guess(path)
    assert found.classifies == (target == "class")
    losses = train(found.experiment()).column("loss")
    assert (np.diff(losses) < 0).all()
    assert losses[-1] < 0.5 * losses[0]


def test_arrays_are_imported_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "t.npz"
    np.savez(path, inputs=np.arange(12.0).reshape(6, 2), targets=np.arange(6.0))
    found = first_guess(path)
    assert found.roles() == ["input", "input", "target"]
    assert found.with_reading(["y"], "class") is found
    assert model_of(found.experiment()).target_names == ("y",)
