"""The command as a process: statuses, one line for each failure, nothing left behind."""

import os
import signal
import subprocess
import sys

import pytest

from visualizer import __version__
from visualizer.cli import main, run

COMMAND = [sys.executable, "-m", "visualizer"]
BARE = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


def execute(*arguments, **options) -> subprocess.CompletedProcess[str]:
    """Run the program as from a shell without a display."""
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=BARE | options.pop("env", {}),
        check=False,
        **options,
    )


def only_line(text: str) -> str:
    assert text.startswith("visualizer: ")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return text.strip()


def test_help_and_version_need_neither_numpy_nor_qt():
    code = (
        "import sys; from visualizer.cli import main; status = main(['--help'])\n"
        "print(status, [name for name in sys.modules if name in ('numpy', 'PySide6')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: visualizer [-h] [--version] [FILE]\n")
    assert done.stdout.endswith("0 []\n")


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"visualizer {__version__}\n"


@pytest.mark.parametrize("command", ["run", "export", "list"])
def test_each_command_has_help(capsys, command):
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: visualizer {command} ")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_one_line_says_what_to_do(tmp_path):
    done = execute(cwd=tmp_path)
    assert done.returncode == 1
    assert "there is no display" in only_line(done.stderr)
    assert "visualizer export" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["run", "sphere"], 0, ""),
        (["run", "nothing.toml"], 1, "nothing.toml: there is no such file"),
        (["nothing.toml"], 1, "nothing.toml: there is no such file"),
        (["run"], 2, "FILE is missing"),
        (["list", "colours"], 2, "colours"),
    ],
)
def test_statuses(tmp_path, arguments, status, words):
    done = execute(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert words in done.stderr
    assert (done.stderr == "") == (status == 0)
    if status:
        only_line(done.stderr)
        assert done.stdout == ""


def test_a_reader_that_leaves_early_gets_no_complaint():
    process = subprocess.Popen(
        [*COMMAND, "list", "settings"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BARE
    )
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert errors == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_output_to_a_full_disk_is_a_failure():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "no space left on device" in only_line(done.stderr)


def start(command, cwd, **options) -> subprocess.Popen[bytes]:
    """Start a process that Ctrl-C can reach."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=BARE,
        # A background job of a shell would hand down that it is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        **options,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
@pytest.mark.parametrize("columns", ["all", "loss"])
def test_ctrl_c_ends_cleanly(tmp_path, columns):
    terminal, its_end = os.openpty()
    words = ("--set", "training.epochs=100000000", "--history", "h.csv", "--columns", columns)
    process = start([*COMMAND, "run", "sphere", *words], tmp_path, stderr=its_end)
    os.close(its_end)
    # The progress bar is the sign that it trains.
    shown = os.read(terminal, 1000)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    while b"\n" not in shown:
        shown += os.read(terminal, 1000)
    os.close(terminal)
    assert shown.startswith(b"\rTraining ")
    assert shown.endswith(b"\rvisualizer: stopped\r\n")
    assert list(tmp_path.iterdir()) == []


AS_IT_STARTS = """
import os, signal, sys
from visualizer import cli

class Field:
    def __set_name__(self, *_):
        os.kill(os.getpid(), signal.SIGINT)

class Finder:
    def find_spec(name, *_):
        if name == "visualizer.cli.arguments":
            {moment}

sys.meta_path.insert(0, Finder)
sys.argv = ["visualizer", "run", "sphere"]
sys.exit(cli.main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
@pytest.mark.parametrize(
    "moment",
    [
        # What dataclasses do when they are made, and what Python does for each of their fields.
        """exec("os.kill(os.getpid(), signal.SIGINT)")""",
        """type("Table", (), {"field": Field()})""",
    ],
)
def test_ctrl_c_ends_cleanly_while_the_program_starts(tmp_path, moment):
    code = AS_IT_STARTS.replace("{moment}", moment)
    process = start([sys.executable, "-c", code], tmp_path, stderr=subprocess.PIPE)
    errors = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert only_line(errors) == "visualizer: stopped"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on files")
def test_a_full_disk_leaves_the_old_history_as_it_was(tmp_path):
    import resource

    (tmp_path / "h.csv").write_text("precious")
    done = execute(
        *("run", "sphere", "--set", "training.epochs=20000", "--history", "h.csv"),
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    assert done.returncode == 1
    assert only_line(done.stderr) == "visualizer: h.csv: cannot be written (file too large)"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["precious"]


def fail(error: BaseException):
    def command(*_):
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "visualizer: stopped"),
        (MemoryError(), 1, "visualizer: there is not enough memory for this"),
        (ZeroDivisionError("by\nzero"), 1, "unexpected error: ZeroDivisionError: by\\nzero"),
        (FileNotFoundError(2, "gone", "x"), 1, "unexpected error: FileNotFoundError"),
    ],
)
def test_whatever_happens_is_told_in_one_line(monkeypatch, capsys, error, status, words):
    monkeypatch.setattr(run, "run", fail(error))
    assert main(["run", "sphere"]) == status
    assert words in only_line(capsys.readouterr().err)


def test_details_are_there_for_those_who_ask(monkeypatch, capsys):
    monkeypatch.setenv("VISUALIZER_DEBUG", "1")
    monkeypatch.setattr(run, "run", fail(ZeroDivisionError("by zero")))
    assert main(["run", "sphere"]) == 1
    assert "Traceback" in capsys.readouterr().err
