"""About the program: version, licence, and the libraries it stands on."""

import platform
from html import escape
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from visualizer import __version__
from visualizer.gui.look.icons import APP, drawing
from visualizer.gui.widgets.roles import set_role

NAME = "Gradient Descent Visualizer"

LIBRARIES = {
    "PySide6-Essentials": ("Qt for Python", "LGPL 3"),
    "pyqtgraph": ("pyqtgraph", "MIT"),
    "numpy": ("NumPy", "BSD"),
    "contourpy": ("contourpy", "BSD"),
    "threadpoolctl": ("threadpoolctl", "BSD"),
    "tomli-w": ("tomli-w", "MIT"),
}
"""Packages: the name shown, and the licence."""

FONTS = "Inter and JetBrains Mono (SIL Open Font License 1.1)"
ICON = 64


def library_versions() -> list[tuple[str, str, str]]:
    """Name, version and licence of each library."""
    rows = []
    for package, (name, licence) in LIBRARIES.items():
        try:
            found = version(package)
        except PackageNotFoundError:
            found = "unknown version"
        rows.append((name, found, licence))
    return rows


def versions() -> str:
    """What runs here, in lines: for reports of errors."""
    lines = [
        f"{NAME} {__version__}",
        f"Python {platform.python_version()}, {platform.platform()}",
        f"Qt {qVersion()}, {QGuiApplication.platformName()}",
    ]
    lines += [f"{name} {found}" for name, found, _ in library_versions()]
    return "\n".join(lines)


class AboutDialog(QDialog):
    """Version, licence, libraries; the versions can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"About {NAME}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = QLabel(_words())
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copying = QPushButton("Copy versions")
        self.copying.clicked.connect(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(self._top(), 1)
        layout.addLayout(self._buttons())
        self.setMinimumWidth(500)

    def _top(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(_picture(self.devicePixelRatioF()))
        picture.setFixedSize(QSize(ICON, ICON))
        picture.setAccessibleName("The program's icon")
        text = QVBoxLayout()
        text.addWidget(set_role(QLabel(NAME), "title"))
        text.addWidget(self.words)
        text.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(text, 1)
        return top

    def _buttons(self) -> QHBoxLayout:
        closing = set_role(QPushButton("Close"), "primary")
        closing.setDefault(True)
        closing.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copying)
        buttons.addStretch(1)
        buttons.addWidget(closing)
        return buttons

    def copy(self) -> None:
        """Put the versions into the clipboard."""
        QGuiApplication.clipboard().setText(versions() + "\n")
        self.copying.setText("Copied")


def _picture(ratio: float) -> QPixmap:
    pixmap = QPixmap.fromImage(drawing(APP, round(ICON * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _words() -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}&nbsp;&nbsp;&nbsp;</td><td>{escape(found)}&nbsp;&nbsp;&nbsp;</td>"
        f"<td>{escape(licence)}</td></tr>"
        for name, found, licence in library_versions()
    )
    return (
        f"<p>Version {escape(__version__)}. Watch gradient descent at work, step by step, on test "
        "functions and on your own data.</p>"
        "<p>MIT License: use it, change it, share it; there is no warranty.</p>"
        f"<table cellspacing='0' cellpadding='1'>{rows}</table>"
        f"<p>Fonts: {escape(FONTS)}.</p>"
    )


def show_about(parent: QWidget | None) -> AboutDialog:
    """Show the dialog, without stopping the window."""
    dialog = AboutDialog(parent)
    dialog.show()
    return dialog
