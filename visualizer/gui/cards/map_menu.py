"""The menu of the landscape's map: contours, colours, field, scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QAbstractButton, QMenu, QToolButton

from visualizer.app.views import FIELDS, LANDSCAPE, TAYLOR
from visualizer.gui.look.links import calling, passing
from visualizer.gui.stage.workbench import Workbench

if TYPE_CHECKING:
    from visualizer.gui.plots.landscape import LandscapePlot

CONTOURS = {"No contours": 0, "Few": 6, "Usual": 14, "Many": 30}
CLIPS = {"Whole range": 100.0, "Usual": 99.7, "Lower half": 50.0, "Valley": 15.0}
_HELP = "How the map is drawn: contours, colours, field, scales"
ANGLES = {f"{angle}°": float(angle) for angle in range(0, 360, 45)}
SWITCHES = {
    "Slope along a direction": "turned",
    "Numbers on contours": "labels",
    "Equal scales": "equal",
}
VIEWS = {"sections": "Cross sections", "between": "Between runs", "basins": "Basins"}
"""Docks that belong to the landscape, and their titles."""


class MapButton(QToolButton):
    """Offers how the map is drawn, and the views that belong to it."""

    def __init__(self, bench: Workbench, plot: LandscapePlot) -> None:
        super().__init__()
        self._bench, self._plot = bench, plot
        self.beside: tuple[QAbstractButton, ...] = ()
        """Switches that are offered in the menu, too."""
        self._styles: list[tuple[QAction, str, object]] = []
        self._doubles: list[tuple[QAction, QAbstractButton]] = []
        self.setText("Map")
        self.setToolTip(_HELP)
        self.setAccessibleName(_HELP)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.entries = QMenu(self)
        self.entries.aboutToShow.connect(self._on_opening)
        self.setMenu(self.entries)

    def _on_opening(self) -> None:
        if self.entries.isEmpty():
            self._fill(self.entries)
        for action, name, value in self._styles:
            action.setChecked(getattr(self._bench.session.state.view_of(LANDSCAPE), name) == value)
        for action, button in self._doubles:
            action.setChecked(button.isChecked())

    def _fill(self, menu: QMenu) -> None:
        self._offer(menu, "Contours", "contours", CONTOURS)
        self._offer(menu, "Colours up to", "clip", CLIPS)
        self._offer(menu, "Field", "field", {words: name for name, words in FIELDS.items()})
        self._offer(menu, "Taylor", "taylor", {words: name for name, words in TAYLOR.items()})
        self._offer(menu, "Angle of the direction", "angle", ANGLES)
        menu.addSeparator()
        for button in self.beside:
            # They give way where there is no room for them.
            action = menu.addAction(button.toolTip())
            action.setCheckable(True)
            action.triggered.connect(button.click)
            self._doubles.append((action, button))
        for words, name in SWITCHES.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(passing(self._set, name))
            self._styles.append((action, name, True))
        menu.addSeparator()
        for dock, title in VIEWS.items():
            menu.addAction(title, calling(self._open, dock))

    def _open(self, dock: str) -> None:
        self._bench.dock_wanted.emit(dock)

    def _offer(self, menu: QMenu, words: str, name: str, choices: Mapping[str, Any]) -> None:
        inner = QMenu(words, menu)
        menu.addMenu(inner)
        group = QActionGroup(inner)
        for label, value in choices.items():
            action = inner.addAction(label)
            action.setCheckable(True)
            action.setActionGroup(group)
            action.triggered.connect(calling(self._set, name, value))
            self._styles.append((action, name, value))

    def _set(self, name: str, value: object) -> None:
        self._plot.choose(**{name: value})
        if name == "equal":
            self._plot.fit()  # the ranges are others
