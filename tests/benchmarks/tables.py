"""Reading a large table, against NumPy's own reader."""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.benchmarks.measure import Result, best_times
from visualizer.core.data.options import CsvOptions

COLUMNS = 10


def write_table(path: Path, rows: int) -> None:
    """Normal numbers with five decimals, below a header."""
    values = np.random.default_rng(0).normal(size=(rows, COLUMNS))
    names = ",".join(f"x{number}" for number in range(1, COLUMNS + 1))
    np.savetxt(path, values, fmt="%.5f", delimiter=",", header=names, comments="")


def tables(rows: int = 1_000_000, rounds: int = 2) -> list[Result]:
    """A CSV file of numbers; ours also tells its progress and lets other threads run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        write_table(path, rows)
        options = CsvOptions()

        def ours() -> np.ndarray:
            return options.table(str(path), lambda done, total: None).values

        def plain() -> np.ndarray:
            return np.loadtxt(path, delimiter=",", skiprows=1)

        np.testing.assert_array_equal(ours(), plain())
        slow, fast = best_times(rounds, ours, plain)
        pause = 1e3 * float(np.quantile(pauses(ours), 0.95))
        megabytes = path.stat().st_size / 1e6
    return [
        Result(
            f"Reading a CSV file of {rows:,} rows x {COLUMNS} columns, against numpy.loadtxt",
            slow / fast, 3, " times as long", False,
            f"{slow:.2f} s for {megabytes:.0f} MB, {fast:.2f} s with numpy.loadtxt",
        ),
        Result(
            "Pauses of another thread while it is read, 95th percentile",
            pause, 33, " ms", False,
            "of a thread that would do something every millisecond, as the window's",
        ),
    ]  # fmt: skip


def pauses(job: Callable[[], object]) -> list[float]:
    """Seconds between the turns of a thread that waits a millisecond, while `job` runs."""
    found: list[float] = []
    finished = threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not finished.wait(0.001):
            now = time.perf_counter()
            found.append(now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        job()
    finally:
        finished.set()
        thread.join()
    return found or [0.0]
