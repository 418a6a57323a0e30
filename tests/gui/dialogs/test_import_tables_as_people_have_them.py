"""Tables as people have them in the import dialog: what is shown is what is used."""

import pytest

from tests.cases.tables import FILES, SIBLINGS
from tests.gui.windows import wait_until
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.building import ProblemCache
from visualizer.gui.dialogs.import_data import ImportDialog

CASES = FILES | SIBLINGS
# The dialog deals with empty cells by itself.
ASKED = [name for name, case in CASES.items() if case.chosen and case.chosen[0] != "missing"]
BOXED = [name for name in ASKED if CASES[name].chosen[0] not in ("missing_words", "comment")]


@pytest.fixture
def show(qtbot, tmp_path):
    dialogs = []

    def make(case):
        dialog = ImportDialog(str(case.write(tmp_path)), ProblemCache(), Scheduler())
        dialogs.append(dialog)
        dialog.open()
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


def check(dialog, case):
    model = dialog._shown.model
    assert not dialog.error.text()
    assert dialog.open_button.isEnabled()
    assert model.input_names == case.inputs
    assert model.training.target_names == (case.target,)
    assert model.training.class_names == case.classes
    assert case.said.lower() in dialog.words.text().lower()


@pytest.mark.parametrize("name", [name for name in CASES if name not in ASKED])
def test_it_opens_as_it_is_guessed(show, name):
    case = CASES[name]
    dialog = show(case)
    check(dialog, case)
    shown = [dialog.rows.model().index(0, column).data() for column in range(len(case.first) + 1)]
    kept = [column.reading != "" for column in dialog.found.preview.columns]
    numbers = [cell for cell, keep in zip(shown, kept, strict=False) if keep and cell]
    inputs = [column.reading for column in dialog.found.preview.columns if column.reading]
    if "class" not in inputs and len(numbers) == len(case.first):
        assert [float(cell) for cell in numbers] == pytest.approx(case.first)


@pytest.mark.parametrize("name", BOXED)
def test_what_is_uncertain_is_asked_beside_its_field(show, name):
    case = CASES[name]
    dialog = show(case)
    assert not dialog.open_button.isEnabled()
    key, value = case.chosen
    rows = dialog.form.rows
    beside = " ".join(row.error.text() for row in rows.values() if row.error is not None)
    assert case.refused in dialog.error.text() + beside + f"data.{key}"
    box = dialog.form.boxes[key]
    box.setCurrentIndex(box.findData(str(value)))
    box.activated.emit(box.currentIndex())
    settled(dialog)
    check(dialog, case)


@pytest.mark.parametrize("name", ["question marks", "dots"])
def test_signs_for_no_value_are_said(show, name):
    dialog = show(CASES[name])
    sign = CASES[name].refused[:3]
    assert dialog.columns.table.model().index(0, 3).data() == f"{sign} is an empty cell"
    assert dialog.columns.table.model().index(0, 4).data() == "1"
    assert "1 empty cell filled with the mean" in dialog.words.text()
