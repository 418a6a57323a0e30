"""The explorer: activations and losses as curves, softmax and the cross-entropy as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.settings import Setting
from visualizer.gui.dialogs.explorer_tables import CrossEntropyPage, SoftmaxPage
from visualizer.gui.dialogs.lasting import LastingDialog, number_within
from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.look import Look
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.functions import ActivationPlot, FunctionPlot, LossShapePlot
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.roles import set_role

if TYPE_CHECKING:
    from visualizer.gui.stage.pane import Pane

SMALLEST = QSize(420, 260)
FARTHEST = 100.0
DECIMALS = 3
"""Of a place that the pointer chooses."""


class NumberField(LineField):
    """A field for a number of either sign, with what is wrong in its tooltip."""

    def __init__(self, name: str, value: float) -> None:
        super().__init__(
            Setting("value", float, False, value, name, name, minimum=-FARTHEST, maximum=FARTHEST)
        )
        self._name = name
        self.setAccessibleName(name)
        self.set_characters(8)
        self.set_value(value)
        self.edited.connect(self._on_edited)
        self.refused.connect(self.setToolTip)
        self.mended.connect(self._explain)
        self._explain()

    def _on_edited(self, value: float) -> None:
        self.set_value(value)
        self._explain()

    def _explain(self) -> None:
        self.setToolTip(self._name)


class FunctionPage(QWidget):
    """One of the register as a curve: chosen above, its formula and numbers below."""

    def __init__(self, plot: FunctionPlot, pane: Pane, what: str) -> None:
        super().__init__()
        self.plot = plot
        self.view = PlotView(plot, SMALLEST)
        pane.add_view(self.view)
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(what)
        entries = {name: entry.label for name, entry in plot.register.items()}  # type: ignore[attr-defined]
        self.choice.set_choices({"": f"{what} of the run", **entries})
        self.choice.set_value("")
        self.place = NumberField(f"Where the numbers are read ({plot.letters[0]})", plot.place)
        self.formula, self.numbers = QLabel(), set_role(QLabel(), "mono")
        self.formula.setWordWrap(True)
        self.choice.chosen.connect(passing(self._set, "entry"))
        self.place.edited.connect(passing(self._set, "place"))
        plot.on_place_chosen = self._on_place_chosen
        self.top = QHBoxLayout()
        self.top.addWidget(self.choice, 1)
        self.top.addWidget(QLabel(f"{plot.letters[0]} ="))
        self.top.addWidget(self.place)
        layout = QVBoxLayout(self)
        layout.addLayout(self.top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.formula)
        layout.addWidget(self.numbers)

    def _on_place_chosen(self, place: float) -> None:
        rounded = round(place, DECIMALS)
        self.place.set_value(rounded)
        self._set("place", rounded)

    def _set(self, flag: str, value: object) -> None:
        self.plot.choose(**{flag: value})

    def remembered(self) -> dict[str, Any]:
        """What is chosen."""
        return {"entry": self.plot.entry, "place": self.plot.place}

    def recall(self, entry: Any, place: Any) -> None:
        """Choose what was chosen.

        Raises
        ------
        ValueError
            When it is not known.
        """
        place = number_within(place, FARTHEST)
        if self.choice.findData(entry) < 0:
            raise ValueError
        self.choice.set_value(entry)
        self.place.set_value(place)
        self._set("entry", entry)
        self._set("place", place)

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

    def __init__(self, plot: LossShapePlot, pane: Pane) -> None:
        super().__init__(plot, pane, "Loss")
        self._shape = plot
        self.target = NumberField("The true value (y)", plot.target)
        self.target.edited.connect(passing(self._set, "target"))
        self.top.addWidget(QLabel("y ="))
        self.top.addWidget(self.target)

    def remembered(self) -> dict[str, Any]:
        return {**super().remembered(), "target": self._shape.target}

    def recall(self, entry: Any, place: Any, target: Any = 0.0) -> None:
        target = number_within(target, FARTHEST)
        super().recall(entry, place)
        self.target.set_value(target)
        self._set("target", target)


class Explorer(LastingDialog):
    """Stays beside the window, which can be used meanwhile, and follows its run."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self.setWindowTitle("Activations and losses")
        self.setModal(False)
        pane, look = bench.pane, bench.look
        self.activations = FunctionPage(ActivationPlot(look), pane, "Activation")
        self.losses = LossPage(LossShapePlot(look), pane)
        self.softmax = SoftmaxPage()
        self.entropy = CrossEntropyPage(look)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.activations, "Activations")
        self.tabs.addTab(self.losses, "Losses")
        self.tabs.addTab(self.softmax, "Softmax")
        self.tabs.addTab(self.entropy, "Cross-entropy")
        self.tabs.currentChanged.connect(calling(pane.refresh))
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        self.resize(720, 560)
        pane.add_panel(self)

    def remembered(self) -> dict[str, Any]:
        return {
            "tab": self.tabs.currentIndex(),
            "activation": self.activations.remembered(),
            "loss": self.losses.remembered(),
            "softmax": self.softmax.values.text(),
        }

    def recall(self, values: Mapping[str, Any]) -> None:
        tab, softmax = values["tab"], values["softmax"]
        if tab not in range(self.tabs.count()) or not isinstance(softmax, str):
            raise ValueError
        self.activations.recall(**values["activation"])
        self.losses.recall(**values["loss"])
        self.softmax.values.setText(softmax)
        self.tabs.setCurrentIndex(tab)

    def draw(self, frame: Frame) -> None:
        """Follow the run and the playhead, as far as it is seen."""
        page = self.tabs.currentWidget()
        if isinstance(page, FunctionPage | CrossEntropyPage):
            page.draw(frame)

    def restyle(self, look: Look) -> None:
        """Take the colours of a look; the plots are dressed by the pane."""
        self.entropy.restyle(look)


def show_explorer(bench: Workbench) -> Explorer:
    """Show the explorer; there is one for a window."""
    found = bench.window.findChild(Explorer)
    if isinstance(found, Explorer):
        explorer = found
    else:
        explorer = Explorer(bench)
        explorer.keep_in(bench.preferences)
    explorer.show()
    explorer.activateWindow()
    bench.pane.refresh()
    return explorer
