"""The command line: `visualizer` opens the window, other commands work without one.

NumPy and Qt are imported only by what needs them: help and version appear at once, and
training needs no display.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from visualizer.cli.interrupts import end_orderly

if TYPE_CHECKING:
    from visualizer.cli.parser import Options

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments (by default those of the process) say; returns the exit status.

    0 is done, 1 failed, 2 wrong use, 130 interrupted. A failure is told in one line on the
    standard error, never by a traceback, unless VISUALIZER_DEBUG is set.
    """
    _be_lenient()
    if arguments is None:
        end_orderly()
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader has had enough.
        _abandon_output()
        return FAILED
    except OSError as error:
        _abandon_output()
        return _fail(f"the output cannot be written ({(error.strerror or str(error)).lower()})")


def _run(arguments: Sequence[str]) -> int:
    options = None
    try:
        # Here, so that Ctrl-C during all that it imports is told in one line, too.
        from visualizer.cli.arguments import parse
        from visualizer.cli.commands import COMMANDS

        options = parse(arguments)
        if options.command in COMMANDS:
            return COMMANDS[options.command].do(options)
        from visualizer.cli.window import open_window

        return open_window(options)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else FAILED
    except KeyboardInterrupt:
        return _stopped()
    except MemoryError:
        return _fail("there is not enough memory for this")
    except Exception as error:
        # Some parts of Python turn whatever comes up in them into errors of their own.
        if isinstance(error.__cause__, KeyboardInterrupt):
            return _stopped()
        # Opening a file names it; what has no name is the standard output.
        if isinstance(error, OSError) and error.filename is None:
            raise
        _fail(_explanation(error))
        return WRONG_USE if options is not None and _is_use(error, options) else FAILED


def _is_use(error: Exception, options: Options) -> bool:
    """Whether an error is about a setting that was given by `--set`, and not in a file."""
    section = getattr(error, "key", "").partition(".")[0]
    given = {word.partition("=")[0].partition(".")[0].strip() for word in options.given}
    return section in given or (section == "problem" and bool(options.target))


def _explanation(error: Exception) -> str:
    """One sentence: what the user can mend is said already, the rest is a mistake of ours."""
    from visualizer.core.errors import InputError

    if isinstance(error, InputError):
        return str(error)
    if os.environ.get("VISUALIZER_DEBUG"):
        traceback.print_exception(error)
        return f"unexpected error: {type(error).__name__}"
    name = f"{type(error).__name__}: {error}"
    return f"unexpected error: {name} (set VISUALIZER_DEBUG=1 to see its details)"


def _fail(sentence: str) -> int:
    line = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in sentence)
    print(f"visualizer: {line}", file=sys.stderr)
    return FAILED


def _stopped() -> int:
    _fail("stopped")
    return INTERRUPTED


def _be_lenient() -> None:
    """Work without standard streams, and let terminals that lack a sign show another.

    A number that is closed would be given to the next file that is opened, the connection
    to the display say, and then what is meant for the terminal would be written there.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is given, which is this one.
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - until the process ends
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _abandon_output() -> None:
    """Let what is still to be written go nowhere: Python would fail again when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
