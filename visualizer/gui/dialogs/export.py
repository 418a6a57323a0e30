"""The export dialog: a form, a preview, and the files that will be made."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.errors import InputError
from visualizer.gui.dialogs.export_form import ExportForm
from visualizer.gui.dialogs.export_request import (
    EACH,
    STRIP,
    ExportRequest,
    plots_shown,
    write_pictures,
)
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.figures.figures import strip_epochs
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.roles import set_role

# A preview takes long: not one for each letter that is typed.
SETTLED_MILLISECONDS = 350
PATIENCE = 1.5
"""Seconds that a preview may take before the next ones wait until they are asked for."""

FORM_WIDTH = 390
PREVIEW = QSize(420, 300)


class ExportPreview(QLabel):
    """A picture, as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(PREVIEW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Preview")

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._image is None or self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        scaled = self._image.scaled(
            self.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap.fromImage(scaled)
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)


class ExportDialog(LastingDialog):
    """Asks for an `ExportRequest`.

    Parameters
    ----------
    frame
        What is shown: its run, and the playhead.
    request
        The answers to begin with.
    """

    def __init__(self, frame: Frame, request: ExportRequest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._frame = frame
        self._shown = plots_shown(frame)
        self._request: ExportRequest | None = None
        self._pictured: object = None
        self._seconds = 0.0
        last = (frame.reveal if frame.hide_future else frame.count - 1) // max(
            1, frame.run.history.steps_per_epoch
        )
        request = replace(request, epochs=request.epochs or strip_epochs(frame))
        self.form = ExportForm(request, frame.run.name, last, frame.by_run)
        # What the window hides no picture tells: there is nothing to be chosen.
        self.form.row["future"].set_visible(not frame.hide_future)
        self.form.changed.connect(self._on_changed)
        self.preview = ExportPreview()
        self.files = set_role(QLabel(), "muted")
        self.files.setWordWrap(True)
        self.again = QPushButton("Show preview")
        self.again.clicked.connect(self.show_preview)
        self.again.hide()
        self.export = set_role(QPushButton("Export"), "primary")
        self.export.setDefault(True)
        self.export.clicked.connect(self._on_export)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self.reject)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MILLISECONDS)
        self._timer.timeout.connect(self.show_preview)
        self._arrange()
        self._on_changed()

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(Card("Preview", self.preview), 1)
        right.addWidget(self.files)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.form)
        columns.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addLayout(buttons)
        self.form.setFixedWidth(FORM_WIDTH)
        self.resize(900, 560)

    def request(self) -> ExportRequest | None:
        """What the user wants; None when the answers cannot be used."""
        return self._request

    def _on_changed(self) -> None:
        try:
            self._request = self.form.request()
        except InputError as error:
            self._request = None
            self.form.show_error(error)
        else:
            self.form.show_error(None)
        self.export.setEnabled(self._request is not None)
        self.files.setText(self._files_words())
        slow = self._seconds > PATIENCE
        self.again.setVisible(slow and self._request is not None)
        if self._request is not None and not slow:
            self._timer.start()

    def _files_words(self) -> str:
        """What will be made, and what it replaces."""
        if self._request is None:
            return ""
        files = self._request.files(self._shown)
        options = self._request.options
        words = files[0].name if len(files) == 1 else f"{len(files)} files: {files[0].name}, ..."
        if self._request.ending == "png":
            width, height = (round(side * options.scale) for side in options.size)
            panels = len(self._request.epochs) if self._request.what == STRIP else 1
            words += f", {width * panels} × {height} pixels"
        present = sum(path.exists() for path in files)
        if present == 1:
            words += "; an existing file is replaced"
        elif present:
            words += f"; {present} existing files are replaced"
        return words

    def show_preview(self) -> None:
        """Draw the picture, or the first of them, as the form describes it."""
        request = self._request
        if request is None:
            return
        # The preview is as the figure is, but for the number of its pixels.
        options = replace(request.options, scale=_preview_scale(request.options.size))
        key = replace(request, options=options, folder=Path(), name="preview", ending="png")
        if key == self._pictured:
            return
        self._pictured = key
        started = time.perf_counter()
        try:
            self.preview.show_image(_picture(key, self._frame))
        except InputError as error:
            self.preview.setText(error.message)
        # What the last one took tells whether the next may come unasked.
        self._seconds = time.perf_counter() - started

    def _on_export(self) -> None:
        if self._request is not None:
            self.accept()

    def done(self, result: int) -> None:
        """Draw nothing more."""
        self._timer.stop()
        super().done(result)


def _preview_scale(size: tuple[float, float]) -> float:
    """Enough pixels for the preview, and no less than lines need."""
    return min(1.0, 1600 / max(size))


def _picture(request: ExportRequest, frame: Frame) -> QImage:
    """The first picture of a request."""
    with tempfile.TemporaryDirectory() as folder:
        if request.what == EACH:
            shown = plots_shown(frame)
            request = replace(request, what="plot", plot=shown[0])
        path = next(write_pictures(replace(request, folder=Path(folder)), frame))
        return QImage(str(path))


def ask_for_export(
    frame: Frame,
    request: ExportRequest,
    parent: QWidget | None = None,
    preferences: Preferences | None = None,
) -> ExportRequest | None:
    """Ask what to export; None when the user changed their mind."""
    dialog = ExportDialog(frame, request, parent)
    if preferences is not None:
        dialog.keep_in(preferences)
    try:
        return dialog.request() if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
