"""Figures as the bytes of files: the same each time, with their experiment inside, if known."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QHashSeed,
    QIODevice,
    QMarginsF,
    QSizeF,
    Qt,
    QUuid,
)
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from visualizer.core.errors import InputError
from visualizer.gui.figures.drawing import DrawnMark, Letters, Pixels, Shape, drawn
from visualizer.gui.figures.scene import FigureScene
from visualizer.gui.figures.svg import svg_text

DOTS_PER_INCH = 96.0
"""Of a pixel at scale 1, as in CSS."""

_EXACT = 256 * 256
"""Pixels that a picture may have to be kept exactly in a PDF."""


def picture(scene: FigureScene, scale: float = 1.0) -> QImage:
    """The figure in pixels; `scale` is noted as its resolution, 96 dots per inch at 1."""
    image = QImage(
        round(scene.width), round(scene.height), QImage.Format.Format_ARGB32_Premultiplied
    )
    if image.isNull():
        raise InputError(f"a picture of {scene.width:.0f} x {scene.height:.0f} pixels is too large")
    painter = QPainter(image)
    try:
        scene.paint(painter)
    finally:
        painter.end()
    # Only now: pyqtgraph's axes are recorded pictures, which Qt would scale by the resolution.
    dots = round(DOTS_PER_INCH * scale / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image


def png(scene: FigureScene, scale: float, experiment: str) -> bytes:
    """A PNG file, the experiment in the text chunk "experiment"."""
    # The figure has a ground of its own: transparency would only make the file larger.
    image = picture(scene, scale).convertToFormat(QImage.Format.Format_RGB32)
    if experiment:
        image.setText("experiment", experiment)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # its stubs say bytes
        raise InputError("the picture cannot be written as PNG")
    return bytes(buffer.data().data())


def svg(
    scene: FigureScene, scale: float, title: str, experiment: str, physical: bool = False
) -> bytes:
    """An SVG file, the experiment in `<metadata>`.

    It is as large as a PNG at `scale`; where the size on paper counts (`physical`), it is in
    centimetres.
    """
    marks = drawn(scene.width, scene.height, scene.paint_lines)
    sides = (scene.width, scene.height)
    if physical:
        shown = tuple(f"{side * 2.54 / DOTS_PER_INCH:g}cm" for side in sides)
    else:
        shown = tuple(f"{side * scale:g}" for side in sides)
    return svg_text(marks, sides, (shown[0], shown[1]), title, experiment).encode("utf-8")


def pdf(scene: FigureScene, title: str, experiment: str) -> bytes:
    """A PDF file of lines and letters, the experiment attached as experiment.toml."""
    marks = drawn(scene.width, scene.height, scene.paint_lines)
    return document([marks], (scene.width, scene.height), title, experiment)


def document(
    pages: Sequence[Sequence[DrawnMark]], size: tuple[float, float], title: str, experiment: str
) -> bytes:
    """A PDF file of pages of one size in pixels, each as what is drawn on it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # At any other resolution the axes, which are recorded pictures, are misplaced without a word.
    writer.setResolution(round(DOTS_PER_INCH))
    points = QSizeF(*size) * (72.0 / DOTS_PER_INCH)
    writer.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF())
    writer.setTitle(title)
    writer.setCreator("Gradient Descent Visualizer")
    # Of its content, not of chance: the same figure is the same bytes.
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), (title + experiment).encode()))
    if experiment:
        writer.addFileAttachment("experiment.toml", QByteArray(experiment.encode()), "text/plain")
    with _one_order():
        painter = QPainter()
        if not painter.begin(writer):
            raise InputError("the figure cannot be written as PDF")
        for number, marks in enumerate(pages):
            if number:
                writer.newPage()
            paint_marks(painter, marks)
        painter.end()
    return _undated(bytes(buffer.data().data()))


@contextmanager
def _one_order() -> Iterator[None]:
    """Have Qt go through its tables in the same order in each process.

    It numbers the fonts of a PDF in the order of such a table, which is otherwise another one
    each time the program runs.
    """
    QHashSeed.setDeterministicGlobalSeed()
    try:
        yield
    finally:
        QHashSeed.resetRandomGlobalSeed()


def paint_marks(painter: QPainter, marks: Sequence[DrawnMark]) -> None:
    """Draw what was noted, in its order."""
    for mark in marks:
        _paint(painter, mark)


def _paint(painter: QPainter, mark: DrawnMark) -> None:
    """Draw what was noted, on paper."""
    what = mark.what
    painter.save()
    if mark.clip is not None:
        painter.setClipPath(mark.clip)
    painter.setOpacity(mark.opacity)
    if isinstance(what, Shape):
        painter.setPen(what.pen or Qt.PenStyle.NoPen)
        painter.setBrush(what.fill or Qt.BrushStyle.NoBrush)
        painter.drawPath(what.path)
    elif isinstance(what, Letters):
        painter.setTransform(what.place, True)
        painter.setFont(what.font)
        painter.setPen(what.colour)
        painter.drawText(what.at, what.text)
    else:
        _paint_pixels(painter, what)
    painter.restore()


def _paint_pixels(painter: QPainter, pixels: Pixels) -> None:
    image = pixels.image
    # Qt writes others as JPEG: good for a map, but small pictures would lose their colours.
    exact = image.width() * image.height() <= _EXACT
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering, exact)
    painter.setTransform(pixels.place, True)
    painter.drawImage(pixels.target, image)


def _undated(content: bytes) -> bytes:
    """A PDF without the time at which it was made, of equal length, so that it stays valid."""
    content = re.sub(rb"D:\d{14}", b"D:20000101000000", content)
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2000-01-01T00:00:00", content)
