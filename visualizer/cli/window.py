"""`visualizer [FILE]`: open the window, if there is a display to open it on.

Without one, or without its libraries, Qt ends the process. So that is found out first.
"""

import ctypes
import gc
import os
import sys
from pathlib import Path

from visualizer.cli.interrupts import held
from visualizer.cli.parser import Options
from visualizer.system_libraries import explanation, platform_files, window_platform

ADVICE = "`visualizer export FILE --out DIR` makes the pictures without one"


def open_window(options: Options) -> int:
    """Open the window, with FILE or with the first lesson; returns when it is closed."""
    if options.file == "-":
        from visualizer.core.errors import InputError

        raise InputError("the window needs a file; - is for the other commands")
    if options.file is not None:
        _check_file(options.file)
    obstacle = no_window()
    if obstacle:
        from visualizer.core.errors import InputError

        raise InputError(obstacle)
    # Hardly anything of what is made from here on is ever garbage; the window sees to the rest.
    gc.disable()
    with held():
        from visualizer.gui.window.application import main

    return main(options.file or "")


def no_window() -> str:
    """Why no window can be opened here, as one sentence; empty when it can."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    platform = window_platform()
    if platform == "offscreen":
        return f"there is no display to open a window on; {ADVICE}"
    if platform == "xcb" and not _x_server_answers():
        return f"the display {os.environ['DISPLAY']} cannot be reached; {ADVICE}"
    return "" if _loads(platform) else explanation(platform)


def _loads(platform: str) -> bool:
    """Whether Qt's plugin for the platform can be loaded, and with it all that it needs.

    Qt would load the same a moment later; to look at every library takes much longer.
    """
    try:
        for file in platform_files(platform):
            ctypes.CDLL(str(file))
    except OSError:
        return False
    return True


def _check_file(name: str) -> None:
    """Say at once that a file is missing: it takes a second until a window could."""
    if not Path(name).exists():
        from visualizer.storage.opening import open_any

        open_any(name)


def _x_server_answers() -> bool:
    """Whether a connection to DISPLAY can be made; true when that cannot be asked."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    error = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not error
