"""The import dialog: it shows what a file holds, and every guess can be corrected."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton

from tests.gui.windows import wait_until
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.building import ProblemCache
from visualizer.core.importing import first_guess
from visualizer.gui.dialogs.import_data import ImportDialog

FLATS = "id;Datum;Stadt;Zimmer;Größe (m²);Miete (€)\n" + "".join(
    f"{k};{k:02}.03.2024;{('Köln', 'Bonn')[k % 2]};{k % 4 + 1};{k * 1.5};{k * 20}\n".replace(
        ".5;", ",5;"
    ).replace(".0;", ",0;")
    for k in range(1, 29)
)


@pytest.fixture
def flats(tmp_path):
    path = tmp_path / "flats.csv"
    path.write_text(FLATS, encoding="utf-8")
    return path


@pytest.fixture
def show(qtbot):
    dialogs = []

    def make(path, **options):
        dialog = ImportDialog(str(path), ProblemCache(), Scheduler(), **options)
        dialogs.append(dialog)
        dialog.open()
        dialog.activateWindow()
        settled(dialog)
        return dialog

    yield make
    for dialog in dialogs:
        dialog.done(0)
        dialog.deleteLater()


def settled(dialog):
    def done():
        dialog.update_answer()
        return dialog._shown is not None and dialog._shown.checked

    wait_until(done)


def choose(dialog, box, value):
    """Choose an entry of a box as the user does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    settled(dialog)


def lines(dialog):
    model = dialog.columns.table.model()
    return [
        [model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())
    ]


def test_it_shows_columns_rows_and_what_opening_gives(show, flats):
    dialog = show(flats)
    assert lines(dialog) == [
        ["id", "Left out", "", "numbers the rows"],
        ["Datum", "Left out", "", "dates or times"],
        ["Stadt", "Input", "Classes", "2 different words"],
        ["Zimmer", "Input", "Numbers", ""],
        ["Größe (m²)", "Input", "Numbers", ""],
        ["Miete (€)", "Target", "Numbers", ""],
    ]
    assert dialog.form.boxes["delimiter"].currentText() == "guess: semicolon"
    assert dialog.form.boxes["decimal"].currentText() == "guess: comma"
    assert dialog.rows.model().index(0, 4).data() == "1.5"
    assert dialog.words.text() == (
        "28 rows: Miete (€) will be predicted from 3 inputs.\n"
        "Left out: id (numbers the rows), Datum (dates or times)."
    )
    assert dialog.open_button.isEnabled()
    assert dialog.error.isHidden()


def test_enter_accepts_the_guesses_at_once(show, flats):
    dialog = show(flats)
    QTest.keyClick(dialog.columns.table, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.found == first_guess(flats)


def test_the_keyboard_gives_columns_their_use(show, flats):
    dialog = show(flats)
    table = dialog.columns.table
    table.selectRow(3)
    QTest.keyClick(table, Qt.Key.Key_T)
    settled(dialog)
    assert [line[1] for line in lines(dialog)][3:] == ["Target", "Input", "Input"]
    assert table.selected() == [3]
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_L)
    settled(dialog)
    assert lines(dialog)[4][1] == "Left out"
    assert dialog.found.options.leave_out == ("Größe (m²)",)


def test_choices_below_correct_the_selected_columns(show, flats):
    dialog = show(flats)
    dialog.columns.table.selectRow(3)
    assert dialog.columns.role.currentText() == "Input"
    choose(dialog, dialog.columns.reading, "class")
    assert lines(dialog)[3][2] == "Classes"
    assert "6 inputs" in dialog.words.text()
    choose(dialog, dialog.columns.role, "unused")
    assert "2 inputs" in dialog.words.text()
    dialog.columns.table.selectRow(2)
    choose(dialog, dialog.columns.role, "target")
    assert "28 rows: Stadt, 2 classes, will be told from 2 inputs." in dialog.words.text()


