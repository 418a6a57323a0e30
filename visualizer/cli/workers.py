"""Who trains the runs of a sweep: this process, several of this machine, or a cluster."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from contextlib import contextmanager

from visualizer.app.jobs.cluster import ClusterWorkers
from visualizer.app.jobs.processes import Processes
from visualizer.cli.parser import Options
from visualizer.core.errors import InputError
from visualizer.core.sweeps.engine import AtOnce


@contextmanager
def workers(options: Options) -> Iterator[tuple[Executor, int]]:
    """The executor that was asked for, and how many pieces it works on at once.

    On the way out, also by Ctrl-C, it is ended with all that it does.
    """
    executor, count = _executor(options)
    try:
        yield executor, count
    except BrokenExecutor:
        raise InputError(
            "a worker has ended unexpectedly, for lack of memory perhaps; what is done is kept, "
            "and --resume goes on with it"
        ) from None
    except CancelledError:
        raise InputError(
            "the cluster has given up, as its scheduler has ended perhaps; what is done is "
            "kept, and --resume goes on with it"
        ) from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _executor(options: Options) -> tuple[Executor, int]:
    if options.workers:
        return Processes(options.workers), options.workers
    if options.cluster:
        cluster = ClusterWorkers(options.cluster)
        return cluster, cluster.count
    return AtOnce(), 1
