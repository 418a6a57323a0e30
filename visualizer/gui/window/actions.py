"""Actions, menus and lists of keys, all made from the one table in `action_table`."""

from collections.abc import Callable, Iterable, Mapping
from html import escape

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from visualizer.gui.look.icons import icon
from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.look import Look
from visualizer.gui.window.action_table import ACTIONS, MENUS, SUBMENUS, Action

MENU_ICON = 16

Handlers = Mapping[str, Callable[..., object]]


def make_actions(window: QMainWindow, handlers: Handlers) -> dict[str, QAction]:
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


def _make_action(window: QMainWindow, declared: Action) -> QAction:
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
        menus[path].setToolTipsVisible(True)
    for declared in ACTIONS:
        menu = menus[declared.menu]
        if declared.separated:
            menu.addSeparator()
        _add_submenus(menus, declared)
        menu.addAction(actions[declared.name])
    return menus


def _add_submenus(menus: Mapping[str, QMenu], before: Action) -> None:
    for path, place in SUBMENUS.items():
        if place == before.name:
            menus[path.partition("/")[0]].addMenu(menus[path])


def tooltip(declared: Action) -> str:
    """The few words of an action with its keys: "Play or pause (Space, K)"."""
    keys = shown_keys(declared)
    return f"{declared.tooltip} ({keys})" if keys else declared.tooltip


def shown_keys(declared: Action) -> str:
    """The keys of an action as the keyboard names them, in a list."""
    return ", ".join(native_keys(keys) for keys in declared.shortcuts)


def native_keys(keys: str) -> str:
    """The name of a key combination on this system."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def action_named(name: str) -> Action:
    """The row of the table with this name."""
    return next(declared for declared in ACTIONS if declared.name == name)


def plain_text(text: str) -> str:
    """The words of a menu entry, without the mark of its access key and the ellipsis."""
    return text.replace("&", "").removesuffix("...")


def shortcut_rows() -> list[tuple[str, str, str, str]]:
    """Every action that has keys: (menu, words, keys, sentence), in the order of the menus."""
    return [
        (
            declared.menu.partition("/")[0],
            plain_text(declared.text),
            shown_keys(declared),
            declared.help,
        )
        for declared in ACTIONS
        if declared.shortcuts
    ]


def shortcuts_html() -> str:
    """The table of keys as HTML, a heading for each menu."""
    parts = []
    for menu, rows in _by_menu(shortcut_rows()):
        parts.append(f"<h3>{escape(menu)}</h3><table cellspacing='0' cellpadding='4'>")
        for _, words, keys, help_text in rows:
            cells = (f"<b>{escape(keys)}</b>", escape(words), escape(help_text))
            parts.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        parts.append("</table>")
    return "".join(parts)


def shortcuts_markdown() -> str:
    """The table of keys as Markdown, for the README."""
    lines = ["| Keys | Action | What it does |", "|---|---|---|"]
    for _, words, keys, help_text in shortcut_rows():
        lines.append(f"| {keys} | {words} | {help_text} |")
    return "\n".join(lines) + "\n"


def _by_menu(
    rows: Iterable[tuple[str, str, str, str]],
) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return list(found.items())
