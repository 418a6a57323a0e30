"""The curvature at the playhead in numbers, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.capabilities import Capability
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import NONE, digits_text, fixed_text, size_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.roles import set_role

if TYPE_CHECKING:
    from visualizer.core.analysis.curvature_report import Report
    from visualizer.core.arrays import FloatArray
    from visualizer.core.recording.history import History

DIGITS = 6
COMPUTING = "Computing the curvature…"
MOST_PARTS = 3
"""Parts of a direction that are written."""


class _Number(NamedTuple):
    """A row of the panel: its words, what they mean, and the text for a report.

    `text` is also given the names of the parameters.
    """

    words: str
    help: str
    text: Callable[[Report, Sequence[str]], str]


def _shown(value: float | None, unknown: str = NONE) -> str:
    return unknown if value is None else digits_text(value, DIGITS)


def _condition(report: Report) -> str:
    if report.condition is None:
        return "no bowl: a direction curves down"
    return "∞: a flat direction" if report.condition == float("inf") else _shown(report.condition)


def _steepness(report: Report) -> str:
    if report.steepness is None:
        return NONE
    text = digits_text(report.steepness, 4)
    if report.limits is None:
        return text
    names = ("slow", "smooth", "zig-zag")
    for limit, name in zip(report.limits, names, strict=True):
        if report.rate < limit:
            return f"{text}, {name}"
    return f"{text}, too large"


def _limit(report: Report) -> str:
    if report.limits is not None:
        return digits_text(report.limits.stable, DIGITS)
    if report.ends is not None and report.ends.greatest <= 0:
        return "none: nothing curves up"
    return f"not known for {report.optimizer.label}"


def _direction(vector: FloatArray | None, names: Sequence[str]) -> str:
    """The largest parts of a unit vector (P,): "w 0.957, b 0.290"."""
    if vector is None:
        return ""
    largest = np.argsort(-np.abs(vector), kind="stable")[:MOST_PARTS]
    # An eigenvector has no sign; rounding must not choose it.
    signed = vector * (np.sign(vector[largest[0]]) or 1.0)
    parts = [f"{names[index]} {fixed_text(float(signed[index]), 3)}" for index in largest]
    return ", ".join([*parts, *["…"] * (len(vector) > MOST_PARTS)])


NUMBERS: tuple[_Number, ...] = (
    _Number(
        "Greatest λmax",
        "The greatest eigenvalue of the Hessian: how steep the steepest direction is curved.",
        lambda report, names: _shown(report.ends and report.ends.greatest),
    ),
    _Number(
        "Least λmin",
        "The least eigenvalue: below 0 there is a direction that curves down, as at a saddle.",
        lambda report, names: _shown(report.ends and report.ends.least),
    ),
    _Number(
        "Steepest along",
        "The eigenvector of λmax, of length 1: the largest parts of the steepest direction.",
        lambda report, names: _direction(report.ends and report.ends.greatest_vector, names),
    ),
    _Number(
        "Flattest along",
        "The eigenvector of λmin, of length 1: the largest parts of the flattest direction.",
        lambda report, names: _direction(report.ends and report.ends.least_vector, names),
    ),
    _Number(
        "Condition λmax/λmin",
        "How many times steeper the valley is across than along: 1 is a round bowl.",
        lambda report, names: _condition(report),
    ),
    _Number(
        "Rate × λmax",
        "Gradient descent: below 1 no overshoot, up to 2 it zig-zags and settles, above it "
        "diverges. The word says what holds for the rule in use.",
        lambda report, names: _steepness(report),
    ),
    _Number(
        "Largest stable rate",
        "Above this rate the rule in use does not settle, where the loss is as curved as here.",
        lambda report, names: _limit(report),
    ),
    _Number(
        "Best steady rate",
        "2/(λmin + λmax): the fastest for gradient descent in the long run, on a bowl like here.",
        lambda report, names: _shown(report.best),
    ),
    _Number(
        "Predicted per step",
        "What the error is multiplied by at each step in the long run, on a bowl like here.",
        lambda report, names: (
            "" if report.predicted is None else f"× {digits_text(report.predicted, 6)}"
        ),
    ),
    _Number(
        "Measured per step",
        "What the slope has been multiplied by at each of the last 20 steps, on average.",
        lambda report, names: (
            "" if report.measured is None else f"× {digits_text(report.measured, 6)}"
        ),
    ),
)


class CurvaturePanel(QWidget):
    """Eigenvalues, conditioning, limits of the rate, and the speed of convergence."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: tuple[Report | None, History | None] = (None, None)
        grid_home = QWidget()
        grid_home.setObjectName("scrolled")
        grid = QGridLayout(grid_home)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        # Words break where both columns have no room: half a word names nothing.
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        self.values: dict[str, QLabel] = {}
        for place, number in enumerate(NUMBERS):
            words, value = set_role(QLabel(number.words), "muted"), set_role(QLabel(NONE), "mono")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setWordWrap(True)
            words.setWordWrap(True)
            value.setAccessibleName(number.words)
            for label in (words, value):
                label.setToolTip(number.help)
            grid.addWidget(words, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, place, 1)
            self.values[number.words] = value
        self.note = set_role(QLabel(COMPUTING), "muted")
        self.note.setWordWrap(True)
        grid.setRowStretch(len(NUMBERS), 1)
        self._lay_out(grid_home)

    def _lay_out(self, grid_home: QWidget) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("Numbers of the curvature")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(grid_home)
        grid_home.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        # Above what scrolls: dashes alone do not say that something is being computed.
        layout.addWidget(self.note)
        layout.addWidget(scroll, 1)

    def draw(self, frame: Frame) -> None:
        """Show what is known; does nothing when that is shown already."""
        found = frame.insight(Curvature)
        report = None if found is None else found.report
        shown, history = self._seen
        if report is None and history is frame.run.history:
            report = shown
        if report is not shown or history is not frame.run.history:
            self._seen = report, frame.run.history
            self._fill(report, frame.run.history.parameters)
        note = _note(frame, report)
        if note != self.note.text():
            self.note.setText(note)

    def _fill(self, report: Report | None, names: Sequence[str]) -> None:
        for number in NUMBERS:
            text = number.text(report, names) if report is not None else NONE
            label = self.values[number.words]
            if text != label.text():
                label.setText(text or NONE)

    def restyle(self, look: Look) -> None:
        """Colours and letters come from the style sheet."""


def _note(frame: Frame, report: Report | None) -> str:
    """At which epoch, and how exactly; that it is computed, as long as it is another row's."""
    if report is None:
        return frame.run.lacks((Capability.CURVATURE,)) or COMPUTING
    epoch = report.row / frame.run.history.steps_per_epoch
    if report.row != frame.row:
        return f"{COMPUTING} Shown is that of epoch {epoch:g}."
    where = f"At epoch {epoch:g}"
    if report.ends is None:
        return f"{where} the curvature is not finite."
    if report.ends.products == 0:
        how = "from all second derivatives"
    else:
        how = f"by {report.ends.products} products, error below {size_text(report.ends.residual)}"
    found = frame.insight(Curvature)
    same = found is not None and found.quadratic
    return f"{where}, {how}; {'the same everywhere' if same else 'elsewhere it differs'}."
