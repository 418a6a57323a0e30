"""The benchmarks work; how fast things are is not for tests to say."""

import shutil

import numpy as np
import pytest

from tests.benchmarks import __main__ as program
from tests.benchmarks import (
    by_hand,
    compare,
    digits,
    ending,
    engine,
    formulas,
    listing,
    panes,
    space,
    start_up,
    sweeps,
    tables,
    window,
)
from tests.benchmarks.machine import machine
from tests.benchmarks.measure import (
    MARKER,
    Result,
    best_times,
    markdown_table,
    text_table,
    with_table,
)
from tests.core.experiments import PUBLISHED
from visualizer.core.building import build
from visualizer.core.sweeps.engine import AtOnce
from visualizer.core.training import train

GOOD = Result("Good", 4.0, 3, " times", True, "what was done")
SLOW = Result("Slow", 40.0, 33, " ms", False, "what was done")


@pytest.mark.parametrize("rate", ["0.01", "0.1", "1"])
def test_the_listing_gives_the_published_numbers(rate: str) -> None:
    final = PUBLISHED["line"]["final_after_10_epochs"][rate]
    weights, losses = listing.train(*listing.line(), float(rate), 10)
    assert [weights[-1][0][0, 0], weights[-1][1][0]] == [np.float32(value) for value in final]
    assert len(weights) == len(losses) + 1
    assert losses[0] == 67.5


def test_the_listing_and_the_engine_do_the_same() -> None:
    weights, losses = listing.train(*listing.line(), engine.RATE, 20)
    experiment = engine.line(20).with_values(engine.BOOK)
    history = train(experiment, build(experiment))
    np.testing.assert_array_equal(history.column("w"), [w.item() for w, _ in weights])
    np.testing.assert_array_equal(history.column("b"), [b.item() for _, b in weights])
    np.testing.assert_array_equal(history.column("loss")[:20], losses)


class Eager(AtOnce):
    """Stands for any number of workers: processes take a second each to begin."""

    def __init__(self, count: int) -> None:
        pass


def test_benchmarks_of_the_engine() -> None:
    found = [
        *engine.epochs(count=20, rounds=1),
        *engine.sweep(count=10, runs=3, rounds=1),
        *engine.rules(count=5, runs=2, rounds=1),
        *sweeps.rates(count=5, runs=3, rounds=1),
        *sweeps.processes(count=2, epochs=2, rounds=1, kind=Eager),
        *engine.landscape(side=5, rows=20, rounds=1),
        *digits.digits(count=1, rounds=1),
    ]
    assert len(found) == 11
    assert all(result.measured > 0 for result in found)


def test_a_benchmark_of_by_hand() -> None:
    (found,) = by_hand.results({"median": 20.0, "slow": 50.0})
    assert found.passed
    assert "50 ms" in found.detail
    assert not by_hand.results({"median": 40.0, "slow": 50.0})[0].passed


def test_a_benchmark_of_formulas() -> None:
    (found,) = formulas.formulas(rounds=1)
    assert found.measured > 0


def test_a_benchmark_of_reading() -> None:
    found, paused = tables.tables(rows=20_000, rounds=1)
    assert found.measured > 0
    assert paused.measured > 0
    assert "20,000 rows x 10 columns" in found.name


def test_benchmarks_of_the_window(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "make_application", lambda arguments: qapp)
    found = window.measure(3000, moves=3, rounds=1, alone=0.1, shown=0.5)
    assert len(found["playhead"]) == len(found["busy"]) == 3
    assert found["rows"] > 3000
    assert set(found["single"]) == {"landscape", "loss"}
    assert len(window.results(found)) == 5


def test_benchmark_of_the_turn(qapp) -> None:
    found = space.measure(qapp, frames=2, rounds=1)
    assert list(found) == ["painted"]  # there is no OpenGL offscreen
    assert found["painted"] > 0
    assert len(space.results(found | {"OpenGL": 50.0})) == 2


def test_benchmark_of_the_panes(qapp) -> None:
    two = panes.frames(2, 0.3, epochs=3000)
    assert two > 0
    (result,) = panes.results({"one": [20.0], "two": [two]})
    assert result.measured == pytest.approx(5 * two)


def test_benchmark_of_runs_that_are_compared() -> None:
    playing, moving = compare.results({"playing": [20.0] * 19 + [90.0], "moves": [40.0, 40.0]})
    assert playing.measured == pytest.approx(23.5)
    assert playing.passed
    assert not moving.passed


@pytest.mark.screen
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_benchmark_of_the_start() -> None:
    (result,) = start_up.start_up(rounds=1, before=0)
    assert result.measured > 0


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_benchmark_of_the_end() -> None:
    found = ending.measured(rows=300, delays=[0.2])
    assert len(found) == 2
    assert all(result.measured > 0 for result in found)


def test_frames_are_groups_of_paints() -> None:
    paints = window.Paints([("a", 0.0), ("b", 0.002), ("a", 0.030), ("b", 0.031)])
    assert paints.frames() == [0.002, 0.031]
    assert paints.of("a") == [0.0, 0.030]


def test_times_are_the_best() -> None:
    first, second = best_times(2, lambda: None, lambda: sum(range(10_000)))
    assert 0 < first < second


def test_results_pass_on_the_right_side() -> None:
    assert GOOD.passed
    assert not SLOW.passed


def test_tables() -> None:
    text = text_table([GOOD, SLOW]).splitlines()
    assert text[1] == "Good  4 times   at least 3 times  yes"
    assert text[3] == "Slow  40 ms     at most 33 ms     NO"
    assert "| Slow | 40 ms | at most 33 ms | NO |" in markdown_table([GOOD, SLOW], machine())


def test_the_table_goes_between_the_markers() -> None:
    text = f"before\n{MARKER}\nold\n{MARKER}\nafter\n"
    assert with_table(text, "new") == f"before\n{MARKER}\nnew\n{MARKER}\nafter\n"
    assert with_table("no markers", "new") == "no markers"


def test_the_program_prints_and_writes(tmp_path, monkeypatch, capsys) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"{MARKER}\n{MARKER}\n", encoding="utf-8")
    monkeypatch.setattr(program, "README", readme)
    monkeypatch.setattr(program, "BENCHMARKS", {"good": lambda: [GOOD], "slow": lambda: [SLOW]})
    assert program.main(["good", "--write"]) == 0
    assert "| Good |" in readme.read_text(encoding="utf-8")
    assert program.main([]) == 1
    assert "Slow" in capsys.readouterr().out
