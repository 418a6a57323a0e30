"""Every test runs off-screen, apart from the user's settings, and leaves nothing behind."""

import gc
import itertools
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator

# Before Qt is loaded: no window appears, and numbers are written the same way everywhere.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
# Before NumPy is loaded: each worker of the tests has a core, on which further threads of BLAS
# would wait for each other. What must not depend on their number is tested with two of them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLocale,
    QObject,
    QSettings,
    QStandardPaths,
    QThread,
    QTimer,
)
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

# Compiled once, for all the processes that the tests start: each would take two seconds for it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

GRACE = 2.0  # seconds for threads to end and for deferred deletions
LEAST_ROUNDS = 10
numbers = itertools.count()
_watched: weakref.WeakSet[QTimer | QThread] = weakref.WeakSet()

hypothesis.settings.register_profile("same", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _same_everywhere() -> None:
    QLocale.setDefault(QLocale.c())
    QCoreApplication.setOrganizationName("tests")
    # On Linux the variables of _own_settings say more.
    QStandardPaths.setTestModeEnabled(sys.platform != "linux")
    # What was imported so far need not be searched for leftovers after each test.
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_settings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each test has its own, empty folder of settings (made when something is written)."""
    folder = tmp_path_factory.getbasetemp() / "settings" / str(next(numbers))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder / name.lower()))
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(folder))


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves threads, active timers or top-level widgets.

    What exists before the test (fixtures of a wider scope) is not counted.
    """
    _set_aside()
    threads, objects = set(threading.enumerate()), _qt_leftovers()
    yield
    left = _after_grace(lambda: _new_threads(threads) + _new(objects, _qt_leftovers()))
    if left:
        pytest.fail("The test left behind: " + ", ".join(left))


def _set_aside() -> None:
    """Put what exists by now where no search for leftovers has to pass it again.

    A search goes through all objects that Python knows; most of the time of short tests
    would be spent on those of former ones. Timers and threads of wider fixtures stay watched.

    Python itself must not collect: it would do so in any thread, and in the middle of the
    constructor of a graphics item. Qt objects that are destroyed there crash now and then;
    the program collects between events for the same reason.
    """
    gc.disable()
    gc.collect()
    _watched.update(_timers_and_threads())
    gc.freeze()


def _timers_and_threads() -> list[QTimer | QThread]:
    """Those among the objects that are not set aside.

    By their types, of which there are few: a window has a hundred thousand objects. type(), as
    proxies run code when asked for their class.
    """
    things = gc.get_objects()
    kinds = {kind for kind in set(map(type, things)) if issubclass(kind, QTimer | QThread)}
    return [thing for thing in things if type(thing) in kinds]


def _after_grace(leftovers: Callable[[], list[str]]) -> list[str]:
    """Return what is left once it had the time to go; quick when nothing is left at once."""
    deadline = time.monotonic() + GRACE
    rounds = 0
    while left := leftovers():
        rounds += 1
        gc.collect()
        if QCoreApplication.instance() is not None:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        # On a busy machine one round may take longer than all the grace.
        if time.monotonic() > deadline and rounds >= LEAST_ROUNDS:
            return left
        time.sleep(0.01)
    return []


def _new_threads(before: set[threading.Thread]) -> list[str]:
    # Threads of Qt that ran Python code stay listed as dummies for ever; QThread is checked below.
    return [
        f"thread {thread.name}"
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]


def _qt_leftovers() -> dict[int, str]:
    """Return the top-level widgets, active timers and running threads: identity to description."""
    if QCoreApplication.instance() is None:
        return {}
    found: dict[int, str] = {}
    if isinstance(QCoreApplication.instance(), QApplication):
        widgets = QApplication.topLevelWidgets()
        found |= {_address(widget): f"widget {widget!r}" for widget in widgets}
    for thing in (*_watched, *_timers_and_threads()):
        if _busy(thing):
            found[_address(thing)] = f"{type(thing).__name__} {thing!r}"
    return found


def _address(thing: QObject) -> int:
    # Not id(): the Python side of a widget may come and go.
    return int(Shiboken.getCppPointer(thing)[0])


def _busy(thing: QTimer | QThread) -> bool:
    try:
        return thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()
    except RuntimeError:  # the C++ part is gone already
        return False


def _new(before: dict[int, str], after: dict[int, str]) -> list[str]:
    return [text for key, text in after.items() if key not in before]


_STATUS: list[int] = []


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    _STATUS.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave at once, as the program does: see `visualizer.gui.window.application`.

    All results are told by now; Qt's objects would be destroyed in no particular order.
    """
    if _STATUS and QApplication.instance() is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_STATUS[-1])
