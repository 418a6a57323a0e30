"""The dock By hand in the real window: driven by hand, copied, written as PDF, printed."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from tests.gui.cards.test_worksheets import written
from tests.gui.windows import LEFT, settle, wait_until
from visualizer.core.worked.sheet import CHAIN, FORWARD
from visualizer.gui.cards.by_hand_dock import ByHandOutput
from visualizer.gui.figures.by_hand import pages
from visualizer.gui.figures.drawing import Letters
from visualizer.gui.look.look import LIGHT
from visualizer.gui.panels.by_hand import ByHand


@pytest.fixture
def panel(window):
    QTest.mouseClick(window.inspector.by_hand, LEFT)
    window.docks.fill("by-hand")
    panel = window.docks["by-hand"].findChild(ByHand)
    wait_until(lambda: panel.work is not None)
    return panel


def words_on(panel):
    """The letters on all pages, as letters and not as shapes."""
    found = pages(panel.work, panel.parts(), LIGHT)
    return [mark.what.text for page in found for mark in page if isinstance(mark.what, Letters)]


def test_by_hand_is_driven_copied_and_put_on_paper(window, panel, tmp_path, monkeypatch):
    view = panel.cards[FORWARD].view
    assert panel.title.text() == "Step 0 → 1, training row 1"
    window.playback.seek(3)
    settle(window)
    wait_until(lambda: panel.title.text().startswith("Step 3 → 4"))
    QTest.mouseClick(panel.bar.rows, LEFT)
    wait_until(lambda: panel.title.text() == "Step 3 → 4, all 4 rows")
    QTest.mouseClick(panel.cards[CHAIN].eye, LEFT)
    wait_until(lambda: panel.cards[CHAIN].concealed)
    assert window.session.state.view_of("by-hand").hidden == (CHAIN,)
    assert view.part is panel.work.part(FORWARD)

    _on_paper(window, panel, tmp_path, monkeypatch)


def _on_paper(window, panel, tmp_path, monkeypatch):
    output = panel.findChild(ByHandOutput)
    copy_text, copy_latex = output.menu.actions()[:2]
    copy_text.trigger()
    assert "mean of 4 rows" in QGuiApplication.clipboard().text()
    copy_latex.trigger()
    assert r"\leftarrow w - \eta g" in QGuiApplication.clipboard().text()

    told = []
    window.bench.failed.connect(told.append)
    output.write(str(tmp_path / "nowhere" / "x.pdf"))
    assert len(told) == 1
    path = tmp_path / "step.pdf"
    output.write(str(path))
    words = words_on(panel)
    assert "Step 3 → 4, all 4 rows" in words
    assert "difference quotient" in " ".join(words)
    assert "Chain rule" not in words
    first = path.read_bytes()
    output.write(str(path))
    assert path.read_bytes() == first, "the same step is the same bytes"

    _as_worksheet_and_print(output, path, tmp_path, monkeypatch)


def _as_worksheet_and_print(output, path, tmp_path, monkeypatch):
    # With blanks, and with the key behind; what is hidden on the screen is in neither.
    sheet, key = written(output.menu, "Worksheet with answers…", tmp_path, monkeypatch)
    (alone,) = written(output.menu, "Worksheet with blanks…", tmp_path, monkeypatch)
    assert alone == sheet
    for words in (sheet, key):
        assert "Step 3 → 4, all 4 rows" in words
        assert "Gradient descent, learning rate η = 0.1" in words
        assert "x: 1, 2, 3, 4" in words
        assert "Chain rule" not in words
    assert "Name" in sheet
    assert "answers" not in sheet
    assert "Name" not in key
    assert "answers" in key
    # What comes of the step is to be found.
    assert "2.1825" not in sheet
    assert "2.1825" in key
    # No experiment goes along, from which the answers could be had.
    assert b"/EmbeddedFile" in path.read_bytes()
    assert b"/EmbeddedFile" not in (tmp_path / "sheet.pdf").read_bytes()

    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    output.print_on(printer)
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    # Letters, not a picture of them.
    assert b"/FontFile" in printed or b"/Font" in printed
    assert b"/Subtype /Image" not in printed
