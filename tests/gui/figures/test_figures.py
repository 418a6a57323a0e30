"""Figures: any plot and the dashboard as PNG, SVG and PDF, the same bytes each time."""

import gc
import re
import resource
import signal
import struct
import time
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QGuiApplication, QImage

from tests.gui.frames import frame_of, function_run, line_run, near, recorded_run, rgb
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.gui.figures.figures import (
    FigureOptions,
    _strip,
    copy_to_clipboard,
    figure,
    film_strip,
    image,
    plots_shown,
    plots_together,
    render,
    strip_epochs,
)
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.registry import PLOTS

pytestmark = pytest.mark.usefixtures("qapp")

SMALL = FigureOptions(size=(400.0, 300.0), scale=1.0)


class Opened(NamedTuple):
    """What is told of a PNG file by its chunks, read without Qt."""

    size: tuple[int, int]
    dpi: float
    text: dict[str, str]


def opened(path: Path) -> Opened:
    """The chunks of a PNG file (ISO/IEC 15948, section 11); their checksums must hold."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    size, dpi, text, place = (0, 0), 0.0, {}, 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", data[place + 8 + length : place + 12 + length])
        assert zlib.crc32(kind + body) == checksum
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        elif kind == b"pHYs":
            dpi = struct.unpack(">I", body[:4])[0] * 0.0254
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            key, words = _text(kind, body)
            text[key] = words
        place += 12 + length
    return Opened(size, dpi, text)


def _text(kind: bytes, body: bytes) -> tuple[str, str]:
    key, _, rest = body.partition(b"\0")
    if kind == b"tEXt":
        return key.decode("latin-1"), rest.decode("latin-1")
    if kind == b"zTXt":
        return key.decode("latin-1"), zlib.decompress(rest[1:]).decode("latin-1")
    compressed, words = rest[0], rest[2:].split(b"\0", 2)[2]
    return key.decode("latin-1"), (zlib.decompress(words) if compressed else words).decode()


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run()


@pytest.fixture
def frame(run: Run) -> Frame:
    return frame_of(run, 6, None)


@pytest.mark.parametrize("name", [*PLOTS, "dashboard"])
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_same_bytes_each_time(frame: Frame, tmp_path: Path, name: str, ending: str) -> None:
    names = plots_together(frame) if name == "dashboard" else [name]
    made = []
    for number in range(2):
        path = tmp_path / f"{number}.{ending}"
        render(frame, names, SMALL, path)
        made.append(path.read_bytes())
        if (ending, name, number) == ("pdf", "fit", 0):
            time.sleep(1.05)  # Qt writes the time in seconds
    assert made[0] == made[1]
    assert len(made[0]) > 2000


def test_pixels_are_size_times_scale_and_lines_grow_with_it(frame: Frame) -> None:
    shares = []
    for scale in (1.0, 3.0):
        made = image(frame, ["parameters"], replace(SMALL, scale=scale))
        assert (made.width(), made.height()) == (400 * scale, 300 * scale)
        shares.append(_ink(rgb(made), LIGHT.line_colour(0)))
    # A line of one pixel would have a third of the share in the larger picture.
    assert shares[1] == pytest.approx(shares[0], rel=0.1)


def _ink(picture: NDArray[np.uint8], colour: str) -> float:
    """The share of a picture that a colour covers; a half covered pixel counts as half."""
    ink = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) - 255.0
    seen = picture - 255.0
    cover = np.clip(seen @ ink / (ink @ ink), 0.0, 1.0)
    # Other colours and greys lie beside the way from white to this one.
    beside = np.abs(seen - cover[..., None] * ink).max(axis=2)
    return float(cover[beside <= 12].mean())


def test_centimetres_and_dots_per_inch(frame: Frame, tmp_path: Path) -> None:
    options = SMALL.in_centimetres(10.0, 7.5, dpi=300)
    render(frame, ["loss"], options, tmp_path / "a.png")
    made = opened(tmp_path / "a.png")
    assert made.size == (1181, 886)
    assert made.dpi == pytest.approx(300, abs=0.1)
    render(frame, ["loss"], options, tmp_path / "a.pdf")
    render(frame, ["loss"], options, tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert (root.get("width"), root.get("height")) == ("10cm", "7.5cm")
    box = pypdf.PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert float(box.width) / 72 * 2.54 == pytest.approx(10.0, abs=0.02)
    assert float(box.height) / 72 * 2.54 == pytest.approx(7.5, abs=0.02)


class TestExperimentInside:
    def check(self, text: str, run: Run) -> None:
        assert Experiment.from_dict(tomllib.loads(text)) == run.experiment

    def test_png(self, frame: Frame, tmp_path: Path) -> None:
        render(frame, ["loss"], SMALL, tmp_path / "a.png")
        self.check(opened(tmp_path / "a.png").text["experiment"], frame.run)

    def test_svg(self, frame: Frame, tmp_path: Path) -> None:
        named = replace(frame.run, experiment=replace(frame.run.experiment, name="a < b & π"))
        frame = replace(frame, run=named)
        render(frame, ["loss"], SMALL, tmp_path / "a.svg")
        root = ElementTree.parse(tmp_path / "a.svg").getroot()
        self.check(root.find("{http://www.w3.org/2000/svg}metadata").text, named)

    def test_pdf(self, frame: Frame, tmp_path: Path) -> None:
        render(frame, ["loss"], SMALL, tmp_path / "a.pdf")
        reader = pypdf.PdfReader(tmp_path / "a.pdf")
        self.check(reader.attachments["experiment.toml"][0].decode(), frame.run)
        assert reader.metadata.title == "A test"


class TestVectors:
    def test_svg_has_text_and_lines(self, frame: Frame, tmp_path: Path) -> None:
        options = replace(SMALL, size=(800.0, 800.0), caption="Six epochs & more")
        render(frame, plots_together(frame), options, tmp_path / "a.svg")
        root = ElementTree.parse(tmp_path / "a.svg").getroot()
        assert (root.get("width"), root.get("viewBox")) == ("800", "0 0 800 800")
        words = {each.get("aria-label") for each in root.iter()}
        assert {"A test", "Landscape", "Six epochs & more", "∂L/∂w"} <= words
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids))

    def test_svg_is_clipped_by_its_axes(self, frame: Frame, tmp_path: Path) -> None:
        render(frame, ["landscape"], SMALL, tmp_path / "a.svg")
        assert "clip-path" in (tmp_path / "a.svg").read_text()

    def test_pdf_text_can_be_searched(self, frame: Frame, tmp_path: Path) -> None:
        options = replace(SMALL, size=(800, 600))
        render(frame, plots_together(frame), options, tmp_path / "a.pdf")
        text = pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
        text = " ".join(text.split())
        for words in ("A test", "Landscape", "Parameters", "epoch"):
            assert words in text


class TestWhatIsShown:
    def test_light_by_default_dark_if_wanted(self, frame: Frame) -> None:
        for options, look in ((SMALL, LIGHT), (replace(SMALL, theme="dark"), DARK)):
            corner = rgb(image(frame, ["loss"], options))[:5, :5]
            assert near(corner, look.card, 0).all()

    def test_without_the_future_nothing_tells_it(self, frame: Frame) -> None:
        hidden = replace(SMALL, future=False)
        seen = rgb(image(frame, list(PLOTS), hidden))
        cut = rgb(image(replace(frame, count=7), list(PLOTS), hidden))
        np.testing.assert_array_equal(seen, cut)
        pictures = [rgb(image(frame, ["loss"], options)) for options in (hidden, SMALL)]
        assert (pictures[0] != pictures[1]).any()

    def test_title_and_caption(self, frame: Frame) -> None:
        pictures = [
            rgb(image(frame, ["loss"], replace(SMALL, title=title, caption=caption)))
            for title, caption in (("", ""), ("A title", ""), ("", "A caption"))
        ]
        dark = [near(picture, LIGHT.text, 60) for picture in pictures]
        assert not dark[0][:30].any()
        assert dark[1][:30].any()
        assert (
            near(pictures[2][-40:], LIGHT.muted, 60).sum()
            > near(pictures[0][-15:], LIGHT.muted, 60).sum()
        )

    def test_flags_are_taken_over(self, frame: Frame) -> None:
        def linear(plot: Plot) -> None:
            plot.choose(log=False)

        made = rgb(image(frame, ["loss"], replace(SMALL, prepare=linear)))
        assert (made != rgb(image(frame, ["loss"], SMALL))).any()

    def test_landscape_has_equal_scales(self, frame: Frame) -> None:
        """Whatever the shape of the figure: the map is computed for it."""
        plots: list[Plot] = []
        for size in ((400.0, 300.0), (300.0, 420.0), (640.0, 300.0)):
            scales = []

            def look(plot: Plot, scales: list[bool] = scales) -> None:
                plots.append(plot)
                close = plot.close
                plot.close = lambda: (scales.append(plot.equal_scales), close())  # type: ignore

            image(frame, ["landscape"], replace(SMALL, size=size, prepare=look))
            assert scales == [True]

    def test_function_and_dashboard_without_a_fit(self, tmp_path: Path) -> None:
        frame = frame_of(function_run("rosenbrock", 0.001, 200), 50, None)
        render(frame, list(PLOTS), SMALL, tmp_path / "a.png")

    def test_run_that_has_diverged(self, tmp_path: Path) -> None:
        frame = frame_of(line_run(40.0, 400), 3, None)
        for ending in ("svg", "pdf"):  # a PNG is painted as a PDF is
            render(frame, list(PLOTS), SMALL, tmp_path / f"a.{ending}")

    def test_one_parameter(self, tmp_path: Path) -> None:
        run = line_run(0.1, 20, problem={"bias": False}, start={"parameters": [0.0]})
        render(frame_of(run, 2, None), list(PLOTS), SMALL, tmp_path / "a.png")


class TestFilmStrip:
    def test_panels_side_by_side_share_their_axes(self, frame: Frame, tmp_path: Path) -> None:
        heights = []

        def look(plot: Plot) -> None:
            close = plot.close
            plot.close = lambda: (heights.append(plot.box.viewRange()), close())  # type: ignore

        options = replace(SMALL, prepare=look, future=False)
        film_strip(frame, "parameters", options, tmp_path / "a.png", epochs=(0, 1, 5))
        assert opened(tmp_path / "a.png").size == (1200, 300)
        assert len(heights) == 3
        assert heights[0] == heights[1] == heights[2]

    def test_each_map_of_a_network_is_that_of_its_own_epoch(self, tmp_path: Path) -> None:
        run = line_run(0.05, 30, problem={"data": "noisy-line", "hidden": [4]})
        found = []

        def look(plot: Plot) -> None:
            assert isinstance(plot, LandscapePlot)
            close = plot.close

            def closed() -> None:
                found.append((plot.frame, plot.honesty.tag.text))
                close()

            plot.close = closed  # type: ignore[method-assign]

        # The map of the window is of another row.
        frame = frame_of(run, 10, ((-1.0, 1.0), (-1.0, 1.0)))
        film_strip(frame, "landscape", replace(SMALL, prepare=look), tmp_path / "a.png", (0, 5, 30))
        assert len(found) == 3
        for (shown, told), epoch in zip(found, (0, 5, 30), strict=True):
            theta = run.history.theta(shown.row)
            assert shown.row == epoch * run.history.steps_per_epoch
            assert told == ""
            here, (low, high) = shown.map.plane.project(theta)[0], shown.map.plane.x_range
            assert low + 0.1 * (high - low) < here < high - 0.1 * (high - low)
            assert shown.map.plane.distance(theta) == 0
        assert len({frame.map.plane.x_range for frame, _ in found}) == 1

    def test_maps_are_equally_high_however_long_their_legends_are(self, tmp_path: Path) -> None:
        run = line_run(0.05, 30, problem={"data": "noisy-line"}, training={"batch_size": 5})
        found = []

        def look(plot: Plot) -> None:
            close = plot.close
            plot.close = lambda: (  # type: ignore[method-assign]
                found.append((plot.legend.lines, plot.box.height())),  # type: ignore[attr-defined]
                close(),
            )

        options = replace(SMALL, prepare=look, size=(260.0, 300.0))
        film_strip(frame_of(run, 10, None), "landscape", options, tmp_path / "a.png", (0, 5, 30))
        lines, heights = zip(*found, strict=True)
        assert len(set(lines)) > 1
        assert max(heights) - min(heights) < 1.0

    def test_epochs_beyond_the_run_are_left_out(self, tmp_path: Path) -> None:
        frame = frame_of(line_run(0.1, 3), 3, None)
        film_strip(frame, "landscape", SMALL, tmp_path / "a.png", (0, 1, 2, 5, 20))
        assert opened(tmp_path / "a.png").size == (1200, 300)  # epochs 0, 1, 2

    def test_without_epochs_they_follow_the_run_as_far_as_it_is_shown(self, frame: Frame) -> None:
        epochs = strip_epochs(frame)
        assert epochs[0] == 0
        assert epochs[-1] == frame.count - 1
        # The long steps of the beginning have most of them.
        assert epochs[2] <= 3
        hidden = replace(frame, row=6, hide_future=True)
        assert strip_epochs(hidden)[-1] == 6


class TestClipboard:
    def test_copies_the_picture(self, frame: Frame) -> None:
        copy_to_clipboard(frame, ["loss"], SMALL)
        copied = QGuiApplication.clipboard().image()
        assert isinstance(copied, QImage)
        np.testing.assert_array_equal(rgb(copied), rgb(image(frame, ["loss"], SMALL)))
        QGuiApplication.clipboard().clear()


class TestErrors:
    @pytest.mark.parametrize(
        ("names", "options", "file", "words"),
        [
            (["lost"], SMALL, "a.png", '"lost" is not a plot; allowed are landscape'),
            ([], SMALL, "a.png", "no plot is chosen"),
            (["loss"], SMALL, "a.gif", '"gif" is not a format of figures; allowed are png'),
            (["loss"], replace(SMALL, theme="blue"), "a.png", '"blue" is not a theme'),
            (["loss"], replace(SMALL, scale=1e6), "a.png", "pixels is not allowed"),
            (["loss"], SMALL, "missing/a.png", "cannot be written"),
        ],
    )
    def test_sentence(self, frame: Frame, tmp_path: Path, names, options, file, words) -> None:
        with pytest.raises(InputError, match=re.escape(words)):
            render(frame, names, options, tmp_path / file)
        assert list(tmp_path.iterdir()) == []

    @pytest.fixture
    def small_files(self) -> Iterator[None]:
        """Files may have 1000 bytes, as on a disk that is full."""
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    def test_full_disk_leaves_the_old_file(self, frame: Frame, tmp_path: Path, small_files) -> None:
        path = tmp_path / "a.png"
        path.write_bytes(b"old")
        with pytest.raises(InputError, match="cannot be written"):
            render(frame, ["loss"], SMALL, path)
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_collected_in_the_middle_of_a_figure(frame: Frame, tmp_path: Path) -> None:
    seen: list[bool] = []
    options = replace(SMALL, prepare=lambda plot: seen.append(gc.isenabled()))
    gc.enable()
    image(frame, ["loss"], options)
    render(frame, ["loss"], options, tmp_path / "a.svg")
    assert seen == [False, False]
    assert gc.isenabled()
    with pytest.raises(InputError):
        render(frame, ["no plot"], options, tmp_path / "a.svg")
    assert gc.isenabled()
    gc.disable()
    try:
        image(frame, ["loss"], options)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_all_that_is_known_of_a_recording_is_exported(tmp_path: Path) -> None:
    frame = frame_of(recorded_run(size=6), 20, None)
    assert plots_shown(frame) == ("landscape", "parameters", "loss", "rate")
    scene = figure(frame, plots_shown(frame), replace(SMALL, size=(900.0, 600.0)))
    assert scene.panels[0].plot.axis("bottom").labelText.startswith("principal direction 1 (")
    scene.close()
    for ending in ("png", "pdf"):
        render(frame, ["landscape"], SMALL, tmp_path / f"known.{ending}")
    assert opened(tmp_path / "known.png").text == {}
    assert not pypdf.PdfReader(tmp_path / "known.pdf").attachments
    film_strip(frame, "landscape", SMALL, tmp_path / "strip.png", (0, 39))
    # What is asked for by its name says why there is nothing.
    scene = figure(frame, ["basins", "sections"], SMALL)
    assert all("not known for this run" in panel.plot.spoken() for panel in scene.panels)
    scene.close()


def test_a_figure_and_a_strip_show_all_runs_and_keep_a_hidden_future() -> None:
    front, other = line_run(), replace(line_run(0.02), colour=1)
    frame = frame_of(front, 6, None, beside=(ShownRun(other, 6, 60, "slow"),), label="fast")
    options = replace(SMALL, future=False)
    scene = figure(frame, ["parameters", "landscape"], options)
    try:
        plots = {panel.plot.name: panel.plot for panel in scene.panels}
        assert plots["parameters"].labels.texts() == ["fast", "slow"]
        assert plots["parameters"]._past[2].data()[0][-1] == 6
        assert not plots["parameters"]._future[2].item.isVisible()
        assert plots["landscape"].names.texts() == ["fast", "slow"]
    finally:
        scene.close()
    scene = _strip(frame, "loss", (0, 20), options, 1.0)
    try:
        rows = [[one.row for one in panel.frame.shown] for panel in scene.panels]
        assert rows == [[0, 0], [20, 20]]
        assert [panel.frame.beside[0].last for panel in scene.panels] == [0, 20]
    finally:
        scene.close()
