import numpy as np
import pytest

from visualizer.core.data.blocks import Block
from visualizer.core.data.dialect import Dialect, find_dialect
from visualizer.core.data.encoding import Encoding
from visualizer.core.data.rows import RowParser
from visualizer.core.errors import InputError


def _dialect(text: str) -> Dialect:
    return find_dialect(text, "auto", "auto", "auto", keep_text=False)


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
    exact = parser._parse_exactly(Block(data, 2, 0))
    assert fast is not None
    assert fast.tolist() == exact.tolist() == expected


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


def test_empty_cells_are_counted() -> None:
    parser = _parser(missing="drop")
    assert parser.parse(Block(b"1,\n3,4\nNA,5\n", 2, 0)).tolist() == [[3, 4]]
    assert (parser.dropped, parser.empty) == (2, 0)
    parser = _parser(missing="mean")
    assert np.isnan(parser.parse(Block(b"1,\n3,4\n", 2, 0))).tolist() == [[0, 1], [0, 0]]
    assert (parser.dropped, parser.empty) == (0, 1)


def test_a_cell_left_out_may_hold_anything() -> None:
    parser = _parser("s,x\na,1\nb,2\n")
    assert parser.parse(Block(b"a,1\n5,2\n,3\n", 2, 0)).tolist() == [[1], [2], [3]]


def test_bytes_that_do_not_fit_the_chosen_encoding() -> None:
    with pytest.raises(InputError, match="line 3: the bytes cannot be read as UTF-8"):
        _parser().parse(Block(b"1,2\n\xff,2\n", 2, 0))
