"""The map of a race, on which all move at once."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from visualizer.app.panes import ShownRun
from visualizer.app.racing import RaceFound
from visualizer.app.state import Run
from visualizer.app.views import LANDSCAPE
from visualizer.core.race.race import TARGET
from visualizer.core.race.results import RaceResult
from visualizer.gui.dialogs.still_view import StillView
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.look.theme import reduced_motion
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.widgets.icon_button import IconButton
from visualizer.gui.widgets.roles import set_role

TICK_MILLISECONDS = 33
SECONDS = 6.0
"""How long the race takes on the screen."""

POSITIONS = 1000
AFTER_ARRIVAL = 1.05
"""The share of the way of the last to arrive that is shown."""


class RaceCourse(QWidget):
    """The landscape with those who race from one start, and a playhead for all."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self._found: RaceFound | None = None
        self._front = 0
        self._length = self._began = 0.0
        self.plot = LandscapePlot(look)
        self.view = StillView(self.plot, QSize(220, 130))
        self.play = IconButton("play", look, quiet=True)
        self.play.call("Play the race", "Have all move again, from the start")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, POSITIONS)
        self.slider.setAccessibleName("Place in the race")
        self.slider.setToolTip("Drag to see another epoch")
        self.place = set_role(QLabel(), "muted")
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("epoch 00,000"))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._arrange()
        self.play.clicked.connect(calling(self.start))
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderPressed.connect(self.stop)
        self.show_race(None)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.play)
        line.addWidget(self.slider, 1)
        line.addWidget(self.place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addLayout(line)

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self.view.restyle(look)
        self.play.restyle(look)

    def show_race(self, found: RaceFound | None) -> None:
        """Show a race that has ended, and have all move; None for none."""
        self.stop()
        self._found = found
        shown = found is not None and found.result is not None and found.map is not None
        for widget in (self.play, self.slider, self.place):
            widget.setEnabled(shown)
        self.view.setVisible(shown)
        if not shown or found is None or found.result is None:
            self.frame = None
            self.place.setText("")
            return
        self._front = found.result.finishes.index(found.result.ranking[0][1])
        self._length = _length(found.result, found.start)
        if reduced_motion():
            self.slider.setValue(POSITIONS)
            self._on_moved(POSITIONS)
        else:
            self.start()

    def start(self) -> None:
        """Have all move from the start."""
        if self._found is not None and self._found.map is not None:
            self._began = time.perf_counter()
            self.slider.setValue(0)
            self._on_moved(0)
            self._timer.start()

    def stop(self) -> None:
        """Have all stand still where they are."""
        self._timer.stop()

    @property
    def moving(self) -> bool:
        """Whether all move."""
        return self._timer.isActive()

    def _on_tick(self) -> None:
        # The clock counts, not the ticks: a late timer must not slow the race down.
        part = (time.perf_counter() - self._began) / SECONDS
        self.slider.setValue(round(POSITIONS * min(part, 1.0)))
        if part >= 1.0:
            self.stop()

    def _on_moved(self, value: int) -> None:
        found = self._found
        if found is None or found.map is None or found.result is None:
            return
        epoch = self._length * value / POSITIONS
        names = [one.name for one in found.result.finishes]
        self.frame = _frame(found, names, self._front, epoch)
        self.place.setText(f"epoch {epoch:,.0f}")
        self.view.keep(self.frame)


def _length(result: RaceResult, start: int) -> float:
    """The epochs that are shown: to a little after the last arrival, else to the horizon."""
    protocol = result.race.protocol
    whole = float(protocol.epochs)
    if protocol.aim != TARGET:
        return whole
    last = max(finish.ways[start].epochs for finish in result.finishes)
    return min(whole, float(round(AFTER_ARRIVAL * last + 0.5))) if last < whole else whole


def _frame(found: RaceFound, names: Sequence[str], front: int, epoch: float) -> Frame:
    """The picture of all at an epoch, the one that came first in front."""
    runs, seen = found.runs, found.map
    assert seen is not None
    rows = [_row(run, epoch) for run in runs]
    beside = tuple(
        ShownRun(run, rows[place], run.count - 1, label=names[place])
        for place, run in enumerate(runs)
        if place != front
    )
    run = runs[front]
    frame = Frame(run, rows[front], run.count, beside=beside, label=names[front])
    # The arrows of one step of one of them would hide the ways of the others.
    return frame.knowing(seen).viewed(LANDSCAPE, arrows=False, state=False, cloud=False)


def _row(run: Run, epoch: float) -> int:
    """The last row of a run up to an epoch."""
    return min(int(epoch * run.history.steps_per_epoch), run.count - 1)
