from dataclasses import replace

import pytest

from tests.app.sessions import function, line
from visualizer.app.runs import (
    SMALLEST_BUDGET,
    budget_beside,
    continued,
    continues,
    free_colour,
    in_place_of,
    make_run,
)
from visualizer.core.building import build
from visualizer.core.training import Trainer

MEGABYTE = 1 << 20


def run_of(experiment, number=1, budget=256 * MEGABYTE):
    return make_run(number, experiment, build(experiment), budget)


def trained(run):
    for _ in Trainer(run.descent, run.history).run(run.last_step):
        pass
    return run


def test_new_run_is_its_own_document_and_saved_as_opened():
    run = run_of(line(), 7)
    assert (run.document, run.number, run.saved) == (7, 7, line())
    assert len(run.history) == 0
    assert not run.modified


def test_changed_run_keeps_file_colour_and_document():
    old = replace(run_of(line()), colour=3, path="/tmp/x.toml")
    new = in_place_of(old, run_of(line(0.05), 2))
    assert (new.number, new.document, new.colour, new.path) == (2, 1, 3, "/tmp/x.toml")
    assert new.modified


def test_continued_run_shares_the_history_and_has_rows_of_its_own():
    short = trained(run_of(line(epochs=10)))
    longer = trained(continued(short, 2, line(epochs=15)))
    assert longer.history is short.history
    assert (short.count, longer.count) == (11, 16)
    assert (short.epochs, longer.epochs) == (10, 15)
    assert short.ending.kind == longer.ending.kind == "finished"
    assert (short.ending.step, longer.ending.step) == (10, 15)
    assert short.row_at(99) == 10


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, True),
        ({"training.epochs": 61}, True),
        ({"name": "Another"}, True),
        ({"training.epochs": 59}, False),
        ({"training.epochs": 61, "optimizer.learning_rate": 0.2}, False),
        ({"training.seed": 1}, False),
        ({"start.parameters": (1.0, 0.0)}, False),
    ],
)
def test_what_continues_a_run(values, expected):
    assert continues(line(), line().with_values(values)) == expected


def test_budget_is_what_others_leave():
    assert budget_beside([], 100 * MEGABYTE) == 100 * MEGABYTE
    small = trained(run_of(line()))
    assert budget_beside([small], 100 * MEGABYTE) == 100 * MEGABYTE - small.history.bytes
    growing = run_of(line(epochs=1_000_000))
    assert budget_beside([growing], 100 * MEGABYTE) == (
        100 * MEGABYTE - 8 * (4 + 2 * 2) * 1_000_001
    )
    # A history that two runs share counts once.
    assert budget_beside([small, continued(small, 2, small.experiment)], MEGABYTE * 100) == (
        100 * MEGABYTE - small.history.bytes
    )


def test_every_run_gets_a_little():
    endless = run_of(line(epochs=100_000_000), budget=64 * MEGABYTE)
    assert budget_beside([endless], 65 * MEGABYTE) == SMALLEST_BUDGET


def test_free_colour_is_the_first_one():
    runs = [replace(run_of(function()), colour=colour) for colour in (0, 2)]
    assert free_colour(()) == 0
    assert free_colour(tuple(runs)) == 1
    assert free_colour((runs[0],)) == 1
