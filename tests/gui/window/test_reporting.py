"""Unexpected errors: a dialog, once, and a log."""

import sys
import threading

import pytest

from tests.gui.windows import wait_until
from visualizer.gui.window import reporting
from visualizer.gui.window.reporting import Reporter, log_file


@pytest.fixture
def shown():
    return []


@pytest.fixture
def reporter(qapp, shown, monkeypatch):
    reporter = Reporter(shown.append)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    reporter.install()
    return reporter


def fail():
    raise RuntimeError("nobody expected this")


def trip():
    try:
        fail()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)


def test_an_error_is_shown_once_and_logged(reporter, shown, capsys):
    for _ in range(3):
        trip()
    assert len(shown) == 1
    assert "nobody expected this" in shown[0]
    assert capsys.readouterr().err == shown[0]
    assert log_file().read_text().count("RuntimeError: nobody") == 1


def test_errors_of_threads_are_shown_in_the_thread_of_the_window(reporter, capsys):
    threads = []
    reporter._reported.connect(lambda _: threads.append(threading.current_thread()))
    worker = threading.Thread(target=fail)
    worker.start()
    worker.join()
    wait_until(lambda: threads)
    assert threads == [threading.main_thread()]


def test_a_log_that_has_grown_long_begins_anew(reporter, monkeypatch, capsys):
    reporter.tell("first\n")
    monkeypatch.setattr(reporting, "LOG_BYTES", 1)
    reporter.tell("second\n")
    assert "first" not in log_file().read_text()


def test_without_a_place_for_the_log_the_error_is_shown(reporter, shown, monkeypatch, capsys):
    monkeypatch.setattr(reporting, "log_file", lambda: log_file_in_a_file(log_file()))
    reporter.tell("an error\n")
    assert shown == ["an error\n"]


def log_file_in_a_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path / "errors.log"
