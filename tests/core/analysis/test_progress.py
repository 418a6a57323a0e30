import numpy as np
import pytest

from tests.core.analysis.runs import run
from visualizer.core.analysis.evidence import observe
from visualizer.core.analysis.progress import in_local_bowl, lowest_known, progress_of


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3, 0.45])
def test_on_the_sphere_it_is_the_factor_of_the_distance(rate):
    problem, history = run("sphere", rate, 10)
    assert progress_of(observe(problem, history, 0)) is None
    for step in (1, 2, 10):
        progress = progress_of(observe(problem, history, step))
        assert progress.factor == pytest.approx(1 - 2 * rate)


def test_least_squares_with_noise_is_measured_from_its_lowest_loss():
    problem, history = run("noisy-line", 0.1, 50)
    evidence = observe(problem, history, 50)
    assert lowest_known(evidence) == pytest.approx(problem.minimum_loss, rel=1e-12)
    distance = np.linalg.norm(history.theta(50) - problem.minima[0])
    before = np.linalg.norm(history.theta(48) - problem.minima[0])
    expected = np.sqrt(distance / before)
    assert progress_of(evidence).factor == pytest.approx(expected, rel=1e-4)


def test_in_a_wrong_pit_it_is_measured_from_the_bottom_of_that_pit():
    problem, history = run("three-hump-camel", 0.02, 80)
    evidence = observe(problem, history, 80)
    assert in_local_bowl(evidence)
    assert evidence.bottom == pytest.approx(float(problem.loss(np.array(problem.local_minima[1]))))
    least = evidence.second.least
    assert progress_of(evidence).factor == pytest.approx(1 - 0.02 * least, rel=1e-3)


def test_without_a_known_lowest_loss_the_gradient_speaks():
    problem, history = run({"data": "noisy-line", "hidden": [12, 12]}, 0.1, 60)
    progress = progress_of(observe(problem, history, 40))
    norms = history.column("gradient_norm")
    if norms[40] < norms[38]:
        assert progress.factor == pytest.approx(np.sqrt(norms[40] / norms[38]))
    else:
        losses = history.column("loss")
        assert progress.factor == pytest.approx((losses[40] / losses[38]) ** 0.25)
