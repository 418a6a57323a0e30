from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from visualizer.gui.dialogs.problem import ProblemDialog, show_problem

DETAILS = "Traceback\nZeroDivisionError: division by zero\n"


def test_details_can_be_copied(qtbot):
    dialog = ProblemDialog(DETAILS)
    qtbot.addWidget(dialog)
    dialog.copying.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(DETAILS.strip())
    assert "Gradient Descent Visualizer" in copied
    assert dialog.copying.text() == "Copied"


def test_more_errors_come_into_the_same_dialog(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = show_problem(parent, DETAILS)
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert show_problem(parent, DETAILS) is dialog
    assert show_problem(parent, "Another one") is dialog
    text = dialog.details.toPlainText()
    assert text.count("ZeroDivisionError") == 1
    assert "Another one" in text
