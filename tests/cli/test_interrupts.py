"""Signals end a command in one line, also where Qt would swallow what they raise."""

import os
import signal
import subprocess
import sys

import pytest

from tests.cli.test_main import only_line, start
from visualizer.cli.interrupts import held
from visualizer.core.chunks import look

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals differ")

SHIPPED = """
import os, signal, sys
from visualizer import cli

def interrupt(*_):
    os.kill(os.getpid(), signal.{name})

{moment}
sys.argv = ["visualizer", "export", "sphere", "--out", "pictures", "--plots", "loss,gradient"]
sys.exit(cli.main())
"""

AS_QT_IS_IMPORTED = """
class Finder:
    names = []
    def find_spec(name, *_):
        if Finder.names[-1:] == ["shiboken6.Shiboken"]:
            # The first thing that is imported on behalf of Qt, by its own way of importing.
            interrupt()
        Finder.names.append(name)

sys.meta_path.insert(0, Finder)
"""

AS_IT_PAINTS = """
from visualizer.gui.figures.scene import Words

def paint(*_):
    # Asked twice, it would not wait.
    Words.paint = lambda *_: None
    interrupt()

Words.paint = paint
"""


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("moment", [AS_QT_IS_IMPORTED, AS_IT_PAINTS])
def test_a_command_ends_in_one_line_while_qt_is_at_work(tmp_path, moment, name, status):
    code = SHIPPED.replace("{moment}", moment).replace("{name}", name)
    process = start([sys.executable, "-c", code], tmp_path, stderr=subprocess.PIPE)
    errors = process.communicate(timeout=60)[1].decode()
    assert process.returncode == status
    if name == "SIGINT":
        assert only_line(errors) == "visualizer: stopped"
    else:
        assert errors == ""
    # The picture that was being drawn may be there, whole, but none of the next ones.
    assert {path.name for path in (tmp_path / "pictures").iterdir()} <= {"loss.png"}


class Told(Exception):
    pass


@pytest.fixture
def told():
    def tell(number, frame):
        raise Told(number)

    former = signal.signal(signal.SIGTERM, tell)
    yield tell
    signal.signal(signal.SIGTERM, former)


def test_a_signal_waits_for_the_end(told):
    done = []

    def work():
        with held():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("all")

    with pytest.raises(Told):
        work()
    assert done
    assert signal.getsignal(signal.SIGTERM) is told


def test_long_work_ends_when_it_looks(told):
    def work():
        with held():
            os.kill(os.getpid(), signal.SIGTERM)
            look()
            pytest.fail("it went on")

    with pytest.raises(Told):
        work()


def test_what_is_ignored_stays_so(told):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with held():
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
