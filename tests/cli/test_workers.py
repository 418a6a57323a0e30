"""Who trains the runs of a sweep."""

from concurrent.futures import BrokenExecutor

import pytest

from visualizer.cli.parser import Options
from visualizer.cli.workers import workers
from visualizer.core.errors import InputError
from visualizer.core.sweeps.engine import AtOnce


def test_this_process_by_default() -> None:
    with workers(Options()) as (executor, count):
        assert isinstance(executor, AtOnce)
        assert count == 1


def test_a_worker_that_dies_is_told_in_one_line() -> None:
    with pytest.raises(InputError, match="--resume goes on"), workers(Options()):
        raise BrokenExecutor
