"""Words that somebody typed wrongly."""

import pytest

from visualizer.core.words import among, meant


@pytest.mark.parametrize(
    ("word", "hint"),
    [("lerning_rate", "learning_rate"), ("Momentum", "momentum"), ("rum", "run"), ("xyz", "")],
)
def test_what_was_meant(word, hint):
    known = ("learning_rate", "momentum", "run", "export")
    assert meant(word, known) == (f'; did you mean "{hint}"?' if hint else "")


def test_a_part_of_several_words_means_each_of_them():
    known = ("huber", "binary_cross_entropy", "categorical_cross_entropy")
    hint = '; did you mean "binary_cross_entropy" or "categorical_cross_entropy"?'
    assert meant("cross_entropy", known) == hint


@pytest.mark.parametrize(
    ("word", "found"),
    [("find_lr", "find-lr"), ("a-b", "a_b"), ("c", "c"), ("d-e", "d-e"), ("x_y", "x_y")],
)
def test_hyphens_and_underscores(word, found):
    # Where both are known, each means itself.
    assert among(word, ("find-lr", "a_b", "c", "x-y", "x_y")) == found
