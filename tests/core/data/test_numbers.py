import pytest

from visualizer.core.data.numbers import explain, is_missing, is_number, is_text, parse_number

GOOD = [
    ("1", ".", 1.0),
    (" -1.5 ", ".", -1.5),
    ("+.5", ".", 0.5),
    ("5.", ".", 5.0),
    ("1e3", ".", 1000.0),
    ("-2E-3", ".", -0.002),
    ("1,5", ",", 1.5),
    ("-,25e1", ",", -2.5),
    ("0.1", ".", 0.1),
    ("1e-400", ".", 0.0),
    ("1.7976931348623157e308", ".", 1.7976931348623157e308),
]

BAD = [
    ("abc", ".", "not a number; allowed are numbers such as 1.5"),
    ("abc", ",", "numbers such as 1,5"),
    ("", ".", "the cell is empty"),
    ("  ", ".", "the cell is empty"),
    ("nan", ".", "data.missing"),
    ("NA", ".", "data.missing"),
    ("inf", ".", "finite numbers"),
    ("-Infinity", ".", "finite numbers"),
    ("1e400", ".", '"1e400" is too large'),
    ("1,5", ".", 'set data.decimal to "comma"'),
    ("1.5", ",", 'set data.decimal to "point"'),
    ("1_000", ".", "for a sign between thousands set data.thousands"),
    ("1,234.5", ".", "for a sign between thousands set data.thousands"),
    ("1.234,5", ",", "for a sign between thousands set data.thousands"),
    ("1 234", ".", "for a sign between thousands set data.thousands"),
    ("1'234'567", ".", "for a sign between thousands set data.thousands"),
    ("0x10", ".", "not a number"),
    ("1e", ".", "not a number"),
    ("--1", ".", "not a number"),
    ("1 2", ".", "not a number"),
    ("٣", ".", "not a number"),
    ("x" * 100, ".", "x" * 37 + "..."),
    ("a\x1bb", ".", "a\\x1bb"),
]


@pytest.mark.parametrize(("cell", "decimal", "expected"), GOOD)
def test_numbers_are_parsed_exactly(cell: str, decimal: str, expected: float) -> None:
    assert parse_number(cell, decimal) == expected
    assert is_number(cell, decimal)


@pytest.mark.parametrize(("cell", "decimal", "sentence"), BAD)
def test_everything_else_is_refused_with_the_reason(cell: str, decimal: str, sentence: str) -> None:
    assert not is_number(cell, decimal)
    assert sentence in explain(cell, decimal)


@pytest.mark.parametrize("cell", ["Adelie", "2024-01-05", "05.01.2024", "12:30", "5 kg", "yes"])
def test_words_are_text(cell: str) -> None:
    assert is_text(cell)


@pytest.mark.parametrize("cell", ["", "1.5", "1,5", "nan", "inf", "1e400", "1.234.567", "1_000"])
def test_attempts_at_numbers_are_no_text(cell: str) -> None:
    assert not is_text(cell)


def test_usual_words_for_no_value() -> None:
    assert all(is_missing(cell) for cell in ("", " ", "NA", "n/a", "NaN", "NULL", "#N/A"))
    assert not any(is_missing(cell) for cell in ("0", "-", "x", "inf"))
