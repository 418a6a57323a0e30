import numpy as np
import pytest

from visualizer.core.data.splitting import filled_with, split_rows, training_means
from visualizer.core.errors import InputError


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_a_split_takes_every_row_once(seed: int) -> None:
    kept, aside = split_rows(100, 0.3, seed)
    assert len(aside) == 30
    assert (np.sort(np.concatenate([kept, aside])) == np.arange(100)).all()
    assert (np.diff(kept) > 0).all()
    assert (np.diff(aside) > 0).all()
    assert (split_rows(100, 0.3, seed)[1] == aside).all()
    assert (split_rows(100, 0.3, seed - 1 if seed else 1)[1] != aside).any()


def test_a_split_does_not_repeat_an_order_of_shuffling() -> None:
    _, aside = split_rows(50, 0.2, 4)
    for epoch in (*range(100), 0x5EED):
        order = np.random.default_rng([4, epoch]).permutation(50)
        assert set(order[:10]) != set(aside)


@pytest.mark.parametrize("seed", range(5))
def test_each_class_gives_its_share(seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(np.repeat([0.0, 1.0, 2.0], [60, 30, 10]))
    kept, aside = split_rows(100, 0.2, seed, labels)
    assert np.bincount(labels[aside].astype(int)).tolist() == [12, 6, 2]
    assert (np.sort(np.concatenate([kept, aside])) == np.arange(100)).all()
    assert (split_rows(100, 0.2, seed, labels)[1] == aside).all()
    assert (split_rows(100, 0.2, seed + 1, labels)[1] != aside).any()


def test_remainders_fill_the_count() -> None:
    labels = np.repeat([0.0, 1.0, 2.0], [7, 7, 6])
    _, aside = split_rows(20, 0.25, 0, labels)
    # 1.75, 1.75 and 1.5 of five rows.
    assert np.bincount(labels[aside].astype(int)).tolist() == [2, 2, 1]


def test_a_single_row_of_a_class_trains() -> None:
    labels = np.repeat([0.0, 1.0, 2.0], [1, 8, 1])
    kept, _ = split_rows(10, 0.9, 0, labels)
    assert set(labels[kept]) == {0, 1, 2}
    with pytest.raises(InputError) as caught:
        split_rows(3, 0.5, 0, np.arange(3.0))
    assert caught.value.key == "training.validation_fraction"
    assert "only one row" in caught.value.message


def test_means_pass_over_empty_cells() -> None:
    inputs = np.array([[1, np.nan], [np.nan, 4], [3, 8]])
    means = training_means(inputs, ("a", "b"))
    assert means.tolist() == [2, 6]
    assert filled_with(inputs, means).tolist() == [[1, 6], [2, 4], [3, 8]]
    with pytest.raises(InputError, match='column "b": every cell of the training rows is empty'):
        training_means(np.array([[1, np.nan]]), ("a", "b"))