def test_another_delimiter_is_followed_at_once(show, flats):
    dialog = show(flats)
    choose(dialog, dialog.form.boxes["delimiter"], "comma")
    assert dialog.columns.table.model().rowCount() != 6
    choose(dialog, dialog.form.boxes["delimiter"], "auto")
    assert dialog.columns.table.model().rowCount() == 6


def test_a_mistake_far_down_is_told_and_can_be_got_round(show, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b,c\n" + "".join(f"{k},{k},{k}\n" for k in range(300)) + "1,x,3\n")
    dialog = show(path)
    assert 'line 302, column 2 (b): "x" is not a number' in dialog.error.text()
    assert not dialog.open_button.isEnabled()
    dialog.columns.table.selectRow(1)
    choose(dialog, dialog.columns.role, "unused")
    assert dialog.open_button.isEnabled()
    assert dialog.error.isHidden()
    assert dialog.words.text() == "301 rows: c will be predicted from 1 input."


def test_two_questions_are_answered_one_after_the_other(show, tmp_path):
    path = tmp_path / "sales.csv"
    rows = (f"{day:02}/03/2024;{day}.250\n" for day in range(1, 13))
    path.write_text("when;price\n" + "".join(rows), encoding="utf-8")
    dialog = show(path)
    assert not dialog.open_button.isEnabled()
    # Before the file is understood, the fields say what was tried.
    assert all(box.currentText() for box in dialog.form.boxes.values())
    choose(dialog, dialog.form.boxes["thousands"], "point")
    assert "data.date_order" in dialog.form.rows["date_order"].error.text()
    choose(dialog, dialog.form.boxes["date_order"], "day")
    assert dialog.open_button.isEnabled()
    assert dialog._shown.model.training.inputs[:2].std() > 0
    assert dialog.found.preview.columns[0].why == "days since 2024-03-01"
    # As without a question: the usual rate is for inputs of one scale.
    assert dialog.found.options.scaling == "standardise"
    assert dialog.rows.model().index(0, 1).data() == "1250"


def test_a_choice_that_is_refused_holds_until_the_next_one_helps(show, tmp_path):
    path = tmp_path / "days.csv"
    rows = (f"{day:02}/03/2024,{day},{day * day}\n" for day in range(1, 13))
    path.write_text("when,x,y\n" + "".join(rows), encoding="utf-8")
    dialog = show(path)
    choose(dialog, dialog.form.boxes["dates"], "days")
    assert not dialog.open_button.isEnabled()
    choose(dialog, dialog.form.boxes["date_order"], "day")
    assert dialog.found.preview.columns[0].why == "days since 2024-03-01"
    assert dialog.open_button.isEnabled()


def test_what_is_no_table_can_only_be_left(show, tmp_path):
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    dialog = show(path)
    assert "picture.csv is a PNG picture, not a CSV file" in dialog.error.text()
    assert not dialog.open_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_two_columns_of_one_name_get_different_ones(show, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("7,7\n" + "".join(f"{k},{k}\n" for k in range(5)))
    dialog = show(path)
    choose(dialog, dialog.form.boxes["header"], "yes")
    assert [line[0] for line in lines(dialog)] == ["7", "7 2"]
    assert 'Column 2 is called "7 2", as "7" is taken.' in dialog.words.text()
    assert dialog.open_button.isEnabled()


def test_reading_a_large_file_shows_progress_and_can_be_stopped(qtbot, tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        for _ in range(60):
            file.write("0.123456,0.25,3\n" * 50_000)
    dialog = ImportDialog(str(path), ProblemCache(), Scheduler())
    dialog.open()
    wait_until(dialog.progress.isVisible)
    assert dialog.open_button.isEnabled()
    dialog.stop.click()
    settled(dialog)
    assert not dialog.stop.isVisible()
    assert dialog.words.text() == "Only the first rows have been looked at."
    dialog.done(0)
    dialog.deleteLater()


def test_arrays_are_shown_and_nothing_asked_of_how_they_are_written(show, tmp_path):
    path = tmp_path / "t.npz"
    np.savez(path, inputs=np.arange(12.0).reshape(6, 2), targets=np.arange(6.0))
    dialog = show(path)
    assert set(dialog.form.boxes) == {"inputs", "targets", "scaling"}
    assert dialog.columns.choices.isHidden()
    assert [line[1] for line in lines(dialog)] == ["Input", "Input", "Target"]
    QTest.keyClick(dialog.columns.table, Qt.Key.Key_T)
    settled(dialog)
    assert [line[1] for line in lines(dialog)] == ["Input", "Input", "Target"]
    choose(dialog, dialog.form.boxes["scaling"], "none")
    assert dialog.found.options.scaling == "none"


def test_it_can_be_used_without_mouse_and_sight(show, flats):
    dialog = show(flats)
    for box in dialog.findChildren(QComboBox):
        assert box.accessibleName()
        assert box.toolTip()
    header = dialog.columns.table.model()
    for section in range(header.columnCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            assert header.headerData(section, Qt.Orientation.Horizontal, role)
    for button in dialog.findChildren(QPushButton):
        assert button.text()
    stops, widget = [], dialog.nextInFocusChain()
    while widget is not dialog:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            stops.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [
        *dialog.form.boxes.values(),
        dialog.columns.table,
        dialog.columns.role,
        dialog.columns.reading,
        dialog.rows,
        dialog.cancel,
        dialog.open_button,
    ]
    assert [stop for stop in stops if stop in wanted] == wanted
    assert dialog.focusWidget() is dialog.columns.table


def test_it_fits_a_small_screen(show, flats):
    dialog = show(flats)
    dialog.resize(900, 560)
    assert dialog.minimumSizeHint().height() <= 560
    assert dialog.minimumSizeHint().width() <= 900
    for label in dialog.form.findChildren(QLabel):
        if label.isVisible():
            assert label.width() >= label.sizeHint().width()


def test_arrays_with_other_names_are_chosen(show, tmp_path):
    path = tmp_path / "odd.npz"
    values = np.arange(60.0).reshape(20, 3)
    np.savez(path, foo=values, bar=values[:, 0] * 2.0 + 1.0, baz=np.arange(7.0))
    dialog = show(path)
    assert not dialog.open_button.isEnabled()
    assert "foo, bar, baz" in dialog.error.text()
    boxes = dialog.form.boxes
    words = [boxes["inputs"].itemText(place) for place in range(boxes["inputs"].count())]
    assert words == ["guess", "foo", "bar", "baz"]
    choose(dialog, boxes["inputs"], "foo")
    assert not dialog.open_button.isEnabled()
    choose(dialog, boxes["targets"], "bar")
    assert dialog.open_button.isEnabled()
    experiment = dialog.found.experiment()
    assert (experiment.data.inputs, experiment.data.targets) == ("foo", "bar")
    assert dialog._shown.model.targets[:2].ravel().tolist() == [1.0, 7.0]


def test_images_are_shown_as_images(show, tmp_path):
    path = tmp_path / "pictures.npz"
    pixels = np.arange(4 * 6 * 5).reshape(4, 6, 5) % 17
    np.savez(path, X=pixels, y=np.array([0, 1, 0, 1]))
    dialog = show(path)
    model = dialog.rows.model()
    assert [model.headerData(k, Qt.Orientation.Horizontal) for k in range(2)] == [
        "image",
        "class (target)",
    ]
    assert model.columnCount() == 2
    picture = model.index(1, 0).data(Qt.ItemDataRole.DecorationRole)
    assert (picture.width(), picture.height()) == (30, 36)
    grey = picture.pixelColor(33 % 30, 3).lightness()
    assert abs(grey - 255 * pixels[1, 0, 0] / 16) < 16
    assert model.index(1, 1).data() == "1"
