"""The pages of the help: where they are, and how they are dressed."""

from dataclasses import dataclass
from textwrap import TextWrapper

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from visualizer.core.data.bundled import BundledSet
from visualizer.core.data.sources import SOURCES
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.resources import resource
from visualizer.core.schedules import SCHEDULES
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.action_table import shortcuts_markdown

KEYS = "keyboard-shortcuts"
DATA = "data-sets"
RULES = "rules"


@dataclass(frozen=True)
class Page:
    """A page: its name (also the file's), the title in the list, and where it stands."""

    name: str
    title: str


PAGES = (
    Page("getting-started", "Getting started"),
    Page(KEYS, "Keyboard shortcuts"),
    Page("csv-files", "Your own data"),
    Page(DATA, "Data sets"),
    Page("models", "Models"),
    Page("classes", "Classes and networks"),
    Page("by-hand", "The step by hand"),
    Page("formulas", "Your own formulas"),
    Page("optimizers", "Optimizers and learning rates"),
    Page(RULES, "All rules and schedules"),
    Page("curvature", "Curvature"),
    Page("experiment-file", "Experiment files"),
    Page("compare-runs", "Compare runs"),
    Page("sweeps", "Sweeps"),
    Page("landscape-3d", "The landscape in 3-D"),
    Page("exporting", "Exporting pictures"),
    Page("writing-lessons", "Writing lessons"),
    Page("numbers", "What the numbers are"),
    Page("pictures", "Where the pictures come from"),
)


def page_named(name: str) -> Page:
    """The page of a name; KeyError where there is none."""
    for page in PAGES:
        if page.name == name:
            return page
    raise KeyError(name)


def markdown_of(name: str) -> str:
    """The text of a page as Markdown; some are made from their registers."""
    page = page_named(name)
    if page.name == KEYS:
        return f"# {page.title}\n\n{_INTRODUCTION}\n\n{shortcuts_markdown()}"
    if page.name == DATA:
        return data_markdown()
    if page.name == RULES:
        return rules_markdown(page.title)
    return resource("help", f"{page.name}.md").read_text(encoding="utf-8")


_INTRODUCTION = (
    "Text fields keep their keys: Space, arrows and letters work in the window when no field "
    "has the keyboard."
)


def data_markdown() -> str:
    """What comes with the program: the generators, then each set with its source and licence."""
    bundled = [source for source in SOURCES.values() if issubclass(source, BundledSet)]
    generators = [source for source in SOURCES.values() if source not in bundled]
    rows = [f"| {source.label} | `{source.kind}` | {source.help} |" for source in generators]
    table = ["| generated | name in files | what it is |", "|---|---|---|", *rows]
    # Each note begins with a heading of its own.
    notes = ["#" + source.about().strip() for source in bundled]
    return "\n\n".join(["# Data sets", _DATA_INTRODUCTION, "\n".join(table), *notes])


_DATA_INTRODUCTION = (
    "Choose them under *Data* in the setup. Generated points have settings, in "
    "*Data > More*; the data seed gives other points of the same kind. Measured data come with "
    "their source and licence."
)


def rules_markdown(title: str) -> str:
    """Every update rule and every schedule, with its equations and its source."""
    parts = [f"# {title}", _RULES_INTRODUCTION, "## Update rules"]
    for rule in OPTIMIZERS.values():
        parts += [_equations(rule.kind, rule.label, rule.formula), rule.source + "."]
    parts += ["## Schedules", _SCHEDULES_INTRODUCTION]
    for plan in SCHEDULES.values():
        parts += [_equations(plan.kind, plan.label, plan.formula)]
        parts += [plan.source + "."] if plan.source else []
    return "\n\n".join(parts)


def _equations(kind: str, label: str, formula: str) -> str:
    """A heading with the name in files, and a listing with an equation in each line."""
    lines = [line for one in formula.split("  ") for line in _EQUATION.wrap(one.rstrip(",;"))]
    return "\n".join([f"### {label} (`{kind}`)", "", "```", *lines, "```"])


# Listings do not wrap: a longer line would have the page scrolled sideways.
_EQUATION = TextWrapper(64, subsequent_indent="    ", break_long_words=False)


