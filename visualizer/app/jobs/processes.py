"""A lane of other processes on this machine."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from visualizer.core.quiet import ONE_BLAS_THREAD


def _begin() -> None:
    """For as long as the process is there."""
    ONE_BLAS_THREAD.__enter__()


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
