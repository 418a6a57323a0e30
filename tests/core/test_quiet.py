"""BLAS stays on one thread while anybody computes, and warnings come back."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from visualizer.core.quiet import ONE_BLAS_THREAD, Quiet


def blas_threads() -> int:
    return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    with threadpool_limits(2, user_api="blas"):
        yield


def test_any_thread_can_ask_for_one_thread() -> None:
    # This thread was the first to set a number, which may not keep others from it.
    found: list[int] = []

    def trainer() -> None:
        with ONE_BLAS_THREAD:
            found.append(blas_threads())

    thread = threading.Thread(target=trainer)
    thread.start()
    thread.join(10)
    assert found == [1]
    assert blas_threads() == 2


def test_overflow_is_quiet_inside_only() -> None:
    with Quiet():
        assert np.isinf(np.float64(1e308) * 10)
    with pytest.warns(RuntimeWarning, match="overflow"):
        np.float64(1e308) * 10


def test_threads_are_restored_after_the_last_one_leaves() -> None:
    assert blas_threads() == 2
    inside, leave = threading.Event(), threading.Event()

    def reader() -> None:
        with ONE_BLAS_THREAD:
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=reader)
    with Quiet():
        assert blas_threads() == 1
        thread.start()
        assert inside.wait(10)
    assert blas_threads() == 1
    leave.set()
    thread.join(10)
    assert blas_threads() == 2


def test_threads_are_restored_after_an_error() -> None:
    with pytest.raises(KeyError), Quiet():
        raise KeyError
    assert blas_threads() == 2