_RULES_INTRODUCTION = (
    "Choose a rule under *Optimizer > Rule* and a schedule under *Schedule*. The word in "
    "brackets is its name in files and in the shell. g is the slope, θ the parameters, η the "
    "learning rate; a hat is a mean freed from the bias of its start."
)
_SCHEDULES_INTRODUCTION = "t counts steps or epochs, η₀ is the learning rate of the optimizer."


def fill(document: QTextDocument, name: str, look: Look) -> None:
    """Put a page into a document, dressed for reading in a look."""
    document.setDefaultFont(look.font(14))
    document.setDocumentMargin(look.size(20))
    write(document, name)
    # As one change: else everything is laid out again for every block that is dressed.
    whole = QTextCursor(document)
    whole.beginEditBlock()
    _dress_blocks(document, look)
    _dress_tables(document, look)
    whole.endEditBlock()


def write(document: QTextDocument, name: str) -> None:
    """Put the text of a page into a document; dressing it moves no letter."""
    document.setMarkdown(markdown_of(name), QTextDocument.MarkdownFeature.MarkdownDialectGitHub)


SIZES = {1: 22.0, 2: 17.0, 3: 15.0}


def _dress_blocks(document: QTextDocument, look: Look) -> None:
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = QTextBlockFormat(block.blockFormat())
        level = shape.headingLevel()
        shape.setLineHeight(130, _PROPORTIONAL)
        if level:
            shape.setTopMargin(look.size(4 if level == 1 else 18))
            shape.setBottomMargin(look.size(6))
            _set_font(cursor, look.font(SIZES.get(level, 14.0), bold=True))
        elif _is_code(block):
            _dress_code(block, cursor, shape, look)
        else:
            within = block.textList() is not None and block.next().textList() is not None
            shape.setBottomMargin(look.size(2 if within else 8))
            _dress_words(block, look)
        cursor.setBlockFormat(shape)
        block = block.next()


def _is_code(block: QTextBlock) -> bool:
    shape = block.blockFormat()
    properties = (QTextBlockFormat.Property.BlockCodeFence, _LANGUAGE)
    return block.isValid() and any(shape.hasProperty(one) for one in properties)


def _dress_code(
    block: QTextBlock, cursor: QTextCursor, shape: QTextBlockFormat, look: Look
) -> None:
    """A line of a listing; the first and the last keep away from the words."""
    shape.setLineHeight(100, _PROPORTIONAL)
    shape.setBackground(QColor(mixed(look.field, look.text, 0.06)))
    shape.setLeftMargin(look.size(8))
    shape.setTopMargin(0 if _is_code(block.previous()) else look.size(4))
    shape.setBottomMargin(0 if _is_code(block.next()) else look.size(10))
    _set_font(cursor, look.mono(12.5))


_LANGUAGE = QTextBlockFormat.Property.BlockCodeLanguage
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


def _set_font(cursor: QTextCursor, font: QFont) -> None:
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    shape = QTextCharFormat()
    shape.setFont(font)
    cursor.mergeCharFormat(shape)


def _dress_words(block: QTextBlock, look: Look) -> None:
    """Code within a sentence in the font of figures; links in the accent."""
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        shape = fragment.charFormat()
        cursor = QTextCursor(block)
        cursor.setPosition(fragment.position())
        cursor.setPosition(fragment.position() + fragment.length(), _KEEP)
        change = QTextCharFormat()
        if shape.fontFixedPitch():
            change.setFont(look.mono(13))
            cursor.mergeCharFormat(change)
        elif shape.isAnchor():
            change.setForeground(QColor(look.accent))
            cursor.mergeCharFormat(change)
        iterator += 1


_KEEP = QTextCursor.MoveMode.KeepAnchor


def _dress_tables(document: QTextDocument, look: Look) -> None:
    for frame in document.rootFrame().childFrames():
        if not isinstance(frame, QTextTable):
            continue
        shape = frame.format()
        shape.setCellPadding(look.size(5))
        shape.setCellSpacing(0)
        shape.setBorder(1)
        shape.setBorderBrush(QColor(look.border))
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderCollapse(True)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        frame.setFormat(shape)
