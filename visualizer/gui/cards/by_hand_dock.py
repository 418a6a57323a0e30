"""The dock "By hand": its panel, and what leaves it as text, PDF or on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QObject, QRectF
from PySide6.QtGui import QAction, QGuiApplication, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from visualizer.app.intents import ChangeView
from visualizer.app.views import BY_HAND
from visualizer.core.errors import InputError
from visualizer.gui.cards.class_docks import SampleChoice
from visualizer.gui.cards.worksheets import Worksheets, paper_look
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.panels.by_hand import ByHand
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.storage.experiments import experiment_text
from visualizer.storage.files import write_bytes

if TYPE_CHECKING:
    from visualizer.gui.figures.paper import PaperPages


class ByHandOutput(QObject):
    """Copies, writes and prints what the panel shows: what is hidden there stays hidden.

    It belongs to the panel.
    """

    def __init__(self, bench: Workbench, panel: ByHand) -> None:
        super().__init__(panel)
        self._bench, self._panel = bench, panel
        panel.view_wanted.connect(self._on_view)
        panel.copy_wanted.connect(self._on_copy)
        self.menu = QMenu(panel)
        for words, act in (
            ("Copy as text", panel.copy_text),
            ("Copy as LaTeX", panel.copy_latex),
            ("Save as PDF…", self.save),
            ("Print…", self.print),
        ):
            action = QAction(words, self.menu)
            action.triggered.connect(act)
            self.menu.addAction(action)
        Worksheets(bench, self.menu, self.sheets)
        self.button = QPushButton("Copy, print")
        self.button.setMenu(self.menu)
        self.button.setToolTip("Copy the step as text or LaTeX, save it as PDF, print it")
        self.button.setAccessibleName("Copy, save or print the step")

    def _on_view(self, values: object) -> None:
        assert isinstance(values, dict)
        self._bench.session.apply(ChangeView(BY_HAND, values))

    def _on_copy(self, text: str, words: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._bench.told.emit(f"Copied: {words}", 4000)

    def save(self) -> None:
        """Ask for a file, and write the step as PDF."""
        proposed = str(Path(self._bench.preferences.get(FOLDER)) / "by-hand.pdf")
        path, _ = QFileDialog.getSaveFileName(
            self._bench.window, "Save the step as PDF", proposed, "PDF (*.pdf)"
        )
        if path:
            self.write(path if path.lower().endswith(".pdf") else f"{path}.pdf")

    def write(self, path: str) -> None:
        """Write the step as PDF."""
        from visualizer.gui.figures.by_hand import pdf_of

        work, frame = self._panel.work, self._panel.frame
        if work is None or frame is None:
            return
        known = frame.run.experiment
        experiment = "" if known is None else experiment_text(known)
        try:
            write_bytes(path, pdf_of(work, self._panel.parts(), paper_look(), experiment))
        except InputError as error:
            self._bench.failed.emit(error)
            return
        self._bench.told.emit(f"Saved {path}", 4000)

    def sheets(self, blank: bool) -> PaperPages:
        """The step on paper, with blanks or as the key; what is hidden stays hidden."""
        from visualizer.gui.figures.worksheets import step_pages

        frame = self._panel.frame
        return [] if frame is None else step_pages(frame, paper_look(), blank)

    def print(self) -> None:
        """Ask for a printer, and print the step."""
        # Only here: the window starts sooner without.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        dialog = QPrintDialog(printer, self._bench.window)
        dialog.setWindowTitle("Print the step")
        if dialog.exec():
            self.print_on(printer)
        dialog.deleteLater()

    def print_on(self, printer: object) -> None:
        """Print the step on a `QPrinter`, each page as large as the paper."""
        from PySide6.QtPrintSupport import QPrinter

        from visualizer.gui.figures.by_hand import pages, paint_page

        work = self._panel.work
        if work is None:
            return
        assert isinstance(printer, QPrinter)
        # The margins are in the pages already.
        printer.setFullPage(True)
        printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
        painter = QPainter()
        if not painter.begin(printer):
            self._bench.failed.emit(InputError("the printer does not answer"))
            return
        try:
            for number, marks in enumerate(pages(work, self._panel.parts(), paper_look())):
                if number:
                    printer.newPage()
                whole = printer.pageLayout().fullRectPixels(printer.resolution())
                paint_page(painter, marks, QRectF(whole))
        finally:
            painter.end()
        self._bench.told.emit("Printed", 4000)


def by_hand_body(bench: Workbench, dock: DockCard) -> QWidget:
    """The step at the playhead, worked out by hand."""
    panel = ByHand(bench.look)
    output = ByHandOutput(bench, panel)
    choice = SampleChoice(bench.pane)
    bench.pane.add_panel(choice)
    dock.add_switch(choice, output.button)
    bench.pane.add_panel(panel)
    bench.pane.refresh()
    return panel
