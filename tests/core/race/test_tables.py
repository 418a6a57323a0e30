"""The results as text: nothing is lost, and what they hold for stands beside them."""

import csv

from tests.core.experiments import line
from visualizer.core.race.proposals import rules
from visualizer.core.race.race import Protocol, Race
from visualizer.core.race.results import COLUMNS
from visualizer.core.race.running import run_race
from visualizer.core.race.tables import WORDS, as_csv, as_markdown, shown_rows

RESULT = run_race(
    Race(
        line(),
        rules(["sgd", "momentum", "adam"]),
        Protocol(epochs=30, target=0.2, coarse=6, fine=2),
    )
)


def test_the_table_for_a_spreadsheet_gives_every_number_back() -> None:
    lines = as_csv(RESULT).splitlines()
    remarks = [one for one in lines if one.startswith("# ")]
    assert remarks[0] == f"# {RESULT.verdict()}"
    assert remarks[-1] == f"# {RESULT.caption()}"
    rows = list(csv.reader(lines[len(remarks) :]))
    assert rows[0] == list(COLUMNS)
    for cells, row in zip(rows[1:], RESULT.rows(), strict=True):
        for cell, value in zip(cells, row, strict=True):
            assert float(cell) == value if isinstance(value, float) else cell == str(value)


def test_the_table_for_a_page_has_a_cell_for_each_column() -> None:
    lines = as_markdown(RESULT).splitlines()
    table = [one for one in lines if one.startswith("|")]
    assert {one.count("|") for one in table} == {len(WORDS) + 1}
    assert len(table) == 2 + len(RESULT.finishes)
    assert lines[0] == RESULT.verdict()
    assert lines[-1] == RESULT.caption()


def test_cells_are_short() -> None:
    for cells in shown_rows(RESULT):
        shown = dict(zip(WORDS, cells, strict=True))
        assert shown["arrived"].endswith(" of 1")
        assert len(shown["rate"]) < 10
        assert shown["seconds"] == "" or shown["seconds"].endswith("s")
