"""Names of kinds, and the sections in which an experiment is shown."""

import pytest

from tests.core.experiments import noisy
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.kinds import RULE, rule_label, sections_of
from visualizer.core.optimizers import OPTIMIZERS


def test_all_rules_can_be_chosen() -> None:
    assert list(RULE.choices or ()) == list(OPTIMIZERS)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_only_gradient_descent_is_called_stochastic(kind: str) -> None:
    stochastic = "Stochastic gradient descent" if kind == "sgd" else OPTIMIZERS[kind].label
    whole, batches = (
        noisy(20, optimizer={"kind": kind}, training={"batch_size": size}) for size in (0, 5)
    )
    assert rule_label(whole) == OPTIMIZERS[kind].label
    assert rule_label(batches) == stochastic
    every = noisy(20, optimizer={"kind": kind}, training={"batch_size": 20})
    assert rule_label(every, build(every)) == OPTIMIZERS[kind].label
    table = {"problem": {"function": "sphere"}, "optimizer": {"kind": kind}}
    function = Experiment.from_dict(table)
    assert rule_label(function) == OPTIMIZERS[kind].label
    assert rule_label(function.with_values({"training.gradient_noise": 0.1})) == stochastic


def test_noise_is_asked_for_functions_and_batches_for_models() -> None:
    def asked(experiment: Experiment) -> set[str]:
        training = next(one for one in sections_of(experiment) if one.key == "training")
        return {declared.name for declared in training.settings}

    function = asked(Experiment.from_dict({"problem": {"function": "sphere"}}))
    assert {"gradient_noise", "seed"} <= function
    assert not {"batch_size", "validation_fraction"} & function
    model = asked(noisy())
    assert {"batch_size", "seed"} <= model
    assert "gradient_noise" not in model
