"""The same table as CSV, Markdown and LaTeX: what each of them must not swallow."""

import csv
import re

import pytest

from visualizer.core.errors import InputError
from visualizer.storage.text_tables import WRITERS, as_csv, as_latex, as_markdown, save_text_table

HEAD = ("Setting", "Rate 0.01", "A|B & 50 %")
LINES = [
    ("Learning rate", "0.01", "−0.1"),
    ('Data, "raw"', "C:\\x_1", "a\nb"),
    ("#1 ~ {x}^2 $", "<b>*", "–"),
]


def test_csv_gives_every_cell_back():
    assert list(csv.reader(as_csv(HEAD, LINES).splitlines(keepends=True))) == [
        list(line) for line in (HEAD, *LINES)
    ]


def test_markdown_has_one_line_for_each_row_and_escapes_what_it_would_read():
    lines = as_markdown(HEAD, LINES).splitlines()
    assert lines[:2] == [r"| Setting | Rate 0.01 | A\|B & 50 % |", "| --- | ---: | ---: |"]
    assert len(lines) == 2 + len(LINES)
    assert lines[3] == r'| Data, "raw" | C:\\x\_1 | a b |'
    assert lines[4] == r"| #1 ~ {x}^2 $ | \<b\>\* | – |"
    # Every row has as many bars that separate cells.
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {4}


def test_latex_escapes_every_sign_that_means_something_to_it():
    lines = as_latex(HEAD, LINES).splitlines()
    assert lines[0] == r"\begin{tabular}{lrr}"
    assert lines[2] == r"Setting & Rate 0.01 & A\textbar{}B \& 50 \% \\"
    assert lines[4] == r"Learning rate & 0.01 & $-$0.1 \\"
    assert lines[5] == r'Data, "raw" & C:\textbackslash{}x\_1 & a b \\'
    found = r"\#1 \textasciitilde{} \{x\}\textasciicircum{}2 \$"
    assert lines[6] == found + r" & \textless{}b\textgreater{}* & – \\"
    assert lines[-1] == r"\end{tabular}"


@pytest.mark.parametrize("ending", [*WRITERS, "txt", ""])
def test_the_ending_of_the_file_says_how_it_is_written(tmp_path, ending):
    path = tmp_path / f"runs.{ending}" if ending else tmp_path / "runs"
    save_text_table(path, HEAD, LINES)
    assert path.read_text(encoding="utf-8") == WRITERS.get(ending, as_csv)(HEAD, LINES)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        save_text_table(tmp_path / "no" / "runs.csv", HEAD, LINES)
