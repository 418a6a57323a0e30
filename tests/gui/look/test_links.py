"""What signals are connected to: methods, held weakly; and menus that are remembered."""

import ast
import gc
from pathlib import Path
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

import visualizer
from visualizer.gui.look.links import calling, later, passing

SOURCES = sorted(Path(visualizer.__file__).parent.rglob("*.py"))


class Sender(QObject):
    told = Signal(int)
    switched = Signal(bool)


class Receiver:
    def __init__(self):
        self.heard = []

    def hear(self, *values):
        self.heard.append(values)


@pytest.fixture
def receiver():
    return Receiver()


def test_what_the_signal_carries_is_dropped_or_passed_on(receiver):
    sender = Sender()
    sender.told.connect(calling(receiver.hear, "a", 1))
    sender.told.connect(passing(receiver.hear, "b"))
    sender.switched.connect(passing(receiver.hear, "c"))
    sender.told.emit(5)
    sender.switched.emit(False)
    assert receiver.heard == [("a", 1), ("b", 5), ("c", False)]


def test_a_connection_keeps_nothing_alive(receiver):
    sender, gone = Sender(), Receiver()
    known = ref(gone)
    sender.told.connect(calling(gone.hear))
    sender.told.connect(passing(gone.hear))
    sender.told.connect(passing(receiver.hear))
    del gone
    gc.collect()
    assert known() is None
    sender.told.emit(2)
    assert receiver.heard == [(2,)]


def test_plain_functions_are_held():
    heard = []
    sender = Sender()
    sender.told.connect(passing(lambda *values: heard.append(values), "x"))
    gc.collect()
    sender.told.emit(1)
    assert heard == [("x", 1)]


class Owner(QObject):
    """Refers to itself, as most windows do in some way."""

    def __init__(self):
        super().__init__()
        self.me, self.calls = self, 0

    def work(self):
        self.calls += 1


def passed():
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.usefixtures("qapp")
def test_later_is_once_and_leaves_no_timer():
    owner = Owner()
    later(owner, owner.work)
    assert owner.calls == 0
    for _ in range(3):
        passed()
    assert owner.calls == 1
    assert owner.children() == []


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("milliseconds", [0, 60_000])
def test_an_owner_that_has_gone_is_neither_called_nor_kept(milliseconds):
    owner = Owner()
    known = ref(owner)
    later(owner, owner.work, milliseconds)
    owner.deleteLater()
    del owner
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert known() is None
    passed()


def sources(*words):
    """The modules in which one of the words stands, as trees: to read all takes seconds."""
    for path in SOURCES:
        text = path.read_text("utf-8")
        if any(word in text for word in words):
            yield path, ast.parse(text)


def test_nothing_is_put_off_in_another_way():
    """`QTimer.singleShot` keeps what it was to call, when its owner goes first."""
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in sources("singleShot", "invokeMethod")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("singleShot", "invokeMethod")
    ]
    assert found == []


def connections(tree):
    """The calls that connect a signal, each with what it is connected to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "connect":
                yield node, node.args
            elif node.func.attr == "addAction":
                yield node, node.args[1:]


def holds(node):
    """Whether Qt would hold a function of Python that holds an object."""
    if isinstance(node, ast.Lambda) or (isinstance(node, ast.Attribute) and node.attr == "emit"):
        return True
    is_partial = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "partial"
    return is_partial and any(
        isinstance(part, ast.Name) and part.id == "self" for part in ast.walk(node)
    )


@pytest.mark.parametrize("wrong", ["lambda: self.x()", "partial(self.x, 1)", "self.told.emit"])
def test_what_holds_an_object_is_found(wrong):
    ((_, (argument,)),) = connections(ast.parse(f"button.clicked.connect({wrong})"))
    assert holds(argument)


def test_no_signal_is_connected_to_what_would_be_held():
    found = [
        f"{path.name}:{call.lineno}"
        for path, tree in sources("connect", "addAction")
        for call, arguments in connections(tree)
        if any(map(holds, arguments))
    ]
    assert found == []


def test_no_action_or_button_is_asked_for_its_menu():
    """What Python is given by `menu()` may delete the menu when it goes."""
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in sources("menu")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "menu"
        and not node.args
    ]
    assert found == []
