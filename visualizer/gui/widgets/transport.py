"""The transport bar: where the playhead is, and everything that moves it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isnan

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolTip, QVBoxLayout, QWidget

from visualizer.core.settings import Setting
from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.band import BandRun, Stretch, VerdictBand
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.fields import RateField
from visualizer.gui.widgets.giving_way import BarPart, give_way
from visualizer.gui.widgets.icon_button import IconButton
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.rate_slider import LETTERS, JumpSlider
from visualizer.gui.widgets.read_outs import ReadOut, ReadOuts
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.values import describe

SPEEDS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Steps or epochs per second."""
WHOLE_RUN = "whole"
SWITCHES = {
    "loop": "Loop",
    "follow": "Follow",
    "hide_future": "Hide future",
    "by_epoch": "By epoch",
}
MOVING = ("to_start", "step_back", "play", "step_forward", "to_end", "hide_future")
"""What is dimmed while a lesson waits for an answer."""

WAITING = "Playing starts when you have answered"
GAP = 4
GROUP_GAP = 8
MARGIN = 12
"""Pixels between controls, more of them between groups, and beside all."""
AIR, TIGHT_AIR = (10, 4), (4, 0)
"""Pixels above and below all, and between the rows; in a low window."""
LEAST_SLIDER, USUAL_SLIDER, GOOD_SLIDER, MOST_SLIDER = 72, 160, 260, 420
"""Pixels of the slider of the rate, for letters of the usual size: the most important control.
With the usual ones a slip of 15 pixels is a factor of 4, with the good ones one of 2.4."""
EPOCH = Setting("epoch", float, False, 0.0, "Epoch", "Go to this epoch", minimum=0, maximum=0)


def speed_words(unit: str = "epoch") -> dict[str, str]:
    """The speeds as they are stored and as they are shown; `unit` is "step" or "epoch"."""
    words = {f"{speed:g}": f"{speed:g} {unit}s/s" for speed in SPEEDS}
    words["1"] = f"1 {unit}/s"
    words[WHOLE_RUN] = "Run in 10 s"
    return words


