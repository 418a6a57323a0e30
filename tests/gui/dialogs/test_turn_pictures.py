"""A turn as pictures: as many as wanted, each from farther around."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QProgressDialog

from tests.gui.frames import frame_of, line_run, rgb
from tests.gui.windows import change
from visualizer.core.errors import InputError
from visualizer.gui.dialogs.turn_pictures import save_turn, turn_pictures
from visualizer.gui.figures.figures import FigureOptions, image
from visualizer.gui.space.camera import Camera

SMALL = FigureOptions(size=(480.0, 420.0), scale=1.0)


@pytest.mark.usefixtures("qapp")
def test_each_picture_is_what_its_camera_sees(tmp_path: Path) -> None:
    frame = frame_of(line_run(), 6, None)
    paths = list(turn_pictures(frame, SMALL, tmp_path, 4))
    assert [path.name for path in paths] == [f"turn-00{number}.png" for number in range(4)]

    turned = frame.viewed("surface", **asdict(Camera().turned(90)))
    wanted = rgb(image(turned, ["surface"], SMALL))
    pictures = [rgb(QImage(str(path))) for path in paths]
    np.testing.assert_array_equal(pictures[1], wanted)
    assert (pictures[0] != pictures[2]).mean() > 0.02


@pytest.mark.usefixtures("qapp")
def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        list(turn_pictures(frame_of(line_run(), 6, None), SMALL, tmp_path / "none", 2))


def test_from_the_window(window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    save_turn(window.bench, 3)
    assert len(list(tmp_path.iterdir())) == 3
    assert window.statusBar().currentMessage() == f"Wrote 3 pictures to {tmp_path}"
    sizes = {QImage(str(path)).size().toTuple() for path in tmp_path.iterdir()}
    assert sizes == {(960, 720)}


def test_it_can_be_stopped(window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    shown = QProgressDialog.setValue

    def stop(dialog: QProgressDialog, value: int) -> None:
        shown(dialog, value)
        dialog.cancel()

    monkeypatch.setattr(QProgressDialog, "setValue", stop)
    save_turn(window.bench, 5)
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_folder_or_a_surface_nothing_is_done(
    window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    save_turn(window.bench, 2)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    change(window, problem__bias=False)
    save_turn(window.bench, 2)
    assert not list(tmp_path.iterdir())
    assert window.pane.frame.run.problem.size == 1
