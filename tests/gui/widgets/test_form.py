from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from shiboken6 import Shiboken

from visualizer.core.settings import Setting
from visualizer.gui.widgets.fields import DataField
from visualizer.gui.widgets.form import Section, SettingsForm
from visualizer.gui.widgets.form_row import FormRow

Key = Qt.Key
KIND = Setting(
    "kind",
    str,
    False,
    "sgd",
    "Rule",
    "The update rule.",
    choices={"sgd": "Gradient descent", "momentum": "Momentum"},
)
RATE = Setting("learning_rate", float, False, 0.1, "Learning rate", "How far.", above=0.0)
FACTOR = Setting("momentum", float, False, 0.9, "Momentum", "Memory.", minimum=0, maximum=1)
EPOCHS = Setting("epochs", int, False, 60, "Epochs", "Passes.", minimum=1)
BATCH = Setting("batch_size", int, False, 0, "Batch size", "Rows.", minimum=0, unit="rows")
PRECISION = Setting(
    "precision",
    str,
    False,
    "float64",
    "Precision",
    "Digits.",
    choices={"float64": "Double", "float32": "Single"},
    folded=True,
)
DATA = Setting("problem.data", str, False, "line", "Data", "What it learns from.")

SGD = Section("optimizer", "Optimizer", (KIND, RATE), note="θ ← θ − η ∇L(θ)")
MOMENTUM = Section("optimizer", "Optimizer", (KIND, RATE, FACTOR))
TRAINING = Section("training", "Training", (EPOCHS, BATCH, PRECISION))
VALUES = {
    "optimizer.kind": "sgd",
    "optimizer.learning_rate": 0.1,
    "optimizer.momentum": 0.9,
    "training.epochs": 60,
    "training.batch_size": 0,
    "training.precision": "float64",
}


@pytest.fixture
def form(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    form = SettingsForm((SGD, TRAINING))
    form.set_values(VALUES)
    form.other = QLineEdit()
    layout.addWidget(form)
    layout.addWidget(form.other)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    form.host = host
    return form


@pytest.fixture
def heard(form):
    values = []
    form.value_edited.connect(lambda key, value: values.append((key, value)))
    return values


def line(form, key):
    return form.row(key).field.line


def type_in(qtbot, form, key, text):
    form.focus(key)
    line(form, key).selectAll()
    qtbot.keyClicks(line(form, key), text)
    qtbot.keyClick(line(form, key), Key.Key_Return)


def test_values_are_shown_and_nothing_is_told(form, heard):
    assert line(form, "training.epochs").text() == "60"
    assert form.row("optimizer.kind").field.box.currentText() == "Gradient descent"
    form.set_values({**VALUES, "training.epochs": 61, "elsewhere.key": 3})
    assert line(form, "training.epochs").text() == "61"
    assert heard == []


def test_editing_tells_key_and_value(form, heard, qtbot):
    type_in(qtbot, form, "training.epochs", "100")
    assert heard == [("training.epochs", 100)]


def test_a_choice_tells_key_and_value(form, heard, qtbot):
    form.focus("optimizer.kind")
    qtbot.keyClick(form.row("optimizer.kind").field.box, Key.Key_Down)
    assert heard == [("optimizer.kind", "momentum")]


def test_letting_the_slider_go_is_told(form, qtbot):
    slider = form.row("optimizer.learning_rate").field.slider
    with qtbot.waitSignal(form.editing_settled) as signal:
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton)
    assert signal.args == ["optimizer.learning_rate"]


def test_wrong_text_gets_its_sentence_beneath(form, heard, qtbot):
    type_in(qtbot, form, "training.batch_size", "-3")
    row = form.row("training.batch_size")
    assert row.error == "-3 is not allowed; allowed is a whole number of at least 0."
    assert line(form, "training.batch_size").accessibleDescription() == row.error
    assert heard == []
    form.clear_errors()
    form.set_values(VALUES)
    assert row.error
    assert line(form, "training.batch_size").text() == "-3"
    type_in(qtbot, form, "training.batch_size", "4")
    assert row.error == ""
    assert heard == [("training.batch_size", 4)]


def test_escape_takes_the_sentence_away(form, heard, qtbot):
    type_in(qtbot, form, "training.batch_size", "x")
    qtbot.keyClick(line(form, "training.batch_size"), Key.Key_Escape)
    assert form.row("training.batch_size").error == ""
    assert line(form, "training.batch_size").text() == "0"


def test_a_refusal_from_outside(form, heard, qtbot):
    type_in(qtbot, form, "training.batch_size", "500")
    assert form.show_error("training.batch_size", "there are only 4 rows")
    form.set_values(VALUES)
    row = form.row("training.batch_size")
    assert row.error == "There are only 4 rows."
    assert line(form, "training.batch_size").text() == "500"
    form.clear_errors()
    assert row.error == ""
    assert not form.show_error("no.such", "whatever")


def test_a_folded_row_is_unfolded_for_its_error(form):
    row = form.row("training.precision")
    assert not row.isVisible()
    form.show_error("training.precision", "too few digits")
    assert row.isVisible()


