"""The dock of the open runs: a row for each, and the settings in which the shown ones differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from weakref import ref

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.copies import rates_around
from visualizer.app.intents import (
    ChangeView,
    DuplicateRun,
    ForkRun,
    Intent,
    KeepRun,
    LockRun,
    MoveRun,
    RenameRun,
    SelectRun,
    ShowApart,
    ShowOnly,
    ShowRun,
)
from visualizer.app.panes import row_of
from visualizer.app.standings import Standings
from visualizer.app.state import APART, Run, State
from visualizer.app.views import RunsView
from visualizer.core.capabilities import Capability, asked
from visualizer.core.errors import InputError
from visualizer.core.settings import declarations
from visualizer.gui.cards.run_rows import Notes, compared, rows_of
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.panels.difference_table import DifferenceTable
from visualizer.gui.panels.run_list import RunList
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.icon_button import IconButton
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.roles import set_role

VIEW = "runs"
"""The name of its view settings."""

MANY = 8
"""With more runs there is a field to find one by its words."""

LEAST, LOW = 190, 400
"""Pixels: the least height, and that below which list and table take turns."""

PULL_MILLISECONDS = 250
"""How often it is looked whether more is known of the runs."""

_FILTERS = "CSV (*.csv);;Markdown (*.md);;LaTeX (*.tex)"


class RunsBody(QWidget):
    """The list of runs above the table of their settings.

    It follows the session by itself while it can be seen, and asks for what is not known yet; of
    the list those rows alone are painted again that say something else.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._session = bench, bench.session
        self.standings = Standings(bench.session.jobs, self)
        self.standings.failed.connect(bench.broke)
        self._compared: object = None
        self._notes = Notes()
        # Weak: a state that is left must not be kept by who has drawn it.
        self._drawn: tuple[ref[State] | None, object] = None, None
        self.count = set_role(QLabel(), "muted")
        self.filter = QLineEdit()
        self.list = RunList(bench.look)
        self.table = DifferenceTable(bench.look)
        self._build()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(PULL_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        bench.session.changed.connect(self.refresh)

    def _build(self) -> None:
        self.rates = _chip("Three rates", "A tenth and ten times of this rate beside it (C)")
        self.settings = _chip("Settings", "The settings in which the shown runs differ")
        self.settings.setCheckable(True)
        self.settings.toggled.connect(self._arrange)
        self.apart = _chip("Side by side", "Each shown run in a picture of its own (D)")
        self._make_fields()
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.rates)
        foot.addWidget(self.apart)
        foot.addWidget(self.settings)
        foot.addStretch(1)
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.list)
        self.parts.addWidget(self.table)
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._head())
        layout.addWidget(self.filter)
        layout.addWidget(self.parts, 1)
        layout.addLayout(foot)

    def _make_fields(self) -> None:
        self.filter.setPlaceholderText("Find a run")
        self.filter.setAccessibleName("Find a run by its words")
        self.filter.setClearButtonEnabled(True)
        target = next(one for one in declarations(RunsView) if one.name == "target")
        self.target = LineField(target)
        self.target.set_characters(6)
        self.target.setAccessibleName("Target loss")
        self.target.setToolTip("How long each run takes to a loss of at most this; 0 for none")

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(set_role(QLabel("Target loss"), "muted"))
        head.addWidget(self.target)
        return head

    def _connect(self) -> None:
        runs = self.list
        runs.chosen.connect(self._choose)
        runs.closed.connect(self._bench.run_unwanted)
        runs.show_wanted.connect(self._show)
        runs.lock_wanted.connect(self._lock)
        runs.moved.connect(self._move)
        runs.runs.renamed.connect(self._rename)
        runs.menu_wanted.connect(self._offer)
        self.filter.textChanged.connect(calling(self.refresh))
        self.target.edited.connect(self._set_target)
        self.table.all_wanted.connect(self._show_all_settings)
        self.table.save_wanted.connect(self._save)
        self.rates.clicked.connect(calling(self._compare_rates))
        self.apart.clicked.connect(calling(self._stand_apart))

    # Following the session.

    def minimumSizeHint(self) -> QSize:
        """In a low window list and table take turns: it must not be kept from becoming low."""
        return QSize(super().minimumSizeHint().width(), LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, *_: object) -> None:
        """The list above the table; where both have no room, the one that is asked for."""
        low, compared = self.height() < LOW, bool(self.table.model.compared.names)
        instead = low and compared and self.settings.isChecked()
        self.settings.setVisible(low and compared)
        self.list.setVisible(not instead)
        self.table.setVisible(compared and (instead or not low))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def draw(self, frame: Frame) -> None:
        """It follows the session, as it tells of more than the runs that are drawn."""

    def restyle(self, look: Look) -> None:
        """Take the colours and letters of a look."""
        self.list.restyle(look)
        self.table.restyle(look)

    def refresh(self) -> None:
        """Show how things stand, where that can be seen; cheap when nothing has changed."""
        state = self._session.state
        if not state.runs or not self.isVisible():
            return
        key = self.filter.text(), [(run.count, run.complete) for run in state.runs]
        seen = None if self._drawn[0] is None else self._drawn[0]()
        missing = self._notes.missing or self.standings.missing
        if seen is state and self._drawn[1] == key and not missing:
            return
        self.standings.missing = False
        self._drawn = ref(state), key
        self.standings.forget_others(state.runs)
        view = _view_of(state)
        rows = rows_of(state, self.standings, view.target, self._notes)
        self.filter.setVisible(len(rows) > MANY)
        found = [row for row in rows if len(rows) <= MANY or row.has(self.filter.text())]
        self.list.show_rows(found)
        shown = sum(row.shown for row in rows)
        self.count.setText(f"{shown} of {len(rows)} shown")
        self.target.set_value(view.target)
        self.rates.setEnabled(not state.run.lacks((Capability.TRAINING,)))
        self.apart.setEnabled(len(state.shown) > 1)
        names = {row.document: row.name for row in rows}
        self._show_settings(state, names, view.all_settings)

    def _show_settings(self, state: State, names: Mapping[int, str], all_settings: bool) -> None:
        shown = [(names[run.document], run.colour, run.experiment) for run in state.shown]
        key = shown, all_settings
        if key != self._compared:
            self._compared = key
            table, same = compared(state, names, all_settings)
            self.table.show_runs(table, same)
            self._arrange()

    # What the user wants.

    def _apply(self, intent: Intent) -> None:
        self._session.apply(intent)

    def _choose(self, document: int) -> None:
        self._apply(SelectRun(document=document))

    def _show(self, document: int, on: bool) -> None:
        self._apply(ShowRun(document, on))

    def _lock(self, document: int, on: bool) -> None:
        self._apply(LockRun(document, on))

    def _rename(self, document: int, name: str) -> None:
        self._apply(RenameRun(document, name))

    def _move(self, document: int, place: int) -> None:
        rows = self.list.runs.rows
        # Where only some are listed, to the place of the one that stands there.
        there = rows[max(0, min(place, len(rows) - 1))]
        index = self._session.state.place(there.document)
        if index is not None:
            self._apply(MoveRun(document, index))

    def _set_target(self, target: float) -> None:
        self._apply(ChangeView(VIEW, {"target": target}))

    def _show_all_settings(self, on: bool) -> None:
        self._apply(ChangeView(VIEW, {"all_settings": on}))

    def _compare_rates(self) -> None:
        self._apply(rates_around(asked(self._session.state.run.experiment)))

    def _stand_apart(self) -> None:
        self._apply(ShowApart(APART[0]))

    def _fork(self, document: int) -> None:
        state = self._session.state
        place = state.place(document)
        if place is not None:
            self._apply(ForkRun(row_of(state, state.runs[place]), document=document))

    def _offer(self, document: int, position: QPoint) -> None:
        """What can be done with a run."""
        state = self._session.state
        place = state.place(document)
        if place is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, call in self._entries(state, state.runs[place], place):
            if words:
                menu.addAction(words, call)
            else:
                menu.addSeparator()
        # Not `exec`: nothing here waits for an answer.
        menu.popup(position)

    def _entries(self, state: State, run: Run, place: int) -> list[tuple[str, Callable[..., None]]]:
        document, shown = run.document, state.is_shown(run)
        front = run is state.run
        trains = not run.lacks((Capability.TRAINING,))
        solo = "Show the others again" if state.solo and front else "Show only this run"
        copying = [
            ("Duplicate", calling(self._apply, DuplicateRun(document))),
            ("Fork at the playhead", calling(self._fork, document)),
        ]
        return [
            *([] if front else [("Bring to the front\tEnter", calling(self._choose, document))]),
            *([] if front else [(f"{'Hide' if shown else 'Show'}\tCtrl+Space",
                                 calling(self._show, document, not shown))]),
            (solo, calling(self._apply, ShowOnly(document))),
            ("", _nothing),
            ("Rename\tF2", calling(self.list.rename, document)),
            ("Unlock" if run.locked else "Lock", calling(self._lock, document, not run.locked)),
            *(copying if trains else []),
            ("", _nothing),
            *([("Move up\tAlt+Up", calling(self._apply, MoveRun(document, place - 1)))]
              if place else []),
            *([("Move down\tAlt+Down", calling(self._apply, MoveRun(document, place + 1)))]
              if place < len(state.runs) - 1 else []),
            *([("Close\tDel", calling(self._bench.run_unwanted.emit, document))]
              if len(state.runs) > 1 else []),
        ]  # fmt: skip

    def _save(self) -> None:
        """Ask for a file and write the table of settings."""
        from visualizer.storage.text_tables import save_text_table

        table = self.table.model.compared
        proposed = str(Path(self._bench.preferences.get(FOLDER)) / "runs.csv")
        path, kind = QFileDialog.getSaveFileName(
            self._bench.window, "Save table", proposed, _FILTERS
        )
        if not path:
            return
        if not Path(path).suffix:
            path += kind.partition("*")[2].rstrip(")")
        try:
            save_text_table(path, table.head, table.lines)
        except InputError as error:
            self._bench.failed.emit(error)
        else:
            self._bench.told.emit(f"Saved {path}", 5000)


def _nothing() -> None:
    """What a line between entries of a menu does."""


def _view_of(state: State) -> RunsView:
    view = state.view_of(VIEW)
    assert isinstance(view, RunsView)
    return view


def _chip(words: str, help: str) -> QPushButton:
    button = set_role(QPushButton(words), "chip")
    button.setToolTip(help)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def runs_body(bench: Workbench, dock: DockCard) -> RunsBody:
    """The open runs, with a button that keeps the one in front."""
    body = RunsBody(bench)
    keep = IconButton("keep_run", bench.look, words="Keep run")
    keep.set_wide(True)
    keep.clicked.connect(calling(bench.session.apply, KeepRun()))
    dock.add_switch(keep)
    bench.pane.add_panel(body)
    return body
