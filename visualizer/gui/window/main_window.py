"""The main window: puts the parts together and connects them."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.intents import ChangeSettings
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.experiment import is_file
from visualizer.core.optimizers import SGD
from visualizer.core.settings import Setting, declarations
from visualizer.gui.cards.own_rate import OwnRateChip
from visualizer.gui.cards.panel_docks import SetupBody
from visualizer.gui.cards.rate_control import RateControl
from visualizer.gui.cards.run_bands import BandsBeside
from visualizer.gui.cards.run_tabs import RunTabs
from visualizer.gui.cards.transport_control import TransportControl, transport_tool_bar
from visualizer.gui.cards.verdict_strip import VerdictStrip
from visualizer.gui.look.collector import Collector
from visualizer.gui.look.links import calling, later, passing
from visualizer.gui.look.preferences import THEME, Preferences
from visualizer.gui.look.theme import apply_theme, chosen_look
from visualizer.gui.panels.inspector import Inspector
from visualizer.gui.stage.describing import Describing
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.transport import TransportBar
from visualizer.gui.window.actions import Handlers, dress_actions, fill_menus
from visualizer.gui.window.alone import Alone
from visualizer.gui.window.apart import Apart
from visualizer.gui.window.arrangement import Arrangement, Room
from visualizer.gui.window.commands import AS_IN_BOOK, EXACT, Commands
from visualizer.gui.window.docks import Docks
from visualizer.gui.window.documents import Documents
from visualizer.gui.window.open_panels import OpenPanels
from visualizer.gui.window.remembered_views import RememberedViews
from visualizer.gui.window.returning_focus import ReturningFocus
from visualizer.gui.window.shortcut_guard import ShortcutGuard
from visualizer.gui.window.showing import Parts, Showing
from visualizer.gui.window.status import Status

PRESENTATION_SCALE = 1.5
BANDS = {Room.TALL: 6, Room.LOW: 3, Room.SMALL: 1}
"""Runs whose verdicts are shown over the scrubber, at the most."""

TITLE_BAR = 32
"""Pixels that a small screen needs above the window."""
CURVATURE_LATER = 600
BOARD = QSize(420, 360)
"""What the step by hand takes at the least to be read."""
LATER = 100
"""Milliseconds until what can wait is done, so that the window appears sooner."""


class MainWindow(QMainWindow):
    """A media player for training.

    It owns the session and the threads, builds the views and connects their signals to
    intents. What the menu entries do is in `Commands`, what is drawn when in `Stage`,
    where the panels are in `Arrangement`.
    """

    def __init__(self, app: QApplication, settings: QSettings) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("Gradient Descent Visualizer")
        self.setAcceptDrops(True)
        self.app = app
        self.preferences = Preferences(settings)
        self.theme = self.preferences.get(THEME)
        self._unasked = False
        # First: from here on nothing is collected on another thread.
        self._collector = Collector(self)
        self.bench = Workbench(self, self.preferences, apply_theme(app, chosen_look(self.theme)))
        self.session, self.stage, self.pane = self.bench.session, self.bench.stage, self.bench.pane
        RememberedViews(self.session, self.preferences, self)
        self.playback = self.bench.playback
        self.describing = Describing(self.pane, self)
        self.documents = Documents(self.session, self.preferences, self)
        self._guard = ShortcutGuard(app, self)
        self._returning = ReturningFocus(self)
        self._build()
        self.commands = Commands(
            self.bench, self.documents, self.footer, self.rates, self._handlers()
        )
        self.actions_by_name = self.commands.actions
        self.menus = fill_menus(self.menuBar(), self.actions_by_name)
        # The icons of the menus are not seen at first, and take long to draw.
        later(self, self._dress, LATER)
        self._fill_menus()
        self._connect()
        self._arrange()
        self._show()

    # Building.

    def _arrange(self) -> None:
        self.arrangement = Arrangement(self, self.docks)
        self.arrangement.room_changed.connect(self._on_room_changed)
        self.alone = Alone(self, self.arrangement, self.docks, self.pages, self.landscape_card)
        self.alone.changed.connect(self.actions_by_name["alone"].setChecked)
        self.apart = Apart(self.bench, self.arrangement, self.docks, self.pages)
        self.apart.changed.connect(self._on_apart)
        self.apart.export_wanted.connect(self.commands.export_apart)
        self._on_full_screen(False)
        for name in ("present", "alone"):
            self.actions_by_name[name].toggled.connect(self._on_full_screen)
        self.arrangement.made.connect(self.alone.watch)
        self.arrangement.restore(self.preferences)
        OpenPanels(self.bench, self.docks, self.arrangement, self)

    def _build(self) -> None:
        self.setMinimumSize(800, 480)
        self.setContentsMargins(8, 4, 8, 0)
        self.resize(self.sizeHint())
        self.strip = VerdictStrip(self.bench.look)
        self.inspector = Inspector(self.bench.look)
        self.pane.add_panel(self.inspector)
        self.tabs = RunTabs(self.bench.look)
        self.docks = Docks(self.bench)
        self.docks.fill("setup")
        body = self.docks["setup"].findChild(SetupBody)
        assert body is not None
        self._setup_body = body
        self.setup, self.footer = body.panel, body.footer
        self.landscape_card = Card("Landscape")
        self.pages = QStackedWidget()
        self.pages.addWidget(self._centre())
        self.setCentralWidget(self.pages)
        self.transport = TransportBar(self.bench.look, _rate_setting())
        self.describing.add(self.inspector, self.transport.read_outs)
        self.player = TransportControl(self.session, self.playback, self.transport)
        self.bands = BandsBeside(self.bench, self.player)
        self.rates = RateControl(self.session, self.transport, self.setup)
        self.own_rate = OwnRateChip(self.pane, self.strip)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, transport_tool_bar(self, self.transport))
        # Not animated: a layout that is restored before a panel has arrived ends the program.
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.pane.hold_while(self.transport.rate.slider.isSliderDown)
        self.pane.hold_while(self.setup.is_dragging)
        self.status = Status(self.statusBar(), self.session, self.bench.tasks)

    def _show(self) -> None:
        """Have all that is no plot follow the session from now on."""
        self.showing = Showing(
            self.bench,
            Parts(
                self,
                self._setup_body,
                self.tabs,
                self.strip,
                self.transport,
                self.player,
                self.rates,
                self.commands,
                self.arrangement,
                self.status,
            ),
        )

    def _handlers(self) -> Handlers:
        """What needs the whole window, by the names of the actions."""
        return {
            "quit": self.close,
            "lessons": self.documents.show_lessons,
            "log_loss": self.set_log_loss,
            "theme_system": calling(self.set_theme, "system"),
            "theme_light": calling(self.set_theme, "light"),
            "theme_dark": calling(self.set_theme, "dark"),
            "reset_layout": self._reset_layout,
            "present": self._present,
            "alone": self._show_alone,
            "apart": self._show_apart,
            "by_hand": self._show_by_hand,
            "leave_presentation": self._leave_presentation,
        }

    def _fill_menus(self) -> None:
        """The menus whose entries are found out: files, panels."""
        self.documents.fill_recent(self.menus["File/Open recent"])
        self.docks.fill_menu(self.menus["View/Panels"])
        self.actions_by_name[f"theme_{self.theme}"].setChecked(True)

    def fill(self) -> None:
        """Build the plots: after the window has appeared, which they would hold up."""
        from visualizer.gui.cards.plot_cards import fill_landscape

        self.landscape, self.landscape_view, self.control = fill_landscape(
            self.bench, self.landscape_card
        )
        # The keys of playback work from the start: a button would keep the space bar.
        self.landscape_view.setFocus()
        self.docks.fill_shown()
        # The colours of the rate: not before the first picture.
        later(self, self._on_time_for_curvature, CURVATURE_LATER)

    def _on_time_for_curvature(self) -> None:
        if self.isVisible():  # not when it has been closed meanwhile
            self.pane.need(Curvature)

    def _centre(self) -> QWidget:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.tabs)
        layout.addWidget(self.landscape_card, 1)
        layout.addWidget(self.strip)
        layout.addWidget(self.inspector)
        return centre

    # Connecting views to intents.

    def _connect(self) -> None:
        session = self.session
        session.training.failed.connect(self.commands.show_problem)
        self.documents.failed.connect(self.status.show_error)
        self.bench.tasks.failed.connect(self.bench.broke)
        self.bench.broke.connect(passing(self.commands.show_problem, 0))
        self.bench.dock_wanted.connect(self.docks.open)
        self.inspector.by_hand_wanted.connect(self._show_by_hand)
        self.bench.run_unwanted.connect(self.commands.close_document)
        self.documents.lesson_opened.connect(self.strip.show_lesson)
        self.documents.lesson_attended.connect(calling(self.docks.open, "lesson"))
        self.setup.setting_edited.connect(self._change)
        self.setup.step_sought.connect(self.playback.seek_row)
        self.setup.rate_plot_wanted.connect(calling(self.docks.open, "rate"))
        self.documents.table_named.connect(self.commands.open_table)
        self.strip.values_chosen.connect(self.commands.change_run)
        self.footer.exact_chosen.connect(calling(self.commands.change, EXACT))
        self.footer.book_chosen.connect(calling(self.commands.change, AS_IN_BOOK))
        self.footer.train_pressed.connect(self.commands.train)
        self.footer.pause_toggled.connect(self.commands.pause)
        self.footer.rate_wanted.connect(self.commands.find_rate)
        self.tabs.chosen.connect(self.commands.select)
        self.tabs.closed.connect(self.commands.close)
        self.stage.menu_requested.connect(self.commands.show_plot_menu)

    def _change(self, key: str, value: object, gesture: str) -> None:
        if key == "problem.data" and is_file(str(value)):
            self.commands.replace_data(str(value))
            return
        self.session.apply(ChangeSettings({key: value}, gesture))

    def _on_room_changed(self, room: Room) -> None:
        self.inspector.set_folded(room != Room.TALL)
        self.inspector.setVisible(room != Room.SMALL)
        for card in (self.landscape_card, self.strip, self.transport):
            card.set_tight(room == Room.SMALL)
        self.bands.set_most(BANDS[room])

    # Themes and presentation.

    def set_log_loss(self, on: bool) -> None:
        """Show the loss on a logarithmic axis, or a linear one."""
        self.docks.fill("loss")
        button = self.docks["loss"].findChild(QPushButton, "log")
        assert button is not None
        button.setChecked(on)

    def set_theme(self, theme: str) -> None:
        """Use light or dark colours, or those of the system."""
        self.theme = theme
        self.preferences.set(THEME, theme)
        self.restyle()

    def restyle(self) -> None:
        """Dress everything in the chosen theme, larger while presenting."""
        look = chosen_look(self.theme)
        presenting = self.actions_by_name["present"].isChecked()
        look = look.scaled(PRESENTATION_SCALE if presenting else 1.0)
        self.bench.restyle(apply_theme(self.app, look))
        self.arrangement.dress(look.scale)
        self._dress()
        self.transport.restyle(self.bench.look)
        self.strip.restyle(self.bench.look)
        self.tabs.restyle(self.bench.look)
        self.apart.restyle(self.bench.look)

    def _reset_layout(self) -> None:
        self.arrangement.reset()

    def _show_by_hand(self) -> None:
        # A board needs room: in a tab of a small window no more than its head would be seen.
        self.alone.give_room(self.docks.open("by-hand"), BOARD)

    def _show_apart(self, on: bool) -> None:
        if on:
            self.alone.leave()
        self.apart.toggle(on)
        # Where nothing came of it the switch must not stand otherwise.
        self.actions_by_name["apart"].setChecked(self.apart.shown)

    def _on_apart(self, on: bool) -> None:
        self.actions_by_name["apart"].setChecked(on)
        self._on_full_screen(False)

    def _show_alone(self, on: bool) -> None:
        self.apart.leave()
        self.alone.toggle(self.alone.card_in_use(self.stage.current))

    def _present(self, on: bool) -> None:
        self.alone.leave()
        # What has stepped aside comes back in the order in which it went.
        apart = self.apart.shown
        self.apart.leave()
        if on:
            self.arrangement.present(True)
        # Before the panels come back: in large letters they would not fit.
        self.restyle()
        if not on:
            self.arrangement.present(False)
        # A presenter's keys move the playhead; a text field would keep them.
        self.landscape_view.setFocus()
        if apart:
            self.apart.toggle(True)

    def _on_full_screen(self, on: bool) -> None:
        """There is something to leave in full screen only."""
        filled = (self.actions_by_name[name].isChecked() for name in ("present", "alone", "apart"))
        self.actions_by_name["leave_presentation"].setEnabled(any(filled))

    def _leave_presentation(self) -> None:
        action = self.actions_by_name["present"]
        if self.alone.shown is not None:
            self.alone.leave()
        elif self.apart.shown:
            self.apart.leave()
        elif action.isChecked():
            action.trigger()

    def _dress(self) -> None:
        dress_actions(self.actions_by_name, self.bench.look)

    # Qt's events.

    def event(self, event: QEvent) -> bool:
        """Nothing plays on behind a dialog that holds the window."""
        if event.type() == QEvent.Type.WindowBlocked:
            self.playback.pause()
        return bool(super().event(event))

    def childEvent(self, event: QChildEvent) -> None:
        """The dialogs of the window give the keys back when they close."""
        super().childEvent(event)
        if hasattr(self, "_returning"):
            self._returning.watch(self, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt sends the first of these events while the window is still being built.
        if hasattr(self, "arrangement"):
            self.arrangement.follow_size()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.documents.accept_drag(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.documents.drop(event)

    def close_unasked(self) -> None:
        """Close without a question, as there may be nobody to answer."""
        self._unasked = True
        self.close()

    def close_at_once(self, status: int = 0) -> None:
        """Close without a question, and end the program with a status."""
        self.close_unasked()
        # After the window, whose end gives 0: also the loops of open dialogs end.
        self.app.exit(status)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._unasked and not self.documents.may_close():
            event.ignore()
            return
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.alone.leave()
        self.apart.leave()
        self.arrangement.save(self.preferences)
        # Nobody is to look at a window that waits for its threads.
        self.hide()
        self.playback.pause()
        self.showing.stop()
        self.bands.stop()
        # Views first, then the threads: nothing may be drawn from what is being taken down.
        self.stage.stop()
        self.status.close()
        self.documents.close()
        self.bench.teaching.close()
        self.session.close()
        # Last: until here a thread might have been the one that collects.
        self._collector.close()
        event.accept()

    def sizeHint(self) -> QSize:
        wanted, free = QSize(1400, 900), self.screen().availableSize()
        if free.height() < wanted.height():
            free -= QSize(0, TITLE_BAR)
        return wanted.boundedTo(free).expandedTo(self.minimumSize())


def _rate_setting() -> Setting:
    return next(one for one in declarations(SGD) if one.name == "learning_rate")
