"""A lane of other processes on this machine."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from threading import Thread

from visualizer.core.quiet import ONE_BLAS_THREAD


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


class Processes(ProcessPoolExecutor):
    """Processes that are started anew, with BLAS on one thread: results are the same bits.

    What is under way in one cannot look whether to go on: given up, its answer is dropped;
    in the end the processes are.
    """

    def __init__(self, count: int) -> None:
        # A fork would take over locks that other threads hold, and Qt's connection to the display.
        spawn = multiprocessing.get_context("spawn")
        super().__init__(count, spawn, initializer=_begin)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with `cancel_futures` whatever they do."""
        if cancel_futures:
            for process in list((self._processes or {}).values()):
                process.terminate()
        super().shutdown(wait, cancel_futures=cancel_futures)
