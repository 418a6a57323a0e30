import pytest

from visualizer.core.data.dialect import Dialect, find_dialect, records
from visualizer.core.data.layouts import TableLayout, Wishes
from visualizer.core.errors import InputError


def _find(text: str, **options: str) -> Dialect:
    return find_dialect(text, TableLayout(**options))  # type: ignore[arg-type]


# text -> delimiter, decimal sign, names
GUESSES = [
    ("x,y\n1,2\n", ",", ".", ("x", "y")),
    ("x;y\n1,5;2,5\n", ";", ",", ("x", "y")),
    ("1,5;2,5\n3,5;4,5\n", ";", ",", ("c1", "c2")),
    ("x;y\n1.5;2.5\n", ";", ".", ("x", "y")),
    ("x\ty\n1,5\t2,5\n", "\t", ",", ("x", "y")),
    ("x|y\n1|2\n", "|", ".", ("x", "y")),
    ('x,y\n"1,5","2,5"\n', ",", ",", ("x", "y")),
    ("x\n1.5\n2.5\n", ",", ".", ("x",)),
    ("x\n1,5\n2,5\n", ";", ",", ("x",)),
    ("1,5\n2,5\n", ",", ".", ("c1", "c2")),
    ("Height (cm; rounded),Mass\n170,60\n180,75\n", ",", ".", ("Height (cm; rounded)", "Mass")),
    ("x,y\n1,2\n3\n", ",", ".", ("x", "y")),  # ragged: the reader tells
    ("x;y\n1,5;2,5\n3,5\n", ";", ",", ("x", "y")),
    ("sep=;\nx;y\n1;2\n", ";", ".", ("x", "y")),
    ("\n\nx,y\n1,2\n", ",", ".", ("x", "y")),
    (",x,y\n0,1,2\n", ",", ".", ("c1", "x", "y")),
    ("name,x,y\nann,1,2\nbob,3,4\n", ",", ".", ("x", "y")),
    ("ann,1,2\nbob,3,4\n", ",", ".", ("c2", "c3")),
    ("x,y,\n1,2,\n", ",", ".", ("x", "y")),
    ("1,2,\n3,4,\n", ",", ".", ("c1", "c2")),
    ('"two\nlines","y"\n1,2\n', ",", ".", ("two lines", "y")),
    ("a,b,2020\n1,2,3\n", ",", ".", ("a", "b", "2020")),
    ("NA,1\n2,3\n", ",", ".", ("c1", "c2")),
    ("1,abc,3\n4,5,6\n", ",", ".", ("c1", "c2", "c3")),
]


@pytest.mark.parametrize(("text", "delimiter", "decimal", "names"), GUESSES)
def test_guess(text: str, delimiter: str, decimal: str, names: tuple[str, ...]) -> None:
    found = _find(text)
    assert (found.delimiter, found.decimal, found.names) == (delimiter, decimal, names)


def test_choices_override_the_guess() -> None:
    assert _find("1,5\n2,5\n", delimiter="semicolon", decimal="comma").width == 1
    assert _find("2019,2020\n1,2\n", header="yes").names == ("2019", "2020")
    assert _find("x,y\n1,2\n", header="no").names == ("c1", "c2")
    assert _find("1;2\n", decimal="comma").decimal == ","


def test_what_is_skipped_before_the_first_row() -> None:
    found = _find('sep=,\n\n"a\nb",y\n1,2\n')
    assert (found.header, found.skipped) == (3, 4)
    assert _find("1,2\n3,4\n").skipped == 0
    assert _find("sep=,\n1,2\n").skipped == 1


def test_columns_are_read_or_left_out() -> None:
    found = _find("name,x,note\nann,1,a\nbob,2,NA\ncid,3,a\n")
    assert (found.kept, found.names, found.classes, found.width) == ((1, 2), ("x", "note"), (1,), 3)


def test_text_columns_stay_if_asked() -> None:
    found = find_dialect("s,x\na,1\nb,2\n", wishes=Wishes(text="error"))
    assert found.kept == (0, 1)
    assert found.classes == ()


def test_a_single_word_does_not_make_a_text_column() -> None:
    assert _find("x,y\n1,abc\n").kept == (0, 1)


def test_nothing_but_text_is_left_for_the_reader_to_refuse() -> None:
    assert _find("a,b\nc,d\ne,f\n").kept == (0, 1)


def test_two_columns_of_one_name_get_different_ones() -> None:
    found = _find("x,y,x,x 2,x\n1,2,3,4,5\n")
    assert found.names == ("x", "y", "x 3", "x 2", "x 4")
    assert found.notes == (
        'column 3 is called "x 3", as "x" is taken',
        'column 5 is called "x 4", as "x" is taken',
    )


def test_records_know_their_lines() -> None:
    found = list(records('a,b\n\n"1\n2",3\n , \n4,5\n', ",", 10))
    assert [(row.cells, row.first, row.last) for row in found] == [
        (["a", "b"], 10, 10),
        (["1\n2", "3"], 12, 13),
        (["4", "5"], 15, 15),
    ]


def test_a_quotation_mark_that_is_never_closed() -> None:
    with pytest.raises(InputError, match=r"line 2: a cell of more than .* not closed"):
        list(records('a\n"' + "x" * 200_000, ","))


def test_a_number_that_could_be_two_is_told_as_it_is_read() -> None:
    """Who says that no thousands are marked is shown what follows, as nothing else says it."""
    text = "price;size\n1.250;3\n2.500;4\n3.125;5\n"
    with pytest.raises(InputError, match=r"may be 3125 or 3\.125"):
        _find(text)
    (note,) = _find(text, thousands="none").notes
    assert note == 'decimals: "3.125" is read as 3.125, not as 3125'
    assert _find(text, thousands="space").notes == (note,)
    for sure in ({"thousands": "point"}, {"decimal": "point"}, {"decimal": "comma"}):
        assert not any("decimals" in one for one in _find(text, **sure).notes)
    assert _find("x,y\n1.250,3\n2.500,4\n", thousands="none").notes == ()
