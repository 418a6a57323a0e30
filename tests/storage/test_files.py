"""Files are written whole or not at all, also without permission or space."""

import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from visualizer.core.errors import InputError
from visualizer.storage.files import make_folder, write_bytes, writing

NOBODY = 65534
REPOSITORY = Path(__file__).parents[2]


def in_another_process(code: str, *arguments: str, **options: object) -> str:
    """Run code with the package at hand; what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    with writing(path) as file:
        file.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"
    assert [entry.name for entry in tmp_path.iterdir()] == ["new.txt"]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(b"old")

    def fail() -> None:
        with writing(path) as file:
            file.write(b"new")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["old.txt"]


def test_permissions_are_the_usual_ones(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"")
    (tmp_path / "b").write_bytes(b"")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"]
    assert modes[0] == modes[1]


def test_names_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    write_bytes(path, b"x")
    assert path.read_bytes() == b"x"


def test_links_stay_links(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_devices_are_written_to() -> None:
    write_bytes("/dev/null", b"anything")
    assert Path("/dev/null").is_char_device()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path, reason in (
        (tmp_path, "it is a folder"),
        (tmp_path / "none" / "file", "no such file or directory"),
        (tmp_path / "file" / "below", "not a directory"),
        (tmp_path / "a\0b", "null character"),
        (tmp_path / ("n" * 256), "file name too long"),
    ):
        with pytest.raises(InputError, match=reason):
            write_bytes(path, b"")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_folders_are_made_with_those_above(tmp_path: Path) -> None:
    assert make_folder(tmp_path / "a" / "b").is_dir()
    make_folder(tmp_path / "a")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="the folder cannot be made"):
        make_folder(tmp_path / "file" / "below")


WRITE_ALL = """
import os, sys
from visualizer.core.errors import InputError
from visualizer.storage.files import make_folder, write_bytes
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for act in (
    lambda: write_bytes(sys.argv[1] + "/new", b"new"),
    lambda: write_bytes(sys.argv[1] + "/old", b"new"),
    lambda: write_bytes(sys.argv[2] + "/protected", b"new"),
    lambda: make_folder(sys.argv[1] + "/folder"),
):
    try:
        act()
        print("done")
    except InputError as error:
        print(str(error).partition(": ")[2])
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_without_permission_nothing_is_changed(open_folder: Path) -> None:
    closed, own = open_folder / "closed", open_folder / "own"
    for folder in (closed, own):
        folder.mkdir()
    (closed / "old").write_bytes(b"old")
    (own / "protected").write_bytes(b"old")
    (own / "protected").chmod(0o444)
    if os.getuid() == 0:
        os.chown(own, NOBODY, NOBODY)
    closed.chmod(0o555)
    said = in_another_process(WRITE_ALL, str(closed), str(own)).splitlines()
    closed.chmod(0o755)
    assert said == [
        "cannot be written (permission denied)",
        said[1],  # who owns the file may be allowed to, but for the folder
        "cannot be written (it is read-only)",
        "the folder cannot be made (permission denied)",
    ]
    assert said[1].startswith("cannot be written")
    assert [entry.name for entry in closed.iterdir()] == ["old"]
    assert (closed / "old").read_bytes() == (own / "protected").read_bytes() == b"old"


FILL = """
import sys
from visualizer.core import Experiment
from visualizer.core import train
from visualizer.core.errors import InputError
from visualizer.storage.files import write_bytes
from visualizer.storage.histories import save_history
history = train(Experiment.from_dict({"training": {"epochs": 5000}}))
for act in (
    lambda: write_bytes(sys.argv[1], b"x" * 1_000_000),
    lambda: save_history(history, sys.argv[1]),
):
    try:
        act()
        print("done")
    except InputError as error:
        print(str(error).partition(": ")[2])
"""


def _small_files() -> None:
    # As a full disk: a write beyond the limit fails, and the signal for it is ignored.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    said = in_another_process(FILL, str(path), preexec_fn=_small_files)
    assert said.splitlines() == ["cannot be written (file too large)"] * 2
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["old"]
