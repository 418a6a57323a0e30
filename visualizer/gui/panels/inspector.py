"""The inspector: the step from the playhead on, with all its numbers."""

from collections.abc import Sequence
from math import isnan

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import UNKNOWN, digits_text
from visualizer.gui.panels.equation import result_text
from visualizer.gui.panels.step_view import StepView
from visualizer.gui.panels.steps import KNOWN, UpdateStep, step_of
from visualizer.gui.panels.verdict import Remedy, VerdictPill
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.read_outs import ReadOut, ReadOuts
from visualizer.gui.widgets.roles import set_role


class Inspector(Card):
    """A card "Step 6 → 7": values, gradients, the update, and the equation with its numbers.

    Folded it is one line: its title and what each parameter becomes.

    Signals
    -------
    remedy_chosen(values)
        The user wants these settings, by key path: a remedy of the verdict.
    by_hand_wanted()
        The user wants to see the step worked out.
    """

    remedy_chosen = Signal(object)
    by_hand_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("Step", parent=parent)
        self._look = look
        self._key: object = None
        self._step: UpdateStep | None = None
        self._items: tuple[tuple[str, int], ...] = ()
        self._further = 0
        self._folded = False
        self.view = StepView(look)
        self.line = ReadOuts(look)
        self.line.hide()
        self.verdict = VerdictPill(look)
        self.verdict.remedy_chosen.connect(self.remedy_chosen)
        self.by_hand = set_role(QPushButton("By hand"), "switch")
        self.by_hand.setToolTip("The step worked out as on a board, with all its numbers (W)")
        self.by_hand.setAccessibleName("The step by hand")
        self.by_hand.clicked.connect(self.by_hand_wanted)
        self.add_switch(self.line, self.verdict, self.by_hand)
        self._share_title_row()
        self.set_body(self.view, (12, 0, 12, 8))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _share_title_row(self) -> None:
        """The title keeps the width of its words; what is left belongs to the read-outs."""
        row = self.title_row.layout()
        assert isinstance(row, QHBoxLayout)
        row.setStretch(0, 0)
        row.insertStretch(1, 1)
        row.setStretch(row.indexOf(self.line), 1000)
        name = self.title_row.name
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    @property
    def folded(self) -> bool:
        """Whether it is one line."""
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Show one line, or everything."""
        if folded == self._folded:
            return
        self._folded = folded
        self.line.setVisible(folded)
        self.by_hand.setVisible(not folded)
        self.verdict.set_short(folded)
        assert self._body is not None
        self._body.setVisible(not folded)
        self.updateGeometry()

    def set_verdict(
        self, text: str, why: str, severity: str, remedies: Sequence[Remedy] = ()
    ) -> None:
        """Show what happens here.

        Parameters
        ----------
        text
            One sentence; empty for no verdict.
        why
            The reason, shown when the user asks "Why?".
        severity
            "good", "neutral", "warning" or "danger".
        remedies
            Words and settings by key path of what helps.
        """
        self.verdict.set_verdict(text, why, severity, remedies)

    def draw(self, frame: Frame) -> None:
        """Show the step at the playhead; does nothing when it is shown already."""
        history = frame.run.history
        following = frame.row + 1 < len(history)
        ending = None if following else frame.run.ending
        key = (frame.run, frame.row, frame.hide_future, frame.lines, following, ending)
        if key == self._key:
            return
        self._key = key
        self._step = step_of(frame)
        names = history.parameters
        self._items = tuple((names[index], index) for index in frame.lines)
        self._further = frame.further
        k = self._step.row.step
        self._set_title(f"Step {k:,} → {k + 1:,}")
        self.view.set_step(self._step, names, frame.lines)
        self.line.set_items(self._read_outs(), self._further)
        rule = frame.run.rule
        self.set_verdict(rule.remark(self._step.row.quantities), rule.source, "warning")

    def describe(self) -> None:
        """Tell a screen reader the step."""
        self.setAccessibleDescription(self.view.equation())
        self.view.describe()
        self.line.describe()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        self.view.restyle(look)
        self.line.restyle(look)
        self.verdict.restyle(look)
        self.line.set_items(self._read_outs(), self._further)
        name = self.title_row.name
        name.setFixedWidth(name.sizeHint().width() + 4)

    def _set_title(self, title: str) -> None:
        self.title_row.set_title(title)
        name = self.title_row.name
        width = name.sizeHint().width()
        # Only ever wider while playing: the pill beside it would dance.
        if not name.minimumWidth() - 24 <= width <= name.minimumWidth():
            name.setFixedWidth(width + 4)

    def _read_outs(self) -> list[ReadOut]:
        """What is shown in one line: each parameter before and after, then the loss."""
        step = self._step
        if step is None:
            return []
        items = []
        for name, index in self._items:
            before = digits_text(float(step.row.theta[index]), 4)
            text = f"{before} → {result_text(step, index)}"
            items.append((name, text, self._look.line_colour(index)))
        if step.whole and not isnan(step.row.batch_loss):
            after = UNKNOWN if step.outcome != KNOWN else digits_text(step.loss_after or 0.0, 4)
            items.append(("loss", f"{digits_text(step.row.batch_loss, 4)} → {after}", ""))
        return items
