"""The one style sheet of the window, made from a look.

Spacing follows a grid of 8 px with half steps of 4. Combo boxes of our own are
`ChoiceBox`; plain ones (in file dialogs) keep the looks of Fusion.
"""

from string import Template

from visualizer.core.resources import resource
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look

BASE_SIZE = 13  # px at scale 1
SMALLEST_SIZE = 12

FRAMES = """
QMainWindow, QDialog { background-color: $background; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background-color: $border; }
Card, TransportBar { background-color: $card; border: 1px solid $border; border-radius: 8px; }
TitleRow { background: transparent; border: none; }
Card[front="true"] { border: 1px solid $accent; }
DockCard > TitleRow { background-color: $card; border: 1px solid $border; border-bottom: none;
  border-top-left-radius: 8px; border-top-right-radius: 8px; }
DockCard > QFrame#dock_body { background-color: $card; border: 1px solid $border;
  border-top: none; border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }
DockCard[slim="true"] > QFrame#dock_body { border: 1px solid $border; border-radius: 8px; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#scrolled { background: transparent; }
QToolBar { background-color: $background; border: none; padding: 6px 0 0 0; spacing: 0; }
QStatusBar { background-color: $background; color: $text; }
QStatusBar::item { border: none; }
QToolTip { background-color: $tip; color: $tip_text; border: 1px solid $tip; padding: 6px; }
QProgressBar { background-color: $border; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background-color: $accent; border-radius: 3px; }
"""

WORDS = """
QLabel { background: transparent; }
QLabel[role="title"] { color: $text; font-weight: bold; font-size: ${title}px; }
QLabel[role="section"] { color: $text; font-weight: bold; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="note"] { color: $muted; font-size: ${small}px; padding: 4px; }
QLabel[role="cover"] { color: $muted; background-color: $card; padding: 2px 16px; }
Card > QLabel[role="cover"] { border-radius: 8px; }
QLabel[role="error"] { color: $danger; font-size: ${small}px; }
QLabel[role="error-mark"] { color: $danger_text; background-color: $danger;
  border-radius: 7px; font-weight: bold; font-size: ${small}px; }
QLabel[role="heading"] { color: $text; font-weight: bold; font-size: ${heading}px; }
QLabel[role="reading"] { color: $text; font-size: ${reading}px; }
QLabel[role="asking"] { color: $text; font-size: ${reading}px; font-weight: bold;
  border-left: 3px solid $accent; padding: 4px 4px 4px 10px; }
QLabel[role="hint"] { color: $text; background-color: $hint; border-radius: 6px; padding: 8px;
  border-left: 3px solid $warning; }
QLabel[role="explained"] { color: $text; background-color: $explained; border-radius: 6px;
  padding: 8px; border-left: 3px solid $good; font-size: ${reading}px; }
QLabel[role="mono"] { color: $text; font-family: "$mono"; }
QPlainTextEdit[role="mono"] { font-family: "$mono"; }
"""

