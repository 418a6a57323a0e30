import json

from tests.gui.windows import settle, wait_until
from visualizer.app.intents import ChangeView
from visualizer.app.views import VIEWS
from visualizer.gui.cards.view_switch import ViewSwitch
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.window.remembered_views import RememberedViews


def test_views_are_those_of_the_last_start(make_window, settings):
    window = make_window()
    for name, values in (("loss", {"log": False}), ("surface", {"azimuth": 20.0})):
        window.session.apply(ChangeView(name, values))
    window = make_window()
    settle(window)
    loss = window.pane.view_of("loss").plot
    assert loss.log is False
    switch = window.docks["loss"].findChild(ViewSwitch)
    assert not switch.isChecked()
    assert window.session.state.view_of("surface").azimuth == 20.0
    assert not window.session.can_undo
    switch.click()
    wait_until(lambda: loss.log)
    assert json.loads(settings.value("window/views")).keys() == {"surface"}


UNREADABLE = (
    "{", "[]", "null", "3", '{"loss": 3}', '{"sky": {}}', '{"loss": {"log": "yes"}}',
    '{"landscape": {"contours": 6}, "loss": {"colour": 1}}', "[" * 100_000,
)  # fmt: skip


def test_what_cannot_be_read_leaves_the_usual_ones(make_window, settings):
    settings.setValue("window/views", UNREADABLE[0])
    window = make_window()
    assert "how the plots show what they show" in window.preferences.notes()
    # Each as if another window began with it.
    for stored in UNREADABLE:
        settings.setValue("window/views", stored)
        preferences = Preferences(settings)
        RememberedViews(window.session, preferences, window)
        assert window.session.state.views == (), stored[:20]
        assert "how the plots show what they show" in preferences.notes(), stored[:20]
    assert VIEWS["loss"].log
