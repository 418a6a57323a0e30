"""Products, squares and sines of inputs: their order, their names, and what models do with them."""

import numpy as np
import pytest

from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.data.features import Features
from visualizer.core.errors import InputError

RANDOM = np.random.default_rng(8)


def test_each_row_is_expanded_in_the_order_of_the_names() -> None:
    every = Features(products=True, squares=True, sines=True)
    names = every.names(("x", "y", "z"))
    rows = RANDOM.normal(size=(4, 5, 3))
    found = every.expand(rows)
    assert found.shape == (4, 5, len(names))
    for place in ((0, 0), (3, 4)):
        x, y, z = rows[place].tolist()
        by_hand = {
            "x": x,
            "y": y,
            "z": z,
            "x·y": x * y,
            "x·z": x * z,
            "y·z": y * z,
            "x²": x * x,
            "y²": y * y,
            "z²": z * z,
            "sin x": np.sin(x),
            "sin y": np.sin(y),
            "sin z": np.sin(z),
        }
        assert tuple(by_hand) == names
        np.testing.assert_allclose(found[place], list(by_hand.values()))
    assert Features().expand(rows) is rows
    assert Features(squares=True).names(("x",)) == ("x", "x²")
    # Of one input there are no pairs.
    assert Features(products=True).names(("x",)) == ("x",)


def test_a_linear_model_of_squares_and_products_parts_xor_and_circles() -> None:
    for data, switch in (("xor", "products"), ("circles", "squares")):
        table = {
            "problem": {"data": data},
            "data": {switch: True, "noise": 0.02},
            "optimizer": {"learning_rate": 1.0},
            "training": {"epochs": 400},
        }
        experiment = Experiment.from_dict(table)
        history = train(experiment)
        assert history.row(400).metrics["accuracy"] >= 0.95
        plain = train(experiment.with_values({f"data.{switch}": False}))
        assert plain.row(400).metrics["accuracy"] < 0.8


def test_a_parabola_is_fitted_exactly_and_told_as_a_formula() -> None:
    """The line's x = 1 ... 4 with y = 3x + 1 needs no square; the weights of both are found."""
    table = {"problem": {"data": "line"}, "data": {"squares": True, "bias": 1.0}}
    problem = build(Experiment.from_dict(table))
    assert problem.names == ("w(x)", "w(x²)", "b")
    np.testing.assert_allclose(problem.minima[0], (3, 0, 1), atol=1e-9)
    theta = np.array([0.5, 2.0, -1.0])
    x = np.array([[0.3], [1.7]])
    np.testing.assert_allclose(problem.predict(theta, x), 0.5 * x + 2 * x**2 - 1)


def test_scaling_comes_after_them() -> None:
    table = {"problem": {"data": "two-moons"}, "data": {"squares": True, "scaling": "standardise"}}
    problem = build(Experiment.from_dict(table))
    prepared = problem._within[0]
    np.testing.assert_allclose(prepared.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(prepared.std(axis=0), 1)
    squares = problem.training.inputs**2
    expected = (squares - squares.mean(axis=0)) / squares.std(axis=0)
    np.testing.assert_allclose(prepared[:, 2:], expected)
    # In the units of the data the formula has the factors of the squares.
    weights, biases = problem.coefficients(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    by_hand = problem.training.inputs @ weights[:2] + squares @ weights[2:] + biases
    np.testing.assert_allclose(by_hand, prepared @ np.array([[1.0], [2.0], [3.0], [4.0]]) + 5)


def test_a_start_of_fewer_parameters_is_forgotten() -> None:
    table = {"problem": {"data": "two-moons"}, "start": {"parameters": [1.0, 2.0, 3.0]}}
    experiment = Experiment.from_dict(table)
    changed = experiment.with_values({"data.products": True})
    assert changed.start.parameters == ()
    assert build(changed).size == 4
    same = experiment.with_values({"data.products": False, "data.noise": 0.2})
    assert same.start.parameters == (1.0, 2.0, 3.0)


def test_pixels_and_too_many_columns_have_none() -> None:
    with pytest.raises(InputError, match="images have no further inputs"):
        build(Experiment.from_dict({"problem": {"data": "digits"}, "data": {"squares": True}}))
    with pytest.raises(InputError, match="at most 2,000"):
        Features(products=True).check(70, image=False)
    Features(products=True).check(60, image=False)
