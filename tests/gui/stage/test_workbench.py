"""The workbench without the window that it stands in."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from tests.gui.windows import new_workbench
from visualizer.app.intents import OpenExperiment
from visualizer.gui.cards.map_menu import MapButton
from visualizer.gui.cards.plot_cards import fill_landscape
from visualizer.gui.dialogs.exporting import copy_plot
from visualizer.gui.look.look import DARK
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import Card
from visualizer.storage.lessons import first_lesson


@pytest.fixture
def card(qapp: QApplication) -> Iterator[Card]:
    card = Card("Landscape")
    card.resize(600, 400)
    yield card
    card.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def bench(card: Card, settings: QSettings) -> Iterator[Workbench]:
    with new_workbench(card, settings) as bench:
        yield bench


def test_cards_and_dialogs_work_without_a_main_window(qtbot, card, bench):
    told, wanted = [], []
    bench.told.connect(lambda words, milliseconds: told.append(words))
    bench.dock_wanted.connect(wanted.append)
    plot, view, _ = fill_landscape(bench, card)
    card.show()
    bench.session.apply(OpenExperiment(first_lesson().experiment))
    qtbot.waitUntil(lambda: bool(len(bench.session.state.run.history)))
    bench.stage.show_now()
    assert plot.frame is not None

    copy_plot(bench)
    assert not QApplication.clipboard().image().isNull()
    assert told == [f"{plot.title} copied"]

    menu = card.findChild(MapButton).entries
    menu.aboutToShow.emit()
    for action in menu.actions()[-3:]:
        action.trigger()
    assert wanted == ["sections", "between", "basins"]

    bench.restyle(DARK)
    assert view.plot.look is DARK


def test_what_is_made_from_now_on_has_the_new_look(bench):
    bench.restyle(DARK)
    assert bench.look is DARK
