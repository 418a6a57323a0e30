"""The verdicts over the runs that are shown beside the one in front, above the scrubber."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from visualizer.app.panes import labels
from visualizer.app.standings import RunBands, row_in_front
from visualizer.app.state import Run, State
from visualizer.core.analysis.verdict_kinds import KINDS
from visualizer.gui.cards.transport_control import TransportControl
from visualizer.gui.look.look import Look
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.band import BandRun, Stretch

PULL_MILLISECONDS = 250
"""How often it is looked whether more is known of the runs."""


class BandsBeside(QObject):
    """Follows the session, and asks for the verdicts over as many runs as have room."""

    def __init__(self, bench: Workbench, player: TransportControl) -> None:
        super().__init__(player.transport)
        self._bench, self._player = bench, player
        self._most = 1
        self._shown: object = None
        self.known = RunBands(bench.session.jobs, self)
        self.known.failed.connect(bench.broke)
        self._timer = QTimer(self)
        self._timer.setInterval(PULL_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        bench.session.changed.connect(self.refresh)

    def stop(self) -> None:
        """The window is being closed."""
        self._timer.stop()

    def set_most(self, most: int) -> None:
        """Show the bands of so many runs at the most, that in front among them."""
        self._most = most
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand; cheap when nothing has changed."""
        state = self._bench.session.state
        runs = _chosen(state, self._most)
        self.known.forget_others(runs)
        bands = [None if run is state.run else self.known.of(run) for run in runs]
        look, rows = self._bench.look, self._player.rows if runs else 0
        names = labels(state) if len(runs) > 1 else {}
        told = [(run.number, run.colour, names.get(run.number, "")) for run in runs]
        shown = told, bands, state.axis, rows, look
        if shown == self._shown:
            return
        self._shown = shown
        self._player.transport.set_band_runs(
            [
                BandRun(
                    names.get(run.number, ""),
                    run.colour,
                    () if band is None else tuple(_placed(state, run, band.stretches, rows, look)),
                    front=run is state.run,
                )
                for run, band in zip(runs, bands, strict=True)
            ]
        )


def _chosen(state: State, most: int) -> tuple[Run, ...]:
    """As many of the shown runs as are wanted: that in front, and the first of the others."""
    others = [run for run in state.shown if run is not state.run][: max(most - 1, 0)]
    return tuple(run for run in state.shown if run is state.run or run in others)


def _placed(
    state: State, run: Run, stretches: tuple[tuple[int, int, str, str], ...], rows: int, look: Look
) -> list[Stretch]:
    """The stretches of a run on the time line of the run in front, which has so many rows."""
    whole = max(rows - 1, 1)
    return [
        (
            min(row_in_front(state, run, low) / whole, 1.0),
            min(row_in_front(state, run, high) / whole, 1.0),
            look.severity(severity),
            KINDS[kind].label,
        )
        for low, high, severity, kind in stretches
    ]
