"""Export from the window: what the dialog begins with."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from tests.gui.windows import settle, wait_until
from visualizer.gui.dialogs import exporting
from visualizer.gui.dialogs.export import ExportDialog
from visualizer.gui.dialogs.export_request import DASHBOARD, PLOT
from visualizer.gui.look.preferences import EXPORT


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The forms of the dialogs that were opened; each is answered with small dark SVG files."""
    forms = []

    def answer(dialog):
        form = dialog.form
        forms.append(
            (
                form.what.value(),
                form.plot.value(),
                form.ending.value(),
                form.theme.value(),
                form.units.value(),
                form.lines["width"].text(),
                form.lines["scale"].text(),
            )
        )
        form.ending.set_value("svg")
        form.theme.set_value("dark")
        form.units.set_value("centimetres")
        form._on_units("centimetres")
        form.lines["width"].setText("8")
        form.lines["folder"].setText(str(tmp_path))
        dialog._on_export()
        return dialog.result()

    monkeypatch.setattr(ExportDialog, "exec", answer)
    return forms


def test_the_menu_of_a_plot_exports_that_plot_and_settings_are_kept(window, asked, tmp_path):
    settle(window)
    view = next(view for view in window.pane.views if view.plot.name == "loss")
    window.commands.show_plot_menu(view, view.mapToGlobal(view.rect().center()))
    menu = window.app.activePopupWidget()
    (entry,) = (one for one in menu.actions() if one.text() == "Export this plot...")
    entry.trigger()
    assert asked == [(PLOT, "loss", "png", "light", "pixels", "800", "2")]
    (made,) = tmp_path.glob("*.svg")
    assert 'width="8cm"' in made.read_text()
    window.actions_by_name["export"].trigger()
    assert asked[1] == (PLOT, "loss", "svg", "dark", "centimetres", "8", "300")


def test_the_file_menu_begins_with_the_dashboard(window, asked, tmp_path):
    settle(window)
    exporting.export_with_dialog(window.bench)
    assert asked[0][0] == DASHBOARD
    window.preferences.set(EXPORT, "purple")
    exporting.export_with_dialog(window.bench)
    assert asked[1][0] == DASHBOARD
    assert "settings of the last export" in window.preferences.notes()


def test_a_picture_that_cannot_be_written_is_told_in_a_message(window, asked, tmp_path):
    settle(window)
    folder = tmp_path
    for one in folder.iterdir():
        one.unlink()
    folder.rmdir()
    try:
        window.actions_by_name["export"].trigger()
        (box,) = window.findChildren(QMessageBox)
        assert box.isVisible()
        assert tmp_path.name in box.informativeText()
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert window.statusBar().currentMessage() == box.informativeText()
    finally:
        tmp_path.mkdir()
    wait_until(lambda: not window.findChildren(QMessageBox))
