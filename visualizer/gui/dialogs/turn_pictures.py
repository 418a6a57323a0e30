"""A full turn of the landscape in three dimensions, as numbered pictures for a film."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog

from visualizer.core.errors import InputError
from visualizer.gui.figures import files as figure_files
from visualizer.gui.figures.figures import FigureOptions, figure
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.plots.frame import Frame
from visualizer.gui.space.surface import SurfacePlot
from visualizer.gui.stage.workbench import Workbench
from visualizer.storage.experiments import experiment_text
from visualizer.storage.files import write_bytes

PICTURES = 120


def turn_pictures(
    frame: Frame, options: FigureOptions, folder: Path, count: int = PICTURES
) -> Iterator[Path]:
    """Write turn-000.png, turn-001.png, ..., yielding each file when it is there.

    The camera goes once around from where it stands, in
    `count` equal steps; the picture after the last would be the first.

    Raises
    ------
    InputError
        When a picture cannot be made or written; those before it are there.
    """
    scene = figure(frame, [SurfacePlot.name], options)
    experiment = experiment_text(frame.experiment)
    plot = scene.panels[0].plot
    assert isinstance(plot, SurfacePlot)
    start = plot.camera
    try:
        for number in range(count):
            # From the start each time, so that rounding does not add up over a turn.
            plot.look_from(start.turned(360.0 * number / count))
            path = folder / f"turn-{number:03d}.png"
            write_bytes(path, figure_files.png(scene, options.scale, experiment))
            yield path
    finally:
        scene.close()


def save_turn(bench: Workbench, count: int = PICTURES) -> None:
    """Ask for a folder and fill it; the user may stop, and keeps what is there by then."""
    frame = bench.pane.frame
    if frame is None or not SurfacePlot.suits(frame.run):
        return
    folder = QFileDialog.getExistingDirectory(
        bench.window, "Folder for the pictures of the turn", bench.preferences.get(FOLDER)
    )
    if not folder:
        return
    options = FigureOptions(size=(960.0, 720.0), scale=1.0, theme=bench.look.theme)
    progress = QProgressDialog("Turning…", "Stop", 0, count, bench.window)
    progress.setWindowModality(Qt.WindowModality.WindowModal)
    progress.setMinimumDuration(0)
    written = 0
    try:
        for _ in turn_pictures(frame, options, Path(folder), count):
            written += 1
            progress.setValue(written)
            # With input: "Stop" has to be pressed. The dialog holds back what is for the window.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            if progress.wasCanceled():
                break
    except InputError as error:
        bench.failed.emit(error)
    else:
        bench.told.emit(f"Wrote {written} pictures to {folder}", 8000)
    finally:
        progress.close()
        progress.deleteLater()
