"""SVG files, written from what was drawn: letters are paths, so that every viewer has them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen

from visualizer.core.errors import InputError
from visualizer.gui.figures.drawing import DrawnMark, Element, Letters, Pixels, Shape, parts_of

_CAPS = {
    Qt.PenCapStyle.FlatCap: "butt",
    Qt.PenCapStyle.RoundCap: "round",
    Qt.PenCapStyle.SquareCap: "square",
}
_JOINS = {Qt.PenJoinStyle.RoundJoin: "round", Qt.PenJoinStyle.BevelJoin: "bevel"}


def svg_text(
    marks: Iterable[DrawnMark],
    size: tuple[float, float],
    shown: tuple[str, str],
    title: str,
    experiment: str,
) -> str:
    """An SVG 1.1 document.

    Parameters
    ----------
    marks
        What is drawn, in pixels.
    size
        Width and height in pixels.
    shown
        Width and height with their units, at which viewers show it.
    title, experiment
        What it is, for those who cannot see it; and the experiment, for ``<metadata>``.
    """
    width, height = shown
    clips = _Clips()
    body = "\n".join(clips.grouped(marks))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'version="1.1" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {size[0]:g} {size[1]:g}">\n'
        f'<title>{escape(title)}</title>\n<metadata id="experiment">{escape(experiment)}</metadata>'
        f"\n<defs>\n{clips.definitions()}\n</defs>\n{body}\n</svg>\n"
    )


class _Clips:
    """The paths at which parts of a picture are cut off, each defined once."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def grouped(self, marks: Iterable[DrawnMark]) -> Iterator[str]:
        """The elements of the picture; neighbours with one clip share a group."""
        open_clip: str | None = None
        for mark in marks:
            clip = None if mark.clip is None else self._name(mark.clip)
            if clip != open_clip:
                if open_clip is not None:
                    yield "</g>"
                if clip is not None:
                    yield f'<g clip-path="url(#{clip})">'
                open_clip = clip
            yield _element(mark)
        if open_clip is not None:
            yield "</g>"

    def definitions(self) -> str:
        """The definitions of all clips that were named."""
        return "\n".join(
            f'<clipPath id="{name}"><path d="{path}"/></clipPath>'
            for path, name in self._names.items()
        )

    def _name(self, path: QPainterPath) -> str:
        # By what the path is: equal clips of different plots are one definition.
        return self._names.setdefault(path_data(path), f"clip{len(self._names)}")


def _element(mark: DrawnMark) -> str:
    opacity = "" if mark.opacity >= 1.0 else f' opacity="{mark.opacity:.3g}"'
    if isinstance(mark.what, Shape):
        return _shape(mark.what, opacity)
    if isinstance(mark.what, Letters):
        return _letters(mark.what, opacity)
    return _pixels(mark.what, opacity)


def _shape(shape: Shape, opacity: str) -> str:
    words = f'<path d="{path_data(shape.path)}"' + _paint("fill", shape.fill)
    if shape.fill is not None and shape.path.fillRule() == Qt.FillRule.OddEvenFill:
        words += ' fill-rule="evenodd"'
    if shape.pen is not None:
        words += _stroke(shape.pen)
    return f"{words}{opacity}/>"


def _stroke(pen: QPen) -> str:
    width = pen.widthF()
    words = _paint("stroke", pen.color()) + f' stroke-width="{width:.4g}"'
    words += f' stroke-linecap="{_CAPS.get(pen.capStyle(), "butt")}"'
    words += f' stroke-linejoin="{_JOINS.get(pen.joinStyle(), "miter")}"'
    if pen.dashPattern():
        # Qt's dashes are in units of the width.
        dashes = " ".join(f"{length * width:.4g}" for length in pen.dashPattern())
        words += f' stroke-dasharray="{dashes}"'
    return words


def _letters(letters: Letters, opacity: str) -> str:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(letters.at, QFont(letters.font), letters.text)
    words = f'<path role="img" aria-label={quoteattr(letters.text.strip())}'
    data = path_data(letters.place.map(path))
    return f'{words} d="{data}"{_paint("fill", letters.colour)}{opacity}/>'


def _pixels(pixels: Pixels, opacity: str) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not pixels.image.save(buffer, "PNG"):  # type: ignore[call-overload]  # its stubs say bytes
        raise InputError("the picture cannot be written as SVG")
    encoded = b64encode(buffer.data().data()).decode()
    area, place = pixels.target, pixels.place
    matrix = (place.m11(), place.m12(), place.m21(), place.m22(), place.dx(), place.dy())
    rendering = "" if pixels.smooth else ' style="image-rendering:pixelated"'
    return (
        f'<image x="{area.x():.10g}" y="{area.y():.10g}" width="{area.width():.10g}" '
        f'height="{area.height():.10g}" preserveAspectRatio="none" '
        f'transform="matrix({" ".join(f"{entry:.10g}" for entry in matrix)})"'
        f'{rendering}{opacity} xlink:href="data:image/png;base64,{encoded}"/>'
    )


def _paint(what: str, colour: QColor | None) -> str:
    if colour is None:
        return f' {what}="none"'
    words = f' {what}="{colour.name()}"'
    return words if colour.alpha() == 255 else f'{words} {what}-opacity="{colour.alphaF():.3g}"'


def path_data(path: QPainterPath) -> str:
    """The path in the letters of SVG, to a hundredth of a pixel."""
    words: list[str] = []
    for part in parts_of(path):
        points = iter(part)
        for kind, x, y in points:
            at = f"{_short(x)} {_short(y)}"
            if kind == Element.MoveToElement:
                words.append(f"M{at}")
            elif kind == Element.CurveToElement:
                (_, x2, y2), (_, x3, y3) = next(points), next(points)
                words.append(f"C{at} {_short(x2)} {_short(y2)} {_short(x3)} {_short(y3)}")
            else:
                words.append(f"L{at}")
        if len(part) > 2 and part[0][1:] == part[-1][1:]:
            words.append("Z")
    return "".join(words)


def _short(value: float) -> str:
    # A hundredth of a pixel: finer is never seen, and would only make files larger.
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
