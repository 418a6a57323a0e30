"""Colours, pens and fonts of everything that is drawn.

One frozen `Look` describes a theme at a scale. The window, its plots and the exported
figures read their colours here and nowhere else. The line colours follow Okabe and Ito
(2008, "Color universal design"), darkened or lightened until text in them has a contrast
of at least 4.5 to 1 on the card; a dash pattern goes with each, so that nothing depends on
colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QGuiApplication, QPen

SIGNS = "Visualizer Symbols"
"""The shipped font of signs that fonts of words lack, such as that of the gradient."""

DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (7.0, 3.0),
    (2.0, 2.0),
    (8.0, 3.0, 2.0, 3.0),
    (12.0, 3.0),
    (4.0, 2.0, 1.0, 2.0, 1.0, 2.0),
    (5.0, 1.5),
    (1.0, 1.5),
)
"""Dash patterns in units of the pen's width; the first is a full line."""


@dataclass(frozen=True)
class Look:
    """A theme at a scale.

    Colours are ``#rrggbb``. `scale` multiplies widths, symbols and letters: 1 on the
    screen, more for a projector or a print. `thorough` draws long lines as smooth and wide as
    short ones, which takes too long for the screen. `tabular` figures are of equal width; a PDF
    that is to be searched and copied from must do without. `family` and `mono_family` are names
    of fonts; empty means the application's font and the system's fixed-width font.
    """

    theme: str
    background: str
    card: str
    field: str
    border: str
    text: str
    muted: str
    grid: str
    axis: str
    accent: str
    accent_text: str
    good: str
    warning: str
    danger: str
    lines: tuple[str, ...]
    runs: tuple[str, ...]
    loss: str
    validation: str
    ghost: str
    # On the landscape, which is the same in both themes:
    path: str = "#ffffff"
    edge: str = "#10151c"
    start: str = "#d55e00"
    point: str = "#e8432e"
    gradient: str = "#ff9e5e"
    update: str = "#ffd84d"
    state: tuple[str, str] = ("#8fd3ff", "#ffb3e6")
    minimum: str = "#ffe38a"
    curvature: str = "#ff9be8"
    tag: str = "#10151c"
    tag_text: str = "#ffffff"
    scale: float = 1.0
    thorough: bool = False
    tabular: bool = True
    family: str = ""
    mono_family: str = ""

    def scaled(self, scale: float) -> "Look":
        """The same theme with lines, symbols and letters `scale` times the normal size."""
        return replace(self, scale=scale)

    def for_export(self, scale: float) -> "Look":
        """The same theme for a figure in a file, where time does not matter."""
        return replace(self, scale=scale, thorough=True)

    def line_colour(self, index: int) -> str:
        """The colour of parameter `index` in every plot, table and read-out."""
        return self.lines[index % len(self.lines)]

    def dash(self, index: int) -> tuple[float, ...]:
        """The dash pattern of parameter `index`; () is a full line.

        There is one dash more than there are colours, so that two parameters of one
        colour differ.
        """
        return DASHES[index % len(DASHES)]

    def dashes(self, indices: Sequence[int]) -> tuple[tuple[float, ...], ...]:
        """The dash patterns of parameters in one plot: all differ as long as there are enough.

        Each parameter has its usual one, unless one before it has that already.
        """
        taken: list[tuple[float, ...]] = []
        for index in indices:
            offers = [self.dash(index + place) for place in range(len(DASHES))]
            taken.append(next((dash for dash in offers if dash not in taken), offers[0]))
        return tuple(taken)

    def run_colour(self, index: int) -> str:
        """The colour of a run wherever several are shown: none of those that parameters begin with.

        See `run_dash`, which tells runs of one colour apart.
        """
        return self.runs[index % len(self.runs)]

    def run_dash(self, index: int) -> tuple[float, ...]:
        """The dash pattern of a run where lines need none for anything else."""
        return DASHES[(index + index // len(self.runs)) % len(DASHES)]

    def severity(self, name: str) -> str:
        """The colour of a verdict that is good, warning, bad or neutral news."""
        return {"good": self.good, "warning": self.warning, "bad": self.danger}.get(
            name, self.muted
        )

    def size(self, pixels: float) -> float:
        """A length in pixels at scale 1 as a length in this look."""
        return pixels * self.scale

    def pen(
        self,
        colour: str,
        width: float = 1.0,
        dash: tuple[float, ...] = (),
        opacity: float = 1.0,
    ) -> QPen:
        """A pen whose width does not follow the axes; `width` in pixels at scale 1.

        A width of 1 is left exactly 1 on the screen: such pens are drawn ten times as fast.
        """
        pen = QPen(self.colour(colour, opacity), self.size(width))
        # In pixels: with a pen in units of the axes a line would be as wide as the plot.
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dash:
            # Round ends would fill the gaps between short dashes.
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern(list(dash))
        else:
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def brush(self, colour: str, opacity: float = 1.0) -> QBrush:
        """A filling."""
        return QBrush(self.colour(colour, opacity))

    def colour(self, colour: str, opacity: float = 1.0) -> QColor:
        """A colour of this look as Qt wants it."""
        made = QColor(colour)
        made.setAlphaF(opacity)
        return made

    def font(self, pixels: float = 12.0, bold: bool = False) -> QFont:
        """The font of words, `pixels` high at scale 1, with figures of equal width."""
        font = QFont([self.family, SIGNS]) if self.family else QFont(QGuiApplication.font())
        return self._sized(font, pixels, bold)

    def mono(self, pixels: float = 12.0, bold: bool = False) -> QFont:
        """The font of numbers in columns and of read-outs."""
        if self.mono_family:
            font = QFont([self.mono_family, SIGNS])
        else:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        return self._sized(font, pixels, bold)

    def _sized(self, font: QFont, pixels: float, bold: bool) -> QFont:
        font.setPixelSize(max(1, round(self.size(pixels))))
        font.setBold(bold)
        # Hinted letters have other widths at other scales, and figures would be laid out
        # differently.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        # Figures of equal width, so that numbers that change do not jump; older Qt cannot.
        if hasattr(font, "setFeature"):
            # The font of the application has them in any case.
            font.setFeature(QFont.Tag("tnum"), int(self.tabular))
            if not self.tabular:
                # Signs that suit their neighbours are signs of the font's own, too.
                font.setFeature(QFont.Tag("calt"), 0)
        return font


LIGHT = Look(
    theme="light",
    background="#f2f4f6",
    card="#ffffff",
    field="#ffffff",
    border="#dde1e6",
    text="#1c2128",
    muted="#5b6470",
    grid="#e6e9ed",
    axis="#8b94a0",
    accent="#1f6fc4",
    accent_text="#ffffff",
    good="#1b8354",
    warning="#9a6200",
    danger="#c2341d",
    lines=("#0072b2", "#c04a00", "#007a5a", "#8e2f80", "#574000", "#4a48d0", "#30363f"),
    runs=(
        "#00795a",
        "#4f52c4",
        "#a8297f",
        "#60210d",
        "#5f7139",
        "#5a0ecb",
        "#7e2136",
        "#29364d",
    ),
    loss="#a0308f",
    validation="#007a5a",
    ghost="#6b7480",
)

DARK = Look(
    theme="dark",
    background="#1a1c20",
    card="#24272c",
    field="#17191d",
    border="#373b42",
    text="#e6e9ed",
    muted="#a3abb6",
    grid="#33373e",
    axis="#79828e",
    accent="#4c9be8",
    accent_text="#0f1318",
    good="#3dba7f",
    warning="#e0a42a",
    danger="#ff7a66",
    lines=("#56b4e9", "#e69f00", "#2fc296", "#d977b4", "#f5ee6a", "#7f83ff", "#e4e8ee"),
    runs=(
        "#3ecf9f",
        "#9a9cff",
        "#f183cb",
        "#f0a114",
        "#81c5ff",
        "#ec7374",
        "#f7d5f3",
        "#9dffd1",
    ),
    loss="#e08cd0",
    validation="#2fc296",
    ghost="#9aa3af",
)

LOOKS = {look.theme: look for look in (LIGHT, DARK)}


@cache
def colour_table() -> NDArray[np.uint8]:
    """The colour map of the landscape, (256, 4) RGBA: dark is low, light is high.

    Viridis (Smith and van der Walt 2015): perceptually uniform and safe for colour-blind
    eyes. Its last, brightest part is left out, so that the white path stands out on it.
    """
    # Not before something is plotted.
    from visualizer.gui.look.quick_import import pg

    table = pg.colormap.get("viridis").map(np.linspace(0.0, 0.94, 256), mode="byte")
    table = np.asarray(table, dtype=np.uint8)
    # One array for all: `cache` hands it out again and again.
    table.flags.writeable = False
    return table
