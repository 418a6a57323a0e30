from datetime import date, datetime

import pytest

from visualizer.core.data.dates import Dating, day_name, days_of, find_dating, is_date
from visualizer.core.errors import InputError


@pytest.mark.parametrize("cell", ["2024-01-31", "31.01.2024", "01/31/2024", "2024-01-31 12:30"])
def test_dates_are_known(cell) -> None:
    assert is_date(cell)


@pytest.mark.parametrize("cell", ["", "2024", "12.5", "1-2", "January"])
def test_other_cells_are_no_dates(cell) -> None:
    assert not is_date(cell)


def test_days_are_those_of_the_calendar() -> None:
    assert days_of("2024-02-29", "year-first") == date(2024, 2, 29).toordinal()
    noon = days_of("2024-02-29 12:00", "year-first")
    assert noon == datetime(2024, 2, 29).toordinal() + 0.5


@pytest.mark.parametrize(
    ("cell", "message"),
    [("2023-02-29", "day is out of range"), ("words", "words"), ("2024-13-01", "month must be")],
)
def test_days_that_do_not_exist_are_refused(cell, message) -> None:
    with pytest.raises(ValueError, match=message):
        days_of(cell, "year-first")


def test_the_first_date_counts_as_zero_and_the_order_follows_from_the_numbers() -> None:
    found = find_dating("when", ["13/02/2024", "14/02/2024"], "")
    assert found.origin == date(2024, 2, 13).toordinal()
    assert days_of("14/02/2024", found.order) - found.origin == 1
    assert isinstance(found, Dating)


def test_a_day_that_may_be_the_month_is_asked_for() -> None:
    with pytest.raises(InputError) as caught:
        find_dating("when", ["01/02/2024", "03/02/2024"], "")
    assert caught.value.key == "data.date_order"


def test_days_have_names() -> None:
    assert day_name(float(date(2024, 1, 31).toordinal())) == "2024-01-31"
    assert day_name(0.25) == "6:00"
