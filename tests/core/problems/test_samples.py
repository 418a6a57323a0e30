"""Targets as models fit them: numbers, probabilities, classes."""

import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.problems.linear_model import LinearModel
from visualizer.core.problems.model import Model
from visualizer.core.problems.samples import (
    MOST_TARGETS,
    Samples,
    fitted_targets,
    outputs_of,
    with_classes,
)

X = np.zeros((4, 1))
THREE = Samples(X, np.array([[2.0], [0], [1], [2]]), ("x",), ("kind",), ("a", "b", "c"))
TWO = Samples(X, np.array([[1.0], [0], [1], [1]]), ("x",), ("kind",), ("no", "yes"))
NUMBER = Samples(X, np.array([[0.5], [3], [7], [3]]), ("x",), ("y",))
WHOLE = Samples(X, np.array([[7.0], [3], [7], [-1]]), ("x",), ("y",))


@pytest.mark.parametrize("output", ["softmax", "linear", "sigmoid"])
def test_three_classes_have_a_column_each(output: str) -> None:
    targets, names = fitted_targets(THREE, output)
    assert targets.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert names == ("a", "b", "c")
    assert outputs_of(THREE, output) == 3


def test_two_classes_have_one_column_but_for_softmax() -> None:
    for output in ("linear", "sigmoid"):
        targets, names = fitted_targets(TWO, output)
        assert (targets[:, 0].tolist(), names) == ([1, 0, 1, 1], ("yes",))
        assert outputs_of(TWO, output) == 1
    targets, names = fitted_targets(TWO, "softmax")
    assert (targets.tolist(), names) == ([[0, 1], [1, 0], [0, 1], [0, 1]], ("no", "yes"))
    assert TWO.labels.tolist() == [1, 0, 1, 1]


def test_numbers_stay_as_they_are() -> None:
    assert fitted_targets(NUMBER, "linear") == (NUMBER.targets, ("y",))
    assert with_classes(NUMBER, "linear") is NUMBER
    assert with_classes(WHOLE, "sigmoid") is WHOLE


def test_softmax_takes_whole_numbers_for_classes() -> None:
    found = with_classes(WHOLE, "softmax")
    assert found.class_names == ("-1", "3", "7")
    assert found.labels.tolist() == [2, 1, 2, 0]
    assert outputs_of(found, "softmax") == 3


def test_softmax_over_other_numbers_is_refused() -> None:
    with pytest.raises(InputError, match='softmax needs classes, and "y" holds other') as caught:
        with_classes(NUMBER, "softmax")
    assert caught.value.key == "problem.output"


def test_too_many_columns_are_refused_before_they_are_made() -> None:
    count = 4000
    assert count**2 > MOST_TARGETS
    names = tuple(map(str, range(count)))
    many = Samples(np.zeros((count, 1)), np.arange(count)[:, None] * 1.0, ("x",), ("y",), names)
    with pytest.raises(InputError, match="4,000 classes in 4,000 rows are too many"):
        with_classes(many, "softmax")


def test_a_linear_model_of_two_classes_goes_the_short_way() -> None:
    moons = build(line(problem={"data": "two-moons", "output": "linear", "loss": "mse"}))
    assert isinstance(moons, LinearModel)
    assert moons.target_names == ("lower",)
    assert set(moons.targets[:, 0]) == {0, 1}


def test_models_of_classes() -> None:
    problem = {"data": "blobs", "output": "softmax", "loss": "categorical_cross_entropy"}
    data = {"classes": 4}
    model = build(Experiment.from_dict({"problem": problem, "data": data}))
    assert isinstance(model, Model)
    assert model.targets.shape == (model.rows, 4)
    assert model.class_names == model.target_names == ("A", "B", "C", "D")
    at_zero = model.predict(np.zeros(model.size), model.inputs)
    assert at_zero == pytest.approx(0.25)
    assert float(model.loss(np.zeros(model.size))) == pytest.approx(np.log(4))


def test_cross_entropies_need_probabilities_to_fit(tmp_path) -> None:
    binary = {"loss": "binary_cross_entropy", "output": "sigmoid"}
    with pytest.raises(InputError, match="targets from 0 to 1, and these go from 3 to 12") as one:
        build(line(problem=binary))
    assert one.value.key == "problem.loss"
    (tmp_path / "shares.csv").write_text("x,p,q\n1,0.25,0.75\n2,0.5,0.25\n3,1,0\n")
    problem = {
        "data": str(tmp_path / "shares.csv"),
        "targets": ["p", "q"],
        "output": "softmax",
        "loss": "categorical_cross_entropy",
    }
    with pytest.raises(InputError, match=r"in one row they add up to 0\.75"):
        build(Experiment.from_dict({"problem": problem}))
    assert isinstance(build(line(problem={**binary, "data": "two-moons"})), Model)
