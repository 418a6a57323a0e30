"""Random events in the real window, the same for a seed.

python -m tests.end_to_end.monkey [SEED [EVENTS [LESSON]]]
writes the number of events; the standard error stays empty when all went well.
"""

import random
import sys
from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from tests.end_to_end.hands import (
    LEFT,
    Key,
    answered,
    ask_for_menu,
    close_popups,
    dismiss,
    inner,
    press,
    run,
    wait,
)
from visualizer.app.intents import CloseRun
from visualizer.gui.window.main_window import MainWindow

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = (
    Key.Key_Space, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home,
    Key.Key_End, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Tab, Key.Key_Backtab, Key.Key_Return,
    Key.Key_Escape, Key.Key_Plus, Key.Key_Minus, Key.Key_Delete, Key.Key_Backspace, Key.Key_F5,
    *(getattr(Key, f"Key_{one}") for one in "ABCDEFGHKLRS0123456789"),
)  # fmt: skip
WITH_CTRL = tuple(getattr(Key, f"Key_{one}") for one in "NRZYPLUWFDT0")
NUMBERS = ("0", "1", "-1", "0.1", "1e-3", "1e9", "1e400", "nan", "", "12", "x", "3,5", "100000")
STILL = ("quit", "open", "open_data", "save_as", "save")
"""Actions that the monkey leaves alone: they end it, or ask for files of this machine."""

HEAVY = (
    "theme_light", "theme_dark", "theme_system", "present", "getting_started", "shortcuts",
    "export", "copy_plot", "reset_layout", "compare", "sweep", "find_rate",
)  # fmt: skip
"""Each is chosen once: they take a second, and the events between them find the faults."""

MOST_RUNS = 4
"""More open runs only make it slower."""

MOST_PRESENTATIONS = 4
"""Each dresses the whole window anew."""


