"""The table of a sweep: always whole, in order, and gone on with by its own sweep alone."""

import csv
import random
from pathlib import Path

import pytest

from tests.core.experiments import line, noisy
from visualizer.core.errors import InputError
from visualizer.core.experiment import load_experiment
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import SweepPlan, read_plan
from visualizer.storage import sweep_tables
from visualizer.storage.sweep_tables import COLUMNS, DECLARATION, TABLE, SweepTable, save_best

RATES = "optimizer.learning_rate=0.05:5:12:log"
PLAN = read_plan(
    noisy(20, training={"epochs": 400, "validation_fraction": 0.2}),
    [RATES, "optimizer.kind=sgd,adam"],
    seeds=2,
)
RESULTS = dict(train_sweep(checked_pieces(PLAN), AtOnce()))


@pytest.fixture(autouse=True)
def _at_every_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_tables, "SAVE_SECONDS", 0.0)
    monkeypatch.setattr(sweep_tables, "PATIENCE", 0.0)


def filled(folder: Path, places: list[int], resume: bool = False) -> bytes:
    table = SweepTable(folder, PLAN, resume)
    for place in places:
        table.add(place, RESULTS[place])
    table.save()
    return table.path.read_bytes()


def test_every_number_is_there_with_all_its_digits(tmp_path: Path) -> None:
    filled(tmp_path, list(RESULTS))
    with (tmp_path / TABLE).open(encoding="utf-8", newline="") as file:
        heading, *rows = list(csv.reader(file))
    assert heading == ["optimizer.learning_rate", "optimizer.kind", "seed", *COLUMNS]
    assert len(rows) == len(PLAN)
    assert {row[-1] for row in rows} == {"finished", "diverged"}
    for row, cell, result in zip(rows, PLAN.cells, map(RESULTS.get, range(48)), strict=True):
        assert result is not None
        assert (float(row[0]), row[1], int(row[2])) == (*cell.values, cell.seed)
        assert row[4] == ("" if result.diverged else repr(result.final_loss))
        assert float(row[5]) == result.best_loss


def test_results_in_any_order_make_the_same_file(tmp_path: Path) -> None:
    places = list(RESULTS)
    wanted = filled(tmp_path, places)
    random.Random(0).shuffle(places)
    assert filled(tmp_path, places) == wanted


def test_at_any_moment_it_is_whole_and_can_be_gone_on_with(tmp_path: Path) -> None:
    wanted = filled(tmp_path / ".", list(RESULTS))
    chance = random.Random(1)
    for _ in range(5):
        places = chance.sample(range(len(PLAN)), chance.randrange(len(PLAN)))
        content = filled(tmp_path, places)
        rows = list(csv.reader(content.decode().splitlines()))
        assert content.endswith(b"\n")
        assert {len(row) for row in rows} == {len(COLUMNS) + 3}
        table = SweepTable(tmp_path, PLAN, resume=True)
        assert set(table.results) == set(places)
        assert all(repr(table.results[place]) == repr(RESULTS[place]) for place in places)
        missing = [place for place in range(len(PLAN)) if place not in table.results]
        chance.shuffle(missing)
        assert filled(tmp_path, missing, resume=True) == wanted


def test_without_resume_it_begins_again(tmp_path: Path) -> None:
    before = filled(tmp_path, [1, 2, 3])
    table = SweepTable(tmp_path, PLAN)
    assert table.results == {}
    # What stands there is replaced with the first results, not by a sweep that never begins.
    assert (tmp_path / TABLE).read_bytes() == before
    table.save()
    assert len((tmp_path / TABLE).read_bytes().splitlines()) == 1


def test_to_resume_what_has_not_begun_is_to_begin(tmp_path: Path) -> None:
    table = SweepTable(tmp_path, PLAN, resume=True)
    assert table.results == {}
    table.save()
    assert (tmp_path / DECLARATION).exists()


@pytest.mark.parametrize(
    "other",
    [
        read_plan(PLAN.base, [RATES, "optimizer.kind=sgd,adam"], seeds=3),
        read_plan(PLAN.base, [RATES, "optimizer.kind=sgd,momentum"], seeds=2),
        read_plan(noisy(21), [RATES, "optimizer.kind=sgd,adam"], seeds=2),
    ],
)
def test_another_sweep_is_refused_and_nothing_changed(tmp_path: Path, other: SweepPlan) -> None:
    before = filled(tmp_path, [0, 5])
    with pytest.raises(InputError, match="this is the table of another sweep"):
        SweepTable(tmp_path, other, resume=True)
    assert (tmp_path / TABLE).read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"[sweep]\n", b"sweep = 1\n"])
def test_a_table_without_its_declaration_is_refused(tmp_path: Path, content: bytes | None) -> None:
    filled(tmp_path, [0])
    path = tmp_path / DECLARATION
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(InputError, match="does not say which sweep"):
        SweepTable(tmp_path, PLAN, resume=True)


@pytest.mark.parametrize(
    ("old", "new"), [(b"sgd", b"rprop"), (b",400,", b",many,"), (b"finished", b"finished,1")]
)
def test_a_changed_table_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    content = filled(tmp_path, [0, 1])
    (tmp_path / TABLE).write_bytes(content.replace(old, new))
    with pytest.raises(InputError, match="it was changed and does not fit its sweep"):
        SweepTable(tmp_path, PLAN, resume=True)


def test_the_best_of_each_rule_is_an_experiment_that_says_how_it_was_found(tmp_path: Path) -> None:
    outcome = SweepOutcome.of(PLAN, RESULTS)
    paths = save_best(outcome, tmp_path)
    assert [path.name for path in paths] == ["best-sgd.toml", "best-adam.toml"]
    for path, kind in zip(paths, ("sgd", "adam"), strict=True):
        cell = PLAN.cells[outcome.place_of(outcome.best_of_rules[kind])]
        found = load_experiment(path)
        assert found.with_values({"name": cell.experiment.name}) == cell.experiment
        assert found.name == f"{PLAN.base.name}: best {kind}"
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# Best with {kind} of {outcome.protocol()}.\n")
        assert repr(cell.values[0]) in text.splitlines()[1]


def test_names_that_would_break_a_line_or_a_file(tmp_path: Path) -> None:
    plan = read_plan(line().with_values({"name": "n" * 500}), ["problem.inputs=x"])
    known = dict(train_sweep(checked_pieces(plan), AtOnce()))
    (path,) = save_best(SweepOutcome.of(plan, known), tmp_path)
    assert load_experiment(path).name == "n" * 500
