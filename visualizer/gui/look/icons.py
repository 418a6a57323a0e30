"""Icons: the shipped SVG drawings in the colours of a look, sharp at every scale."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from visualizer.core.resources import resource
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look

RATIOS = (1.0, 1.5, 2.0)
"""Device pixels in a pixel, for each of which a picture of its own is drawn."""

APP = "app"
APP_SIZES = (16, 24, 32, 48, 64, 128, 256)


def icon(name: str, look: Look, side: int = 20) -> QIcon:
    """The icon of a name: pale when disabled, in the colour for the accent when checked.

    The pictures are kept, so that asking again is cheap.

    Parameters
    ----------
    name
        The name of a shipped drawing; `APP` keeps its own colours.
    look
        Whose colours are used.
    side
        The size at which it will be shown, in pixels: 16 in menus, 20 on buttons.

    Raises
    ------
    FileNotFoundError
        If no such icon is shipped.
    """
    made = QIcon()
    if name == APP:
        for size in APP_SIZES:
            made.addPixmap(QPixmap.fromImage(drawing(name, size)))
        return made
    disabled = mixed(look.muted, look.card, 0.4)
    for size in (round(side * ratio) for ratio in RATIOS):
        for colour, mode, state in (
            (look.text, QIcon.Mode.Normal, QIcon.State.Off),
            (look.accent_text, QIcon.Mode.Normal, QIcon.State.On),
            (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
            (disabled, QIcon.Mode.Disabled, QIcon.State.On),
        ):
            made.addPixmap(QPixmap.fromImage(tinted(name, size, colour)), mode, state)
    return made


@cache
def tinted(name: str, size: int, colour: str) -> QImage:
    """A drawing in one colour, `size` device pixels wide and high."""
    image = QImage(drawing(name, size))
    painter = QPainter(image)
    # The colour where the drawing is, as opaque as it is there.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(colour))
    painter.end()
    return image


@cache
def drawing(name: str, size: int) -> QImage:
    """A shipped drawing as it is, `size` device pixels wide and high."""
    renderer = QSvgRenderer(QByteArray(resource("icons", f"{name}.svg").read_bytes()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image
