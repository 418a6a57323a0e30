"""Figures as the bytes of files: the same each time, with their experiment inside."""

import re
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, QUuid
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from visualizer.core.errors import InputError
from visualizer.gui.figure_scene import FigureScene

DOTS_PER_INCH = 96.0
"""Of a pixel at scale 1, as in CSS."""


def picture(scene: FigureScene, scale: float = 1.0) -> QImage:
    """The figure in pixels; `scale` is noted as its resolution, 96 dots per inch at 1."""
    image = QImage(
        round(scene.width), round(scene.height), QImage.Format.Format_ARGB32_Premultiplied
    )
    if image.isNull():
        raise InputError(f"a picture of {scene.width:.0f} x {scene.height:.0f} pixels is too large")
    painter = QPainter(image)
    scene.paint(painter)
    painter.end()
    # Only now: pyqtgraph's axes are recorded pictures, which Qt would scale by the resolution.
    dots = round(DOTS_PER_INCH * scale / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image


def png(scene: FigureScene, scale: float, experiment: str) -> bytes:
    """A PNG file, the experiment in the text chunk "experiment"."""
    image = picture(scene, scale).convertToFormat(QImage.Format.Format_RGB32)
    image.setText("experiment", experiment)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # its stubs say bytes
        raise InputError("the picture cannot be written as PNG")
    return bytes(buffer.data().data())


def svg(scene: FigureScene, scale: float, experiment: str) -> bytes:
    """An SVG file of one scene, the experiment in `<metadata>`."""
    from pyqtgraph.exporters import SVGExporter

    text = SVGExporter(scene.view.scene()).export(toBytes=True).decode("utf-8")
    width, height = scene.width * scale, scene.height * scale
    text = text.replace("<title>pyqtgraph SVG export</title>\n", "", 1)
    text = text.replace("<desc>Generated with Qt and pyqtgraph</desc>\n", "", 1)
    # pyqtgraph asks for unsmoothed images; the landscape is a smooth one.
    text = re.sub(r"<style>.*?</style>\s*", "", text, count=1, flags=re.DOTALL)
    size = f' width="{width:g}" height="{height:g}" viewBox='
    text = text.replace(" viewBox =", size, 1)
    note = f'<metadata id="experiment">{escape(experiment)}</metadata>\n'
    return text.replace("<defs>", note + "<defs>", 1).encode("utf-8")


def pdf(scene: FigureScene, title: str, experiment: str) -> bytes:
    """A PDF file of vectors, the experiment attached as experiment.toml."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # pyqtgraph misplaces axes at any other resolution.
    writer.setResolution(round(DOTS_PER_INCH))
    points = QSizeF(scene.width, scene.height) * (72.0 / DOTS_PER_INCH)
    writer.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF())
    writer.setTitle(title)
    writer.setCreator("Gradient Descent Visualizer")
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), (title + experiment).encode()))
    writer.addFileAttachment("experiment.toml", QByteArray(experiment.encode()), "text/plain")
    painter = QPainter()
    if not painter.begin(writer):
        raise InputError("the figure cannot be written as PDF")
    scene.paint(painter, QRectF(0.0, 0.0, writer.width(), writer.height()))
    painter.end()
    return _undated(bytes(buffer.data().data()))


def _undated(content: bytes) -> bytes:
    """A PDF without the time at which it was made, of equal length, so that it stays valid."""
    content = re.sub(rb"D:\d{14}", b"D:20000101000000", content)
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2000-01-01T00:00:00", content)
