import numpy as np
import pytest

from tests.core.analysis.runs import experiment, run
from visualizer.core import train
from visualizer.core.analysis.curvature import hessian
from visualizer.core.analysis.evidence import observe
from visualizer.core.analysis.remedies import (
    number,
    stable_limit,
    standardised_eigenvalues,
    use_rate,
)
from visualizer.core.analysis.verdict import judge
from visualizer.core.building import build


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.119756, 2, "0.12"),
        (1.0876, 3, "1.09"),
        (0, 2, "0"),
        (8559.6, 3, "8560"),
        (210112.2, 6, "210112"),
        (3.12e135, 3, "3.12e135"),
        (1.6e-5, 2, "1.6e-5"),
        (-78.3323, 3, "-78.3"),
        (130.4, 2, "130"),
    ],
)
def test_numbers_as_people_write_them(value, digits, text):
    assert number(value, digits) == text


def test_a_rate_like_the_one_in_use_is_not_suggested():
    assert use_rate(0.15, 0.105) == ()
    assert use_rate(None, 0.1) == ()
    assert use_rate(0.3, 0.1)[0].settings == {"optimizer.learning_rate": 0.2}
    assert use_rate(0.3, 0.01, largest=0.1)[0].label == "Use rate 0.1"


@pytest.mark.parametrize(
    ("problem", "rate", "better"), [("line", 0.01, 0.08), ("matyas", 0.05, 0.5)]
)
def test_a_crawl_is_given_a_larger_rate_and_a_word_on_it(problem, rate, better):
    verdict = judge(*run(problem, rate, 180), 180)
    one = next(r for r in verdict.remedies if r.settings == {"optimizer.learning_rate": better})
    assert verdict.offering((one,)).text.endswith(f" Try {better:g}.")
    assert "Try" not in verdict.text


def test_a_cusp_has_no_limit():
    problem, history = run("ackley", 0.05, 10)
    evidence = observe(problem, history, 10)
    here = stable_limit(evidence, evidence.row.theta)
    assert here == pytest.approx(2 / evidence.second.greatest)


@pytest.mark.parametrize("data", ["line", "noisy-line", "penguins", "seattle-weather"])
def test_standardised_eigenvalues_are_those_of_a_scaled_problem(data):
    plain = build(experiment(data, 0.1, 1))
    scaled = build(experiment(data, 0.1, 1).with_values({"data.scaling": "standardise"}))
    expected = np.linalg.eigvalsh(hessian(scaled, np.zeros(scaled.size)))
    np.testing.assert_allclose(standardised_eigenvalues(plain), expected, rtol=1e-6)


@pytest.mark.parametrize("problem", ["line", "sphere", "ravine", "booth", "noisy-line"])
def test_the_suggested_rate_settles(problem):
    for factor in (0.02, 1.0, 1.3):
        function, history = run(problem, 0.12 * factor if problem == "line" else 1.0 * factor, 30)
        verdict = judge(function, history, 20)
        for remedy in verdict.remedies:
            if "Use rate" in remedy.label:
                rate = remedy.settings["optimizer.learning_rate"]
                _, better = run(problem, rate, 200)
                losses = better.column("loss")
                assert np.all(np.diff(losses) <= 1e-12 * losses[0])


def test_scaled_inputs_are_suggested_and_help():
    described = experiment("penguins", 0.1, 20)
    problem = build(described)
    verdict = judge(problem, train(described, problem), 10)
    settings = next(r.settings for r in verdict.remedies if r.label.startswith("Scale"))
    assert settings["data.scaling"] == "standardise"
    cured = described.with_values(settings).with_values({"training.epochs": 200})
    losses = train(cured).column("loss")
    assert np.all(np.diff(losses) <= 1e-9)
    assert not any(
        "Scale" in remedy.label for remedy in judge(build(cured), train(cured), 20).remedies
    )


@pytest.mark.parametrize(
    ("data", "epochs", "row", "kind", "column"),
    [
        ("penguins", 20, 10, "diverging", "flipper_length_mm is about 201"),
        ("penguins", 60, -1, "diverged", "flipper_length_mm is about 201"),
        ("breast-cancer", 50, 20, "thrown", "worst_area is about 1048"),
    ],
)
def test_unscaled_inputs_are_said_to_make_every_useful_rate_tiny(data, epochs, row, kind, column):
    problem, history = run(data, 0.1, epochs, data={"scaling": "none"})
    verdict = judge(problem, history, row % len(history))
    assert verdict.kind == kind
    assert verdict.text.endswith(
        f"Inputs that are not scaled ({column}) make every useful rate tiny."
    )
    (cure,) = (r.settings for r in verdict.remedies if r.label.startswith("Scale the inputs"))
    cured = experiment(data, 0.1, 100, data={"scaling": "none"}).with_values(cure)
    assert np.all(np.diff(train(cured).column("loss")) <= 1e-9)


def test_a_rate_that_is_only_somewhat_too_large_is_no_fault_of_the_inputs():
    for data, rate in (("penguins", 1e-4), ("noisy-line", 1.2), ("line", 0.2)):
        problem, history = run(data, rate, 20)
        verdict = judge(problem, history, 10)
        assert verdict.kind == "diverging"
        assert "tiny" not in verdict.text
