"""The real window on a screen: a walk through all of it, and random events."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.screen import Screen
from visualizer.gui.window.docks import DOCKS

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(sys.platform != "linux", reason="virtual screens are made by Xvfb"),
]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds, on the slowest machine with others at work on it


def drive(tmp_path, module, *arguments):
    """Run a script of this folder on a screen; it must end well and say nothing."""
    places = {
        f"XDG_{name}_HOME": str(tmp_path / name.lower())
        for name in ("CONFIG", "DATA", "CACHE", "STATE")
    }
    with Screen() as screen:
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-m", f"tests.end_to_end.{module}", *arguments],
            env=screen.environment
            | places
            | {"HOME": str(tmp_path), "PYTHONPATH": os.fspath(ROOT)},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_walk_through_every_menu_dock_and_dialog(tmp_path):
    seen = json.loads(drive(tmp_path, "walk"))
    assert seen["docks"] == len(DOCKS)
    assert seen["menus"] >= 30  # by pointer and by keys
    assert seen["entries"] >= 200
    assert seen["context menus"] >= 4
    assert seen["dialogs"] >= 10
    assert seen["chosen"] >= 50


def test_random_events(tmp_path):
    """A tenth of a second each: `make monkey` makes as many as you like."""
    count = os.environ.get("EVENTS", "300")
    said = drive(tmp_path, "monkey", os.environ.get("SEED", "6"), count)
    assert said.strip() == f"{count} events"