BUTTONS = """
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QLabel { min-width: 300px; }
QPushButton, QToolButton { background-color: $card; color: $text; border: 1px solid $outline;
  border-radius: 6px; padding: 4px 11px; min-height: ${line}px; }
QToolButton { padding: 4px 5px; }
QPushButton:hover, QToolButton:hover { background-color: $hover; }
QPushButton:pressed, QToolButton:pressed { background-color: $pressed; }
QPushButton:checked, QToolButton:checked, QPushButton[role="primary"] {
  background-color: $accent; color: $accent_text; border-color: $accent; }
QPushButton:checked:hover, QToolButton:checked:hover, QPushButton[role="primary"]:hover {
  background-color: $accent_hover; color: $accent_text; }
QPushButton[role="primary"] { font-weight: bold; }
QPushButton:disabled, QToolButton:disabled, QPushButton[role="primary"]:disabled {
  background-color: $card; color: $disabled; border-color: $border; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 3px 10px; outline: none; }
QToolButton:focus { padding: 3px 4px; }
QToolButton[role="quiet"] { background: transparent; border-color: transparent; }
QToolButton[role="picture"] { background: transparent; border-color: transparent;
  min-height: ${picture}px; }
QToolButton[role="picture"]:hover { background-color: $hover; }
QToolButton[role="picture"]:focus { border-color: $focus; }
QToolButton[role="quiet"]:hover { background-color: $hover; }
QToolButton[role="quiet"]:checked { background-color: $accent; }
QToolButton[role="quiet"]:focus { border-color: $focus; }
QPushButton[role="chip"] { background-color: $chip; color: $chip_text; padding: 2px 10px;
  border: 1px solid $chip; border-radius: ${chip_radius}px; min-height: ${chip_line}px;
  min-width: ${chip_width}px; }
QPushButton[role="chip"]:checked { background-color: $accent; color: $accent_text; }
QPushButton[role="chip"]:hover { border-color: $accent; }
QPushButton[role="chip"]:focus { border: 2px solid $focus; padding: 1px 9px; }
QToolButton::menu-indicator { image: none; }
"""

FIELDS = """
QLineEdit, ChoiceBox, QPlainTextEdit, QTextEdit { background-color: $field; color: $text;
  border: 1px solid $field_edge; border-radius: 6px; padding: 3px 8px;
  selection-background-color: $accent; selection-color: $accent_text; }
QLineEdit { padding: 3px 6px; }
QLineEdit, ChoiceBox { min-height: ${field_line}px; }
CountBox { background-color: $field; color: $text; border: 1px solid $field_edge;
  border-radius: 6px; padding: 3px 6px; min-height: ${spin_line}px; }
CountBox::up-button, CountBox::down-button { width: 18px; border: none;
  background: transparent; }
CountBox::up-arrow, CountBox::down-arrow { image: none; width: 0px; }
CountBox:hover { border-color: $muted; }
CountBox:focus { border: 2px solid $focus; padding: 2px 5px; }
ChoiceBox { padding: 3px 20px 3px 8px; combobox-popup: 0; }
ChoiceBox::drop-down { border: none; width: 0px; }
QLineEdit:hover, ChoiceBox:hover { border-color: $muted; }
QLineEdit:focus, ChoiceBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $focus; padding: 2px 7px; }
QLineEdit:focus { padding: 2px 5px; }
ChoiceBox:focus { padding: 2px 19px 2px 7px; }
QLineEdit[wrong="true"], ChoiceBox[wrong="true"] { border: 2px solid $danger;
  padding: 2px 5px; }
ChoiceBox[wrong="true"] { padding: 2px 19px 2px 7px; }
QPlainTextEdit[wrong="true"] { border: 2px solid $danger; padding: 2px 7px; }
QLineEdit:disabled, ChoiceBox:disabled { color: $disabled; background-color: $background; }
ChoiceBox QAbstractItemView { background-color: $card; color: $text; padding: 4px;
  border: 1px solid $outline; selection-background-color: $accent;
  selection-color: $accent_text; outline: none; }
ChoiceBox QAbstractItemView::item { min-height: ${line}px; padding: 2px 4px; }
QCheckBox, QRadioButton { background: transparent; color: $text; spacing: 8px;
  min-height: 24px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator { width: 14px; height: 14px;
  border: 1px solid $muted; border-radius: 4px; background-color: $field; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QListView::indicator:checked { border-color: $accent;
  background-color: $accent; image: url("$tick"); }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent;
  background-color: $accent_text; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus;
  width: 12px; height: 12px; }
QRadioButton::indicator:checked:focus { width: 6px; height: 6px; border: 5px solid $focus; }
QSlider:horizontal { min-height: 24px; }
RateSlider:horizontal { min-height: 38px; }
QSlider::groove:horizontal { background-color: $groove; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background-color: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background-color: $accent; width: 14px; height: 14px;
  margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:hover { background-color: $accent_hover; }
QSlider::handle:horizontal:focus { border: 2px solid $text; width: 10px; height: 10px; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {
  background-color: $outline; }
"""

