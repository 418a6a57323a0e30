"""How the plots show what they show, from one start to the next."""

import json

from PySide6.QtCore import QObject

from visualizer.app.intents import ChangeView
from visualizer.app.session import Session
from visualizer.app.views import VIEWS as KNOWN
from visualizer.app.views import changed
from visualizer.core.errors import InputError
from visualizer.core.settings import to_dict
from visualizer.gui.look.preferences import VIEWS, Preferences


class RememberedViews(QObject):
    """Gives a session the view settings of the last start, and keeps those that change."""

    def __init__(self, session: Session, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._recall()
        self._kept = session.state.views
        session.changed.connect(self._keep)

    def _recall(self) -> None:
        stored = self._preferences.get(VIEWS)
        if not stored:
            return
        try:
            # All are looked at before one is used.
            wanted = [ChangeView(name, values) for name, values in json.loads(stored).items()]
            for one in wanted:
                changed(one.name, KNOWN.get(one.name, KNOWN["loss"]), one.values)
        except (ValueError, TypeError, AttributeError, RecursionError, InputError):
            self._preferences.refuse(VIEWS)
            return
        for one in wanted:
            self._session.apply(one)

    def _keep(self) -> None:
        views = self._session.state.views
        if views != self._kept:
            self._kept = views
            self._preferences.set(VIEWS, json.dumps({name: to_dict(view) for name, view in views}))
