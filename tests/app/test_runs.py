from dataclasses import replace

import pytest

from tests.app.sessions import function, line
from visualizer.app.runs import (
    MOST_RUNS,
    RunMaker,
    branched,
    budget_beside,
    bytes_held,
    continued,
    continues,
    free_colour,
    in_place_of,
    make_run,
)
from visualizer.core.building import build
from visualizer.core.forks import ALL
from visualizer.core.recording.recorder import MEMORY_BUDGET
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


def test_budget_is_half_of_what_others_leave_and_no_more_than_a_history_has_alone():
    quarter = 25 * MEGABYTE
    assert budget_beside([], 100 * MEGABYTE) == pytest.approx(3 * quarter / 2, rel=1e-5)
    assert budget_beside([], 10_000 * MEGABYTE) == MEMORY_BUDGET
    growing = run_of(line(epochs=1_000_000))
    left = 3 * quarter - 8 * (4 + 2 * 2) * 1_000_001
    assert budget_beside([growing], 100 * MEGABYTE) == pytest.approx(left / 2, rel=1e-4)


def test_what_runs_share_counts_once():
    small = trained(run_of(line(epochs=20_000)))
    assert bytes_held([small, continued(small, 2, small.experiment)]) == small.history.bytes
    # A copy has only the last chunks for itself.
    copies = [branched(small, number, small.experiment, ALL, MEGABYTE) for number in range(2, 100)]
    assert all(len(copy.history) == 20_001 for copy in copies)
    assert small.history.bytes < bytes_held([small, *copies]) < 25 * small.history.bytes
    assert sum(copy.history.bytes for copy in copies) > 95 * small.history.bytes


def test_a_hundred_runs_stay_within_the_memory_of_the_session():
    """Whatever they record: the first ones want all of it, the last ones find something, too."""
    budget = 64 * MEGABYTE
    maker = RunMaker(budget)
    endless = line(1e-5, epochs=100_000_000)
    runs = ()
    for _ in range(MOST_RUNS):
        run = maker.opened(endless, build(endless), runs)
        runs = (*runs, run)
    assert bytes_held(runs) == sum(run.history.budget for run in runs) <= budget
    assert min(run.history.budget for run in runs) == budget // 400
    assert sorted(run.colour for run in runs) == list(range(MOST_RUNS))
    # And no more is really taken.
    last = trained(runs[-1])
    assert last.history.ending.kind == "full"
    assert last.history.bytes <= last.history.budget


def test_free_colour_is_the_first_one():
    runs = [replace(run_of(function()), colour=colour) for colour in (0, 2)]
    assert free_colour(()) == 0
    assert free_colour(tuple(runs)) == 1
    assert free_colour((runs[0],)) == 1
