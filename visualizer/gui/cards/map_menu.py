"""The menu of the landscape's map: contours, colours, field, scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QAbstractButton, QMenu, QToolButton

from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.preferences import MAP_STYLE
from visualizer.gui.plots.map_style import CLIPS, CONTOURS, FIELDS, recalled, remembered
from visualizer.gui.stage.workbench import Workbench

if TYPE_CHECKING:
    from visualizer.gui.plots.landscape import LandscapePlot
    from visualizer.gui.stage.plot_view import PlotView

_HELP = "How the map is drawn: contours, colours, field, scales"
VIEWS = {"sections": "Cross sections", "basins": "Basins"}
"""Docks that belong to the landscape, and their titles."""


class MapButton(QToolButton):
    """Offers how the map is drawn, and the views that belong to it."""

    def __init__(self, bench: Workbench, view: PlotView, plot: LandscapePlot) -> None:
        super().__init__()
        self._bench, self._view, self._plot = bench, view, plot
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
            action.setChecked(getattr(self._plot.style, name) == value)
        for action, button in self._doubles:
            action.setChecked(button.isChecked())

    def _fill(self, menu: QMenu) -> None:
        self._offer(menu, "Contours", "contours", CONTOURS)
        self._offer(menu, "Colours up to", "clip", CLIPS)
        self._offer(menu, "Field", "field", FIELDS)
        menu.addSeparator()
        for button in self.beside:
            # They give way where there is no room for them.
            action = menu.addAction(button.toolTip())
            action.setCheckable(True)
            action.triggered.connect(button.click)
            self._doubles.append((action, button))
        for words, name in (("Numbers on contours", "labels"), ("Equal scales", "equal")):
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
        self._plot.set_style(replace(self._plot.style, **{name: value}))  # type: ignore[arg-type]
        self._view.paint_soon()
        self._bench.preferences.set(MAP_STYLE, remembered(self._plot.style))

    def recall(self) -> None:
        """Draw the map as it was drawn last."""
        stored = self._bench.preferences.get(MAP_STYLE)
        if stored:
            try:
                self._plot.set_style(recalled(stored))
            except ValueError:
                self._bench.preferences.refuse(MAP_STYLE)
