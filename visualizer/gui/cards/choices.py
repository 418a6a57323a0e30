"""Which parameters are shown: the plane of the landscape, the lines of the plots."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from visualizer.app.landscapes import kind_shown, view_of
from visualizer.app.state import Run, Zoom
from visualizer.app.views import AXES, LANDSCAPE, MapView
from visualizer.core.analysis.plane_kinds import PLANE_KINDS
from visualizer.core.analysis.planes import SpannedPlane
from visualizer.gui.look.links import calling, passing
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

AUTOMATIC = ""
MOST_NAMES = 2000
"""More names than this no list can offer sensibly; the parameters that moved most stay."""
MENU_NAMES = 40
MOST_LINES = 12


class PlaneChoice(QWidget):
    """Chooses the plane that the landscape is over; hidden where there is only one.

    Either two parameters, or one of `PLANE_KINDS`.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._names: tuple[str, ...] = ()
        self._offered: dict[str, str] = {}
        self._across = _box("The plane, or its parameter from left to right", self._on_chosen)
        self._up = _box("The parameter from bottom to top", self._on_chosen)
        self._times = set_role(QLabel("×"), "muted")
        self._again = QPushButton("new")
        self._again.setToolTip("Draw two other random directions")
        self._again.setAccessibleName("Draw two other random directions")
        self._again.clicked.connect(self._on_again)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._across, self._times, self._up, self._again):
            layout.addWidget(part)
        bench.pane.frame_made.connect(self._on_frame)
        self.hide()

    def _on_frame(self, frame: Frame) -> None:
        names, run = frame.run.history.parameters, frame.run
        offered = {
            name: kind.label for name, kind in PLANE_KINDS.items() if not run.lacks(kind.requires)
        }
        if (names, offered) != (self._names, self._offered):
            self._names, self._offered = names, offered
            self.setVisible(len(names) > 2)
            choices = {str(index): name for index, name in enumerate(names[:MOST_NAMES])}
            usual = {AUTOMATIC: "moved most"}
            self._across.set_choices(usual | offered | choices)
            self._up.set_choices(usual | choices)
        kind = kind_shown(frame.run, view_of(self._bench.session.state))
        plane = frame.map.plane if frame.map is not None else None
        if kind in PLANE_KINDS:
            self._across.set_value(kind)
            if isinstance(plane, SpannedPlane):
                self._across.setToolTip(f"{PLANE_KINDS[kind].help}\n{plane.remark}".strip())
        elif plane is not None and len(plane.axes) == 2:
            for box, axis in zip((self._across, self._up), plane.axes, strict=True):
                # Beyond those that the list offers there are too many to list.
                box.offer(str(axis), names[axis])
                box.set_value(str(axis))
            self._across.setToolTip(self._across.accessibleName())
        self._times.setVisible(kind not in PLANE_KINDS)
        self._up.setVisible(kind not in PLANE_KINDS)
        self._again.setVisible(kind == "random")

    def _on_chosen(self, value: str) -> None:
        if value in PLANE_KINDS:
            self._look_at((), value)
            return
        across, up = self._across.value(), self._up.value()
        if value == AUTOMATIC or not across.isdigit() or not up.isdigit():
            # Back from another kind of plane the other box has no parameter yet.
            self._look_at(self._neighbours(int(value)) if value.isdigit() else ())
            return
        first, second = int(across), int(up)
        self._look_at((first, second) if first != second else self._neighbours(first))

    def _neighbours(self, first: int) -> tuple[int, int]:
        """A parameter and the one beside it: a plane needs two."""
        return first, first + 1 if first + 1 < len(self._names) else first - 1

    def _on_again(self) -> None:
        self._bench.pane.choose(LANDSCAPE, {"draw": self._settings.draw + 1})

    @property
    def _settings(self) -> MapView:
        view = self._bench.session.state.view_of(LANDSCAPE)
        assert isinstance(view, MapView)
        return view

    def _look_at(self, axes: tuple[int, ...], plane: str = AXES) -> None:
        names = tuple(self._names[axis] for axis in axes)
        if (names, plane) != (self._settings.axes, self._settings.plane):
            # Ranges of one plane mean nothing on another.
            self._bench.pane.look_at(LANDSCAPE, Zoom())
            self._bench.pane.choose(LANDSCAPE, {"axes": names, "plane": plane})


def _box(help_text: str, chosen: object) -> ChoiceBox:
    box = ChoiceBox()
    box.setToolTip(help_text)
    box.setAccessibleName(help_text)
    box.chosen.connect(chosen)
    return box


class LineChoice(QToolButton):
    """Chooses the parameters that the line plots show."""

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self._pane = pane
        self.setText("Lines")
        self.setToolTip("The parameters that the line plots show")
        self.setAccessibleName("The parameters that the line plots show")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.entries = QMenu(self)
        self.entries.aboutToShow.connect(self._fill)
        self.setMenu(self.entries)

    def _fill(self) -> None:
        menu, frame = self.entries, self._pane.frame
        menu.clear()
        if frame is None:
            return
        run = frame.run
        names = run.history.parameters
        weights = [index for index, name in enumerate(names) if not name.startswith("b")]
        self._offer(menu, "Usual choice", run, ())
        if 0 < len(weights) < len(names):
            words = "Weight only" if len(weights) == 1 else "Weights only"
            self._offer(menu, words, run, weights[:MOST_LINES])
        menu.addSeparator()
        for index, name in enumerate(names[:MENU_NAMES]):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(index in frame.lines)
            action.toggled.connect(passing(self._switch, run, index))

    def _offer(self, menu: QMenu, words: str, run: Run, lines: Sequence[int]) -> None:
        menu.addAction(words).triggered.connect(calling(self._pane.show_lines, run, lines))

    def _switch(self, run: Run, index: int, on: bool) -> None:
        before = set(self._pane.lines_of(run))
        lines = before | {index} if on else before - {index}
        if lines:
            self._pane.show_lines(run, sorted(lines)[:MOST_LINES])
