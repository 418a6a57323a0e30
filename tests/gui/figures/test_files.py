"""PNG, SVG and PDF of one figure, drawn by programs of others, look alike."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.gui.frames import class_run, frame_of, function_run, line_run, rgb
from visualizer.app.state import Run
from visualizer.gui.figures.export import with_own_fonts
from visualizer.gui.figures.figures import (
    FigureOptions,
    film_strip,
    plots_shown,
    plots_together,
    render,
)
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.ranges import Array

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = (480.0, 360.0)
BLOCK = 6
"""Pixels a side: letters and edges are smoothed in other ways, places and colours are not."""

RUNS: dict[str, Callable[[], Run]] = {
    "line": lambda: line_run(0.1, 60),
    "iris": lambda: class_run("iris", 12, hidden=[5]),
    "rosenbrock": lambda: function_run("rosenbrock", 0.001, 200),
}
TRIED = 2
"""Plots of each run; others with each of the seeds."""


@pytest.fixture(scope="module", params=RUNS)
def frame(request: pytest.FixtureRequest) -> Frame:
    run = RUNS[request.param]()
    return frame_of(run, len(run.history) // 4, None)


def options(theme: str = "light") -> FigureOptions:
    return with_own_fonts(FigureOptions(size=SIZE, scale=1.0, theme=theme))


def pictures(path: Path) -> dict[str, Array]:
    """The three files of a figure as blurred pixels (rows, columns, 3); PDF without a complaint."""
    svg, pdf = path.with_name("svg.png"), path.with_name("pdf")
    subprocess.run(["rsvg-convert", path.with_suffix(".svg"), "-o", svg], check=True)
    paper = ["pdftoppm", "-r", "96", "-png", "-singlefile", path.with_suffix(".pdf"), pdf]
    said = subprocess.run(paper, check=True, capture_output=True, text=True).stderr
    assert said == ""
    files = {"png": path.with_suffix(".png"), "svg": svg, "pdf": pdf.with_suffix(".png")}
    return {name: blurred(rgb(QImage(str(file)))) for name, file in files.items()}


def blurred(picture: Array) -> Array:
    rows, columns = (side // BLOCK for side in picture.shape[:2])
    cut = picture[: rows * BLOCK, : columns * BLOCK].astype(np.float64)
    return cut.reshape(rows, BLOCK, columns, BLOCK, 3).mean(axis=(1, 3))


def check_alike(seen: dict[str, Array]) -> None:
    for ending in ("svg", "pdf"):
        assert seen[ending].shape == seen["png"].shape
        off = np.abs(seen[ending] - seen["png"]).max(axis=2)
        # A line or a letter at another place would be off by 60 and more.
        assert off.mean() < 3.0
        assert (off > 50.0).mean() < 1e-3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_plot_in_three_formats(frame: Frame, tmp_path: Path, theme: str) -> None:
    chance = random.Random(f"{frame.run.experiment.name} {theme}")
    for name in chance.sample(plots_shown(frame), TRIED):
        path = tmp_path / name / "a"
        path.parent.mkdir()
        for ending in ("png", "svg", "pdf"):
            render(frame, [name], options(theme), path.with_suffix(f".{ending}"))
        check_alike(pictures(path))


def test_a_dashboard_in_three_formats(frame: Frame, tmp_path: Path) -> None:
    large = replace(options(), size=(1000.0, 700.0))
    for ending in ("png", "svg", "pdf"):
        render(frame, plots_together(frame), large, tmp_path / f"a.{ending}")
    check_alike(pictures(tmp_path / "a"))


def test_a_film_strip_is_small(tmp_path: Path) -> None:
    frame = frame_of(line_run(), 6, None)
    for ending in ("png", "svg", "pdf"):
        film_strip(frame, "landscape", options(), tmp_path / f"a.{ending}")
        assert (tmp_path / f"a.{ending}").stat().st_size < 700_000
    check_alike(pictures(tmp_path / "a"))


def test_letters_need_no_font(tmp_path: Path) -> None:
    frame = frame_of(line_run(), 6, None)
    render(frame, plots_together(frame), options(), tmp_path / "a.svg")
    tags = {each.tag for each in ElementTree.parse(tmp_path / "a.svg").iter()}
    assert not any(tag.endswith("}text") for tag in tags)
    assert "font-family" not in (tmp_path / "a.svg").read_text()


ANOTHER = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.gui.figures.test_files import RUNS, options
from tests.gui.frames import frame_of
from visualizer.gui.figures.figures import render
run = RUNS["line"]()
render(frame_of(run, 5, None), ["loss"], options(), Path(sys.argv[1]))
"""


def test_a_pdf_is_the_same_in_another_process_and_another_language(tmp_path: Path) -> None:
    made = []
    for number, language in enumerate(("C.UTF-8", "de_DE.UTF-8")):
        path = tmp_path / f"{number}.pdf"
        environment = os.environ | {"LC_ALL": language, "PYTHONHASHSEED": str(number)}
        environment |= {"QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([sys.executable, "-c", ANOTHER, path], env=environment, check=True)
        made.append(path.read_bytes())
    assert made[0] == made[1]
