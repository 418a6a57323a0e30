import numpy as np

from tests.core.experiments import sample_model
from visualizer.core.problems.coefficients import (
    FittedFormula,
    formula_text,
    formulas_of,
    is_scaled,
)


def test_a_formula_predicts_what_the_model_does() -> None:
    model = sample_model()
    theta = np.random.default_rng(3).normal(size=model.size)
    (formula,) = formulas_of(model, theta)
    rows = model.training.inputs
    restated = formula.constant + rows @ formula.factors
    scaled = (rows - model.scaling.offset) * model.scaling.factor
    assert len(formula.factors) == rows.shape[1]
    assert not is_scaled(model)
    np.testing.assert_allclose(scaled, rows)
    np.testing.assert_allclose(restated, np.ravel(model.predict(theta, rows)), rtol=1e-12)


def test_networks_have_no_formula_in_one_line() -> None:
    model = sample_model((3,))
    assert formulas_of(model, np.zeros(model.size)) == ()


def test_the_text_has_one_sign_for_each_term() -> None:
    formula = FittedFormula("price", 475.0, np.array([475.0, -2.5]))
    text = formula_text(formula, ("rooms", "age"), lambda value: f"{value:g}")
    assert text == "price = 475 + 475 · rooms − 2.5 · age"
