import pytest

from visualizer.core.data.numerals import (
    NO_UNIT,
    Numerals,
    common_unit,
    different_units,
    find_numerals,
    undecided,
    undressed,
    usual_decimal,
)
from visualizer.core.errors import InputError

AUTO = "auto"


def test_a_comma_between_cells_makes_one_inside_a_sign_of_thousands() -> None:
    found = find_numerals(["950", "1,250", "12,500"], ",", "", AUTO)
    assert (found.decimal, found.thousands) == (".", ",")


def test_a_decimal_comma_is_seen_from_its_digits() -> None:
    found = find_numerals(["0,5", "12,75"], ";", "", AUTO)
    assert (found.decimal, found.thousands) == (",", "")


def test_both_signs_in_one_number_say_which_is_which() -> None:
    assert find_numerals(["1.250,5"], ";", "", AUTO) == Numerals(",", ".")
    assert find_numerals(["1,250.5"], ";", "", AUTO) == Numerals(".", ",")


def test_what_could_be_two_numbers_is_refused_with_the_settings_named() -> None:
    with pytest.raises(InputError) as caught:
        find_numerals(["1,250"], ";", "", AUTO)
    assert "data.thousands" in str(caught.value)
    assert "data.decimal" in str(caught.value)


def test_what_could_be_two_numbers_is_known() -> None:
    assert undecided(["7", "1.250", "3.5"], ";") == ""
    assert undecided(["7", "1.250"], ";") == "1.250"
    assert undecided(["7", "1,250"], ";") == "1,250"
    assert undecided(["7", "1.250"], ",") == ""


@pytest.mark.parametrize(
    ("cell", "unit", "bare"),
    [("$1000", "$", "1000"), ("12 %", "%", "12"), ("(35)", "", "-35"), ("7", "$", "7")],
)
def test_numbers_without_their_units(cell, unit, bare) -> None:
    assert undressed(cell, unit) == bare


def test_units_of_a_column() -> None:
    plain = Numerals()
    assert common_unit(["$10", "$2.5"], plain) == "$"
    assert common_unit(["$10", "€2"], plain) is None
    assert common_unit(["words"], plain) is None
    assert sorted(different_units(["$10", "€2"])) == ["$", "€"]
    assert different_units(["$10", "2"]) == ["$", NO_UNIT]
    assert different_units(["10", "2"]) == different_units(["$10", "two"]) == []


def test_the_usual_decimal_sign_is_the_point_when_both_do() -> None:
    assert usual_decimal(["1", "2"]) == "."
    assert usual_decimal(["1,5", "2"]) == ","