def test_more_unfolds(form, qtbot):
    section = form.section("training")
    qtbot.mouseClick(section.more, Qt.MouseButton.LeftButton)
    assert form.row("training.precision").isVisible()
    section.heading.setFocus()
    qtbot.keyClick(section.heading, Key.Key_Space)
    assert not form.row("training.epochs").isVisible()


def test_sections_without_folded_rows_have_no_more(form):
    assert not form.section("optimizer").more.isVisible()
    assert form.section("training").more.isVisible()


def test_the_note(form):
    note = form.section("optimizer").note
    assert (note.text(), note.isVisible()) == (SGD.note, True)
    form.set_sections((MOMENTUM, TRAINING))
    assert not note.isVisible()


def test_another_kind_keeps_the_rows_that_stay(form, qtbot):
    kept = form.row("optimizer.learning_rate")
    type_in(qtbot, form, "training.batch_size", "-1")
    form.focus("optimizer.learning_rate")
    form.set_sections((MOMENTUM, TRAINING))
    form.set_values(VALUES)
    assert form.row("optimizer.learning_rate") is kept
    assert kept.field.line.hasFocus()
    assert form.row("training.batch_size").error
    assert line(form, "optimizer.momentum").text() == "0.9"
    assert form.keys() == (
        "optimizer.kind",
        "optimizer.learning_rate",
        "training.epochs",
        "training.batch_size",
        "training.precision",
        "optimizer.momentum",
    )


def test_rows_stand_in_the_declared_order(form, qtbot):
    form.set_sections((MOMENTUM, TRAINING))
    turned = replace(MOMENTUM, settings=(KIND, FACTOR, RATE))
    form.set_sections((TRAINING, turned))
    form.host.resize(300, 700)
    QCoreApplication.processEvents()
    tops = [
        form.row(key).mapTo(form, form.row(key).rect().topLeft()).y()
        for key in ("training.epochs", "optimizer.kind", "optimizer.momentum")
    ]
    tops.append(form.row("optimizer.learning_rate").mapTo(form, kept_corner(form)).y())
    assert tops == sorted(tops)


def kept_corner(form):
    return form.row("optimizer.learning_rate").rect().topLeft()


def test_the_focus_goes_to_the_section_when_its_row_goes(form, qtbot):
    form.set_sections((MOMENTUM, TRAINING))
    form.focus("optimizer.momentum")
    form.set_sections((SGD, TRAINING))
    assert form.row("optimizer.kind").field.box.hasFocus()


def test_the_focus_stays_on_a_row_that_is_made_anew(form, qtbot):
    form.focus("training.epochs")
    other = replace(TRAINING, settings=(replace(EPOCHS, maximum=10.0), BATCH))
    form.set_sections((SGD, other))
    form.set_values(VALUES)
    assert line(form, "training.epochs").hasFocus()


def test_removing_a_row_tells_nothing(form, heard, qtbot):
    form.set_sections((MOMENTUM, TRAINING))
    form.focus("optimizer.momentum")
    line(form, "optimizer.momentum").selectAll()
    qtbot.keyClicks(line(form, "optimizer.momentum"), "0.5")
    form.set_sections((SGD, TRAINING))
    assert heard == []


def test_rebuilding_leaves_nothing_behind(form):
    def count():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return len(form.findChildren(QWidget))

    form.set_sections((SGD, TRAINING))
    before = count()
    gone = []
    for _ in range(20):
        form.set_sections((MOMENTUM, TRAINING))
        gone.append(form.row("optimizer.momentum"))
        form.set_sections((SGD,))
        form.set_sections((SGD, TRAINING))
    assert count() == before
    assert not any(Shiboken.isValid(row) for row in gone)


def test_an_editor_of_its_own(qtbot, heard, form):
    editors = {"problem.data": lambda declared: DataField(declared, {"line": "Line"})}
    other = SettingsForm((Section("problem", "Problem", (DATA,)),), editors)
    qtbot.addWidget(other)
    other.set_values({"problem.data": "line"})
    assert other.row("problem.data").field.box.currentText() == "Line"


@pytest.mark.parametrize("key", VALUES)
def test_every_field_is_told_to_screen_readers(form, key):
    form.set_sections((MOMENTUM, TRAINING))
    row = form.row(key)
    assert isinstance(row, FormRow)
    target = row.field.focus_target()
    assert row.field.declared.label in target.accessibleName()
    for words in (row.field.declared.help, "Default", key):
        assert words in target.toolTip()
    assert row.label.text() == row.field.declared.label


def test_labels_are_equally_wide(form):
    assert len({form.row(key).label.width() for key in ("optimizer.kind", "training.epochs")}) == 1


def test_tab_goes_from_field_to_field(form, qtbot):
    form.focus("training.epochs")
    qtbot.keyClick(line(form, "training.epochs"), Key.Key_Tab)
    assert line(form, "training.batch_size").hasFocus()


def test_tab_follows_the_eye_after_a_change_of_kind(form, qtbot):
    form.set_sections((MOMENTUM, TRAINING))
    form.set_values(VALUES)
    form.focus("optimizer.learning_rate")
    qtbot.keyClick(line(form, "optimizer.learning_rate"), Key.Key_Tab)
    assert line(form, "optimizer.momentum").hasFocus()
    qtbot.keyClick(line(form, "optimizer.momentum"), Key.Key_Tab)
    assert form.section("training").heading.hasFocus()
