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
        self._inside = 0
        self._limits: Any = None

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._limits = _controller().limit(limits=1, user_api="blas")
            self._inside += 1

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._limits.restore_original_limits()


@cache
def _controller() -> ThreadpoolController:
    # Looking for the libraries takes 0.3 ms, setting their threads 10 us.
    return ThreadpoolController()


ONE_BLAS_THREAD = _OneBlasThread()


class Quiet:
    """Within it BLAS uses one thread, and NumPy does not warn of overflow.

    A run that diverges is a result, not a mistake.
    """

    def __enter__(self) -> None:
        ONE_BLAS_THREAD.__enter__()
        self._errors = np.errstate(all="ignore")
        self._errors.__enter__()

    def __exit__(self, *exception: object) -> None:
        self._errors.__exit__(None, None, None)
        ONE_BLAS_THREAD.__exit__()
