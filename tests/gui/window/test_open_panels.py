"""Panels that the session names and panels that the user opens are the same ones."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.windows import press, wait_until
from visualizer.app.intents import ShowPanels


def shown(window):
    return {name for name, dock in window.docks.items() if not dock.isHidden()}


def front(window):
    """The panels that can be seen."""
    return {name for name, dock in window.docks.items() if not dock.visibleRegion().isEmpty()}


def test_the_session_opens_and_closes_panels(window):
    usual = shown(window)
    window.session.apply(ShowPanels(("parameters", "rate", "loss")))
    wait_until(lambda: shown(window) == {"parameters", "rate", "loss"})
    wait_until(lambda: "loss" in front(window))
    # And back to what suits the run.
    window.session.apply(ShowPanels())
    wait_until(lambda: shown(window) == usual)
    QTest.qWait(50)
    assert window.session.state.panels is None


def test_what_the_user_opens_and_closes_the_session_knows(window):
    usual = shown(window)
    assert window.session.state.panels is None
    window.docks["gradient"].toggleViewAction().trigger()
    wait_until(lambda: set(window.session.state.panels or ()) == usual - {"gradient"})
    window.docks.open("sections")
    wait_until(lambda: "sections" in (window.session.state.panels or ()))
    # Undo takes back what was trained, and no panel.
    before = window.session.state.panels
    window.session.undo()
    assert window.session.state.panels == before
    window.actions_by_name["reset_layout"].trigger()
    wait_until(lambda: window.session.state.panels is None)
    assert shown(window) == usual


def test_what_steps_aside_for_one_that_is_alone_is_still_open(window):
    usual = shown(window)
    press(window, Qt.Key.Key_F11)
    wait_until(lambda: shown(window) == set())
    QTest.qWait(50)
    assert window.session.state.panels is None
    press(window, Qt.Key.Key_Escape)
    wait_until(lambda: shown(window) == usual)
    QTest.qWait(50)
    assert window.session.state.panels is None


def test_a_panel_that_there_is_not_is_said(window):
    said = []
    window.bench.told.connect(lambda words, _: said.append(words))
    window.session.apply(ShowPanels(("loss", "lost")))
    wait_until(lambda: said == ['There is no panel "lost"'])
    wait_until(lambda: shown(window) == {"loss"})
