"""Writing files whole: to a temporary file beside the target, which it then replaces."""

import glob
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO

from visualizer.core.errors import InputError

if sys.platform != "win32":
    import fcntl


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
        # Python raises a plain ValueError for names with a null character.
        if "null" not in str(error):
            raise
        raise InputError("the name of a file cannot hold a null character") from None


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    if target.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(None, "it is read-only")
    # Whoever is killed between writing and replacing leaves its file; the next one to write cleans
    # up.
    _remove_left(target)
    temporary = target.with_name(f"{_mark(target)}{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        # "x" makes it anew with the usual permissions, never through a link.
        with temporary.open("xb") as file:
            _hold(file)
            yield file
            file.flush()
            # Before the rename: after a power cut the name must not stand for an empty file.
            os.fsync(file.fileno())
        os.replace(temporary, target)
    # Ctrl-C and a cancelled task, too, leave nothing behind.
    except BaseException:
        # The first error is the one to be told.
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _mark(target: Path) -> str:
    """How the names of temporary files for a target begin, and those of nothing else.

    Of its sum and not its name, which may be as long as names can be.
    """
    return f".visualizer-{sha256(target.name.encode(errors='surrogatepass')).hexdigest()[:12]}-"


def _remove_left(target: Path) -> None:
    """Remove what processes that were killed have left beside a target.

    Only files that are ours by their name and that no process uses: it would hold them, and
    its number is in their name.
    """
    mark = _mark(target)
    with suppress(OSError):
        for path in target.parent.glob(f"{glob.escape(mark)}*.tmp"):
            match = re.fullmatch(r"(\d{1,10})-[0-9a-f]{8}\.tmp", path.name.removeprefix(mark))
            if match and not _lives(int(match[1])):
                _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    with suppress(OSError):
        # Windows removes no file that somebody has open.
        with path.open("rb") as file:
            if sys.platform != "win32":
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


def _hold(file: IO[bytes]) -> None:
    """Let others see that a file is being written; some file systems cannot."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lives(number: int) -> bool:
    """Whether there is a process of this number on this machine."""
    if sys.platform == "win32":
        # Asking would end it there.
        return False
    try:
        # Signal 0 does nothing but tell whether there is such a process.
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


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
