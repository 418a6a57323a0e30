"""OpenGL on a virtual screen makes the picture that the painter makes."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.end_to_end.screen import Screen


@pytest.mark.screen
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_both_make_the_same_picture() -> None:
    pytest.importorskip("OpenGL")
    with Screen() as screen:
        done = subprocess.run(
            [sys.executable, "-m", "tests.gui.space.draw_with_gl"],
            env=screen.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["drawn"], "the virtual screen has no OpenGL"
    assert len(result["found"]) == 16
    for found in result["found"]:
        assert found["covered"] > 0.05
        assert found["cover"] < 0.02
        assert found["colour"] < 0.04


@pytest.mark.screen
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_screen_without_opengl_is_no_reason_to_fail() -> None:
    """A display whose server offers no OpenGL: what is asked for is not there."""
    with Screen() as screen:
        environment = screen.environment | {"QT_XCB_GL_INTEGRATION": "none"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.gui.space.draw_with_gl"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    assert json.loads(done.stdout.splitlines()[-1]) == {"drawn": False, "found": []}
