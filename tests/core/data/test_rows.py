import numpy as np
import pytest

from visualizer.core.data.blocks import Block
from visualizer.core.data.dialect import Dialect, find_dialect
from visualizer.core.data.encoding import Encoding
from visualizer.core.data.layouts import Wishes
from visualizer.core.data.rows import RowParser
from visualizer.core.errors import InputError


def _dialect(text: str) -> Dialect:
    return find_dialect(text)


def _parser(header: str = "x,y\n1,2\n", missing: str = "error") -> RowParser:
    return RowParser(_dialect(header), Encoding("utf-8"), missing)


PLAIN = [
    ("x,y\n1,2\n", b"1,2\n3,4.5\n", [[1, 2], [3, 4.5]]),
    ("x,y\n1,2\n", b" 1 ,\t+2e3\n-.5,5.\n", [[1, 2000], [-0.5, 5]]),
    ("x;y\n1,5;2,5\n", b"1,5;-2,5\n", [[1.5, -2.5]]),
    ("x\ty\n1.5\t2\n", b"1.5\t2\n", [[1.5, 2]]),
    ("x\n1\n", b"1\n2\n", [[1], [2]]),
]


@pytest.mark.parametrize(("header", "data", "expected"), PLAIN)
def test_the_fast_way_and_the_exact_way_agree(
    header: str, data: bytes, expected: list[list[float]]
) -> None:
    parser = _parser(header)
    fast = parser._parse_fast(data)
    columns = parser._parse_columns(Block(data, 2, 0))
    exact = parser._parse_exactly(Block(data, 2, 0))
    assert fast is not None
    assert columns is not None
    assert fast.tolist() == columns.tolist() == exact.tolist() == expected


@pytest.mark.parametrize(
    "data",
    [
        b"1,2,3\n4\n",  # the count of cells is right, their places are not
        b"1,2\n3\n",
        b"1,\n",
        b"1, \n",
        b"\n1,2\n",
        b'"1",2\n',
        b"1_0,2\n",
        b"nan,2\n",
        b"1e400,2\n",
        b"1-2,3\n",
        b"1 2,3\n",
        b"1;2,3\n",
        b"e,2\n",
        b"?,2\n",
        b"",
    ],
)
def test_the_fast_way_leaves_the_unusual_alone(data: bytes) -> None:
    assert _parser()._parse_fast(data) is None


def test_both_ways_round_alike() -> None:
    values = np.random.default_rng(1).normal(size=(500, 2)) * 10.0 ** np.arange(-250, 250)[:, None]
    data = "".join(f"{a!r},{b!r}\n" for a, b in values.tolist()).encode()
    fast = _parser()._parse_fast(data)
    assert fast is not None
    assert np.array_equal(fast, values)
    assert np.array_equal(_parser()._parse_exactly(Block(data, 1, 0)), values)


def test_errors_count_lines_from_the_beginning_of_the_file() -> None:
    with pytest.raises(InputError, match=r"line 102, column 2 \(y\)"):
        _parser().parse(Block(b"1,2\n3,x\n", 101, 0))


@pytest.mark.parametrize("way", ["_parse_columns", "_parse_exactly"])
def test_empty_cells_that_are_allowed_are_no_numbers(way: str) -> None:
    for missing in ("drop", "mean"):
        values = getattr(_parser(missing=missing), way)(Block(b"1,\n3,4\n , \nNA,5\n", 2, 0))
        assert values[1].tolist() == [3, 4]
        assert np.isnan(values).tolist() == [[0, 1], [0, 0], [1, 0]]
    assert _parser()._parse_columns(Block(b"1,\n3,4\n", 2, 0)) is None


UNUSUAL = [
    b"1,2,3\n4\n",
    b"1,2\n3\n",
    b"1,\n",
    b"1_0,2\n",
    b"nan,2\n",
    b"1e400,2\n",
    b"1-2,3\n",
    b"1 2,3\n",
    b"e,2\n",
    b"?,2\n",
    b'"1,2",3\n',
    b'"1",""\n',
]


@pytest.mark.parametrize("data", UNUSUAL)
def test_the_way_by_columns_leaves_the_unusual_to_the_exact_one(data: bytes) -> None:
    assert _parser()._parse_columns(Block(data, 2, 0)) is None
    with pytest.raises(InputError):
        _parser()._parse_exactly(Block(data, 2, 0))


@pytest.mark.parametrize("way", ["_parse_columns", "_parse_exactly"])
def test_words_are_classes(way: str) -> None:
    parser = _parser("x,s\n1,b\n2,b\n", missing="drop")
    values = getattr(parser, way)(Block(b'1,b\n2,"a"\n3, b \n4,\n', 2, 0))
    labels, names = parser.classes[1].sorted(values[:, 1])
    assert values[:, 0].tolist() == [1, 2, 3, 4]
    assert labels[:3].tolist() == [1, 0, 1]
    assert np.isnan(labels[3])
    assert names == ("a", "b")


def test_an_empty_class_is_an_error_like_an_empty_number() -> None:
    with pytest.raises(InputError, match=r"line 3, column 2 \(s\): the cell is empty"):
        _parser("x,s\n1,b\n2,b\n").parse(Block(b"1,b\n2,\n", 2, 0))


def test_every_way_gives_numbers_the_same_classes() -> None:
    dialect = find_dialect("s,x\n1,2\n", wishes=Wishes(classes=("s",)))
    block = Block(b"10,1\n2,2\n2.0,3\n10,4\n2.5,5\n", 2, 0)
    found = []
    for way in ("_parse_fast", "_parse_columns", "_parse_exactly"):
        parser = RowParser(dialect, Encoding("utf-8"), "error")
        values = getattr(parser, way)(block.data if way == "_parse_fast" else block)
        labels, names = parser.classes[0].sorted(values[:, 0])
        found.append((labels.tolist(), names, values[:, 1].tolist()))
    assert found[0] == ([2, 0, 0, 2, 1], ("2", "2.5", "10"), [1, 2, 3, 4, 5])
    assert found[1] == found[2] == found[0]


def test_a_cell_left_out_may_hold_anything() -> None:
    parser = _parser("s,x\na,1\nb,2\n")
    assert parser.parse(Block(b"a,1\n5,2\n,3\n", 2, 0)).tolist() == [[1], [2], [3]]


def test_bytes_that_do_not_fit_the_chosen_encoding() -> None:
    with pytest.raises(InputError, match="line 3: the bytes cannot be read as UTF-8"):
        _parser().parse(Block(b"1,2\n\xff,2\n", 2, 0))
