"""Docks: declared in a table, made when they are opened, remembered."""

import subprocess
import sys
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QMenu, QWidget

from tests.gui.windows import settle, wait_until
from visualizer.gui.panels.epoch_table import EpochTable
from visualizer.gui.window.docks import DOCKS, Dock, Docks, late


def label(window, dock):
    dock.add_switch(QLabel("a switch"))
    return QLabel(f"the body of {dock.objectName()}")


RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
RARE = Dock("rare", "Rare", "What few want to see", label, place="usual", group="Rarities")
TABLE = (Dock("usual", "Usual", "What all want to see", label, place="right", usual=True), RARE)


@pytest.fixture
def docks(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    docks = Docks(window, TABLE)
    docks.on_made = lambda dock: window.addDockWidget(RIGHT, dock)
    docks.on_made(docks["usual"])
    return docks


def test_only_the_usual_docks_exist_and_their_bodies_wait(docks):
    assert list(docks) == ["usual"]
    assert len(docks) == 1
    assert "the body of usual" not in texts(docks["usual"])
    docks.fill("usual")
    docks.fill("usual")
    assert texts(docks["usual"]).count("the body of usual") == 1


def test_a_rare_dock_is_made_when_it_is_opened(docks):
    made, place = [], docks.on_made
    docks.on_made = lambda dock: (made.append(dock), place(dock))
    card = docks.open("rare")
    assert made == [card]
    assert docks.extra == ("rare",)
    docks.close_extra()
    assert docks.extra == ()
    assert docks.open("rare") is card
    assert made == [card]


def test_the_menu_offers_all_and_opens_what_is_chosen(docks):
    menu = QMenu()
    docks.fill_menu(menu)
    usual, _, group = menu.actions()
    assert usual is docks["usual"].toggleViewAction()
    inner = docks.menus["Rarities"]
    assert inner.menuAction() is group
    assert inner.title() == "Rarities"
    assert inner.actions() == []
    inner.aboutToShow.emit()
    (entry,) = inner.actions()
    assert (entry.text(), entry.toolTip(), entry.isChecked()) == ("Rare", RARE.help, False)
    entry.trigger()
    assert docks.extra == ("rare",)
    inner.aboutToShow.emit()
    (entry,) = inner.actions()
    assert entry.isChecked()
    entry.trigger()
    assert docks.extra == ()
    menu.deleteLater()


def test_the_table_is_complete():
    names = [dock.name for dock in DOCKS]
    assert len(set(names)) == len(names)
    for dock in DOCKS:
        assert dock.title
        assert dock.help
        assert dock.usual or dock.group
        assert dock.place in ("left", "right", *names)


def is_drawn(window, card):
    """Whether the plots of a card show the frame that is shown."""
    views = [view for view in window.pane.views if card.isAncestorOf(view)]
    return all(view.plot.frame is window.pane.frame for view in views)


def test_every_dock_opens_draws_and_comes_back(make_window):
    window = make_window()
    for dock in DOCKS:
        card = window.docks.open(dock.name)
        window.docks.fill(dock.name)
        assert not card.isHidden(), dock.name
        assert any(isinstance(child, QWidget) for child in card.widget().children()), dock.name
        wait_until(partial(is_drawn, window, card), what=dock.name)
    settle(window)
    window = make_window()
    for dock in DOCKS:
        # The panel of a lesson comes with the lesson, which nobody attends now.
        shown = dock.name in window.docks and not window.docks[dock.name].isHidden()
        assert shown == (dock.name != "lesson"), dock.name
    window.actions_by_name["reset_layout"].trigger()
    shown = {name for name, card in window.docks.items() if not card.isHidden()}
    assert shown == {declared.name for declared in DOCKS if declared.usual}


def test_a_body_is_built_when_it_is_first_seen(window):
    card = window.docks["table"]
    before = len(card.widget().findChildren(QWidget))
    card.raise_()
    wait_until(lambda: len(card.widget().findChildren(QWidget)) > before + 2)


def test_a_late_maker_is_imported_when_it_is_called():
    assert late("no_such_module:make")
    with pytest.raises(ModuleNotFoundError):
        late("no_such_module:make")(None, None)


LATE = ("pyqtgraph", "contourpy", "visualizer.gui.plots.base", "visualizer.gui.dialogs.export")
CHECK = f"""
import sys
import visualizer.gui.window.application
print(*[name for name in {LATE!r} if name in sys.modules])
"""


def test_nothing_is_imported_that_the_first_picture_does_not_need():
    done = subprocess.run([sys.executable, "-c", CHECK], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def texts(card):
    return [child.text() for child in card.findChildren(QLabel)]


def test_the_epoch_table_is_saved_in_the_background(window, tmp_path, monkeypatch):
    path = tmp_path / "epochs.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(path), ""))
    window.docks.open("table")
    window.docks.fill("table")
    settle(window)
    table = window.docks["table"].findChild(EpochTable)
    wait_until(lambda: table.model.rowCount() > 0)
    table.saving_menu.actions()[0].trigger()
    wait_until(lambda: window.statusBar().currentMessage() == f"Saved {path}")
    assert len(path.read_text(encoding="utf-8").splitlines()) == 62
