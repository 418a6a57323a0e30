"""What a figure's painter does, noted as marks in pixels."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextDocument,
)

from visualizer.gui.figures.drawing import (
    TOLERANCE,
    Letters,
    Pixels,
    Shape,
    drawn,
    parts_of,
    thinned,
    tidied,
)
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.theme import load_fonts

pytestmark = pytest.mark.usefixtures("qapp")


def test_shapes_are_in_pixels_with_lines_of_their_width() -> None:
    def paint(painter: QPainter) -> None:
        painter.scale(1e7, 1e7)
        painter.translate(-23.0000001, 0.0)
        thin = QPen(QColor("#112233"), 2.0)
        thin.setCosmetic(True)
        painter.setPen(thin)
        painter.drawLine(QLineF(23.0000002, 1e-7, 23.0000005, 2e-7))

    (mark,) = drawn(100.0, 100.0, paint)
    assert isinstance(mark.what, Shape)
    # Six digits, as Qt's own writer has, would leave nothing of it.
    line = [(x, y) for _, x, y in parts_of(mark.what.path)[0]]
    np.testing.assert_allclose(line, [(1.0, 1.0), (4.0, 2.0)], atol=1e-6)
    assert mark.what.pen is not None
    assert mark.what.pen.widthF() == 2.0
    assert mark.what.fill is None


def test_letters_of_rich_text_keep_their_family_with_every_painter() -> None:
    """What a document gives them is a default, in the place of which a painter takes its own."""
    load_fonts()
    font = replace(LIGHT, family="Inter").font(12.0)
    font.setItalic(True)
    text = QTextDocument()
    text.setDefaultFont(font)
    text.setHtml("<span style='font-size: 12px'>w(petal)</span>")
    (mark,) = drawn(100.0, 100.0, text.drawContents)
    assert isinstance(mark.what, Letters)
    painter = QPainter(image := QImage(9, 9, QImage.Format.Format_RGB32))
    try:
        painter.setFont(mark.what.font)
        seen = painter.font()
    finally:
        painter.end()
    assert not image.isNull()
    assert seen.families() == font.families()
    assert (seen.pixelSize(), seen.italic()) == (12, True)
    assert QFontMetricsF(seen).horizontalAdvance("w(petal)") == pytest.approx(
        QFontMetricsF(font).horizontalAdvance("w(petal)")
    )


def test_each_primitive_becomes_one_mark() -> None:
    def paint(painter: QPainter) -> None:
        painter.setPen(QColor("#ff0000"))
        painter.drawPolyline(QPolygonF([QPointF(0, 0), QPointF(5, 5), QPointF(9, 0)]))
        painter.drawPolygon(QPolygonF([QPointF(0, 0), QPointF(5, 5), QPointF(9, 0)]))
        painter.drawEllipse(QRectF(1.0, 1.0, 5.0, 5.0))
        painter.drawRect(QRectF(1.0, 1.0, 5.0, 5.0))
        painter.fillRect(QRectF(0.0, 0.0, 5.0, 5.0), QColor("#00ff00"))
        painter.setFont(QFont("Inter"))
        painter.drawText(QPointF(2.0, 9.0), "words")
        painter.drawText(QPointF(2.0, 9.0), " ")
        painter.drawImage(QRectF(0.0, 0.0, 9.0, 9.0), QImage(3, 3, QImage.Format.Format_RGB32))

    kinds = [type(mark.what) for mark in drawn(20.0, 20.0, paint)]
    assert kinds == [Shape] * 5 + [Letters, Pixels]


def test_clips_are_joined_and_given_back() -> None:
    def paint(painter: QPainter) -> None:
        painter.setPen(QColor("#ff0000"))
        painter.setClipRect(QRectF(0.0, 0.0, 10.0, 10.0))
        painter.save()
        painter.translate(5.0, 5.0)
        path = QPainterPath()
        path.addRect(QRectF(0.0, 0.0, 20.0, 20.0))
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawRect(QRectF(0.0, 0.0, 3.0, 3.0))
        painter.drawRect(QRectF(50.0, 0.0, 3.0, 3.0))  # out of sight
        painter.restore()
        painter.drawRect(QRectF(1.0, 1.0, 3.0, 3.0))
        painter.setClipping(False)
        painter.drawRect(QRectF(50.0, 0.0, 3.0, 3.0))

    clips = [mark.clip for mark in drawn(90.0, 90.0, paint)]
    boxes = [clip.boundingRect() if clip is not None else None for clip in clips]
    assert boxes == [QRectF(5.0, 5.0, 5.0, 5.0), QRectF(0.0, 0.0, 10.0, 10.0), None]


def test_an_error_while_something_is_noted_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no path")

    monkeypatch.setattr("visualizer.gui.figures.drawing.tidied", broken)
    with pytest.raises(ValueError, match="no path"):
        drawn(9.0, 9.0, lambda painter: painter.drawRect(QRectF(0.0, 0.0, 3.0, 3.0)))


def test_parts_of_a_single_point_are_left_out() -> None:
    path = QPainterPath()
    path.moveTo(1.0, 1.0)
    path.moveTo(2.0, 2.0)
    path.lineTo(3.0, 3.0)
    path.moveTo(4.0, 4.0)
    assert [len(part) for part in parts_of(tidied(path))] == [2]


def test_curves_stay_curves() -> None:
    path = QPainterPath()
    path.addEllipse(QRectF(0.0, 0.0, 50.0, 30.0))
    assert tidied(path) == path


places = some.floats(-500.0, 500.0, width=32)


@given(some.lists(some.tuples(places, places), min_size=2, max_size=60))
def test_thinned_lines_stay_within_the_tolerance(points: list[tuple[float, float]]) -> None:
    line = np.array(points, dtype=np.float64)
    kept = thinned(line)
    assert (kept[0] == line[0]).all()
    assert (kept[-1] == line[-1]).all()
    for point in line:
        assert distance(point, kept) <= TOLERANCE + 1e-9


def distance(point: np.ndarray, line: np.ndarray) -> float:
    """That of a point (2,) from a line (M, 2)."""
    nearest = np.inf
    for begin, end in pairwise(line):
        way = end - begin
        length = float(way @ way)
        along = 0.0 if length == 0.0 else min(max(float((point - begin) @ way) / length, 0.0), 1.0)
        nearest = min(nearest, float(np.hypot(*(point - begin - along * way))))
    return nearest


def test_a_smooth_line_needs_few_points() -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 4000)
    circle = 200.0 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert len(thinned(circle)) < 300
