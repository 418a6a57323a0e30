import io

import pytest

from visualizer.cli import progress
from visualizer.cli.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def screen(self) -> str:
        """What a terminal shows of one line."""
        line = ""
        for part in self.getvalue().split("\r"):
            line = part + line[len(part) :]
        return line.rstrip()


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "INTERVAL", 0)
    monkeypatch.setenv("COLUMNS", "60")


@pytest.mark.usefixtures("at_once")
def test_the_bar_grows_and_is_wiped_away():
    terminal = Terminal()
    with ProgressBar(terminal) as bar:
        bar.show("Reading", 0, 0)
        bar.show("Training", 1, 4)
        assert terminal.screen() == f"Training {'#' * 10}{'.' * 30}  25 %"
        bar.show("Training", 5, 4)
        assert terminal.screen() == f"Training {'#' * 40} 100 %"
    assert terminal.screen() == ""


@pytest.mark.usefixtures("at_once")
def test_the_bar_is_wiped_away_when_the_user_stops():
    terminal = Terminal()
    bar = ProgressBar(terminal)
    bar.show("Training", 1, 4)
    bar.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert terminal.screen() == ""


@pytest.mark.usefixtures("at_once")
def test_a_narrow_terminal_keeps_one_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()
    bar = ProgressBar(terminal)
    bar.show("Training", 1, 4)
    assert len(terminal.screen()) < 20


def test_what_is_quick_needs_no_bar():
    terminal = Terminal()
    with ProgressBar(terminal) as bar:
        bar.show("Training", 1, 4)
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_a_file_gets_no_bar():
    file = io.StringIO()
    with ProgressBar(file) as bar:
        bar.show("Training", 1, 4)
    assert file.getvalue() == ""
