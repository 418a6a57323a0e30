"""What the window shows of its session, beside the plots: fields, numbers, verdict, title."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from visualizer.app.panes import called
from visualizer.core.analysis.judgement import Judgement
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.analysis.predictions import is_classification
from visualizer.core.capabilities import Capability
from visualizer.core.errors import InputError
from visualizer.gui.cards.panel_docks import SetupBody
from visualizer.gui.cards.rate_control import RateControl
from visualizer.gui.cards.run_tabs import RunTabs
from visualizer.gui.cards.transport_control import TransportControl
from visualizer.gui.cards.verdict_strip import VerdictStrip
from visualizer.gui.dialogs.unsaved import tell_undone
from visualizer.gui.panels.numbers_here import numbers_here
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.rate_slider import NO_MARKS
from visualizer.gui.widgets.transport import TransportBar
from visualizer.gui.window.arrangement import Arrangement
from visualizer.gui.window.commands import Commands
from visualizer.gui.window.status import Status

PATIENCE_MILLISECONDS = 300
"""A verdict stays so long when its run is replaced: in a drag the next one comes at once."""


@dataclass(frozen=True)
class Parts:
    """What of a window shows its session."""

    window: QMainWindow
    setup: SetupBody
    tabs: RunTabs
    strip: VerdictStrip
    transport: TransportBar
    player: TransportControl
    rates: RateControl
    commands: Commands
    arrangement: Arrangement
    status: Status


class Showing(QObject):
    """Follows the session, and the frames and judgements of the pane, with the other parts.

    The state changes at once, a frame comes with the next tick: what stands in fields follows
    the one, what stands beside a picture the other.
    """

    def __init__(self, bench: Workbench, parts: Parts) -> None:
        super().__init__(parts.window)
        self._bench, self._parts = bench, parts
        self._setup = parts.setup.panel
        self._held = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        bench.session.changed.connect(self._on_changed)
        bench.session.failed.connect(self.show_error)
        bench.session.told.connect(parts.status.note)
        bench.tasks.stopped.connect(self._on_task_stopped)
        bench.failed.connect(self.show_undone)
        bench.told.connect(parts.status.tell)
        bench.pane.frame_made.connect(self._on_frame)
        bench.pane.emptied.connect(self._on_emptied)
        bench.pane.judged.connect(self._on_judged)

    def stop(self) -> None:
        """The window is being closed: nothing more is waited for."""
        self._patience.stop()

    def _on_changed(self) -> None:
        state = self._bench.session.state
        if state.experiment is None:
            self._setup.show_unknown(state.run.lacks((Capability.SETTINGS,)))
        else:
            self._setup.show_experiment(state.experiment, state.problem)
        self._parts.setup.footer.setEnabled(state.experiment is not None)
        self._parts.rates.show()
        self._parts.player.show_switches()
        self._parts.commands.update()
        self._parts.tabs.show_runs(called(state), state.current)
        self._parts.setup.live.setChecked(state.update_as_change)
        self._parts.arrangement.suit(
            fitted=state.run.experiment is not None and state.run.experiment.data is not None,
            classes=is_classification(state.run.problem),
        )
        if self._held != (state.held is not None):
            self._held = not self._held
            self._show_judgement(self._bench.pane.judgement)
            if self._bench.pane.frame is not None:
                self._show_rate_zones(self._bench.pane.frame)
        self._parts.window.setWindowModified(state.run.modified)
        self._parts.window.setWindowTitle(f"{state.run.name}[*] - Gradient Descent Visualizer")

    def _on_frame(self, frame: object) -> None:
        frame = self._bench.pane.frame
        further = frame.further if frame else 0
        self._parts.player.show_place(numbers_here(frame, self._bench.look), further)
        self._parts.rates.show()
        self._parts.status.update()
        if self._bench.pane.frame is not None:
            self._setup.show_frame(self._bench.pane.frame)
            self._show_rate_zones(self._bench.pane.frame)
        self._parts.commands.update_training()

    def _on_emptied(self, words: str) -> None:
        """Nothing of a former run stays beside the settings of one that has no rows."""
        self._on_frame(None)
        self._setup.show_marks(NO_MARKS)
        self._parts.transport.rate.set_marks(NO_MARKS)
        self._on_patience_ended()

    def _show_rate_zones(self, frame: Frame) -> None:
        """What rates do, on both sliders; the former stays until the new one is known."""
        if self._held:
            # A lesson asks: where the colours end may be the answer.
            self._setup.show_marks(NO_MARKS)
        if self._held or frame.run.lacks((Capability.CURVATURE,)):
            self._parts.transport.rate.set_marks(NO_MARKS)
        if self._held or frame.insight(Curvature) is None:
            return
        from visualizer.gui.cards.rate_zones import marks_of

        marks = marks_of(frame, self._bench.look)
        self._parts.transport.rate.set_marks(marks)
        self._setup.show_marks(marks)

    def _on_judged(self, judgement: Judgement | None) -> None:
        # A judgement on row 0 comes at once after a run was replaced; the one on the playhead
        # follows.
        early = judgement is not None and judgement.row == 0 < self._bench.session.state.playhead
        if judgement is not None and not early:
            self._patience.stop()
            self._show_judgement(judgement)
        elif not self._patience.isActive():
            self._patience.start()

    def _on_patience_ended(self) -> None:
        self._show_judgement(self._bench.pane.judgement)

    def _show_judgement(self, judgement: Judgement | None) -> None:
        # While a lesson asks, the verdict would often be the answer.
        if self._held:
            judgement = None
        self._parts.strip.show_judgement(self._bench.session.state.run, judgement)
        self._parts.player.show_band(judgement, self._bench.look)

    def _on_task_stopped(self, error: InputError | None) -> None:
        if error is not None:
            self.show_undone(error)

    def show_undone(self, error: InputError) -> None:
        """What the user wanted, a file to be written say, must not fail in a line that goes."""
        self.show_error(error)
        tell_undone(self._parts.window, error)

    def show_error(self, error: InputError) -> None:
        """One sentence: beside the field that caused it, or in the status bar."""
        if not self._setup.show_error(error):
            self._parts.status.show_error(error)
        self._parts.rates.show()
