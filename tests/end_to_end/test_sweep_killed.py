"""A sweep of the real program that is killed: its table is whole, and gone on with."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from visualizer.cli import main

WORDS = (
    "sweep", "two-moons", "--set", "training.epochs=60",
    "--over", "problem.hidden=[2],[3],[4],[5],[6],[7]", "--over", "optimizer.learning_rate=0.1,1",
    "--seeds", "6",
)  # fmt: skip


def rows(table: Path) -> list[list[str]]:
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_killed_at_any_moment_it_ends_with_the_same_bytes(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    assert main([*WORDS, "--out", str(whole)]) == 0
    wanted = (whole / "sweep.csv").read_bytes()
    out, end = tmp_path / "killed", time.monotonic() + 120.0
    table = out / "sweep.csv"
    process = subprocess.Popen(
        [sys.executable, "-m", "visualizer", *WORDS, "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        # As soon as there is something to lose.
        while len(rows(table)) < 2 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    found = rows(table)
    assert len(found) > 1
    assert {len(row) for row in found} == {len(found[0])}
    assert main([*WORDS, "--out", str(out), "--resume"]) == 0
    assert table.read_bytes() == wanted
    assert [path.name for path in out.iterdir() if path.name.endswith(".tmp")] == []
