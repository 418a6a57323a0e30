import pytest

from visualizer.core.data.columns import Column, find_columns
from visualizer.core.data.layouts import NO_WISHES, Wishes
from visualizer.core.data.numerals import Numerals
from visualizer.core.errors import InputError


def guess(name: str, cells: list[str], wishes: Wishes = NO_WISHES) -> tuple[str, str]:
    """How a column beside two columns of numbers is read, and why."""
    body = [[cell, "1", "2"] for cell in cells]
    column, _, _ = find_columns([name, "x", "y"], body, Numerals(), wishes, headed=True)
    return column.reading, column.why


LEFT_OUT = [
    ("day", ["2024-01-05", "2024-01-05"], "dates or times"),
    ("month", ["2024-01", "2024-01", "2023-12"], "dates or times"),
    ("day", ["05.01.2024", "31.12.2024", ""], "dates or times"),
    ("day", ["1/31/24", "2/1/24"], "dates or times"),
    ("day", ["31 January 2024", "1 May 2024"], "dates or times"),
    ("day", ["Jan 31, 2024", "May 1, 2024"], "dates or times"),
    ("when", ["2024-01-05T10:30:00Z", "2024-01-05 10:31:07.25+01:00"], "dates or times"),
    ("when", ["10:30", "11:45"], "dates or times"),
    ("name", ["ann", "bob", "cid"], "every cell is different"),
    ("note", [f"note {i}" for i in range(60)] + ["note 0"], "free text"),
    ("id", ["17", "3", "4"], "numbers the rows"),
    ("user_id", ["17", "3", "4"], "numbers the rows"),
    ("PassengerId", ["17", "3", "4"], "numbers the rows"),
    ("ticket", ["113803", "A/5 21171", "PC 17599", "STON/O2", "373450"], "every cell is different"),
    ("", ["0", "1", "2"], "numbers the rows"),
    ("", ["r0", "r1", "r2"], "names of the rows"),
    ("zip", ["01234", "56789", "01234"], "codes with leading zeros"),
    ("account", ["12345678901234567"] * 3, "numbers of more than 15 digits"),
    ("weight", ["5 kg", "300 g", "2 kg"], "numbers with different units: g, kg"),
]


@pytest.mark.parametrize(("name", "cells", "why"), LEFT_OUT)
def test_what_teaches_nothing_is_left_out(name: str, cells: list[str], why: str) -> None:
    assert guess(name, cells) == ("", why)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("x1", ["1", "2", "3"]),
        ("id", ["1", "1", "3"]),
        ("id", ["1.5", "2.5", "3.5"]),
        ("width", ["17", "3", "4"]),
        ("size", ["1", "abc"]),
        ("size", ["1"] * 40 + ["a", "b", "c"]),
        ("rapid", ["17", "3", "4"]),
        ("size", ["", "NA"]),
        ("size", ["abc"]),
    ],
)
def test_the_rest_are_numbers(name: str, cells: list[str]) -> None:
    assert guess(name, cells) == ("number", "")


def test_words_that_come_again_are_classes() -> None:
    assert guess("colour", ["red", "blue", "red", "NA"]) == ("class", "2 different words")
    assert guess("part", ["1234-56", "1234-56"]) == ("class", "one word so far")
    assert guess("colour", ["red", "red"], Wishes(text="drop")) == ("", "words")
    assert guess("colour", ["red", "red"], Wishes(text="error")) == ("number", "")


def test_words_and_numbers_together_are_classes() -> None:
    assert guess("grade", ["1", "2", "3a", "3b", "3a", "3b"]) == ("class", "4 different words")


def test_wishes_win() -> None:
    assert guess("id", ["1", "2", "3"], Wishes(numbers=("id",))) == ("number", "")
    assert guess("name", ["ann", "bob"], Wishes(classes=("name",))) == ("class", "")
    assert guess("size", ["1", "2"], Wishes(leave_out=("size",))) == ("", "")


@pytest.mark.parametrize(
    ("wishes", "key", "sentence"),
    [
        (Wishes(numbers=("z",)), "data.numbers", 'there is no column "z"; the columns are a, c2'),
        (Wishes(numbers=("a",), leave_out=("a",)), "data.leave_out", '"a" is already in another'),
    ],
)
def test_wishes_that_cannot_be(wishes: Wishes, key: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        find_columns(["a", ""], [["1", "2"]], Numerals(), wishes, headed=True)
    assert caught.value.key == key
    assert sentence in caught.value.message


def test_without_a_header_a_count_is_a_column_like_others() -> None:
    body = [["1", "5"], ["2", "6"], ["3", "7"]]
    assert find_columns(["", ""], body, Numerals(), NO_WISHES, headed=False) == (
        Column("c1", "number"),
        Column("c2", "number"),
    )
