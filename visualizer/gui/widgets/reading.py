"""Labels for texts in Markdown: with air between paragraphs, and formulas set off."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLabel

from visualizer.gui.widgets.roles import set_role

AIR = 0.55
"""Of the height of a line, between two paragraphs."""


class Reading(QLabel):
    """A text in Markdown that wraps; hidden while it is empty."""

    def __init__(self, role: str) -> None:
        super().__init__()
        set_role(self, role)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._markdown = ""
        self.hide()

    @property
    def markdown(self) -> str:
        """What it says."""
        return self._markdown

    def write(self, markdown: str) -> None:
        """Say something; nothing hides it."""
        self._markdown = markdown
        self.setVisible(bool(markdown))
        self._dress()

    def _dress(self) -> None:
        # The style sheet says how large the letters are, once the widget is polished.
        self.ensurePolished()
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setMarkdown(self._markdown)
        air = AIR * self.fontMetrics().height()
        block = document.begin()
        while block.isValid():
            form = QTextBlockFormat()
            form.setTopMargin(air if block.blockNumber() else 0.0)
            if block.blockFormat().hasProperty(QTextBlockFormat.Property.BlockCodeFence.value) or (
                block.blockFormat().nonBreakableLines()
            ):
                form.setLeftMargin(2 * air)
            QTextCursor(block).mergeBlockFormat(form)
            block = block.next()
        self.setText(document.toHtml() if self._markdown else "")
        # Read out as it is written, without the marks of rich text.
        self.setAccessibleName(document.toPlainText())

    def restyle(self) -> None:
        """Take the letters of another look."""
        self._dress()
