"""Outputs and losses that go together."""

from typing import Any

import pytest

from tests.core.experiments import line
from visualizer.core.errors import InputError
from visualizer.core.problems.model_settings import ModelSettings, paired

BAD_PAIRS = [
    ({"loss": "binary_cross_entropy"}, "problem.output", "allowed is sigmoid"),
    ({"loss": "categorical_cross_entropy", "output": "sigmoid"}, "problem.output", "softmax"),
    ({"loss": "binary_cross_entropy", "output": "softmax"}, "problem.output", "sigmoid"),
]


@pytest.mark.parametrize(("problem", "key", "part"), BAD_PAIRS)
def test_cross_entropies_need_their_output(problem: dict[str, Any], key: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        line(problem=problem)
    assert caught.value.key == key
    assert part in caught.value.message
    assert "gives no probabilities" in caught.value.message


FOLLOWED = [
    ({"problem.loss": "binary_cross_entropy"}, "sigmoid", "binary_cross_entropy"),
    ({"problem.loss": "categorical_cross_entropy"}, "softmax", "categorical_cross_entropy"),
    ({"problem.output": "softmax"}, "softmax", "mse"),
]


@pytest.mark.parametrize(("values", "output", "loss"), FOLLOWED)
def test_an_output_follows_a_loss_that_needs_it(values, output: str, loss: str) -> None:
    changed = line().with_values(values).problem
    assert isinstance(changed, ModelSettings)
    assert (changed.output, changed.loss) == (output, loss)


def test_a_loss_follows_an_output_that_it_cannot_measure() -> None:
    softmax = line().with_values({"problem.loss": "categorical_cross_entropy"})
    for output, loss in (("sigmoid", "binary_cross_entropy"), ("linear", "mse"), ("tanh", "mse")):
        changed = softmax.with_values({"problem.output": output}).problem
        assert isinstance(changed, ModelSettings)
        assert (changed.output, changed.loss) == (output, loss)
    with pytest.raises(InputError, match="gives no probabilities"):
        softmax.with_values({"problem.output": "tanh", "problem.loss": "binary_cross_entropy"})


def test_what_is_no_output_or_loss_is_left_to_be_refused() -> None:
    kept = {"output": "linear", "loss": "mse"}
    assert paired(kept, {"loss": "entropy"}) == {}
    assert paired(kept, {"output": ["softmax"]}) == {}
    assert paired(kept, {"output": "sigmoid", "loss": "mae"}) == {}
