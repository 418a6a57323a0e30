"""Buttons of the transport bar and of title rows, made from the table of actions."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from visualizer.gui.look.icons import icon
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.action_table import action_named, plain_text, tooltip
from visualizer.gui.widgets.roles import set_role


class IconButton(QToolButton):
    """A button with an icon, and with words where there is room.

    A click does not take the focus, so that the keys go on to work in the plots.

    Parameters
    ----------
    name
        The action it stands for: icon, tooltip and accessible name are taken from there.
    words
        Beside the icon when `set_wide` says that there is room; "" for never.
    quiet
        Without a frame.
    """

    def __init__(
        self,
        name: str,
        look: Look,
        words: str = "",
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        declared = action_named(name)
        self._icon = declared.icon
        self.setText(f" {words}" if words else plain_text(declared.text))
        self._has_words = bool(words)
        self.setCheckable(declared.checkable)
        self.setChecked(declared.checked)
        self.setToolTip(tooltip(declared))
        self.setAccessibleName(declared.tooltip)
        self.setAccessibleDescription(declared.help)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRepeat(declared.repeats)
        if quiet:
            set_role(self, "quiet")
        self.set_wide(False)
        self.restyle(look)

    def call(self, name: str, help: str) -> None:
        """Name it for what it does here, where that is something else than its action does."""
        self.setToolTip(help)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help)

    def set_wide(self, wide: bool) -> None:
        """Show the words beside the icon, or the icon only."""
        beside = wide and self._has_words
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if beside
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )

    def surplus(self) -> int:
        """How much wider the words make the button, as Qt reckons it."""
        if not self._has_words:
            return 0
        metrics = self.fontMetrics()
        words = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return words + 2 * metrics.horizontalAdvance(" ") + 4

    def icon_width(self) -> int:
        """How wide the button is without words."""
        beside = self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        return self.sizeHint().width() - (self.surplus() if beside else 0)

    def set_icon(self, name: str, look: Look) -> None:
        """Show another icon."""
        if name != self._icon:
            self._icon = name
            self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take the colours of another look."""
        side = round(20 * look.scale)
        self.setIconSize(QSize(side, side))
        if self._icon:
            self.setIcon(icon(self._icon, look, side))
