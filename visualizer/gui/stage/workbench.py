"""The workbench: what cards and dialogs work with, whichever window they stand in."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from visualizer.app.jobs.tasks import Tasks
from visualizer.app.playback import Playback
from visualizer.app.session import Session
from visualizer.app.teaching import Teaching
from visualizer.gui.look.look import Look
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.stage import Stage


class Workbench(QObject):
    """The session, and what plays, computes and draws for it.

    `window` is what dialogs lie above; more of it is not to be known here. What only a window
    can do is asked for by signals, so that cards and dialogs can be tried without it.

    Signals
    -------
    told(words, milliseconds)
        What has been done, to be said for a while; 0 for until something else is said.
    failed(error)
        An `InputError`, to be said in one sentence.
    broke(details)
        An unexpected error: its traceback.
    dock_wanted(name)
        The user wants to see a dock.
    run_unwanted(document)
        The user wants a run closed; what of it is not saved is asked about.
    """

    told = Signal(str, int)
    failed = Signal(object)
    broke = Signal(str)
    dock_wanted = Signal(str)
    run_unwanted = Signal(int)

    def __init__(self, window: QWidget, preferences: Preferences, look: Look) -> None:
        super().__init__(window)
        self.window, self.preferences, self.look = window, preferences, look
        self.session = Session(self)
        self.playback = Playback(self.session, self)
        self.teaching = Teaching(self.session, self)
        self.teaching.failed.connect(self.failed)
        self.tasks = Tasks(self.session.jobs, self)
        self.stage = Stage(self.session, self.playback, self)
        self.pane = Pane(self.session, self.playback, self)
        self.stage.add_pane(self.pane)

    def restyle(self, look: Look) -> None:
        """Dress all that stands on the stage in a look, and what is made from now on."""
        self.look = look
        self.stage.restyle(look)
