"""The transport bar: what it asks of playback and session, and what it shows of them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QToolBar, QVBoxLayout, QWidget

from visualizer.app.intents import SetOption
from visualizer.app.playback import Playback
from visualizer.app.session import Session
from visualizer.core.analysis.judgement import Judgement
from visualizer.core.analysis.verdict_kinds import KINDS
from visualizer.gui.look.links import passing
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.read_outs import ReadOut
from visualizer.gui.widgets.transport import TransportBar


class TransportControl:
    """Connects the transport bar with playback and session."""

    def __init__(self, session: Session, playback: Playback, transport: TransportBar) -> None:
        self._session = session
        self._playback = playback
        self.transport = transport
        transport.play_toggled.connect(playback.toggle)
        transport.stepped.connect(playback.step)
        transport.sought.connect(playback.seek_row)
        transport.epoch_entered.connect(playback.seek)
        transport.speed_changed.connect(playback.set_speed)
        transport.loop_toggled.connect(passing(self._set_option, "loop"))
        transport.by_epoch_toggled.connect(passing(self._set_option, "by_epoch"))
        transport.follow_toggled.connect(passing(self._set_option, "follow"))
        transport.future_toggled.connect(passing(self._set_option, "hide_future"))
        playback.toggled.connect(transport.set_playing)

    def _set_option(self, name: str, on: bool) -> None:
        self._session.apply(SetOption(name, on))

    def show_switches(self) -> None:
        """Show how the options of the session stand."""
        state = self._session.state
        self.transport.set_waiting(state.held is not None)
        self.transport.set_speed(state.speed)
        self.transport.set_switches(
            loop=state.loop,
            follow=state.follow,
            hide_future=state.hide_future,
            from_here=state.from_here,
            by_epoch=state.by_epoch,
        )

    def show_place(self, numbers: Sequence[ReadOut], further: int) -> None:
        """Show the playhead, and the numbers there; `further` ones are counted only."""
        state = self._session.state
        self.transport.set_run(self.rows, state.run.history.steps_per_epoch)
        self.transport.set_row(state.row)
        self.transport.set_read_outs(numbers, further)

    def show_band(self, judgement: Judgement | None, look: Look) -> None:
        """Show where the run does well, in colours over the time line; None for nothing."""
        rows = max(self.rows - 1, 1)
        band = () if judgement is None else judgement.band
        self.transport.set_band(
            [
                (low / rows, high / rows, look.severity(severity), KINDS[kind].label)
                for low, high, severity, kind in band
            ]
        )

    @property
    def rows(self) -> int:
        """Rows that the time line has room for: those planned, or recorded and no more.

        How soon a run ended is not given away where the future is hidden.
        """
        state = self._session.state
        run = state.run
        ended = run.ending is not None and not self._session.training_now
        return run.count if ended and not state.hide_future else run.last_step + 1


def transport_tool_bar(window: QMainWindow, transport: TransportBar) -> QToolBar:
    """The tool bar across the bottom of a window that holds the transport."""
    bar = QToolBar("Transport", window)
    bar.setObjectName("transport_bar")
    bar.setMovable(False)
    bar.toggleViewAction().setEnabled(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 8, 0, 0)
    layout.addWidget(transport)
    bar.addWidget(holder)
    return bar
