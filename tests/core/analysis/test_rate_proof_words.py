"""What the runs have shown, in words that name the horizon, the chance and the failures."""

import numpy as np
import pytest

from visualizer.core.analysis.rate_proof import RateProof
from visualizer.core.analysis.rate_proof_words import came_to, remarks, sentence

NAN = float("nan")


def proof(**values) -> RateProof:
    """Four rates, of which the third is best and the last diverges."""
    losses = np.array(values.pop("losses", [[5.0, 3.0, 1.0, NAN]]))
    usual = {
        "rates": np.array([0.001, 0.01, 0.1, 1.0])[: losses.shape[1]],
        "names": ((), ("steepest", "valley"), (), ())[: losses.shape[1]],
        "losses": losses,
        "validation_losses": np.full(losses.shape, NAN),
        "curves": losses.mean(axis=0)[None],
        "curve_epochs": np.zeros(1),
        "first_loss": 9.0,
        "epochs": 100,
        "wanted_epochs": 100,
        "seeds": tuple(range(len(losses))),
        "best": 2,
    }
    return RateProof(**usual | values)


def test_the_recommended_rate_is_named_with_its_reason() -> None:
    assert sentence(proof()) == (
        "0.1: lowest loss after 100 epochs of the 4 rates tried (1); the best suggestion, "
        "steepest and valley (0.01), reaches 3."
    )
    assert remarks(proof()) == ("runs with 1 or more diverge or end no lower than they began",)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"best": None}, "With none of these rates the loss after 100 epochs was lower"),
        (
            {"best": 1, "losses": [[5.0, 1.0, 3.0, NAN]], "epochs": 1},
            "0.01 (steepest, valley): lowest loss after 1 epoch of the 4 rates tried (1).",
        ),
        (
            {"losses": [[5.0, 1.0, 1.0, NAN]]},
            "0.1: first of 2 rates that reach the lowest loss after 100 epochs (1); the best "
            "suggestion, steepest and valley (0.01), gets there later.",
        ),
        ({"losses": [[5.0, NAN, 1.0, NAN]]}, "none of the suggestions ended lower than it began"),
        ({"validation_losses": np.array([[5.0, 3.0, 2.0, NAN]])}, "lowest validation loss after"),
        (
            {"losses": np.empty((1, 0)), "best": None, "curves": np.empty((1, 0))},
            "There was no rate to be tried.",
        ),
    ],
)
def test_what_else_may_come_out(values, words) -> None:
    assert words in sentence(proof(**values))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"epochs": 5}, "all runs had 5 epochs instead of 100, as all of them would take too"),
        ({"losses": [[5.0, 3.0, 1.0]]}, "the last of the rates tried; larger ones may be better"),
        ({"losses": [[1.0, 3.0, 5.0]], "best": 0}, "smaller ones may be better"),
        ({"losses": [[5.0, 99.0, 1.0, NAN]]}, "2 of the rates diverge or end no lower"),
        ({"losses": [[5.0, 3.0, 1.0, 99.0]]}, "runs with 1 or more end no lower than they began"),
        (
            {"losses": [[5.0, 2.0, 0.5, NAN], [5.0, 2.0, 2.5, NAN]]},
            "means of 2 seeds; at 0.1 the loss lies between 0.5 and 2.5, and 2 rates from 0.01 "
            "to 0.1 end within that",
        ),
    ],
)
def test_what_the_runs_cannot_tell_is_said(values, words) -> None:
    assert any(words in one for one in remarks(proof(**values)))


def test_each_suggestion_has_a_word_on_what_it_came_to() -> None:
    found = proof(losses=[[5.0, 3.0, 99.0, NAN]], best=1)
    assert [came_to(found, rate) for rate in (0.001, 0.1, 1.0, 0.5)] == [
        *("loss 5", "not lower", "diverged", "not tried")
    ]
