"""A Dask cluster on this machine: a real scheduler, and two workers with those that watch them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import visualizer
from tests.core.experiments import noisy
from visualizer.app.jobs import cluster
from visualizer.app.jobs.cluster import ClusterWorkers
from visualizer.core.errors import InputError
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.plan import read_plan

PLAN = read_plan(
    noisy(20, training={"epochs": 4, "batch_size": 8}),
    ["problem.hidden=[2],[3],[4],[5],[6]", "optimizer.kind=sgd,adam"],
    seeds=4,
)
PIECES = checked_pieces(PLAN)
PATIENCE = 120.0


@contextmanager
def running(folder: Path, name: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", name, *words, "--no-dashboard"],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()


def until_there(path: Path) -> str:
    """The address in the file that a scheduler writes when it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if path.exists() and path.read_text(encoding="utf-8").strip():
            return str(json.loads(path.read_text(encoding="utf-8"))["address"])
        time.sleep(0.05)
    raise TimeoutError("no scheduler has begun")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("scheduler")
    path = folder / "scheduler.json"
    where = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(path))
    with running(folder, "scheduler", *where):
        yield until_there(path)


@pytest.fixture
def workers(scheduler: str, tmp_path: Path) -> Iterator[str]:
    options = ("--nworkers", "2", "--nthreads", "1", "--local-directory", str(tmp_path))
    with running(tmp_path, "worker", scheduler, *options):
        yield scheduler


def connected(address: str) -> ClusterWorkers:
    """As soon as both workers are there."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            lane = ClusterWorkers(address)
        except InputError:
            lane = None
        if lane is not None and lane.count == 2:
            return lane
        if lane is not None:
            lane.shutdown()
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_results_are_those_of_this_process_also_when_a_worker_is_killed(workers: str) -> None:
    local = list(train_sweep(PIECES, AtOnce()))
    lane = connected(workers)
    try:
        victim = lane.submit(os.getpid).result(PATIENCE)
        assert victim != os.getpid()
        found = []
        for number, one in enumerate(train_sweep(PIECES, lane, lane.count)):
            found.append(one)
            if number == 3:
                os.kill(victim, signal.SIGKILL)
        # Each once, none lost, and the very digits.
        assert sorted(map(repr, found)) == sorted(map(repr, local))
        # Whoever watches it has begun another in its place.
        end = time.monotonic() + PATIENCE
        while lane.count != 2 and time.monotonic() < end:
            time.sleep(0.1)
        assert lane.count == 2
        assert lane.submit(os.getpid).result(PATIENCE) != os.getpid()
    finally:
        lane.shutdown(wait=False, cancel_futures=True)


def test_a_scheduler_without_workers(scheduler: str) -> None:
    with pytest.raises(InputError, match="has no workers; start one with: dask worker tcp://"):
        ClusterWorkers(scheduler)


def test_an_address_at_which_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(InputError, match=f"no Dask scheduler answers at {address}"):
            ClusterWorkers(address)


def test_an_address_at_which_something_else_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that never says a word: the library itself would wait for ever."""
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(InputError, match="no Dask scheduler answers at"):
            ClusterWorkers(address)


@pytest.mark.parametrize(
    "address", ["", "here", "127.0.0.1:8786", "tcp://host", "tcp://a b:1", "tcp://host:99999"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(InputError, match="is not allowed as the address of a cluster"):
        ClusterWorkers(address)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'gradient-descent-visualizer\[cluster\]'"):
        ClusterWorkers("tcp://127.0.0.1:8786")


class Answering:
    """A client whose workers have some version of the program."""

    def __init__(self, *versions: str | Exception) -> None:
        self.versions = versions

    def wait_for_workers(self, count: int, timeout: float) -> None:
        if not self.versions:
            raise TimeoutError

    def run(self, what: object) -> dict[str, str]:
        for version in self.versions:
            if isinstance(version, Exception):
                raise version
        return {str(place): str(version) for place, version in enumerate(self.versions)}

    def nthreads(self) -> dict[str, int]:
        return {str(place): 2 for place, _ in enumerate(self.versions)}


def test_workers_need_this_program_in_this_version(monkeypatch: pytest.MonkeyPatch) -> None:
    lane = object.__new__(ClusterWorkers)
    for versions, sentence in (
        ((visualizer.__version__, "9.9"), r"another version of this program \(9.9\)"),
        ((ModuleNotFoundError("visualizer"),), r"\(none\)"),
        ((), "has no workers"),
    ):
        monkeypatch.setattr(lane, "_client", Answering(*versions), raising=False)
        with pytest.raises(InputError, match=sentence):
            lane._check("tcp://host:1")
    monkeypatch.setattr(lane, "_client", Answering(visualizer.__version__), raising=False)
    lane._check("tcp://host:1")
    assert lane.count == 2
