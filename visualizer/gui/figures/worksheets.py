"""Worksheets: steps with room to fill in what is worked out, and their key on its own pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from visualizer.app.state import Run
from visualizer.app.views import BY_HAND
from visualizer.core.data.scaling import NONE as UNSCALED
from visualizer.core.experiment import Experiment
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.functions import Function
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.gui.figures import by_hand
from visualizer.gui.figures.files import document
from visualizer.gui.figures.paper import (
    HEIGHT,
    ROOM,
    WIDTH,
    PaperHead,
    PaperPages,
    PaperPicture,
    pages_of,
)
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import UNKNOWN, short_text
from visualizer.gui.panels.by_hand_work import view_of, work_of
from visualizer.gui.panels.table_model import EpochModel
from visualizer.gui.plots.frame import Frame

LINES_ON_PAGE = 30
LINE, AIR = 26.0, 12.0
LEAST_SCALE = 0.7
MOST_ROWS, MOST_COLUMNS = 8, 4
"""Of data that is written out above a sheet."""

_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def head_of(run: Run, title: str, key: bool) -> PaperHead:
    """The head of a sheet, with room for a name, or of its key."""
    return PaperHead(f"{title}: answers" if key else title, settings_words(run), named=not key)


def settings_words(run: Run) -> str:
    """The settings that one needs to work out the steps of a run, in one line, and small data."""
    known = run.experiment
    if known is None:
        return run.name
    return ";  ".join([*_named(run, known), *_measured(known), *_data(run.problem, known)])


def _named(run: Run, known: Experiment) -> list[str]:
    rule = known.optimizer
    words = [run.name]
    if isinstance(known.problem, ModelSettings):
        words.append(LOSSES[known.problem.loss].label.lower())
    elif isinstance(known.problem, Function | Formula):
        words.append(f"f = {known.problem.formula}")
    words.append(f"{rule.label}, learning rate η = {short_text(rule.learning_rate)}")
    if known.schedule.kind != "constant":
        words.append(f"schedule: {known.schedule.label.lower()}")
    return words


def _measured(known: Experiment) -> list[str]:
    training, words = known.training, []
    if training.batch_size:
        words.append(f"batches of {training.batch_size}")
    if training.gradient != "exact":
        words.append(f"{training.gradient}, h = {short_text(training.difference_step)}")
    if training.precision != "float64":
        words.append(training.precision)
    return words


def _data(problem: object, known: Experiment) -> list[str]:
    """The columns of the training rows, where they are few and as the model sees them."""
    if not isinstance(problem, Model) or getattr(known.data, "scaling", "") != UNSCALED:
        return []
    samples = problem.training
    columns = [*samples.inputs.T, *samples.targets.T]
    if samples.class_names or len(samples.inputs) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        return []
    names = (*samples.input_names, *samples.target_names)
    return [
        f"{name}: {', '.join(short_text(float(value)) for value in column)}"
        for name, column in zip(names, columns, strict=True)
    ]


def step_pages(frame: Frame, look: Look, blank: bool) -> PaperPages:
    """The step at the playhead by hand, whole, whatever is revealed; what is hidden stays so."""
    shown = frame.viewed(BY_HAND, blanks=blank, revealed=-1)
    work, hidden = work_of(shown), view_of(shown).hidden
    parts = [part for part in work.sheet.parts if part.name not in hidden]
    return by_hand.pages(work, parts, look, head_of(frame.run, work.title, not blank))


def table_pages(
    run: Run, model: EpochModel, lines: Sequence[int], look: Look, blank: bool
) -> PaperPages:
    """Lines of the epoch table; in each the first weights are given where nothing leads to them."""
    pictures: list[tuple[str, PaperPicture]] = []
    for first in range(0, len(lines), LINES_ON_PAGE):
        some = lines[first : first + LINES_ON_PAGE]
        for columns in _packed(model, some, look):
            names = [model.headings[one].words for one in columns if _is_weight(model, one)]
            pictures.append((", ".join(names), TablePicture(model, some, columns, look, blank)))
    return pages_of(head_of(run, f"{run.name}: step by step", not blank), pictures, look)


def worksheet(pages: PaperPages) -> bytes:
    """A PDF of sheets; the experiment, from which the answers could be had, is not in it."""
    return document(pages, (WIDTH, HEIGHT), "Worksheet", "")


def _is_weight(model: EpochModel, column: int) -> bool:
    return model.headings[column].quantity == "value"


def _packed(model: EpochModel, lines: Sequence[int], look: Look) -> list[list[int]]:
    """Columns for each table: as many parameters as fit, the step in front."""
    starts = [column for column in range(len(model.headings)) if _is_weight(model, column)]
    ends = [*starts[1:], len(model.headings)]
    tables: list[list[int]] = []
    for start, end in zip(starts, ends, strict=True):
        group = list(range(start, end))
        if tables:
            wider = [*tables[-1], *group]
            if TablePicture(model, lines, wider, look).width <= ROOM / LEAST_SCALE:
                tables[-1] = wider
                continue
        tables.append([0, *group])
    return tables


class TablePicture:
    """Some lines and columns of the epoch table with a frame around each cell."""

    def __init__(
        self,
        model: EpochModel,
        lines: Sequence[int],
        columns: Sequence[int],
        look: Look,
        blank: bool = False,
    ) -> None:
        self._look, self._model = look, model
        self._heads = [model.headings[column].words for column in columns]
        full = [[model.text(line, column) for column in columns] for line in lines]
        head, figures = QFontMetricsF(look.font(12, bold=True)), QFontMetricsF(look.mono(12))
        # As wide as the answers, so that sheet and key are alike.
        self._widths = [
            2 * AIR
            + max(
                head.horizontalAdvance(words),
                *(figures.horizontalAdvance(row[place]) for row in full),
            )
            for place, words in enumerate(self._heads)
        ]
        self.width, self.height = sum(self._widths), LINE * (len(lines) + 1)
        self._rows = full
        if blank:
            self._rows = [
                [
                    "" if self._asked(lines, place, column) else text
                    for column, text in zip(columns, texts, strict=True)
                ]
                for place, texts in enumerate(full)
            ]

    def _asked(self, lines: Sequence[int], place: int, column: int) -> bool:
        """Whether a cell is to be filled in: not the step, nor a weight to which nothing leads."""
        line = lines[place]
        if column == 0:
            return False
        if _is_weight(self._model, column):
            return place > 0 and lines[place - 1] == line - 1 and self._model.every == 1
        # Of the last step there may be no update to ask for.
        return (
            self._model.value(line, column) is not None or self._model.text(line, column) == UNKNOWN
        )

    def paint(self, painter: QPainter) -> None:
        """Paint it with its corner at the origin."""
        look = self._look
        painter.setFont(look.font(12, bold=True))
        painter.setPen(QColor(look.text))
        self._paint_line(painter, 0.0, self._heads, _MIDDLE)
        painter.setFont(look.mono(12))
        for number, texts in enumerate(self._rows, 1):
            self._paint_line(painter, number * LINE, texts, _RIGHT)
        painter.setPen(QPen(QColor(look.muted), 0.8))
        for number in range(len(self._rows) + 2):
            painter.drawLine(QPointF(0, number * LINE), QPointF(self.width, number * LINE))
        x = 0.0
        for width in (0.0, *self._widths):
            x += width
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height))

    def _paint_line(self, painter: QPainter, y: float, texts: Sequence[str], how: int) -> None:
        x = 0.0
        for width, text in zip(self._widths, texts, strict=True):
            if text:
                painter.drawText(QRectF(x + AIR / 2, y, width - AIR, LINE), how, text)
            x += width
