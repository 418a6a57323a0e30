"""Benchmarks that need a screen: each in a process of its own, on a virtual one."""

import json
import subprocess
import sys
import tempfile
from typing import Any

from tests.end_to_end.screen import Screen

PATIENCE = 300  # seconds


def found_on_screen(module: str) -> Any:
    """What a module prints as the last line of JSON, run as a program."""
    with Screen() as screen, tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", module],
            env=screen.environment | {"HOME": home, "XDG_CONFIG_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])
