"""Which parameters are shown: the plane of the landscape, the lines of the plots."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from visualizer.gui.frame import Frame
from visualizer.gui.stage import Stage
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

AUTOMATIC = ""
MOST_NAMES = 2000
"""More names than this no list can offer sensibly; the parameters that moved most stay."""
MENU_NAMES = 40
MOST_LINES = 12


class PlaneChoice(QWidget):
    """Chooses the two parameters that the landscape is over; hidden when there are two."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._names: tuple[str, ...] = ()
        self._across = _box("The parameter from left to right", self._on_chosen)
        self._up = _box("The parameter from bottom to top", self._on_chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._across)
        layout.addWidget(set_role(QLabel("×"), "muted"))
        layout.addWidget(self._up)
        stage.frame_made.connect(self._on_frame)
        self.hide()

    def _on_frame(self, frame: Frame) -> None:
        names = frame.run.history.parameters
        if names != self._names:
            self._names = names
            self.setVisible(len(names) > 2)
            self._look_at(())
            choices = {str(index): name for index, name in enumerate(names[:MOST_NAMES])}
            for box in (self._across, self._up):
                box.set_choices({AUTOMATIC: "moved most"} | choices)
        plane = frame.map.plane if frame.map is not None else None
        if plane is not None and plane.second is not None:
            self._across.set_value(str(plane.first))
            self._up.set_value(str(plane.second))

    def _on_chosen(self, value: str) -> None:
        if value == AUTOMATIC:
            self._look_at(())
            return
        across, up = (int(box.value() or 0) for box in (self._across, self._up))
        if across == up:
            # The other axis gives way to a neighbour: a plane needs two parameters.
            up = across + 1 if across + 1 < len(self._names) else across - 1
        self._look_at((across, up))

    def _look_at(self, axes: tuple[int, ...]) -> None:
        view = replace(self._stage.view, axes=axes, ranges=(), everything=False)
        if view != self._stage.view:
            self._stage.set_view(view)


def _box(help_text: str, chosen: object) -> ChoiceBox:
    box = ChoiceBox()
    box.setToolTip(help_text)
    box.setAccessibleName(help_text)
    box.chosen.connect(chosen)
    return box


class LineChoice(QToolButton):
    """Chooses the parameters that the line plots show."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.setText("Lines")
        self.setToolTip("The parameters that the line plots show")
        self.setAccessibleName("The parameters that the line plots show")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def _fill(self) -> None:
        menu, frame = self.menu(), self._stage.frame
        menu.clear()
        if frame is None:
            return
        names = frame.run.history.parameters
        weights = [index for index, name in enumerate(names) if not name.startswith("b")]
        self._offer(menu, "Usual choice", ())
        if 0 < len(weights) < len(names):
            words = "Weight only" if len(weights) == 1 else "Weights only"
            self._offer(menu, words, weights[:MOST_LINES])
        menu.addSeparator()
        for index, name in enumerate(names[:MENU_NAMES]):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(index in frame.lines)
            action.toggled.connect(lambda on, index=index: self._switch(index, on))

    def _offer(self, menu: QMenu, words: str, lines: Sequence[int]) -> None:
        menu.addAction(words).triggered.connect(lambda: self._stage.set_lines(lines))

    def _switch(self, index: int, on: bool) -> None:
        frame = self._stage.frame
        if frame is None:
            return
        lines = set(frame.lines) | {index} if on else set(frame.lines) - {index}
        if lines:
            self._stage.set_lines(sorted(lines)[:MOST_LINES])
