"""The surroundings in which steps are computed: no warnings, and BLAS on one thread."""

from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]


class _OneBlasThread:
    """Holds BLAS on one thread for as long as anybody is inside.

    On several threads BLAS gives other last bits, so that runs could not be repeated
    exactly. The number of its threads belongs to the process, and a reader may recompute
    a row while a run is trained: so those inside are counted, and only the last one to
    leave restores what was set before.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        # Counted over threads: a reader may leave while the trainer is still inside.
        self._inside = 0
        self._before: list[int] = []

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._before = [library.num_threads for library in _libraries()]
                _set_threads([1] * len(self._before))
            self._inside += 1

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                _set_threads(self._before)


@cache
def _libraries() -> list[Any]:
    """The BLAS libraries of the process; looking for them takes 0.3 ms."""
    # NumPy has loaded its BLAS by now, and no other comes later.
    found: list[Any] = ThreadpoolController().select(user_api="blas").lib_controllers
    return found


def _set_threads(counts: list[int]) -> None:
    for library, count in zip(_libraries(), counts, strict=True):
        # Through recent threadpoolctl, OpenBLAS obeys only the Python thread that was the
        # first to set it, and silently ignores all others until that one lets go.
        let_go = getattr(library, "clear_controlling_thread", lambda force: None)
        let_go(force=True)
        library.set_num_threads(count)
        let_go(force=True)


ONE_BLAS_THREAD = _OneBlasThread()


class Quiet:
    """Within it BLAS uses one thread, and NumPy does not warn of overflow.

    A run that diverges is a result, not a mistake.
    """

    def __enter__(self) -> None:
        ONE_BLAS_THREAD.__enter__()
        # Made anew on every entry: an `errstate` cannot be entered twice.
        self._errors = np.errstate(all="ignore")
        self._errors.__enter__()

    def __exit__(self, *exception: object) -> None:
        self._errors.__exit__(None, None, None)
        ONE_BLAS_THREAD.__exit__()
