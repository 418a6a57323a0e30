import numpy as np
import pytest

from visualizer.core.data.classes import ClassNames, check_classes, class_name, whole_labels
from visualizer.core.errors import InputError


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" red  fox ", "red fox"),
        ("1.0", "1"),
        ("01", "1"),
        ("2.5", "2.5"),
        ("-3", "-3"),
        ("é", "é"),
    ],
)
def test_names(cell: str, name: str) -> None:
    assert class_name(cell, ".") == name


def test_numbers_come_before_words_and_by_size() -> None:
    names = ClassNames("s")
    labels = names.labels_of(["ten", "10", "9", "", "Beta", "ten"], ".")
    assert np.isnan(labels).tolist() == [False, False, False, True, False, False]
    found, order = names.sorted(labels)
    assert order == ("9", "10", "Beta", "ten")
    assert found[[0, 1, 2, 4, 5]].tolist() == [3, 1, 0, 2, 3]


def test_whole_numbers_are_labels() -> None:
    labels, names = whole_labels([7.0, 3.0, 7.0, -1.0]) or ((), ())
    assert list(labels) == [2, 1, 2, 0]
    assert names == ("-1", "3", "7")
    assert whole_labels([1.0, 2.5]) is None
    assert whole_labels(range(1001)) is None


@pytest.mark.parametrize(
    ("labels", "names", "sentence"),
    [
        ([0, 1, 2, 3], "abcd", '"y" has 4 classes in 4 rows; a class needs several rows'),
        ([0, 1, 0], "abcd", '"y" has 4 classes in 3 rows'),
        ([1, 1, 1], "ab", 'every row of "y" is of the class "b"; at least two classes'),
    ],
)
def test_what_cannot_be_learned_is_refused(labels: list[int], names: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        check_classes(np.array(labels, float), tuple(names), "y")
    assert caught.value.key == "problem.targets"
    assert caught.value.message.startswith(sentence)


def test_rare_classes_are_said() -> None:
    assert check_classes(np.array([0.0, 0, 1, 1]), ("a", "b"), "y") == ()
    (note,) = check_classes(np.array([0.0, 0, 1, 2]), ("a", "b", "c"), "y")
    assert note == 'classes of "y" with a single row, which trains: "b", "c"'
