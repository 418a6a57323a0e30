import pytest

from visualizer.core.data.headers import find_names, has_header, is_unit_row
from visualizer.core.data.numerals import Numerals

PLAIN = Numerals()
BODY = [["1", "2.5"], ["2", "3.5"], ["3", "4.5"], ["4", "5.5"]]


@pytest.mark.parametrize(
    ("first", "headed"),
    [
        (["rooms", "price"], True),
        (["0", "1.5"], False),
        (["1", "oops"], False),
        (["", "price"], True),
    ],
)
def test_names_stand_above_numbers(first, headed) -> None:
    assert has_header([first, *BODY], PLAIN) == headed


def test_years_are_names_above_numbers_of_another_kind() -> None:
    body = [["0.1", "0.2"], ["0.3", "0.4"], ["0.5", "0.6"]]
    assert has_header([["1990", "2000"], *body], PLAIN)
    assert not has_header([["1990", "2000"], ["1991", "2001"], ["1992", "2002"]], PLAIN)


def test_a_row_of_units_stands_between_names_and_numbers() -> None:
    assert is_unit_row([["m", "EUR"], *BODY], PLAIN)
    assert not is_unit_row(BODY, PLAIN)
    assert not is_unit_row([["red", "x"], ["blue", "y"], ["red", "z"], ["red", "x"]], PLAIN)


def test_equal_names_are_made_different_and_that_is_said() -> None:
    found = find_names([["a", "a"], *BODY], True, PLAIN)
    assert len(set(found.names)) == 2
    assert found.names[0] == "a"
    assert found.notes


def test_without_a_header_columns_have_no_names() -> None:
    assert find_names(BODY, False, PLAIN).names == ["", ""]


def test_names_of_rows_may_lack_a_name_of_their_own() -> None:
    rows = [["rooms", "price"], ["ann", "1", "2"], ["bob", "3", "4"], ["cid", "5", "6"]]
    assert find_names(rows, True, PLAIN).names == ["", "rooms", "price"]
