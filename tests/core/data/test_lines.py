import pytest

from visualizer.core.data.lines import Lines, find_comment


@pytest.mark.parametrize(
    ("lines", "chosen", "sign"),
    [
        (["# a", "1,2", "3,4"], "", "#"),
        (["% a", "1 2"], "", "%"),
        (["1,2", "# b"], "", ""),
        (["#1", "#2"], "", ""),
        (["# a", "1,2"], "none", ""),
        (["1,2"], ";", ";"),
    ],
)
def test_comments_begin_with_the_sign_of_the_first_line(lines, chosen, sign) -> None:
    assert find_comment(lines, chosen) == sign


def test_what_is_left_out_stays_as_an_empty_line() -> None:
    """Errors count the lines of the file."""
    text = "a title\nx,y\n# note\n1,2\n"
    assert Lines(skip=1, comment="#").of_text(text) == "\nx,y\n\n1,2\n"
    assert Lines(skip=1).of_text("1,2\n", first=2) == "1,2\n"


def test_runs_of_blanks_separate_cells_but_not_inside_quotes() -> None:
    assert Lines(spaced=True).of_text("  1   2\t3 \n") == "1\t2\t3\n"
    assert Lines(spaced=True).of_text('"a  b"  2\n') == '"a  b"\t2\n'
