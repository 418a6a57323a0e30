"""The explorer: activations and losses as curves, softmax and the cross-entropy as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.dialogs.explorer_tables import CrossEntropyPage, SoftmaxPage
from visualizer.gui.frame import Frame
from visualizer.gui.links import calling, passing
from visualizer.gui.look import Look
from visualizer.gui.plot_view import PlotView
from visualizer.gui.plots.functions import ActivationPlot, FunctionPlot, LossShapePlot
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

if TYPE_CHECKING:
    from visualizer.gui.main_window import MainWindow
    from visualizer.gui.stage import Stage

SMALLEST = QSize(420, 260)
FARTHEST = 100.0


def number_box(name: str, value: float) -> QDoubleSpinBox:
    """A field for a number of either sign."""
    box = QDoubleSpinBox()
    box.setRange(-FARTHEST, FARTHEST)
    box.setDecimals(3)
    box.setSingleStep(0.1)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box


class FunctionPage(QWidget):
    """One of the register as a curve: chosen above, its formula and numbers below."""

    def __init__(self, plot: FunctionPlot, stage: Stage, what: str) -> None:
        super().__init__()
        self.plot = plot
        self.view = PlotView(plot, SMALLEST)
        stage.add_view(self.view)
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(what)
        entries = {name: entry.label for name, entry in plot.register.items()}  # type: ignore[attr-defined]
        self.choice.set_choices({"": f"{what} of the run", **entries})
        self.choice.set_value("")
        self.place = number_box(f"Where the numbers are read ({plot.letters[0]})", plot.place)
        self.formula, self.numbers = QLabel(), set_role(QLabel(), "mono")
        self.formula.setWordWrap(True)
        self.choice.chosen.connect(passing(self._set, "entry"))
        self.place.valueChanged.connect(passing(self._set, "place"))
        plot.on_place_chosen = self.place.setValue
        self.top = QHBoxLayout()
        self.top.addWidget(self.choice, 1)
        self.top.addWidget(QLabel(f"{plot.letters[0]} ="))
        self.top.addWidget(self.place)
        layout = QVBoxLayout(self)
        layout.addLayout(self.top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.formula)
        layout.addWidget(self.numbers)

    def _set(self, flag: str, value: object) -> None:
        setattr(self.plot, flag, value)
        self.plot.redraw()
        self.view.paint_soon()
        if self.plot.frame is not None:
            self.draw(self.plot.frame)

    def draw(self, frame: Frame) -> None:
        """Say in words what the plot shows."""
        if self.plot.curve is None:
            return
        formula, numbers = self.plot.curve.formula, self.plot.words(frame)
        if (formula, numbers) != (self.formula.text(), self.numbers.text()):
            self.formula.setText(formula)
            self.numbers.setText(numbers)


class LossPage(FunctionPage):
    """A loss, with the true value beside the place."""

    def __init__(self, plot: LossShapePlot, stage: Stage) -> None:
        super().__init__(plot, stage, "Loss")
        self.target = number_box("The true value (y)", plot.target)
        self.target.valueChanged.connect(passing(self._set, "target"))
        self.top.addWidget(QLabel("y ="))
        self.top.addWidget(self.target)


class Explorer(QDialog):
    """Stays beside the window, which can be used meanwhile, and follows its run."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Activations and losses")
        self.setModal(False)
        stage, look = window.stage, window.look
        self.activations = FunctionPage(ActivationPlot(look), stage, "Activation")
        self.losses = LossPage(LossShapePlot(look), stage)
        self.softmax = SoftmaxPage()
        self.entropy = CrossEntropyPage(look)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.activations, "Activations")
        self.tabs.addTab(self.losses, "Losses")
        self.tabs.addTab(self.softmax, "Softmax")
        self.tabs.addTab(self.entropy, "Cross-entropy")
        self.tabs.currentChanged.connect(calling(stage.refresh))
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        self.resize(720, 560)
        stage.add_panel(self)

    def draw(self, frame: Frame) -> None:
        """Follow the run and the playhead, as far as it is seen."""
        page = self.tabs.currentWidget()
        if isinstance(page, FunctionPage | CrossEntropyPage):
            page.draw(frame)

    def restyle(self, look: Look) -> None:
        """Take the colours of a look; the plots are dressed by the stage."""
        self.entropy.restyle(look)


def show_explorer(window: MainWindow) -> Explorer:
    """Show the explorer; there is one for a window."""
    found = window.findChild(Explorer)
    explorer = found if isinstance(found, Explorer) else Explorer(window)
    explorer.show()
    explorer.activateWindow()
    window.stage.refresh()
    return explorer
