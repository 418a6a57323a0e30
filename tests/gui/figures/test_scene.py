"""Figures of what can hardly be drawn, and of what cannot."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from tests.gui.frames import frame_of, line_run, run_of
from visualizer.core.errors import InputError
from visualizer.gui.figures.figures import FigureOptions, render
from visualizer.gui.plots.axes import Axis

pytestmark = pytest.mark.usefixtures("qapp")

SMALL = FigureOptions(size=(400.0, 300.0), scale=1.0)
DENORMAL = {
    "problem": {"kind": "formula", "formula": "1e-310*x*x + 1e-320*y"},
    "start": {"parameters": [1e-5, 1.0]},
}
TINY = {
    "problem": {"kind": "function", "function": "sphere"},
    "start": {"parameters": [1e-310, 1e-310]},
}
HUGE = {
    "problem": {"kind": "formula", "formula": "1e307*x*x - 1e308*y"},
    "start": {"parameters": [1.0, 1.0]},
    "optimizer": {"learning_rate": 1e-308},
}


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("table", [DENORMAL, TINY, HUGE], ids=["denormal", "tiny", "huge"])
@pytest.mark.parametrize("name", ["parameters", "loss", "gradient", "landscape"])
def test_the_smallest_and_largest_numbers_are_drawn(table, name, ending, tmp_path, capfd):
    run = run_of(table | {"training": {"epochs": 5}})
    file = tmp_path / f"picture.{ending}"
    render(frame_of(run, min(2, len(run.history) - 1), None), [name], SMALL, file)
    assert file.stat().st_size > 1000
    if ending == "svg":
        paths = [element.get("d", "") for element in ElementTree.parse(file).iter()]
        assert not re.search("nan|inf", " ".join(paths))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_an_error_in_a_paint_is_one_sentence(ending, tmp_path, monkeypatch, capfd):
    def fail(*_):
        raise ZeroDivisionError("a spacing of 0")

    frame = frame_of(line_run(epochs=5), 2)
    with monkeypatch.context() as patched:
        patched.setattr(Axis, "drawPicture", fail)
        with pytest.raises(InputError, match=r"cannot be drawn .*a spacing of 0"):
            render(frame, ["loss"], SMALL, tmp_path / f"picture.{ending}")
    assert not list(tmp_path.iterdir())
    assert capfd.readouterr().err == ""
    # The next picture is as it should be.
    render(frame, ["loss"], replace(SMALL, scale=2.0), tmp_path / "picture.png")
    assert QImage(str(tmp_path / "picture.png")).width() == 800