VIEWS = """
QMenuBar { background-color: $background; color: $text; padding: 2px 4px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background-color: $pressed; color: $text; }
QMenu { background-color: $card; color: $text; border: 1px solid $outline; padding: 4px; }
QMenu::item { background: transparent; padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background-color: $chosen; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background-color: $border; margin: 4px 8px; }
QTableView, QTreeView, QListView { background-color: $card; color: $text; border: none;
  alternate-background-color: $stripe; gridline-color: $border;
  selection-background-color: $accent; selection-color: $accent_text; }
QHeaderView { background-color: $card; border: none; }
QHeaderView::section { background-color: $card; color: $muted; border: none;
  border-bottom: 1px solid $border; padding: 4px 8px; }
QTableCornerButton::section { background-color: $card; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QMainWindow > QTabBar { qproperty-elideMode: ElideNone; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; border: none; padding: 6px 9px;
  border-bottom: 2px solid transparent; }
RunTabs::tab { padding: 1px 9px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { background-color: $hover; color: $text; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::handle { background-color: $outline; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background-color: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def shades(look: Look) -> dict[str, str]:
    """The colours of the style sheet: those of the look and mixtures of them."""
    dark = look.theme == "dark"
    return {
        "background": look.background,
        "card": look.card,
        "field": look.field,
        "border": look.border,
        "text": look.text,
        "muted": look.muted,
        "accent": look.accent,
        "accent_text": look.accent_text,
        "danger": look.danger,
        "danger_text": look.card if not dark else look.accent_text,
        "outline": mixed(look.border, look.muted, 0.35),
        "field_edge": mixed(look.border, look.muted, 0.75),
        "groove": mixed(look.border, look.muted, 0.15),
        "focus": mixed(look.accent, look.text, 0.25),
        "hover": mixed(look.card, look.text, 0.05),
        "pressed": mixed(look.card, look.text, 0.11),
        "chosen": mixed(look.card, look.accent, 0.25),  # icons and ticks keep their colours on it
        "stripe": mixed(look.card, look.text, 0.03),
        "disabled": mixed(look.muted, look.card, 0.4),
        "accent_hover": mixed(look.accent, look.text if dark else "#000000", 0.15),
        "chip": mixed(look.card, look.accent, 0.14),
        "chip_text": mixed(look.accent, look.text, 0.5),
        "warning": look.warning,
        "good": look.good,
        "hint": mixed(look.card, look.warning, 0.12),
        "explained": mixed(look.card, look.good, 0.1),
        "tip": mixed(look.card, look.text, 0.9) if not dark else mixed(look.card, look.text, 0.15),
        "tip_text": look.card if not dark else look.text,
    }


def style_sheet(look: Look, mono: str) -> str:
    """The style sheet of a theme; letters and heights grow with the look's scale.

    Parameters
    ----------
    look
        The theme.
    mono
        The name of the fixed-width font.
    """
    size = max(SMALLEST_SIZE, round(BASE_SIZE * look.scale))
    chip_line = round(size * 1.5)
    measures = {
        "title": round(size * 1.08),
        # A picture of 130 pixels, and two lines of words.
        "picture": 138 + round(size * 3.0),
        "heading": round(size * 1.35),
        "reading": round(size * 1.1),
        "small": max(SMALLEST_SIZE, round(size * 0.92)),
        "line": round(size * 1.4),
        "field_line": round(size * 1.4),
        # A spin box with a border and padding is so high in all: at least 24.
        "spin_line": max(18, round(size * 1.4)),
        "chip_line": chip_line,
        "chip_width": chip_line - 12,
        "chip_radius": chip_line // 2 + 3,
    }
    tick = resource("style", f"tick-{look.theme}.svg").as_posix()
    sheet = Template(FRAMES + WORDS + BUTTONS + FIELDS + VIEWS)
    return sheet.substitute(shades(look), mono=mono, tick=tick, **measures)
