"""Layouts, norms, and what counts as finite."""

import numpy as np
import pytest

from visualizer.core.recording.records import Ending, Layout, finite, joined, norms


def test_columns_stand_in_the_order_of_files() -> None:
    layout = Layout(("w", "b"), ("", "gradient", "loss_plus", "state:m"))
    assert ",".join(layout.columns) == (
        "epoch,learning_rate,loss,batch_loss,validation_loss,gradient_norm,evaluations,w,b,"
        "gradient:w,gradient:b,loss_plus:w,loss_plus:b,state:m:w,state:m:b"
    )


def test_evaluations_add_up_over_changes() -> None:
    layout = Layout(("w",), costs=((0, 1), (2, 3), (2, 5), (4, 0)))
    assert layout.evaluations(np.arange(6.0)).tolist() == [1, 2, 7, 12, 12, 12]
    assert [layout.evaluations_at(row) for row in range(6)] == [1, 2, 7, 12, 12, 12]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 13])
def test_norms(size: int) -> None:
    vectors = np.random.default_rng(0).normal(size=(7, 3, size))
    assert norms(vectors) == pytest.approx(np.linalg.norm(vectors, axis=-1), rel=1e-15)
    assert (norms(vectors)[4] == norms(vectors[4])).all()


@pytest.mark.parametrize("size", [2, 13])
def test_norms_do_not_overflow_and_do_not_touch_their_neighbours(size: int) -> None:
    vectors = np.random.default_rng(0).normal(size=(5, size))
    alone = norms(vectors)
    with np.errstate(all="ignore"):
        vectors[2] = 1e300
        beside = norms(np.vstack([vectors, np.full((1, size), np.inf), np.zeros((1, size))]))
    assert beside[2] == pytest.approx(1e300 * np.sqrt(size))
    assert (np.delete(beside[:5], 2) == np.delete(alone, 2)).all()
    assert not np.isfinite(beside[5])
    assert beside[6] == 0


def test_finite_looks_at_every_entry() -> None:
    vectors = np.zeros((4, 2))
    assert finite(vectors, vectors) is True
    bad = vectors.copy()
    bad[1, 0], bad[3, 1] = np.nan, np.inf
    assert finite(vectors, bad).tolist() == [True, False, True, False]


def test_joined_is_stack() -> None:
    parts = [np.full((2, 3), k) for k in range(4)]
    assert (joined(parts) == np.stack(parts)).all()
    assert joined([np.array([1.0]), np.array([2.0])]).tolist() == [[1], [2]]


def test_a_diverged_run_has_no_row_at_its_ending() -> None:
    assert Ending("diverged", 5, "").last_row == 4
    assert Ending("stopped", 5, "").last_row == 5


def test_a_column_that_is_named_may_hold_nothing() -> None:
    plain = Layout(("a", "b"), missing=("loss",), metrics=("accuracy",))
    assert [name for name in plain.columns if not plain.holds(name)] == [
        "loss",
        "batch_loss",
        "validation_loss",
    ]
    assert not plain.holds("c")
    rich = Layout(("a",), batches=True, validation=True, missing=("loss",))
    assert [name for name in rich.columns if not rich.holds(name)] == ["loss"]