class TransportBar(QFrame):
    """Band, scrubber, buttons, epoch, speed, learning rate and read-outs.

    Parameters
    ----------
    look
        Colours and letters.
    rate
        The declaration of the learning rate.

    Signals
    -------
    play_toggled()
    stepped(delta)
        Go by so many steps.
    sought(row)
        Go to this row.
    epoch_entered(epoch)
        Go to this epoch (a float, within the run).
    speed_changed(speed)
        Steps or epochs per second, or None for the whole run in 10 s.
    loop_toggled(on), follow_toggled(on), future_toggled(hidden), from_here_toggled(on)
    by_epoch_toggled(on)
        Move by whole epochs; asked only where an epoch has several steps.
    rate_edited(rate), rate_settled()
        The learning rate; settled when the slider is let go.
    """

    play_toggled = Signal()
    stepped = Signal(int)
    sought = Signal(int)
    epoch_entered = Signal(float)
    speed_changed = Signal(object)
    loop_toggled = Signal(bool)
    follow_toggled = Signal(bool)
    future_toggled = Signal(bool)
    from_here_toggled = Signal(bool)
    by_epoch_toggled = Signal(bool)
    rate_edited = Signal(float)
    rate_settled = Signal()

    def __init__(self, look: Look, rate: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAccessibleName("Transport bar")
        self._look = look
        self._rows = 1
        self._steps_per_epoch = 1
        self._row = 0
        self._hidden = False
        self._by_epoch = False
        self._unit = "epoch"
        self._buttons: dict[str, IconButton] = {}
        self.band = VerdictBand(look)
        self.scrubber = JumpSlider()
        self.read_outs = ReadOuts(look)
        self.epoch = LineField(EPOCH)
        self._total = set_role(QLabel("of 0"), "muted")
        self._epoch_word = set_role(QLabel("Epoch"), "muted")
        self._rate_word = set_role(QLabel("Rate"), "muted")
        self._least: dict[QWidget, int] = {}
        self.given_up: frozenset[str] = frozenset()
        self.speed = ChoiceBox()
        self.rate = RateField(rate)
        self._make_fields(rate)
        self._make_layout()
        self._connect()
        self.set_run(1)

    def set_run(self, rows: int, steps_per_epoch: int = 1) -> None:
        """Show a run of so many rows; row k stands at epoch k / `steps_per_epoch`."""
        if (rows, steps_per_epoch) == (self._rows, self._steps_per_epoch) and self._rows > 1:
            return
        self._rows, self._steps_per_epoch = max(1, rows), max(1, steps_per_epoch)
        last = self._epoch_of(self._rows - 1)
        self.epoch.declared = replace(EPOCH, maximum=last)
        self._total.setText(f"of {last:.0f}" if last == int(last) else f"of {last:g}")
        self.epoch.set_characters(max(5, len(f"{last:.0f}")))
        self.epoch.updateGeometry()
        # Showing a range is no wish of the user: without it the playhead would be sought.
        blocker = QSignalBlocker(self.scrubber)
        self.scrubber.setRange(0, self._rows - 1)
        self.scrubber.setPageStep(max(1, self._rows // 20))
        blocker.unblock()
        self.set_row(min(self._row, self._rows - 1))
        self._show_unit()

    def _show_unit(self) -> None:
        """Speeds in steps where single steps are played; else an epoch is a step."""
        self._make_room()
        unit = "step" if self._has_batches() and not self._by_epoch else "epoch"
        if unit != self._unit:
            self._unit = unit
            self.speed.set_choices(speed_words(unit))

    def set_row(self, row: int) -> None:
        """Show where the playhead is."""
        self._row = row
        # While it is dragged the hand is ahead of the playhead: it must not be pulled back.
        if not self.scrubber.isSliderDown():
            blocker = QSignalBlocker(self.scrubber)
            self.scrubber.setValue(row)
            blocker.unblock()
        self.epoch.set_value(self._epoch_of(row))
        self._reveal()

    def set_playing(self, playing: bool) -> None:
        """Show the pause sign while the run plays."""
        button = self._buttons["play"]
        button.set_icon("pause" if playing else "play", self._look)
        name = "Pause" if playing else "Play"
        if button.accessibleName() != name:
            button.setAccessibleName(name)

    def set_switches(
        self,
        *,
        loop: bool,
        follow: bool,
        hide_future: bool,
        from_here: bool,
        by_epoch: bool = False,
    ) -> None:
        """Show how the switches stand."""
        switches = {
            "loop": loop,
            "follow": follow,
            "hide_future": hide_future,
            "from_here": from_here,
            "by_epoch": by_epoch,
        }
        for name, on in switches.items():
            self._buttons[name].setChecked(on)
        self._by_epoch = by_epoch
        self._show_unit()
        self._hidden = hide_future
        self._reveal()

    def set_waiting(self, waiting: bool) -> None:
        """Have nothing play or be shown while a question waits: what moves it is dimmed."""
        if self._buttons["play"].isEnabled() == waiting:
            for name, button in self._buttons.items():
                if name in MOVING:
                    button.setEnabled(not waiting)
            self.setToolTip(WAITING if waiting else "")
            self.setAccessibleDescription(WAITING if waiting else "")

    def set_speed(self, speed: float | None) -> None:
        """Show the speed in steps or epochs per second; None for the whole run in 10 s."""
        self.speed.set_value(WHOLE_RUN if speed is None else f"{speed:g}")

    def set_rate(self, rate: float, fixed: str = "") -> None:
        """Show the learning rate; one that is `fixed`, for a reason, cannot be changed.

        NaN where it is not known.
        """
        if self.rate.isEnabled() == bool(fixed):
            for part in (self.rate, self._buttons["from_here"]):
                part.setEnabled(not fixed)
            self.rate.describe("Learning rate", fixed or self._rate_help)
        if not fixed:
            self.rate.set_value(rate)
        elif isnan(rate):
            self.rate.line.clear()
        else:
            self.rate.slider.set_rate(rate)
            self.rate.line.show_text_of(float(f"{rate:.4g}"))

    def set_band(self, stretches: Sequence[Stretch]) -> None:
        """Show the verdicts: (from fraction, to fraction, colour, words) of each stretch."""
        self.band.set_stretches(stretches)

    def set_band_runs(self, runs: Sequence[BandRun]) -> None:
        """Show a band for each of these runs: that in front, and those beside it."""
        self.band.set_runs(runs)
        self._stand_below_band()

    def _stand_below_band(self) -> None:
        """The scrubber begins where the bands begin: beside their swatches."""
        self._below_band.setContentsMargins(self.band.lead, 0, 0, 0)

    def set_read_outs(self, items: Sequence[ReadOut], further: int = 0) -> None:
        """Show numbers at the right end: (name, text, colour or "") of each, and how many more."""
        self.read_outs.set_items(items, further)

    def set_tight(self, tight: bool) -> None:
        """Have less air above and below the rows, where a window is low."""
        beside, between = TIGHT_AIR if tight else AIR
        self._column.setContentsMargins(MARGIN, beside, MARGIN, beside)
        self._column.setSpacing(between)

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        self.band.restyle(look)
        self._stand_below_band()
        self.read_outs.restyle(look)
        self.rate.slider.set_letters(self._scaled(LETTERS))
        for button in self._buttons.values():
            button.restyle(look)
        self._make_room()

    def button(self, name: str) -> IconButton:
        """The button of an action, such as "play" or "hide_future"."""
        return self._buttons[name]

    def minimumSizeHint(self) -> QSize:
        """The width of what never gives way."""
        return QSize(
            self._always() + self._scaled(LEAST_SLIDER), super().minimumSizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        """A part has another size: that of other letters, for one, which come later than a look."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return bool(done)

    def _make_room(self) -> None:
        """Leave out what can be missed: all of it is in the menus as well, and has keys.

        No width depends on where the playhead is: nothing is laid out anew while it moves.
        """
        # Of the field and not of the slider: what is left over goes to the numbers.
        number = GAP + self.rate.line.sizeHint().width()
        self.rate.setMaximumWidth(self._scaled(MOST_SLIDER) + number)
        self._least = {self.rate: self._scaled(LEAST_SLIDER) + number, self.read_outs: 0}
        self.given_up = give_way(self._parts(), self.minimumSizeHint().width(), self.width())
        # Once all has been decided: what is put there and taken away again in one pass asks for
        # another layout each time, and that for another pass.
        for widget, width in self._least.items():
            widget.setMinimumWidth(width)
            widget.setVisible(width > 0)
        layout = self.layout()
        assert layout is not None
        layout.activate()  # now, and not after a frame that shows it as it was

    def _parts(self) -> tuple[BarPart, ...]:
        """What gives way when the bar becomes narrow, in this order."""
        rate, numbers = self.rate, self.read_outs
        loss = numbers.sizeHint().width()
        return (
            self._words("words of choices", "from_here", "by_epoch"),
            self._words("words", "loop", "follow", "hide_future"),
            self._wider("good slider", rate, self._scaled(GOOD_SLIDER - USUAL_SLIDER)),
            self._wider("numbers", numbers, numbers.good_width() - loss),
            self._button_part("loop"),
            self._button_part("follow"),
            self._widgets("total", self._total),
            self._widgets("speed", self.speed),
            self._button_part("by_epoch", self._has_batches()),
            self._wider("loss", numbers, loss),
            self._button_part("from_here"),
            self._button_part("hide_future"),
            self._widgets("epoch", self._epoch_word, self.epoch),
            self._wider("slider", rate, self._scaled(USUAL_SLIDER - LEAST_SLIDER)),
        )

    def _words(self, name: str, *buttons: str) -> BarPart:
        """The words beside the icons of some buttons."""
        with_words = [self._buttons[one] for one in buttons]

        def show(on: bool) -> None:
            for one in with_words:
                one.set_wide(on)

        return BarPart(name, sum(one.surplus() for one in with_words), show)

    def _wider(self, name: str, widget: QWidget, by: int) -> BarPart:
        """So many pixels more for a widget, which is hidden when it has none."""

        def show(on: bool) -> None:
            self._least[widget] += by * on

        return BarPart(name, by, show)

    def _button_part(self, name: str, wanted: bool = True) -> BarPart:
        """A button without its words; never there where it is not `wanted`."""
        button = self._buttons[name]

        def show(on: bool) -> None:
            button.setVisible(on and wanted)

        return BarPart(name, (button.icon_width() + GAP) * wanted, show)

    def _widgets(self, name: str, *widgets: QWidget) -> BarPart:
        """Widgets that come and go together."""

        def show(on: bool) -> None:
            for one in widgets:
                one.setVisible(on)

        return BarPart(name, sum(one.sizeHint().width() + GAP for one in widgets), show)

    def _has_batches(self) -> bool:
        return self._steps_per_epoch > 1

    def _always(self) -> int:
        """Pixels of what never gives way, without the slider."""
        buttons = ("to_start", "step_back", "play", "step_forward", "to_end")
        widgets = [*(self._buttons[name] for name in buttons), self._rate_word, self.rate.line]
        # A gap for the read-outs and one within the rate, five between groups, both margins.
        gaps = (len(widgets) + 2) * GAP + 5 * GROUP_GAP + 2 * MARGIN
        return sum(max(one.sizeHint().width(), one.minimumWidth()) for one in widgets) + gaps

    def _scaled(self, pixels: int) -> int:
        return round(pixels * self._look.scale)

    def _make_fields(self, rate: Setting) -> None:
        self.scrubber.setAccessibleName("Step")
        self.scrubber.setToolTip("Drag or click to go to a step (Left, Right, Home, End)")
        self.epoch.set_characters(5)
        self.epoch.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.epoch.setAccessibleName("Epoch")
        self.epoch.setToolTip("Type an epoch and press Enter to go there")
        self.speed.set_choices(speed_words())
        self.speed.set_value("4")
        self.speed.setMinimumContentsLength(8)
        self.speed.setAccessibleName("Speed of playing")
        self.speed.setToolTip("Speed of playing (+, -)")
        self._rate_help = describe(rate, "optimizer.learning_rate")
        self.rate.describe("Learning rate", self._rate_help)

    def _make_layout(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for name in ("to_start", "step_back", "play", "step_forward", "to_end"):
            row.addWidget(self._add_button(name))
        self._buttons["play"].setMinimumWidth(44)
        row.addSpacing(GROUP_GAP)
        for name, words in SWITCHES.items():
            row.addWidget(self._add_button(name, words))
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self._epoch_word, self.epoch, self._total),
            (self.speed,),
            (self._rate_word, self.rate, self._add_button("from_here", "From here")),
        )
        for widgets in groups:
            row.addSpacing(GROUP_GAP)
            for widget in widgets:
                row.addWidget(widget, int(widget is self.rate))
        row.addSpacing(GROUP_GAP)
        row.addWidget(self.read_outs)
        layout = self._column = QVBoxLayout(self)
        self.set_tight(False)
        layout.addWidget(self.band)
        self._below_band = QHBoxLayout()
        self._below_band.addWidget(self.scrubber)
        layout.addLayout(self._below_band)
        layout.addLayout(row)
        last = self._buttons["from_here"]
        first = [button for button in self._buttons.values() if button is not last]
        stops = [self.scrubber, *first, self.epoch, self.speed, *self.rate.tab_stops(), last]
        for stop, following in pairwise(stops):
            self.setTabOrder(stop, following)

    def _add_button(self, name: str, words: str = "") -> IconButton:
        self._buttons[name] = IconButton(name, self._look, words)
        return self._buttons[name]

    def _connect(self) -> None:
        on = {name: button.clicked for name, button in self._buttons.items()}
        on["play"].connect(self.play_toggled)
        on["step_back"].connect(calling(self._step, -1))
        on["step_forward"].connect(calling(self._step, 1))
        on["to_start"].connect(calling(self._seek, 0.0))
        on["to_end"].connect(calling(self._seek, 1.0))
        on["loop"].connect(self.loop_toggled)
        on["follow"].connect(self.follow_toggled)
        on["hide_future"].connect(self.future_toggled)
        on["by_epoch"].connect(self.by_epoch_toggled)
        on["from_here"].connect(self.from_here_toggled)
        self.scrubber.valueChanged.connect(self.sought)
        self.band.pressed.connect(self._seek)
        self.epoch.edited.connect(self._on_epoch_edited)
        self.speed.chosen.connect(self._on_speed_chosen)
        self.rate.edited.connect(self._on_rate_edited)
        self.rate.settled.connect(self.rate_settled)
        self.epoch.refused.connect(passing(self._show_refusal, self.epoch))
        self.rate.refused.connect(passing(self._show_refusal, self.rate))

    def _step(self, by: int) -> None:
        self.stepped.emit(by)

    def _seek(self, share: float) -> None:
        """Go to a place from 0, the start, to 1, the end."""
        self.sought.emit(round(share * (self._rows - 1)))

    def _on_rate_edited(self, rate: float) -> None:
        self.rate_edited.emit(rate)

    def _on_epoch_edited(self, epoch: float) -> None:
        self.epoch.clearFocus()  # so that the space bar plays
        self.epoch_entered.emit(epoch)

    def _on_speed_chosen(self, value: str) -> None:
        self.speed_changed.emit(None if value == WHOLE_RUN else float(value))

    def _show_refusal(self, field: QWidget, sentence: str) -> None:
        place = field.mapToGlobal(QPoint(0, -2 * field.height()))
        QToolTip.showText(place, f"{sentence[:1].upper()}{sentence[1:]}.", field)

    def _reveal(self) -> None:
        share = self._row / (self._rows - 1) if self._rows > 1 else 1.0
        self.band.set_reveal(share if self._hidden else 1.0)

    def _epoch_of(self, row: int) -> float:
        # A thousandth of an epoch is enough to be typed and read.
        return round(row / self._steps_per_epoch, 3)
