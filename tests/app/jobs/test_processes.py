import os

import threadpoolctl

from visualizer.app.jobs.processes import Processes


def blas_threads() -> list[int]:
    import numpy as np

    np.ones((2, 2)) @ np.ones((2, 2))
    return [one["num_threads"] for one in threadpoolctl.threadpool_info()]


def test_work_is_done_in_another_process_with_one_thread_of_blas() -> None:
    lane = Processes(1)
    try:
        assert lane.submit(os.getpid).result(120) != os.getpid()
        assert set(lane.submit(blas_threads).result(120)) == {1}
    finally:
        lane.shutdown()
