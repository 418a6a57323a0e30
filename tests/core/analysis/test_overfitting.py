import numpy as np

from tests.core.analysis.runs import numbers, run
from visualizer.core.analysis.verdict import judge


def test_overfitting_names_the_best_epoch():
    described = {"data": "noisy-line", "hidden": [30], "activation": "tanh"}
    data = {"n": 12}
    problem, history = run(described, 0.2, 3000, data=data, validation_fraction=0.5)
    verdict = judge(problem, history, 3000)
    assert verdict.kind == "overfitting"
    best = int(np.argmin(history.column("validation_loss")))
    assert numbers(verdict.text) == [best]
    assert dict(verdict.remedies[0].settings) == {"training.epochs": best}
