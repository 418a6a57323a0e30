import os
import signal
import subprocess
import sys
import time

import threadpoolctl

from tests.core.experiments import noisy
from visualizer.app.jobs.processes import Processes
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.plan import read_plan

PATIENCE = 120.0


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


def test_a_sweep_in_two_processes_is_that_of_this_one() -> None:
    plan = read_plan(
        noisy(20, training={"epochs": 5, "batch_size": 8}),
        ["problem.hidden=[2],[3],[4]", "optimizer.learning_rate=0.1,0.2"],
        seeds=2,
    )
    local = dict(train_sweep(checked_pieces(plan), AtOnce()))
    lane = Processes(2)
    try:
        found = dict(train_sweep(checked_pieces(plan, workers=2), lane, 2))
    finally:
        lane.shutdown(wait=True)
    assert repr(sorted(found.items())) == repr(sorted(local.items()))


ASKING = """
import os, time
from visualizer.app.jobs.processes import Processes
if __name__ == "__main__":
    lane = Processes(1)
    print(lane.submit(os.getpid).result(), flush=True)
    lane.submit(time.sleep, 600).result()
"""


def test_ctrl_c_is_not_theirs_and_they_end_with_a_parent_that_was_killed(tmp_path) -> None:
    script = tmp_path / "asking.py"
    script.write_text(ASKING, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, signal.SIGINT)
        time.sleep(0.2)
        # Still there: signal 0 does nothing but ask.
        os.kill(child, 0)
        assert parent.poll() is None
    finally:
        parent.kill()
        # Its output, which the child has from it, ends when both have ended.
        parent.communicate(timeout=PATIENCE)


def test_what_was_called_back_does_not_fail_when_the_processes_are_ended() -> None:
    """Else the thread of the pool dies with an error, and the program waits for it at its end."""
    lane = Processes(1)
    answers = [lane.submit(time.sleep, 600) for _ in range(6)]
    while not answers[0].running():
        time.sleep(0.01)
    thread = lane._executor_manager_thread
    for answer in answers:
        answer.cancel()
    lane.shutdown(wait=False, cancel_futures=True)
    assert thread is not None
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert all(answer.done() for answer in answers)


def test_processes_are_not_waited_for_at_the_end_of_the_program() -> None:
    """Else one that was half begun when it was stopped would keep it for ever."""
    lane = Processes(1)
    lane.submit(os.getpid).result(PATIENCE)
    try:
        assert all(process.daemon for process in (lane._processes or {}).values())
    finally:
        lane.shutdown()
