"""A virtual screen with a keyboard, and pictures of it. Needs the programs Xvfb and xdotool."""

import os
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

Picture = np.ndarray  # (height, width, 3) uint8

PATIENCE = 20.0  # seconds


class Screen:
    """A running Xvfb. Use it in a `with` statement; programs get `environment`."""

    def __init__(self, width: int = 1400, height: int = 900) -> None:
        self.size = (width, height)
        self._folder = tempfile.TemporaryDirectory(prefix="screen-")
        read, write = os.pipe()
        options = ["-nolisten", "tcp", "-screen", "0", f"{width}x{height}x24"]
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-fbdir", self._folder.name, *options],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[write],
        )
        os.close(write)
        with os.fdopen(read) as answer:
            display = answer.readline().strip()
        if not display:
            self.close()
            raise RuntimeError("Xvfb did not start")
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("WAYLAND_DISPLAY", "XAUTHORITY", "PYTHONPATH")
        } | {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server."""
        self._server.terminate()
        self._server.wait(PATIENCE)
        self._folder.cleanup()

    def xdotool(self, *arguments: str) -> str:
        """Run xdotool and return what it printed, "" when it failed (as when nothing is found)."""
        result = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return result.stdout.strip() if result.returncode == 0 else ""

    def picture(self) -> Picture:
        """Return what the screen shows now, from the frame buffer that the server keeps (XWD)."""
        content = (Path(self._folder.name) / "Xvfb_screen0").read_bytes()
        header = struct.unpack(">25I", content[:100])
        size, width, height, line, colours = (header[k] for k in (0, 4, 5, 12, 19))
        pixels = np.frombuffer(content, np.uint8, height * line, size + 12 * colours)
        bgrx = pixels.reshape(height, line)[:, : 4 * width].reshape(height, width, 4)
        return bgrx[:, :, 2::-1].copy()

    def still_picture(self, quiet: float = 0.6) -> Picture:
        """Return a picture as soon as nothing changed for `quiet` seconds (or patience ends)."""
        deadline = time.monotonic() + PATIENCE
        last, since = self.picture(), time.monotonic()
        while time.monotonic() - since < quiet and time.monotonic() < deadline:
            time.sleep(0.1)
            now = self.picture()
            if change(last, now) > 0.0:
                last, since = now, time.monotonic()
        return last


def change(before: Picture, after: Picture) -> float:
    """Return the share of pixels that differ, from 0 to 1."""
    return float(np.any(before != after, axis=-1).mean())


def colours(picture: Picture) -> int:
    """Return how many different colours a picture has."""
    red, green, blue = np.moveaxis(picture.astype(np.uint32), -1, 0)
    return len(np.unique(red << 16 | green << 8 | blue))