class Monkey:
    """One event after the other, where a user could make it."""

    def __init__(self, window: MainWindow, seed: int, count: int) -> None:
        self.window = window
        self.random = random.Random(seed)
        self.count = count
        self.number = self.before = -1
        self.last: deque[str] = deque(maxlen=12)
        self.still = set(STILL)
        self.presentations = 0
        self.deeds: list[tuple[int, Callable[[], str]]] = [
            (22, self.type_key), (26, self.click), (10, self.drag), (6, self.turn_wheel),
            (6, self.ask), (7, self.choose), (6, self.enter), (3, self.toggle_dock),
            (2, self.resize), (3, self.select), (9, self.rest),
        ]  # fmt: skip

    def all(self) -> None:
        """Make all events."""
        timer = QTimer()
        timer.timeout.connect(self.free)
        timer.start(100)
        with answered(self.play_in):
            for number in range(self.count):
                self.number = number
                self.event(number)
        timer.stop()
        print(f"{self.count} events")

    def free(self) -> None:
        """Close a menu that a button waits for: its click does not end before."""
        if self.number == self.before:
            close_popups()
        self.before = self.number

    def event(self, number: int) -> None:
        """Make one event; what was done last is told where it raises."""
        weights, deeds = zip(*self.deeds, strict=True)
        (deed,) = self.random.choices(deeds, weights)
        try:
            done = deed()
        except Exception as error:
            error.add_note(f"event {number}, {deed.__name__}, after {list(self.last)}")
            raise
        self.last.append(done)
        # Many keys open runs, some of them three at once.
        while len(self.window.session.state.runs) > MOST_RUNS:
            self.window.session.apply(CloseRun(0))
        if number % 5 == 0:
            QApplication.processEvents()
        if number % 200 == 0:
            close_popups()

    def root(self) -> QWidget:
        """The window that the user would work in."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def target(self) -> tuple[QWidget, QPoint]:
        """Something that is seen, and a place on it."""
        widget = inner(self.some(self.root(), QWidget) or self.root())
        width, height = max(widget.width(), 1), max(widget.height(), 1)
        return widget, QPoint(self.random.randrange(width), self.random.randrange(height))

    def some(self, root: QWidget, kind: type[QWidget]) -> QWidget | None:
        """A widget of a kind that is seen; None when there seems to be none."""
        widgets = [one for one in root.findChildren(kind) if one.isVisible()]
        for widget in self.random.sample(widgets, min(6, len(widgets))):
            if widget.window() is root.window() and not widget.visibleRegion().isEmpty():
                return widget
        return None

    def type_key(self) -> str:
        if self.random.random() < 0.2:
            key, modifiers = self.random.choice(WITH_CTRL), CTRL
        else:
            key, modifiers = self.random.choice(PLAIN), Qt.KeyboardModifier.NoModifier
            if self.random.random() < 0.1:
                modifiers = SHIFT
        if key == Key.Key_F5:
            self.presentations += 1
            key = key if self.presentations <= MOST_PRESENTATIONS else Key.Key_Escape
        press(key, modifiers=modifiers)
        return f"{modifiers.name}+{key.name}"

    def click(self) -> str:
        widget, place = self.target()
        if self.random.random() < 0.12:
            QTest.mouseDClick(widget, LEFT, pos=place)
        else:
            QTest.mouseClick(widget, LEFT, pos=place)
        return f"click {type(widget).__name__}"

    def drag(self) -> str:
        widget, place = self.target()
        QTest.mousePress(widget, LEFT, pos=place)
        for _ in range(3):
            place += QPoint(self.random.randint(-40, 40), self.random.randint(-40, 40))
            QTest.mouseMove(widget, place)
        QTest.mouseRelease(widget, LEFT, pos=place)
        return f"drag {type(widget).__name__}"

    def turn_wheel(self) -> str:
        widget, place = self.target()
        turn = QPoint(0, self.random.choice((-120, 120, 240)))
        event = QWheelEvent(
            QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), turn,
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        return f"wheel {type(widget).__name__}"

    def ask(self) -> str:
        widget, place = self.target()
        menu = ask_for_menu(widget, place)
        if menu is not None:
            self.choose_in()
        return f"menu of {type(widget).__name__}"

    def choose_in(self) -> None:
        """Press an arrow key a few times in the open menu, then Enter or Escape."""
        for _ in range(self.random.randint(1, 5)):
            press(Key.Key_Down)
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return
        action = menu.activeAction()
        still = action is not None and action.objectName() in STILL
        press(Key.Key_Escape if still else self.random.choice((Key.Key_Return, Key.Key_Escape)))

    def choose(self) -> str:
        """An entry of the menu bar."""
        names = [name for name, one in self.window.actions_by_name.items() if one.isEnabled()]
        name = self.random.choice([one for one in names if one not in self.still])
        if name in HEAVY:
            self.still.add(name)
        if QApplication.activeModalWidget() is None:
            close_popups()
            self.window.actions_by_name[name].trigger()
        return name

    def enter(self) -> str:
        """A number, or what is none, into a field."""
        line = self.some(self.root(), QLineEdit)
        if not isinstance(line, QLineEdit) or not line.isEnabled():
            return "no field"
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, self.random.choice(NUMBERS))
        press(self.random.choice((Key.Key_Return, Key.Key_Tab, Key.Key_Escape)))
        return "a number"

    def toggle_dock(self) -> str:
        docks = self.window.docks
        name = self.random.choice(list(docks.declared))
        if name in docks and docks[name].isVisible():
            docks[name].close()
        else:
            docks.open(name)
        return f"dock {name}"

    def resize(self) -> str:
        self.window.resize(self.random.randint(960, 1390), self.random.randint(640, 890))
        return "resize"

    def select(self) -> str:
        """Another run to the front, or a lesson if there is only one."""
        runs = len(self.window.session.state.runs)
        press(Key.Key_PageDown if runs > 1 else Key.Key_N, modifiers=Qt.KeyboardModifier(0))
        return "select"

    def rest(self) -> str:
        wait(self.random.choice((0, 5, 20)))
        return "rest"

    def play_in(self, dialog: QWidget) -> None:
        """A few events in a modal dialog, and out of it."""
        if not isinstance(dialog, QFileDialog):
            for deed in self.random.choices((self.type_key, self.click, self.enter), k=6):
                if QApplication.activeModalWidget() is not dialog:
                    return
                self.last.append(f"in {type(dialog).__name__}: {deed()}")
        if QApplication.activeModalWidget() is dialog:
            dismiss(dialog)


def play(window: MainWindow, seed: int, count: int) -> None:
    """Have a monkey work in the window."""
    Monkey(window, seed, count).all()


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:3]]
    seed, count = (*given, *(0, 2000)[len(given) :])
    run(partial(play, seed=seed, count=count), *sys.argv[3:4])
