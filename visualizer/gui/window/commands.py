"""What each menu entry does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from visualizer.app.copies import rates_around
from visualizer.app.intents import (
    ChangeSettings,
    ChangeView,
    DuplicateRun,
    ExtendRun,
    ForkRun,
    KeepRun,
    LockRun,
    MeasureBy,
    MovePlayhead,
    PauseTraining,
    SelectRun,
    SetOption,
    ShowOnly,
    StopTraining,
    Train,
)
from visualizer.app.state import EPOCH, EVALUATION, STEP
from visualizer.app.views import LANDSCAPE, MapView
from visualizer.core.capabilities import asked
from visualizer.core.data.options import FileOptions
from visualizer.gui.look.links import calling, passing
from visualizer.gui.widgets.action_table import ACTIONS, tooltip
from visualizer.gui.window.actions import Handlers, make_actions

if TYPE_CHECKING:
    from visualizer.app.state import Run
    from visualizer.gui.cards.rate_control import RateControl
    from visualizer.gui.cards.setup_footer import SetupFooter
    from visualizer.gui.plots.callbacks import MenuEntry
    from visualizer.gui.stage.plot_view import PlotView
    from visualizer.gui.stage.workbench import Workbench
    from visualizer.gui.window.documents import Documents

EXACT = {"training.gradient": "exact", "training.precision": "float64"}
AS_IN_BOOK = {
    "training.gradient": "forward difference",
    "training.difference_step": 1e-4,
    "training.precision": "float32",
}
"""As in texts that measure the slope by moving each weight a little, in single precision."""


class Commands:
    """Makes the actions and does what they say.

    `others` has the handlers of those that need the whole window, by the names of the table.
    """

    def __init__(
        self,
        bench: Workbench,
        documents: Documents,
        footer: SetupFooter,
        rates: RateControl,
        others: Handlers,
    ) -> None:
        self._bench, self._documents = bench, documents
        self._footer, self._rates = footer, rates
        self._session, self._playback = bench.session, bench.playback
        self._shown: object = None
        self._problems: set[str] = set()
        own = self._file() | self._edit() | self._run() | self._play() | self._view()
        self.actions = make_actions(bench.window, {**own, **others})

    def _file(self) -> dict[str, Callable[..., Any]]:
        documents = self._documents
        return {
            "new": documents.new,
            "open": documents.open,
            "open_data": documents.open_data,
            "data_options": self._data_options,
            "save": documents.save,
            "save_as": documents.save_as,
            "export": self._export,
            "copy_plot": self._copy_plot,
            "close_run": self._close_run,
        }

    def _edit(self) -> dict[str, Callable[..., Any]]:
        return {
            "undo": self._session.undo,
            "redo": self._session.redo,
        }

    def _run(self) -> dict[str, Callable[..., Any]]:
        return {
            "train": self.train,
            "pause": self.pause,
            "stop": calling(self._apply, StopTraining()),
            "one_more": self._one_more,
            "find_rate": self.find_rate,
            "keep_run": calling(self._apply, KeepRun()),
            "compare_rates": self._compare_rates,
            "duplicate_run": calling(self._apply, DuplicateRun()),
            "fork_run": self._fork,
            "show_only": calling(self._apply, ShowOnly()),
            "lock_run": self._lock,
            "compare": self._compare,
            "sweep": self._sweep,
            "from_here": passing(self._set, "from_here"),
            "live": passing(self._set, "update_as_change"),
            "exact": calling(self.change, EXACT),
            "as_in_book": calling(self.change, AS_IN_BOOK),
        }

    def _play(self) -> dict[str, Callable[..., Any]]:
        playback = self._playback
        return {
            "play": playback.toggle,
            "step_back": calling(playback.step, -1),
            "step_forward": calling(playback.step, 1),
            "ten_back": calling(playback.step, -10),
            "ten_forward": calling(playback.step, 10),
            "to_start": calling(playback.seek, 0.0),
            "to_end": self._to_end,
            "faster": calling(playback.change_speed, 1),
            "slower": calling(playback.change_speed, -1),
            "loop": passing(self._set, "loop"),
            "by_epoch": passing(self._set, "by_epoch"),
            "follow": passing(self._set, "follow"),
            "by_epochs": calling(self._apply, MeasureBy(EPOCH)),
            "by_steps": calling(self._apply, MeasureBy(STEP)),
            "by_evaluations": calling(self._apply, MeasureBy(EVALUATION)),
            "previous_experiment": calling(self._select, -1),
            "next_experiment": calling(self._select, 1),
        }

    def _view(self) -> dict[str, Callable[..., Any]]:
        return {
            "hide_future": passing(self._set, "hide_future"),
            "fit": self._fit,
            "rule_state": passing(self._show_on_landscape, "state"),
            "batch_cloud": passing(self._show_on_landscape, "cloud"),
            "getting_started": calling(self._help, "getting-started"),
            "shortcuts": calling(self._help, "keyboard-shortcuts"),
            "explorer": self._explore,
            "about": self._about,
        }

    def update(self) -> None:
        """Show in the menus what can be done and how the switches stand."""
        actions, session = self.actions, self._session
        state = session.state
        enabled: Mapping[str, bool] = {
            "undo": session.can_undo,
            "redo": session.can_redo,
            "close_run": len(state.runs) > 1,
            "previous_experiment": len(state.runs) > 1,
            "next_experiment": len(state.runs) > 1,
            "apart": len(state.shown) > 1,
            "show_only": len(state.runs) > 1,
            "data_options": isinstance(state.experiment and state.experiment.data, FileOptions),
        }
        landscape = state.view_of(LANDSCAPE)
        assert isinstance(landscape, MapView)
        training_settings = state.experiment.training if state.experiment else None
        exact = training_settings is not None and training_settings.gradient == "exact"
        single = training_settings is not None and training_settings.precision == "float32"
        checked: Mapping[str, bool] = {
            "from_here": state.from_here,
            "live": state.update_as_change,
            "loop": state.loop,
            "by_epoch": state.by_epoch,
            "by_epochs": state.axis == EPOCH,
            "by_steps": state.axis == STEP,
            "by_evaluations": state.axis == EVALUATION,
            "follow": state.follow,
            "hide_future": state.hide_future,
            "show_only": state.solo,
            "lock_run": bool(state.runs) and state.run.locked,
            "rule_state": landscape.state,
            "batch_cloud": landscape.cloud,
            "exact": exact and not single,
            "as_in_book": single and not exact,
        }
        for declared in ACTIONS:
            if declared.requires:
                unknown = state.run.lacks(declared.requires)
                actions[declared.name].setEnabled(not unknown)
                actions[declared.name].setToolTip(unknown or tooltip(declared))
        for name, on in enabled.items():
            actions[name].setEnabled(on)
        for name, on in checked.items():
            actions[name].setChecked(on)
        self._footer.show_measure(checked["exact"], checked["as_in_book"])
        self.update_training()

    def update_training(self) -> None:
        """Show what can be done about training; cheap enough for every frame."""
        actions, session = self.actions, self._session
        training, paused = session.training_now, session.state.is_paused
        shown = (training, paused, session.state.edited, session.loading_progress is None)
        if shown == self._shown:
            return
        self._shown = shown
        actions["stop"].setEnabled(training or session.loading_progress is not None)
        actions["pause"].setEnabled(training or paused)
        actions["pause"].setChecked(paused)
        stale = session.state.edited is not None
        self._footer.show_training(stale=stale, training=training, paused=paused)

    # What needs more than one intent.

    def change(self, values: Mapping[str, Any]) -> None:
        """Give settings new values."""
        self._session.apply(ChangeSettings(values))

    def change_run(self, run: Run, values: Mapping[str, Any]) -> None:
        """Give settings of a run new values, unless another has come to the front since."""
        if run.document == self._session.state.run.document:
            self.change(values)

    def _apply(self, intent: Any) -> None:
        self._session.apply(intent)

    def _set(self, name: str, on: bool) -> None:
        self._session.apply(SetOption(name, on))

    def train(self) -> None:
        """Train what is set, or go on with a run that was paused."""
        self._session.apply(Train())

    def pause(self, on: bool) -> None:
        """Interrupt training, or go on."""
        self._session.apply(PauseTraining() if on else Train())

    def find_rate(self) -> None:
        """Open the learning-rate finder."""
        state = self._session.state
        if state.runs:
            from visualizer.gui.dialogs.rate_finding import show_rate_finder

            show_rate_finder(self._bench)

    def _compare_rates(self) -> None:
        self._apply(rates_around(asked(self._session.state.run.experiment)))

    def _fork(self) -> None:
        self._apply(ForkRun(self._session.state.row))

    def _lock(self, on: bool) -> None:
        self._apply(LockRun(self._session.state.run.document, on))

    def _sweep(self) -> None:
        from visualizer.gui.dialogs.sweeping import show_sweep

        show_sweep(self._bench)

    def _compare(self) -> None:
        """Open the race."""
        state = self._session.state
        if state.runs and state.run.problem is not None:
            from visualizer.gui.dialogs.racing import show_race

            show_race(self._bench)

    def _one_more(self) -> None:
        run = self._session.state.run
        if self._session.apply(ExtendRun()):
            self._session.apply(MovePlayhead(run.epochs + 1))

    def _to_end(self) -> None:
        self._playback.seek(self._session.state.run.epochs)

    def _select(self, by: int) -> None:
        state = self._session.state
        self.select((state.current + by) % len(state.runs))

    def select(self, index: int) -> None:
        """Bring a run to the front."""
        self._session.apply(SelectRun(index))

    def close(self, index: int) -> None:
        """Close a run, after a question where it is not saved."""
        self._documents.close_run(index)

    def close_document(self, document: int) -> None:
        """Close the run of a document, after a question where it is not saved."""
        place = self._session.state.place(document)
        if place is not None:
            self.close(place)

    def _close_run(self) -> None:
        self.close(self._session.state.current)

    def _show_on_landscape(self, name: str, on: bool) -> None:
        self._session.apply(ChangeView(LANDSCAPE, {name: on}))

    def _fit(self) -> None:
        if self._bench.stage.current is not None:
            self._bench.stage.current.fit()

    # Dialogs, imported when they are wanted: most sessions need none.

    def _help(self, page: str) -> None:
        from visualizer.gui.dialogs.help import show_help

        show_help(self._bench.window, page, self._bench.look, self._bench.preferences)

    def _explore(self) -> None:
        from visualizer.gui.dialogs.explorer import show_explorer

        show_explorer(self._bench)

    def _about(self) -> None:
        from visualizer.gui.dialogs.about import show_about

        show_about(self._bench.window)

    def show_problem(self, number: int, details: str) -> None:
        """Tell of an unexpected error, with the details to copy; of a repeated one once."""
        # An error in a timer comes back many times a second.
        if details in self._problems:
            return
        self._problems.add(details)
        from visualizer.gui.dialogs.problem import show_problem

        show_problem(self._bench.window, details)

    def _export(self) -> None:
        from visualizer.gui.dialogs.exporting import export_with_dialog

        export_with_dialog(self._bench)

    def export_apart(self) -> None:
        """Ask how the runs side by side are exported, as one picture."""
        from visualizer.gui.dialogs.exporting import export_with_dialog

        export_with_dialog(self._bench, beside=self._session.state.apart)

    def _export_plot(self, view: PlotView) -> None:
        from visualizer.gui.dialogs.exporting import export_with_dialog

        export_with_dialog(self._bench, view)

    def open_table(self, path: str) -> None:
        """Ask how a table is read, and open it."""
        from visualizer.gui.dialogs.importing import open_table

        open_table(self._bench, path, self._documents.note_opened)

    def replace_data(self, path: str) -> None:
        """Ask how a table is read, and take it as the data of the run in front."""
        from visualizer.gui.dialogs.importing import replace_data

        replace_data(self._bench, path, self._documents.remember)

    def _data_options(self) -> None:
        from visualizer.gui.dialogs.importing import change_options

        change_options(self._bench)

    def _copy_plot(self) -> None:
        from visualizer.gui.dialogs.exporting import copy_plot

        copy_plot(self._bench)

    def show_plot_menu(self, view: PlotView, position: QPoint) -> None:
        """What can be done with one plot."""
        plot, actions = view.plot, self.actions
        menu = QMenu(self._bench.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # What the actions are about, also when the menu was opened by keyboard.
        self._bench.stage.current = view
        menu.addAction(actions["copy_plot"])
        menu.addAction("Export this plot...", calling(self._export_plot, view))
        menu.addAction("One panel alone", actions["alone"].trigger)
        menu.addSeparator()
        for entry in plot.menu_entries():
            action = menu.addAction(entry.words)
            action.setCheckable(entry.on is not None)
            action.setChecked(bool(entry.on))
            action.triggered.connect(passing(_choose, view, entry))
        epoch = view.epoch_at(position)
        if epoch is not None:
            menu.addAction("Change the rate from here on...", calling(self._ask_rate_from, epoch))
        # Not `exec`: nothing here waits for an answer.
        menu.popup(position)

    def _ask_rate_from(self, epoch: float) -> None:
        self._playback.seek(epoch)
        self._rates.ask()


def _choose(view: PlotView, entry: MenuEntry, on: bool) -> None:
    if entry.on is None:
        entry.chosen()
    else:
        entry.chosen(on)
    view.paint_soon()
