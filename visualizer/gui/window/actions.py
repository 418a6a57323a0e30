"""Actions and menus, all made from the one table in `action_table`."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from visualizer.gui.look.icons import icon
from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.action_table import ACTIONS, MENUS, SUBMENUS, Action, tooltip

MENU_ICON = 16

Handlers = Mapping[str, Callable[..., object]]


def make_actions(window: QWidget, handlers: Handlers) -> dict[str, QAction]:
    """Make every action of the table, by name, as children of `window`.

    `handlers` maps names to what is called; a switch passes whether it is on. Actions
    without a handler are made too, so that the menus show what is to come, but disabled.

    Raises
    ------
    KeyError
        If a handler's name is not in the table.
    """
    unknown = set(handlers) - {declared.name for declared in ACTIONS}
    if unknown:
        raise KeyError(f"no such actions: {', '.join(sorted(unknown))}")
    groups: dict[str, QActionGroup] = {}
    made = {}
    for declared in ACTIONS:
        action = _make_action(window, declared)
        if declared.group:
            group = groups.setdefault(declared.group, QActionGroup(window))
            group.addAction(action)
        handler = handlers.get(declared.name)
        if handler is None:
            action.setEnabled(False)
        else:
            _connect(action, handler)
        window.addAction(action)
        made[declared.name] = action
    return made


def _make_action(window: QWidget, declared: Action) -> QAction:
    action = QAction(declared.text, window)
    action.setObjectName(declared.name)
    action.setShortcuts([QKeySequence(keys) for keys in declared.shortcuts])
    action.setAutoRepeat(declared.repeats)
    action.setCheckable(declared.checkable)
    action.setChecked(declared.checked)
    action.setToolTip(tooltip(declared))
    action.setWhatsThis(declared.help)
    # A tick beside the words says more than an icon in another colour.
    action.setIconVisibleInMenu(not declared.checkable)
    return action


def _connect(action: QAction, handler: Callable[..., object]) -> None:
    action.triggered.connect(passing(handler) if action.isCheckable() else calling(handler))


def dress_actions(actions: Mapping[str, QAction], look: Look) -> None:
    """Give the actions their icons in the colours of a look."""
    for declared in ACTIONS:
        if declared.icon and declared.name in actions:
            actions[declared.name].setIcon(icon(declared.icon, look, MENU_ICON))


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Fill the menu bar; returns the menus by path ("File", "File/Open recent", ...)."""
    menus = {name: bar.addMenu(f"&{name}") for name in MENUS}
    for path in SUBMENUS:
        parent, _, words = path.partition("/")
        menus[path] = QMenu(words, menus[parent])
    for menu in menus.values():
        # Also of what cannot be done: why not.
        menu.setToolTipsVisible(True)
    for declared in ACTIONS:
        home = menus[declared.menu]
        if declared.separated:
            home.addSeparator()
        _add_submenus(menus, declared)
        home.addAction(actions[declared.name])
    return menus


def _add_submenus(menus: Mapping[str, QMenu], before: Action) -> None:
    for path, place in SUBMENUS.items():
        if place == before.name:
            menus[path.partition("/")[0]].addMenu(menus[path])
