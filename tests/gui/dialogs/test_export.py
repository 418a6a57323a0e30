import dataclasses

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog

from tests.gui.frames import frame_of, function_run, line_run, run_of
from visualizer.core.errors import InputError
from visualizer.gui.dialogs.export import ExportDialog, ask_for_export
from visualizer.gui.dialogs.export_form import CENTIMETRES, EPOCH, ExportForm
from visualizer.gui.dialogs.export_request import (
    DASHBOARD,
    EACH,
    PLOT,
    STRIP,
    ExportRequest,
    frame_at,
    plots_shown,
    plots_together,
    write_pictures,
)
from visualizer.gui.figures.figures import FigureOptions
from visualizer.gui.plots.catalogue import CATALOGUE

SHOWN = ("landscape", "surface", "parameters", "loss", "gradient", "fit", "accuracy")
"""What every run of a model has something to show for."""

TOGETHER = tuple(name for name in SHOWN if name not in ("surface", "accuracy"))
"""The plots that have something to show where the rate is the same at all steps."""

SMALL = FigureOptions(size=(200.0, 150.0), scale=1.0)


@pytest.fixture(scope="module")
def frame():
    return frame_of(line_run(), 20, None)


@pytest.fixture
def form(qtbot, tmp_path):
    request = ExportRequest(folder=tmp_path, name="line", epochs=(0, 1, 2, 5, 20))
    form = ExportForm(request, "The line", 60)
    qtbot.addWidget(form)
    form.resize(400, 500)
    form.show()
    return form


def test_the_first_answers(form, tmp_path):
    request = form.request()
    assert request.what == DASHBOARD
    assert request.folder == tmp_path
    assert request.options.size == (1200.0, 800.0)
    assert request.options.title == "The line"
    assert (request.epoch, request.ending) == (None, "png")
    with pytest.raises(dataclasses.FrozenInstanceError):
        request.name = "other"


def test_a_picture_has_its_usual_size_until_another_is_chosen(form):
    form.what.set_value(STRIP)
    form._on_what(STRIP)
    assert form.request().options.size == (400.0, 400.0)
    form.lines["width"].setText("500")
    form._on_what(PLOT)
    assert form.request().options.size == (500.0, 400.0)


def test_centimetres(form):
    form.units.set_value(CENTIMETRES)
    form._on_units(CENTIMETRES)
    form.lines["width"].setText("16")
    form.lines["height"].setText("10")
    form.lines["scale"].setText("300")
    options = form.request().options
    assert options == dataclasses.replace(options.in_centimetres(16, 10, 300))
    assert round(options.size[0] * options.scale) == 1890


def test_only_what_matters_is_asked(form):
    def shown():
        return {name for name, row in form.row.items() if not row.home.isHidden()}

    assert "plot" not in shown()
    assert "epochs" not in shown()
    form.what.set_value(STRIP)
    form._adapt()
    assert {"plot", "epochs"} <= shown()
    assert "at" not in shown()
    form.ending.set_value("pdf")
    form._adapt()
    assert form.lines["scale"].isHidden()
    form.ending.set_value("png")
    form._adapt()
    assert not form.lines["scale"].isHidden()


@pytest.mark.parametrize(
    ("line", "text", "key", "words"),
    [
        ("width", "0", "size", "width: 0 is not allowed"),
        ("height", "x", "size", 'height: "x" is not allowed'),
        ("scale", "16", "size", "19200 pixels are too many"),
        ("folder", "", "folder", "a folder is needed"),
        ("name", "a/b", "name", "/ is not allowed in a file name"),
        ("name", "..", "name", "a name is needed"),
        ("epoch", "61", "at", "the run has epochs 0 to 60"),
        ("epoch", "", "at", "one epoch is needed"),
    ],
)
def test_errors_name_their_row(form, line, text, key, words):
    form.at.set_value(EPOCH)
    form._adapt()
    form.lines[line].setText(text)
    with pytest.raises(InputError) as caught:
        form.request()
    assert caught.value.key == key
    assert words in caught.value.message
    form.show_error(caught.value)
    assert form.row[key].error.isVisible()
    form.show_error(None)
    assert not form.row[key].error.isVisible()


def test_epochs_of_a_film_strip(form):
    form.what.set_value(STRIP)
    form.lines["epochs"].setText("20, 0, 5, 5")
    assert form.request().epochs == (0, 5, 20)
    form.lines["epochs"].setText("")
    with pytest.raises(InputError, match="no epoch is given"):
        form.request()


def test_a_file_is_no_folder(form, tmp_path):
    path = tmp_path / "file"
    path.touch()
    form.lines["folder"].setText(str(path))
    with pytest.raises(InputError, match="this is a file"):
        form.request()


def test_the_ending_need_not_be_written(form):
    form.lines["name"].setText("picture.png")
    assert [path.name for path in form.request().files(())] == ["picture.png"]


def by_class(frame):
    """Those with a class of their own: plots over columns come and go with the catalogue."""
    return tuple(name for name in plots_shown(frame) if not CATALOGUE[name].column)


