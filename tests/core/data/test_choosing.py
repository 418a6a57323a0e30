from dataclasses import replace

import numpy as np
import pytest

from visualizer.core.data.choosing import choose_columns
from visualizer.core.data.table import Table
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
    chosen = choose_columns(TABLE, inputs, targets)
    assert (chosen.input_names, chosen.target_names) == (input_names, target_names)
    assert (chosen.class_names, chosen.notes) == ((), ())
    columns = {name: TABLE.values[:, i] for i, name in enumerate(TABLE.columns)}
    for values, columns_of in ((chosen.inputs, input_names), (chosen.targets, target_names)):
        assert values.shape == (2, len(columns_of))
        assert values.flags.c_contiguous
        assert not values.flags.writeable
        for i, name in enumerate(columns_of):
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


NAN = np.nan
MIXED = Table(
    ("size", "colour", "sex", "price"),
    np.array([[1, 0, 1, 5], [2, 2, 0, 6], [NAN, 1, 1, 7], [4, NAN, 0, 8], [5, 1, NAN, NAN]]),
    "shop.csv",
    classes={"colour": ("blue", "green", "red"), "sex": ("female", "male")},
    missing="mean",
)


def test_words_become_an_input_for_each_class() -> None:
    chosen = choose_columns(MIXED, (), ("price",))
    assert chosen.input_names == (
        "size",
        "colour=blue",
        "colour=green",
        "colour=red",
        "sex=male",
    )
    expected = [[1, 1, 0, 0, 1], [2, 0, 0, 1, 0], [NAN, 0, 1, 0, 1], [4, NAN, NAN, NAN, 0]]
    assert np.array_equal(chosen.inputs, expected, equal_nan=True)
    assert chosen.targets.tolist() == [[5], [6], [7], [8]]
    assert chosen.notes == ("1 row without a target left out",)


def test_rows_with_empty_cells_are_left_out_where_these_are_used() -> None:
    table = replace(MIXED, missing="drop")
    chosen = choose_columns(table, ("colour",), ("size",))
    assert chosen.targets.tolist() == [[1], [2], [5]]
    assert chosen.notes == ("2 rows with empty cells left out",)


def test_a_target_of_words_brings_its_classes() -> None:
    chosen = choose_columns(replace(MIXED, missing="drop"), ("size",), ("colour",))
    assert chosen.class_names == ("blue", "green", "red")
    assert chosen.targets.tolist() == [[0], [2], [1]]


def test_classes_must_be_the_only_target() -> None:
    with pytest.raises(InputError) as caught:
        choose_columns(MIXED, ("size",), ("colour", "price"))
    assert caught.value.key == "problem.targets"
    assert '"colour" holds classes; it must be the only target' in caught.value.message


def test_no_row_is_left() -> None:
    table = Table(("a", "b"), np.array([[1, NAN], [NAN, 2]]), "t.csv", missing="drop")
    with pytest.raises(InputError, match=r"t\.csv: every row has an empty cell") as caught:
        choose_columns(table, (), ())
    assert caught.value.key == "problem.data"


def test_one_input_for_each_class_may_not_fill_the_memory() -> None:
    rows = np.broadcast_to(np.zeros(2), (1_000_000, 2)).copy()
    names = tuple(map(str, range(1000)))
    table = Table(("s", "y"), rows, "t.csv", classes={"s": names})
    with pytest.raises(InputError, match="they take 7 GB; at most 4 GB") as caught:
        choose_columns(table, (), ())
    assert caught.value.key == "problem.inputs"


def test_an_image_is_one_while_all_its_pixels_are_inputs() -> None:
    table = Table(("a", "b", "c"), np.ones((2, 3)), "made up", image=(1, 2))
    assert choose_columns(table, (), ()).image == (1, 2)
    assert choose_columns(table, ("a",), ()).image == ()
