"""Worksheets of the epoch table: chosen in its menu, and read back from the PDF."""

import pypdf
from PySide6.QtWidgets import QFileDialog, QMenu

from tests.gui.windows import settle, wait_until
from visualizer.gui.panels.epoch_table import EpochTable


def written(menu: QMenu, entry: str, folder, monkeypatch) -> list[str]:
    """What stands on each page of the file that an entry of a menu writes."""
    path = folder / "sheet.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(path), ""))
    (action,) = (one for one in menu.actions() if one.text() == entry)
    action.trigger()
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def test_a_worksheet_of_the_epoch_table(window, tmp_path, monkeypatch):
    window.docks.open("table")
    window.docks.fill("table")
    settle(window)
    table = window.docks["table"].findChild(EpochTable)
    wait_until(lambda: table.model.rowCount() > 20)
    sheet, key = written(table.saving_menu, "Worksheet with answers…", tmp_path, monkeypatch)
    assert written(table.saving_menu, "Worksheet with blanks…", tmp_path, monkeypatch) == [sheet]
    for words in (sheet, key):
        for there in (
            "y = 3x",
            "0 → 1",
            "19 → 20",
            "∂L/∂w",
            "learning rate η = 0.1",
            "y: 3, 6, 9, 12",
        ):
            assert there in words
        assert "20 → 21" not in words
    # In the first line the weight is given; nothing else is.
    answers = [table.model.text(line, column) for line in range(20) for column in range(1, 5)]
    assert all(answer in key for answer in answers)
    assert [answer for answer in answers if answer in sheet] == [answers[0]]
    assert "Name" in sheet
    assert "answers" not in sheet
    assert "Name" not in key
    assert "answers" in key

    # Lines that are selected, here without the one between: its weight follows from nothing.
    table.parameter.set_value("all")
    table.parameter.chosen.emit("all")
    model = table.table.selectionModel()
    for line in (3, 5):
        model.select(
            table.model.index(line, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows
        )
    (sheet,) = written(table.saving_menu, "Worksheet with blanks…", tmp_path, monkeypatch)
    assert "3 → 4" in sheet
    assert "4 → 5" not in sheet
    assert [table.model.text(5, column) in sheet for column in (1, 2)] == [True, False]
    assert "new b" in sheet
