"""A lane of other processes on this machine."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Thread
from typing import Any

from visualizer.core.quiet import ONE_BLAS_THREAD

DROP_SECONDS = 1.0
"""How long is waited at most for what takes milliseconds."""


def _begin() -> None:
    """For as long as the process is there."""
    ONE_BLAS_THREAD.__enter__()
    # A terminal sends Ctrl-C to all; what it means is for the process that asked for the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    """A process that was killed cannot end those that work for it, which would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class _Worker(SpawnProcess):
    """One that is ended, and not waited for, when the process ends that has begun it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.daemon = True


class _Spawning(SpawnContext):
    """A fork would take over locks that other threads hold, and Qt's connection to the display."""

    Process = _Worker


class Processes(ProcessPoolExecutor):
    """Processes that are started anew, with BLAS on one thread: results are the same bits.

    What is under way in one cannot look whether to go on: given up, its answer is dropped;
    in the end the processes are.
    """

    def __init__(self, count: int) -> None:
        super().__init__(count, _Spawning(), initializer=_begin)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with `cancel_futures` whatever they do."""
        processes = list((self._processes or {}).values())
        thread: Any = self._executor_manager_thread
        super().shutdown(wait and not cancel_futures, cancel_futures=cancel_futures)
        if cancel_futures:
            _until_dropped(thread)
            for process in processes:
                process.terminate()


def _until_dropped(thread: Any) -> None:
    """Wait until the thread of a pool has let go of what was called back.

    It would take the end of the processes for an accident, tell that to all who wait for an
    answer, and fail at the first who does not wait any more.
    """
    deadline = time.monotonic() + DROP_SECONDS
    while thread is not None and thread.is_alive() and time.monotonic() < deadline:
        # A copy: the thread changes it meanwhile.
        if not any(one.future.cancelled() for one in list(thread.pending_work_items.values())):
            return
        time.sleep(0.001)
