"""What pictures without axes are painted with: words in a box, shades, classes, rows of data."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from visualizer.core.arrays import FloatArray
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter

POSITIVE, NEGATIVE = "#e08214", "#4393c3"
"""Orange and blue: told apart by every eye (PuOr and RdBu of Brewer, colorbrewer2.org)."""

SYMBOLS = ("o", "t1", "s", "d", "star", "p", "h", "t", "x", "+")
"""A marker for each class, as pyqtgraph names them: nothing depends on colour alone."""


def write(
    painter: QPainter,
    area: QRectF,
    words: str,
    font: QFont,
    colour: str,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Write a line into an area, shortened with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align), shown)


def height_of(font: QFont) -> float:
    """The height of a line."""
    return QFontMetricsF(font).height()


def width_of(font: QFont, texts: Sequence[str]) -> float:
    """The width of the longest text."""
    metrics = QFontMetricsF(font)
    return max((metrics.horizontalAdvance(text) for text in texts), default=0.0)


def signed_colour(look: Look, share: float, strongest: float = 1.0) -> str:
    """From blue (-1) over the card (0) to orange (1)."""
    share = max(-1.0, min(share, 1.0)) if np.isfinite(share) else 0.0
    return mixed(look.card, POSITIVE if share > 0 else NEGATIVE, strongest * abs(share))


def class_colour(look: Look, number: int) -> str:
    """The colour of a class in every plot."""
    return look.line_colour(number)


def class_symbol(number: int) -> str:
    """The marker of a class in every plot."""
    return SYMBOLS[number % len(SYMBOLS)]


def channels(colour: str) -> FloatArray:
    """Red, green and blue (3,) of a colour, 0..255."""
    made = QColor(colour)
    return np.array([made.red(), made.green(), made.blue()], float)


def pixels_image(look: Look, values: FloatArray, low: float, high: float) -> QImage:
    """A picture of pixels (H, W) or (H, W, 3) between `low` and `high`.

    One channel is drawn as ink on paper: high is dark in the light theme, bright in the
    dark one.
    """
    span = (high - low) or 1.0
    shares = np.clip((np.nan_to_num(values) - low) / span, 0.0, 1.0)
    if values.ndim == 2:
        return shaded_image(shares, look.card, look.text)
    return image_of(255.0 * shares[..., :3])


def shaded_image(shares: FloatArray, paper: str, ink: str) -> QImage:
    """A picture of shares (H, W) between the colours of 0 and 1."""
    low, high = channels(paper), channels(ink)
    return image_of(low + (high - low) * shares[..., None])


def signed_image(look: Look, values: FloatArray) -> QImage:
    """A picture of values (H, W) from blue over the card to orange; NaN shows the border."""
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if finite.size and finite.any() else 1.0
    shares = np.clip(np.nan_to_num(values / largest), -1.0, 1.0)[..., None]
    paper = channels(look.card)
    end = np.where(shares > 0.0, channels(POSITIVE), channels(NEGATIVE))
    pixels = paper + (end - paper) * 0.95 * np.abs(shares)
    return image_of(np.where(np.isnan(values)[..., None], channels(look.border), pixels))


def heat_image(look: Look, values: FloatArray) -> QImage:
    """A picture of values (H, W) from 0 (the card) to their largest (orange)."""
    largest = float(np.nan_to_num(values).max()) or 1.0
    return shaded_image(np.nan_to_num(values) / largest, look.card, POSITIVE)


def image_of(pixels: FloatArray) -> QImage:
    """A picture of (H, W, 3) colours 0..255."""
    data = np.ascontiguousarray(pixels.round().astype(np.uint8))
    height, width, _ = data.shape
    # A copy: Qt does not keep the memory of the array.
    return QImage(data.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def draw_image(painter: QPainter, area: QRectF, image: QImage) -> None:
    """Draw a picture of few pixels into an area, each pixel a sharp square."""
    smooth = painter.renderHints() & QPainter.RenderHint.SmoothPixmapTransform
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    # Viewers of SVG and PDF smooth what is enlarged: so the squares are in the picture.
    factor = max(1, min(16, round(96 / max(image.width(), image.height()))))
    sharp = image.scaled(image.width() * factor, image.height() * factor)
    painter.drawImage(area, sharp)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, bool(smooth))


def square_in(area: QRectF, height: int, width: int) -> QRectF:
    """The largest area of height x width cells in the middle of another."""
    cell = min(area.width() / width, area.height() / height)
    return QRectF(
        area.center().x() - cell * width / 2.0,
        area.center().y() - cell * height / 2.0,
        cell * width,
        cell * height,
    )