def test_which_plots_have_something_to_show(frame):
    assert by_class(frame) == SHOWN
    falling = line_run(schedule={"kind": "exponential"})
    assert set(by_class(frame_of(falling, 1, None))) == {*SHOWN, "rate"}
    change = {"step": 3, "optimizer.learning_rate": 0.02}
    changed = run_of({"problem": {"data": "line"}, "changes": [change]})
    assert set(by_class(frame_of(changed, 1, None))) == {*SHOWN, "rate"}
    adam = line_run(optimizer={"kind": "adam"})
    assert set(by_class(frame_of(adam, 1, None))) == {*SHOWN, "state"}
    assert plots_together(frame_of(adam, 1, None)) == TOGETHER
    curved = frame_of(function_run("rosenbrock", 1e-3, 3), 1, None)
    assert set(by_class(curved)) == {*SHOWN, "sharpness"} - {"fit", "accuracy"}
    assert "sharpness" not in plots_together(curved)
    assert "fit" not in by_class(frame_of(function_run("sphere", 0.1, 3), 1, None))


def test_the_frame_at_an_epoch(frame):
    assert frame_at(frame, None) is frame
    assert frame_at(frame, 7).row == 7


@pytest.mark.parametrize(
    ("what", "names"),
    [
        (PLOT, ["a.png"]),
        (STRIP, ["a.png"]),
        (DASHBOARD, ["a.png"]),
        (EACH, [f"a-{name}.png" for name in SHOWN]),
    ],
)
def test_the_files_are_made(frame, tmp_path, what, names):
    request = ExportRequest(
        what=what, plot="loss", folder=tmp_path, name="a", options=SMALL, epochs=(0, 5)
    )
    paths = list(write_pictures(request, frame))
    columns = {f"a-{name}.png" for name, entry in CATALOGUE.items() if entry.column}
    assert [path.name for path in paths if path.name not in columns] == names
    assert tuple(paths) == request.files(plots_shown(frame))
    panels = 2 if what == STRIP else 1
    for path in paths:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (200 * panels, 150)


@pytest.fixture
def dialog(qtbot, frame, tmp_path):
    request = ExportRequest(what=PLOT, plot="loss", folder=tmp_path, name="a", options=SMALL)
    dialog = ExportDialog(frame, request)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.done(0)


def test_the_preview_follows_the_form(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull(), timeout=5000)
    before = dialog.preview.pixmap().toImage()
    dialog.form.theme.set_value("dark")
    dialog.form.changed.emit()
    qtbot.waitUntil(lambda: dialog.preview.pixmap().toImage() != before, timeout=5000)


def test_what_will_be_made_is_said(dialog, tmp_path):
    assert dialog.files.text() == "a.png, 200 × 150 pixels"
    (tmp_path / "a.png").touch()
    dialog.form.changed.emit()
    assert dialog.files.text().endswith("; an existing file is replaced")


def test_wrong_answers_cannot_be_exported(dialog):
    dialog.form.lines["width"].setText("")
    assert not dialog.export.isEnabled()
    assert dialog.request() is None
    assert dialog.form.row["size"].error.isVisible()
    dialog.form.lines["width"].setText("300")
    assert dialog.export.isEnabled()
    dialog.export.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.request().options.size == (300.0, 150.0)


def test_the_next_preview_waits_when_one_was_slow(dialog):
    dialog._seconds = 10.0
    dialog.form.changed.emit()
    assert dialog.again.isVisible()


@pytest.mark.parametrize("accepted", [True, False])
def test_asking(frame, tmp_path, monkeypatch, qapp, accepted):
    answer = QDialog.DialogCode.Accepted if accepted else QDialog.DialogCode.Rejected
    monkeypatch.setattr(ExportDialog, "exec", lambda dialog: dialog.done(answer) or answer)
    request = ExportRequest(what=PLOT, plot="loss", folder=tmp_path, options=SMALL)
    answered = ask_for_export(frame, request)
    assert (answered is not None) == accepted


@pytest.mark.parametrize("hidden", [False, True])
def test_a_future_that_is_hidden_is_not_offered(frame, tmp_path, qtbot, hidden):
    request = ExportRequest(what=PLOT, plot="loss", folder=tmp_path, options=SMALL)
    dialog = ExportDialog(dataclasses.replace(frame, hide_future=hidden), request)
    qtbot.addWidget(dialog)
    dialog.show()
    for what in (STRIP, PLOT):
        dialog.form.what.set_value(what)
        dialog.form._adapt()
        assert dialog.form.future.isVisible() == (not hidden)
    # The epochs of a film strip follow the run, as far as it may be seen.
    assert dialog.form.lines["epochs"].text().startswith("0, ")
    assert dialog.form.lines["epochs"].text().endswith(", 20" if hidden else ", 60")
    # It is remembered for the next time as it was.
    assert dialog.form.request().options.future
    dialog.done(0)
