"""The step at the playhead, worked out as the view settings say."""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.app.views import BY_HAND, VIEWS, ByHandView
from visualizer.core.arrays import FloatArray
from visualizer.core.optimizers.base import Optimizer
from visualizer.core.quiet import Quiet
from visualizer.core.recording.records import Row
from visualizer.core.worked.sheet import Pen, SheetPart, revealed
from visualizer.core.worked.update import Measured, Moved
from visualizer.core.worked.work import Work, WorkChoice, work_out
from visualizer.gui.panels.steps import step_of
from visualizer.gui.plots.frame import Frame


def view_of(frame: Frame) -> ByHandView:
    """The view settings of By hand."""
    found = frame.view_of(BY_HAND) or VIEWS[BY_HAND]
    assert isinstance(found, ByHandView)
    return found


def parameter_of(frame: Frame) -> int:
    """The parameter that is looked at: the chosen one, or the first that is drawn."""
    names = frame.run.history.parameters
    wanted = view_of(frame).parameter
    return names.index(wanted) if wanted in names else min(frame.lines, default=0)


def work_of(frame: Frame) -> Work:
    """The step from the playhead on, worked out."""
    history, step = frame.run.history, step_of(frame)
    row, view = step.row, view_of(frame)
    rule: Optimizer = frame.run.rule
    if frame.run.descent is not None:
        rule = frame.run.descent.rule_at(row.step)
    if not rule.names:
        # It keeps nothing, and a row of a thinned history takes its time.
        before: Mapping[str, FloatArray] = {}
    elif frame.row > 0:
        before = history.row(frame.row - 1).quantities
    else:
        before = rule.initial_state(row.theta.astype(float))
    moved = Moved(
        row.step, row.theta, row.gradient, row.learning_rate, row.quantities, before,
        step.following, step.used, _measured(frame, row), _batch(frame, row),
        row.loss,
    )  # fmt: skip
    choice = WorkChoice(
        parameter_of(frame),
        frame.sample,
        view.all_rows,
        view.sub_step,
        Pen(view.digits, view.blanks),
        not frame.hide_future,
    )
    with Quiet():
        return work_out(frame.run.problem, rule, moved, choice)


def _batch(frame: Frame, row: Row) -> int:
    """The rows of the batch of a step; 0 where each step sees all rows."""
    descent = frame.run.descent
    return 0 if descent is None or descent.steps_per_epoch == 1 else len(descent.batch(row.step))


def _measured(frame: Frame, row: Row) -> Measured | None:
    """How the gradient of a row was measured, if by forward differences."""
    descent = frame.run.descent
    if descent is None or row.loss_plus is None:
        return None
    differences, h = descent.differences_at(row.step)
    return Measured(row.batch_loss, row.loss_plus, h) if differences == 1 else None


def shown_parts(work: Work, view: ByHandView) -> dict[str, SheetPart]:
    """The parts as far as their lines are revealed, by name."""
    if view.revealed < 0:
        return {name: work.part(name) for name in work.names}
    return {part.name: part for part in revealed(work.sheet.parts, view.revealed)}


def lines_of(work: Work) -> int:
    """How many lines there are to reveal."""
    return sum(part.lines for part in work.sheet.parts)
