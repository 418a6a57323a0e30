"""A lane of the workers of a Dask cluster, on this machine or on others."""

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, TypeVar

from visualizer import __version__
from visualizer.core.errors import InputError

KNOCK_SECONDS = 1.5
"""How long is waited for somebody at the address."""

ANSWER_SECONDS = 2.0
"""How long is waited for the scheduler, and then for a worker."""

T = TypeVar("T")


class ClusterWorkers(Executor):
    """The workers of a scheduler that runs already; whoever started it ends it.

    What a worker was doing when it died is done again by another, without our knowing.

    Parameters
    ----------
    address
        That of the scheduler, such as "tcp://host:8786".

    Raises
    ------
    InputError
        Within seconds: when the library is missing, nobody answers, there is no worker, or
        one that has not this program in this version.
    """

    def __init__(self, address: str) -> None:
        if find_spec("distributed") is None:
            raise InputError(
                "a cluster needs Dask, which is not installed: "
                "pip install 'gradient-descent-visualizer[cluster]'"
            )
        # Before the library is loaded, which takes longer than to be refused.
        _knock(address)
        self._client = _client(address)
        try:
            self._check(address)
        except BaseException:
            self._client.close()
            raise
        self._lane = self._client.get_executor(pure=False)

    @property
    def count(self) -> int:
        """How many pieces its workers take at once, at least one."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def _check(self, address: str) -> None:
        with suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        try:
            versions = self._client.run(program_version)
        except ImportError:
            versions = {"": "none"}
        if not versions:
            raise InputError(
                f"the scheduler at {address} has no workers; start one with: dask worker {address}"
            )
        for version in versions.values():
            if version != __version__:
                raise InputError(
                    f"a worker of {address} has another version of this program ({version}); this "
                    f"one is {__version__}, and their numbers may differ"
                )

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """Have a worker do something; its module must be known there."""
        answer: Future[T] = self._lane.submit(fn, *args, **kwargs)
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, calling back what it has not begun."""
        with suppress(Exception):
            # A scheduler that is gone cannot be told.
            self._lane.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def _client(address: str) -> Any:
    """A client of the scheduler at an address."""
    from distributed import Client

    # It writes of every lost connection; what matters is told by our own sentences.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        # First, as a client waits for ever where something listens that never answers.
        identity = asyncio.run(asyncio.wait_for(_identity(address), ANSWER_SECONDS))
        if identity.get("type") != "Scheduler":
            raise _nobody(address)
        return Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except InputError:
        raise
    except Exception:
        # Whatever the library says of one that speaks, but another language.
        raise _nobody(address) from None


async def _identity(address: str) -> dict[str, Any]:
    from distributed.core import rpc

    async with rpc(address, timeout=ANSWER_SECONDS) as there:
        found: dict[str, Any] = await there.identity()
        return found


def program_version() -> str:
    """The version of this program where this is called."""
    return __version__


def _knock(address: str) -> None:
    """See whether there is anybody at all."""
    match = re.fullmatch(r"[a-z]+://(\[[0-9a-fA-F:.%]+\]|[^:/\[\]\s]+):(\d{1,5})/?", address)
    if match is None or not 0 < int(match[2]) < 1 << 16:
        raise InputError(
            f'"{address}" is not allowed as the address of a cluster; allowed is such as '
            "tcp://127.0.0.1:8786"
        )
    try:
        with socket.create_connection((match[1].strip("[]"), int(match[2])), KNOCK_SECONDS):
            pass
    except (OSError, UnicodeError):
        raise _nobody(address) from None


def _nobody(address: str) -> InputError:
    return InputError(f"no Dask scheduler answers at {address}; start one with: dask scheduler")
