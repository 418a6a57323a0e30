import sys

import pytest

from tests.end_to_end.drive_window import drive

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(sys.platform != "linux", reason="virtual screens are made by Xvfb"),
]


def test_window_is_driven_by_keyboard(tmp_path):
    drive([sys.executable, "-m", "visualizer"], tmp_path / "window.png")
