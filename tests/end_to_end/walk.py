"""A walk through every menu, context menu, dock and dialog of the real window.

python -m tests.end_to_end.walk
writes what was seen as JSON; the standard error stays empty when all went well.
"""

import json
from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QTabBar, QToolButton, QWidget

from tests.end_to_end.hands import (
    Key,
    answered,
    ask_for_menu,
    buttons,
    click,
    close_popups,
    dismiss,
    hover,
    inner,
    press,
    run,
    seen,
    wait,
)
from visualizer.gui.dialogs.problem import show_problem
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.window.docks import DOCKS
from visualizer.gui.window.main_window import MainWindow
from visualizer.storage.lessons import find_lesson

ALT = Qt.KeyboardModifier.AltModifier
NOT_CHOSEN = ("quit", "leave_presentation")
"""These end the walk, or do nothing."""


class Walk:
    """What was seen on the way, by kind."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.count: Counter[str] = Counter()

    def all(self) -> None:
        """Go everywhere."""
        with answered(self.look_at):
            wait(300)
            self.menus()
            self.docks("", "Lessons", "Optimizer", "Landscape", "Curvature")
            self.window.documents.open_lesson(find_lesson("two-moons"))
            wait(300)
            self.docks("Classes and networks")
            self.contexts()
            self.tool_buttons()
            self.dialogs()
            self.entries()
            wait(300)
        print(json.dumps(self.count))

    # Menus.

    def menus(self) -> None:
        """Every menu by pointer and by keys."""
        bar = self.window.menuBar()
        for action in bar.actions():
            click(bar, bar.actionGeometry(action).center())
            wait(10)
            self.through(self.window.menus[action.text().replace("&", "")], by_pointer=True)
            letter = action.text()[action.text().index("&") + 1].upper()
            press(getattr(Key, f"Key_{letter}"), modifiers=ALT)
            wait(10)
            self.through(self.window.menus[action.text().replace("&", "")], by_pointer=False)

    def through(self, menu: QMenu, by_pointer: bool) -> None:
        """Over all entries of an open menu, and into those that are menus."""
        for _ in range(200):  # on a machine with much to do
            if menu.isVisible():
                break
            wait(20)
        else:
            raise AssertionError(f"the menu {menu.title()} did not open")
        self.count["menus"] += 1
        below = {one.menuAction(): one for one in menu.findChildren(QMenu)}
        for action in [one for one in menu.actions() if not one.isSeparator()]:
            self.count["entries"] += 1
            if by_pointer:
                hover(menu, menu.actionGeometry(action).center())
            elif not self.down_to(menu, action):
                continue
            if action in below and action.isEnabled():
                if by_pointer:
                    click(menu, menu.actionGeometry(action).center())
                else:
                    press(Key.Key_Right)
                wait(10)
                self.through(below[action], by_pointer)
        if by_pointer:
            menu.close()
        else:
            press(Key.Key_Escape)
        wait(5)

    def down_to(self, menu: QMenu, action: QAction) -> bool:
        """Press the arrow key until an entry is the active one."""
        for _ in range(len(menu.actions())):
            if menu.activeAction() is action:
                return True
            press(Key.Key_Down)
        return menu.activeAction() is action

    def entries(self) -> None:
        """Choose every entry of the menu bar; switches twice."""
        for name, action in self.window.actions_by_name.items():
            if name in NOT_CHOSEN or not action.isEnabled():
                continue
            for _ in range(2 if action.isCheckable() else 1):
                action.trigger()
                self.count["chosen"] += 1
                wait(30)
                self.leave_dialogs()

    # Docks and plots.

    def docks(self, *groups: str) -> None:
        """The docks of some groups: opened, their buttons pressed, and closed."""
        for dock in DOCKS:
            if dock.group not in groups:
                continue
            self.window.docks.open(dock.name)
            wait(40)
            card = self.window.docks[dock.name]
            self.window.docks.fill(dock.name)
            self.count["docks"] += 1
            for view in card.findChildren(QWidget):
                if view.isVisible() and isinstance(view, PlotView):
                    hover(view, inner(view).rect().center())
            for button in buttons(card)[:12]:
                if not isinstance(button, QToolButton):
                    click(button)
                    wait(5)
                    close_popups()
            self.leave_dialogs()
            if not dock.usual:
                card.close()
        wait(20)

    def contexts(self) -> None:
        """The context menu of every plot, and of all else that has one."""
        for widget in seen(self.window):
            menu = ask_for_menu(widget)
            if menu is not None:
                self.count["context menus"] += 1
                for action in menu.actions():
                    hover(menu, menu.actionGeometry(action).center())
            close_popups()

    def tool_buttons(self) -> None:
        """The menus that hang from buttons."""
        for button in buttons(self.window):
            if isinstance(button, QToolButton) and hasattr(button, "entries"):
                # It opens at once, and its loop ends with the menu.
                button.entries.popup(button.mapToGlobal(button.rect().bottomLeft()))
                wait(10)
                self.through(button.entries, by_pointer=True)
                close_popups()

    # Dialogs.

    def dialogs(self) -> None:
        """Those that no entry of a menu opens at once."""
        table = Path("rooms.csv")
        table.write_text("rooms,price\n1,2\n2,4.5\n3,5\n4,9\n5,10\n")
        self.window.documents.open_file(str(table.resolve()))
        wait(200)
        self.leave_dialogs()
        show_problem(self.window, "Traceback: made up")
        wait(50)
        self.leave_dialogs()

    def look_at(self, dialog: QWidget) -> None:
        """Look at a dialog, with the tab key and the pointer, and leave it."""
        self.count["dialogs"] += 1
        for _ in range(12):
            press(Key.Key_Tab)
        for bar in dialog.findChildren(QTabBar):
            for index in range(bar.count()):
                bar.setCurrentIndex(index)
                wait(5)
        wait(20)
        dismiss(dialog)

    def leave_dialogs(self) -> None:
        """Look at the dialogs that stand beside the window, and close them."""
        for _ in range(100):
            if self.window.app.activeModalWidget() is None:
                break
            wait(20)
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                self.look_at(dialog)
        wait(10)


if __name__ == "__main__":
    run(lambda window: Walk(window).all())
