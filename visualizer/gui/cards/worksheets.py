"""The two entries of a menu that write a worksheet: with blanks alone, or with its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from visualizer.core.errors import InputError
from visualizer.gui.look.look import LIGHT, Look
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.stage.workbench import Workbench
from visualizer.storage.files import write_bytes

if TYPE_CHECKING:
    from visualizer.gui.figures.paper import PaperPages

Sheets = Callable[[bool], "PaperPages"]
"""The pages with blanks, or those of the key; none where there is nothing to show."""


def paper_look() -> Look:
    """On paper as on a page: dark letters on white."""
    return replace(LIGHT.for_export(1.0), tabular=False)


class Worksheets(QObject):
    """Asks for a file and writes sheets into it: those with blanks first, the key after them.

    It belongs to its menu.
    """

    def __init__(self, bench: Workbench, menu: QMenu, sheets: Sheets) -> None:
        super().__init__(menu)
        self._bench, self._sheets = bench, sheets
        menu.addAction("Worksheet with blanks…").triggered.connect(self.save_blanks)
        menu.addAction("Worksheet with answers…").triggered.connect(self.save_with_answers)

    def save_blanks(self) -> None:
        """Ask for a file, and write the sheet with room to fill in."""
        self._save("Save a worksheet with blanks", "worksheet.pdf", answers=False)

    def save_with_answers(self) -> None:
        """Ask for a file, and write the sheet and behind it the key."""
        title = "Save a worksheet with answers"
        self._save(title, "worksheet-with-answers.pdf", answers=True)

    def _save(self, title: str, name: str, answers: bool) -> None:
        proposed = str(Path(self._bench.preferences.get(FOLDER)) / name)
        path, _ = QFileDialog.getSaveFileName(self._bench.window, title, proposed, "PDF (*.pdf)")
        if path:
            self.write(path if path.lower().endswith(".pdf") else f"{path}.pdf", answers)

    def write(self, path: str, answers: bool) -> None:
        """Write the sheet, and its key where answers are wanted, each on pages of its own."""
        # Only here: the window starts sooner without.
        from visualizer.gui.figures.worksheets import worksheet

        pages = [*self._sheets(True), *(self._sheets(False) if answers else ())]
        if not pages:
            return
        try:
            write_bytes(path, worksheet(pages))
        except InputError as error:
            self._bench.failed.emit(error)
            return
        self._bench.told.emit(f"Saved {path}", 4000)
