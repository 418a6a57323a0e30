"""Writing files whole: to a temporary file beside the target, which it then replaces."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from visualizer.core.errors import InputError


@contextmanager
def writing(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears at `path` only when it is complete.

    A link stays one: the file that it leads to is replaced. A device is written to
    directly, as nothing can take its place.

    Raises
    ------
    InputError
        When the folder cannot be written to or the disk is full; `path` is then as before.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as file:
                yield file
        else:
            with _replacing(target) as file:
                yield file
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({_reason(error)})") from None
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise InputError("the name of a file cannot hold a null character") from None


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    if target.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(None, "it is read-only")
    # Short, as the target's own name may be as long as names can be.
    temporary = target.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        # "x" makes it anew with the usual permissions, never through a link.
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a whole file; see `writing`."""
    with writing(path) as file:
        file.write(content)


def make_folder(path: str | Path) -> Path:
    """Make a folder and those above it, where they are missing.

    Raises
    ------
    InputError
        When that is not possible.
    """
    path = Path(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: the folder cannot be made ({_reason(error)})") from None
    return path


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
