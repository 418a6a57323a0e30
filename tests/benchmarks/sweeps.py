"""Sweeps: of what is trained as one batch, and of what only more processes make faster."""

import os
from collections.abc import Callable
from concurrent.futures import Executor

from tests.benchmarks import listing
from tests.benchmarks.engine import RATE, line
from tests.benchmarks.measure import Result, best_times
from visualizer.app.jobs.processes import Processes
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.plan import SweepPlan, read_plan


def sweeps(rounds: int = 8) -> list[Result]:
    """From the words in the shell to the results of all runs."""
    return [*rates(rounds=rounds), *processes()]


def rates(count: int = 1000, runs: int = 256, rounds: int = 8) -> list[Result]:
    """A sweep over rates, a third of which diverge, against the listing once for each rate."""
    x, y, weights = listing.line()

    def ours() -> None:
        plan = read_plan(line(count), [f"optimizer.learning_rate=1e-4:1:{runs}:log"])
        assert len(dict(train_sweep(checked_pieces(plan), AtOnce()))) == runs

    # Once is enough: all its runs take the same time.
    plain, swept = best_times(rounds, lambda: listing.train(x, y, weights, RATE, count), ours)
    return [
        Result(
            f"Sweep of y = 3x over {runs} learning rates, {count} epochs",
            plain * runs / swept, 100, " times as fast", True,
            f"{1e3 * swept:.0f} ms from the declaration to the results, "
            f"{plain * runs:.1f} s for the listing {runs} times",
        )
    ]  # fmt: skip


def networks(count: int, epochs: int) -> SweepPlan:
    """Networks of `count` sizes: no two can be trained together."""
    base = Experiment.from_dict({"problem": {"data": "two-moons"}, "training": {"epochs": epochs}})
    sizes = ",".join(f"[{units}]" for units in range(20, 20 + count))
    return read_plan(base, [f"problem.hidden={sizes}"])


def processes(
    count: int = 16,
    epochs: int = 1500,
    rounds: int = 4,
    kind: Callable[[int], Executor] = Processes,
) -> list[Result]:
    """Two workers of a kind against one."""
    plan = networks(count, epochs)
    lanes = {number: kind(number) for number in (1, 2)}
    try:
        # The best of some rounds: the first begins the processes.
        one, two = best_times(
            rounds,
            lambda: dict(train_sweep(checked_pieces(plan), lanes[1])),
            lambda: dict(train_sweep(checked_pieces(plan, workers=2), lanes[2], 2)),
        )
    finally:
        for lane in lanes.values():
            lane.shutdown()
    return [
        Result(
            f"Sweep of {count} networks of different sizes, two processes",
            one / two, 1.6, " times as fast as one", True,
            f"{two:.2f} s with two processes, {one:.2f} s with one, on {os.cpu_count()} cores",
        )
    ]  # fmt: skip
