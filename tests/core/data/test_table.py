import numpy as np
import pytest

from visualizer.core.data.table import Table, choose_columns
from visualizer.core.errors import InputError

TABLE = Table(("a", "b", "c"), np.arange(6.0).reshape(2, 3), "made up")

CHOICES = [
    ((), (), ("a", "b"), ("c",)),
    ((), ("a",), ("b", "c"), ("a",)),
    (("a",), (), ("a",), ("c",)),
    (("a", "c"), (), ("a", "c"), ("b",)),
    (("c", "a"), ("b",), ("c", "a"), ("b",)),
    ((), ("c", "b"), ("a",), ("c", "b")),
]

BAD = [
    (("x",), (), "problem.inputs", 'there is no column "x"; the columns are a, b, c'),
    ((), ("x",), "problem.targets", "the columns are a, b, c"),
    (("a", "a"), (), "problem.inputs", '"a" is named twice'),
    (("a",), ("a",), "problem.targets", '"a" is already an input'),
    (("a", "b", "c"), (), "problem.inputs", "at least one must be left as target"),
    ((), ("a", "b", "c"), "problem.targets", "at least one must be left as input"),
]


@pytest.mark.parametrize(("inputs", "targets", "input_names", "target_names"), CHOICES)
def test_choice(
    inputs: tuple[str, ...],
    targets: tuple[str, ...],
    input_names: tuple[str, ...],
    target_names: tuple[str, ...],
) -> None:
    x, y, *names = choose_columns(TABLE, inputs, targets)
    assert names == [input_names, target_names]
    columns = {name: TABLE.values[:, i] for i, name in enumerate(TABLE.columns)}
    for values, chosen in ((x, input_names), (y, target_names)):
        assert values.shape == (2, len(chosen))
        assert values.flags.c_contiguous
        assert not values.flags.writeable
        for i, name in enumerate(chosen):
            assert values[:, i].tolist() == columns[name].tolist()


@pytest.mark.parametrize(("inputs", "targets", "key", "sentence"), BAD)
def test_bad_choices_say_what_is_allowed(
    inputs: tuple[str, ...], targets: tuple[str, ...], key: str, sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        choose_columns(TABLE, inputs, targets)
    assert caught.value.key == key
    assert sentence in caught.value.message


def test_one_column_is_not_enough() -> None:
    table = Table(("a",), np.ones((2, 1)), "a.csv", ("left out because they hold text: s",))
    with pytest.raises(InputError) as caught:
        choose_columns(table, (), ())
    assert caught.value.key == "problem.data"
    for part in ("a.csv", "only the column a", "at least two columns", "hold text: s"):
        assert part in caught.value.message


def test_a_column_left_out_is_explained() -> None:
    table = Table(("a", "b"), np.ones((2, 2)), "a.csv", ("left out because they hold text: s",))
    with pytest.raises(InputError, match=r"columns are a, b \(left out because they hold text: s"):
        choose_columns(table, ("s",), ())


def test_many_columns_are_listed_in_part() -> None:
    table = Table(tuple(f"n{i}" for i in range(500)), np.ones((1, 500)), "wide.csv")
    with pytest.raises(InputError) as caught:
        choose_columns(table, ("x",), ())
    assert "500 in all" in caught.value.message
    assert len(caught.value.message) < 300


def test_values_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TABLE.values[0, 0] = 1.0
