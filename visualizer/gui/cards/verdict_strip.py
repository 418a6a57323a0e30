"""The strip under the landscape: one sentence on what happens, and what to try next."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from visualizer.app.state import Run
from visualizer.core.analysis.judgement import Judgement
from visualizer.core.analysis.verdict_kinds import KINDS
from visualizer.core.capabilities import Capability
from visualizer.core.changes import RATE
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.optimizers import SGD, Optimizer
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.model import Model
from visualizer.core.rates import fitted, usual_rates
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.stage.covers import why_empty
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.chips import ChipRow, VerdictLine

MOST_CHIPS = 6
MARGIN = 12
SHARE_OF_CHIPS = 0.42
MARGINS = 60
MOST_NAMES = 6
"""Columns that the sentence at the start names; more are counted."""

MOST_LINES = 3
"""Lines that a sentence may take beside the chips."""

TIGHT_LINES, TIGHT_AIR = 2, 1.15
"""In a low window the sentence takes so many lines, which are not full; chips the rest."""

Offer = tuple[str, str, Mapping[str, Any]]
"""Label, a sentence on it, and the settings that it gives new values."""


class VerdictStrip(Card):
    """A verdict in words, its reason behind "Why?", and chips with one-click settings.

    Signals
    -------
    values_chosen(run, values)
        A chip was pressed: the run that it was offered for, and settings by key path.
    """

    values_chosen = Signal(object, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._look = look
        self._lesson: Lesson | None = None
        self._values: list[Mapping[str, Any]] = []
        self._chips: object = None
        self._judged: tuple[Run, Judgement | None] | None = None
        self._own: tuple[Run, Offer] | None = None
        self.line = VerdictLine()
        self.chips = ChipRow()
        self.chips.stop_before = self.line.why
        self.chips.chosen.connect(self._on_chosen)
        self.line.why.toggled.connect(calling(self._arrange))
        body = QWidget()
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.chips)
        self.set_body(body, (MARGIN, 8, MARGIN, 8))

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        if self._judged is not None:
            self.show_judgement(*self._judged)

    def set_tight(self, tight: bool) -> None:
        super().set_tight(tight)
        self._arrange()

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Offer what a lesson suggests to try; None for no lesson."""
        self._lesson = lesson

    def offer_own(self, run: Run, offer: Offer | None) -> None:
        """Offer a rate of its own for the rule of a run, before all else; None for none."""
        before, self._own = self._own, None if offer is None else (run, offer)
        if before != self._own and self._judged is not None:
            self.show_judgement(*self._judged)

    def show_judgement(self, run: Run, judgement: Judgement | None) -> None:
        """Show a verdict and what to try; before the first step, what the lesson is about."""
        self._judged = (run, judgement)
        experiment = run.experiment
        if self._lesson and (
            experiment is None or self._lesson.experiment.problem != experiment.problem
        ):
            self._lesson = None
        if judgement is None and run.count == 0 and run.ending is not None:
            self._show_nothing(run)
            return
        still = experiment is not None and experiment.optimizer.learning_rate == 0
        if judgement is None or (judgement.row == 0 and not still):
            self._show_beginning(run)
            return
        verdict = judgement.verdict
        colour = self._look.severity(verdict.severity)
        self.line.set_verdict(verdict.label, verdict.text, colour, verdict.why)
        remedies = [(one.label, "", one.settings) for one in verdict.remedies]
        self._offer(remedies, run)

    def _show_nothing(self, run: Run) -> None:
        """Why there is no row to be judged."""
        assert run.ending is not None
        diverged = run.ending.kind == "diverged"
        kind = KINDS["diverged"]
        colour = self._look.severity(kind.severity) if diverged else self._look.accent
        self.line.set_verdict(kind.label if diverged else "", why_empty(run), colour)
        self._offer([], run)

    def _show_beginning(self, run: Run) -> None:
        accent = self._look.accent
        if self._lesson is not None:
            text = self._lesson.text
            self.line.set_verdict("", f"{text.partition('. ')[0]}.", accent, text)
        elif isinstance(run.problem, Analytic):
            self.line.set_verdict("", run.problem.help, accent, run.problem.source)
        elif isinstance(run.problem, Model):
            targets = _listed(run.problem.training.target_names, "targets")
            inputs = _listed(run.problem.input_names, "inputs")
            sentence = f"The model learns to predict {targets} from {inputs}."
            self.line.set_verdict("", sentence, accent)
        else:
            sentence = f"A recording of {run.count:,} rows. {run.lacks((Capability.LANDSCAPE,))}"
            self.line.set_verdict("", sentence, accent)
        self._offer([], run)

    def _offer(self, remedies: list[Offer], run: Run) -> None:
        """Show chips: the remedies of a verdict first, then what the problem suggests.

        Beside remedies there is no room for what would change nothing.
        """
        experiment, offers = run.experiment, []
        if experiment is not None:
            offers = [
                (label, words, fitted(experiment, values))
                for label, words, values in self._suggestions(run.problem, experiment)
                if not (remedies and _is_set(experiment, fitted(experiment, values)))
            ]
        own = [self._own[1]] if self._own is not None and self._own[0] is run else []
        offers = [*own, *remedies, *offers][:MOST_CHIPS]
        self._values = [values for _, _, values in offers]
        key = [(label, words) for label, words, _ in offers]
        if key == self._chips:
            self._arrange()
            return
        self._chips = key
        self.chips.set_chips("Try" if not remedies else "", key)
        self._arrange()

    def _suggestions(self, problem: Problem | None, experiment: Experiment) -> list[Offer]:
        """What the lesson or the function suggests, with rates that fit the rule in use."""
        offers: list[Offer] = []
        intended: Optimizer = SGD()
        if self._lesson is not None:
            intended = self._lesson.experiment.optimizer
            offers = [(one.label, one.help, one.values) for one in self._lesson.suggestions]
        elif isinstance(problem, Analytic):
            offers = [_rate_offer(rate, "") for rate in problem.try_next]
        rule = experiment.optimizer
        if rule.rate_means == intended.rate_means:
            return offers
        # A rate means another thing to this rule: its own usual ones stand for the others.
        usual = [_rate_offer(rate, f", usual for {rule.label}") for rate in usual_rates(experiment)]
        return [*usual, *(one for one in offers if set(one[2]) != {RATE})]

    def _on_chosen(self, index: int) -> None:
        if self._judged is not None:
            self.values_chosen.emit(self._judged[0], self._values[index])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Chips beside the sentence where both have room, else beneath it.

        In a low window they stand beside it, as many as there is room for: a second row would
        be taken from the landscape. A reason that is unfolded needs the whole width.
        """
        parts = (self.line.pill, self.line.why)
        taken = sum(one.sizeHint().width() for one in parts if not one.isHidden())
        rest = self.width() - MARGINS - taken
        sentence = self.line.sentence
        words = sentence.fontMetrics().horizontalAdvance(sentence.text())
        beside = self._tight and not (self.line.why.isChecked() and not self.line.why.isHidden())
        # Once: a chip that is shown may have the strip laid out anew, and this called again.
        least = round(TIGHT_AIR * words / TIGHT_LINES)
        self.chips.fit(rest - least if beside else self.width() - 2 * MARGIN)
        chips = self.chips.sizeHint().width()
        many = chips > SHARE_OF_CHIPS * self.width() or words > MOST_LINES * (rest - chips)
        beneath = many and not beside
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if beneath else direction.LeftToRight)
        # Now, and not after a frame that shows a new chip cut; Qt asks again only when told to.
        self.chips.updateGeometry()
        self._row.invalidate()
        self._row.activate()


def _rate_offer(rate: float, note: str) -> Offer:
    return f"{rate:g}", f"Learning rate {rate:g}{note}", {RATE: rate}


def _is_set(experiment: Experiment, values: Mapping[str, Any]) -> bool:
    """Whether an experiment has these settings already."""
    try:
        return experiment.with_values(values) == experiment
    except InputError:
        return False


def _listed(names: tuple[str, ...], noun: str) -> str:
    """A few names, or how many there are."""
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} {noun}"
