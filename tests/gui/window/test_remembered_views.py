import json

import pytest

from tests.gui.windows import settle, wait_until
from visualizer.app.intents import ChangeView
from visualizer.app.views import VIEWS
from visualizer.gui.cards.view_switch import ViewSwitch


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


@pytest.mark.parametrize(
    "stored",
    ["{", "[]", "null", "3", '{"loss": 3}', '{"sky": {}}', '{"loss": {"log": "yes"}}',
     '{"landscape": {"contours": 6}, "loss": {"colour": 1}}', "[" * 100_000],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_cannot_be_read_leaves_the_usual_ones(make_window, settings, stored):
    settings.setValue("window/views", stored)
    window = make_window()
    assert window.session.state.views == ()
    assert "how the plots show what they show" in window.preferences.notes()
    assert VIEWS["loss"].log
