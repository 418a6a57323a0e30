import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from visualizer.core.settings import Setting
from visualizer.gui.widgets import fields
from visualizer.gui.widgets.rate_slider import (
    HEIGHT,
    NO_MARKS,
    JumpSlider,
    RateSlider,
    RateZones,
    Zone,
)

RATE = Setting("learning_rate", float, False, 0.1, "Learning rate", "How far.", above=0.0)
LOSS = Setting(
    "loss",
    str,
    False,
    "mse",
    "Loss",
    "What is minimised.",
    choices={"mse": "Squares", "mae": "Sizes"},
)
BIAS = Setting("bias", bool, False, True, "Bias", "Adds a constant.")
SIZE = Setting("size", int, False, 3, "Size", "How many.", unit="rows")
UNITS = Setting("hidden", int, True, (), "Hidden", "Units.", optional=True)
DATA = Setting("data", str, False, "line", "Data", "What it learns from.")


def heard(field):
    values = []
    field.edited.connect(values.append)
    return values


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        (RATE, fields.RateField),
        (LOSS, fields.ChoiceField),
        (BIAS, fields.SwitchField),
        (SIZE, fields.TextField),
        (UNITS, fields.TextField),
        (DATA, fields.TextField),
    ],
)
def test_the_editor_that_suits(qtbot, declared, kind):
    field = fields.make_field(declared)
    qtbot.addWidget(field)
    assert type(field) is kind
    values = heard(field)
    field.set_value(declared.default)
    assert not field.set_value(declared.default)
    assert values == []


@pytest.mark.parametrize("declared", [RATE, LOSS, BIAS, SIZE, UNITS, DATA])
def test_a_screen_reader_hears_the_name(qtbot, declared):
    field = fields.make_field(declared)
    qtbot.addWidget(field)
    field.describe("The name", "The help")
    target = field.focus_target()
    assert target.accessibleName() == "The name"
    assert target.accessibleDescription() == "The help"
    assert target.toolTip() == "The help"
    assert target.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_choice(qtbot):
    field = fields.make_field(LOSS)
    qtbot.addWidget(field)
    field.set_value("mse")
    values = heard(field)
    field.set_value("mae")
    assert field.box.currentText() == "Sizes"
    assert values == []
    field.show()
    field.box.setFocus()
    qtbot.keyClick(field.box, Qt.Key.Key_Up)
    assert values == ["mse"]


def test_a_choice_that_is_unknown_is_shown_empty(qtbot):
    field = fields.make_field(LOSS)
    qtbot.addWidget(field)
    field.set_value("hinge")
    assert field.box.currentIndex() == -1


def test_the_wheel_changes_a_choice_only_where_the_focus_is(qtbot):
    field = fields.make_field(LOSS)
    qtbot.addWidget(field)
    field.set_value("mse")

    class Wheel:
        ignored = False

        def ignore(self):
            self.ignored = True

    event = Wheel()
    field.box.wheelEvent(event)
    assert event.ignored
    assert field.box.value() == "mse"


def test_a_switch(qtbot):
    field = fields.make_field(BIAS)
    qtbot.addWidget(field)
    values = heard(field)
    field.set_value(True)
    assert field.box.isChecked()
    field.box.click()
    assert values == [False]
    assert values[0] is False


class TestRate:
    @pytest.fixture
    def field(self, qtbot):
        field = fields.make_field(RATE)
        qtbot.addWidget(field)
        field.resize(300, 32)
        field.show()
        field.set_value(0.1)
        return field

    def test_the_number_is_kept_as_typed(self, field, qtbot):
        values = heard(field)
        field.line.selectAll()
        qtbot.keyClicks(field.line, "0.123456789")
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
        field.set_value(values[-1])
        assert values == [0.123456789]
        assert field.line.text() == "0.123456789"
        assert field.slider.rate() == pytest.approx(0.123, rel=0.02)

    @pytest.mark.parametrize("rate", [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0])
    def test_decades_are_places_of_the_slider(self, field, rate):
        field.set_value(rate)
        assert field.slider.rate() == rate

    @pytest.mark.parametrize("rate", [1e-9, 1e3])
    def test_rates_beyond_the_slider_are_possible(self, field, rate):
        values = heard(field)
        field.set_value(rate)
        assert values == []
        assert float(field.line.text()) == rate

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
    def test_dragging_tells_all_the_while(self, field, qtbot, share):
        values, settled = heard(field), []
        field.settled.connect(lambda: settled.append(True))
        slider = field.slider
        y = round(slider.height() * share)
        qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, y))
        for x in range(30, 90, 10):
            qtbot.mouseMove(slider, QPoint(x, y))
            field.set_value(values[-1])
        assert len(values) >= 5
        assert values == sorted(values)
        assert field.line.text() == f"{values[-1]:g}".replace("e-0", "e-")
        assert settled == []
        qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(80, y))
        assert settled == [True]

    def test_keys_move_the_slider(self, field, qtbot):
        values = heard(field)
        field.slider.setFocus()
        qtbot.keyClick(field.slider, Qt.Key.Key_Right)
        assert values == [pytest.approx(0.112)]


def test_the_slider_goes_where_it_is_clicked(qtbot):
    slider = JumpSlider()
    qtbot.addWidget(slider)
    slider.setRange(0, 10_000_000)
    slider.resize(1000, 24)
    slider.show()
    for x in (0, 250, 500, 999):
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 12))
        assert slider.value() == pytest.approx(x / 999 * 10_000_000, abs=150_000)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(300, 12))
    once = slider.value()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(300, 12))
    assert slider.value() == pytest.approx(once, abs=20_000)


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_the_slider_passes_over_what_is_no_rate(qtbot, rate):
    slider = RateSlider()
    qtbot.addWidget(slider)
    slider.set_rate(0.1)
    slider.set_rate(rate)
    assert slider.rate() == 0.1


class TestData:
    NAMES = {"line": "One-weight line", "noisy-line": "Noisy line"}

    @pytest.fixture
    def answer(self):
        return []

    @pytest.fixture
    def field(self, qtbot, answer):
        field = fields.DataField(DATA, self.NAMES, lambda parent: answer.pop())
        qtbot.addWidget(field)
        field.set_value("line")
        return field

    def choose(self, field, words):
        index = field.box.findText(words)
        assert index >= 0
        field.box.setCurrentIndex(index)
        field.box.activated.emit(index)

    def test_bundled_sets_are_offered(self, field):
        texts = [field.box.itemText(row) for row in range(field.box.count())]
        assert texts == ["One-weight line", "Noisy line", "", "Choose a file..."]
        values = heard(field)
        self.choose(field, "Noisy line")
        assert values == ["noisy-line"]

    def test_a_file_is_chosen(self, field, answer):
        values = heard(field)
        answer.append("/data/houses.csv")
        self.choose(field, "Choose a file...")
        assert values == ["/data/houses.csv"]
        assert field.box.currentText() == "One-weight line"
        field.set_value("/data/houses.csv")
        assert field.box.currentText() == "houses.csv"
        assert field.box.currentData(Qt.ItemDataRole.ToolTipRole) == "/data/houses.csv"
        field.set_value("line")
        assert field.box.findText("houses.csv") == -1

    def test_no_file_is_chosen(self, field, answer):
        values = heard(field)
        answer.append("")
        self.choose(field, "Choose a file...")
        assert values == []
        assert field.box.currentText() == "One-weight line"

    def test_the_dialog(self, monkeypatch, qtbot):
        parent = QWidget()
        qtbot.addWidget(parent)
        monkeypatch.setattr(
            fields.QFileDialog, "getOpenFileName", lambda *arguments: ("/a.csv", "")
        )
        assert fields.ask_for_table(parent) == "/a.csv"


class TestShortChoice:
    RULE = Setting(
        "kind", str, False, "a", "Rule", "How.", choices={"a": "A", "x": "X", "b": "B", "y": "Y"}
    )

    @pytest.fixture
    def field(self, qtbot):
        field = fields.ShortChoiceField(self.RULE, ("a", "b"))
        qtbot.addWidget(field)
        field.set_value("a")
        field.show()
        return field

    def offered(self, field):
        return [words for place in range(field.box.count()) if (words := field.box.itemText(place))]

    def choose(self, field, words):
        index = field.box.findText(words)
        field.box.setCurrentIndex(index)
        field.box.activated.emit(index)

    def test_the_usual_choices_come_first(self, field):
        assert self.offered(field) == ["A", "B", "More..."]
        values = heard(field)
        self.choose(field, "B")
        assert values == ["b"]
        assert field.box.currentText() == "B"

    @pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagate)")
    def test_more_brings_all_of_them_and_changes_nothing(self, field, qtbot):
        values = heard(field)
        self.choose(field, "More...")
        assert self.offered(field) == ["A", "B", "X", "Y"]
        assert values == []
        assert field.box.currentText() == "A"
        qtbot.waitUntil(lambda: field.box.view().isVisible())
        field.box.hidePopup()
        self.choose(field, "Y")
        assert values == ["y"]

    def test_a_value_of_the_others_brings_all_of_them(self, field):
        assert field.set_value("x")
        assert self.offered(field) == ["A", "B", "X", "Y"]
        assert field.box.currentText() == "X"
        assert field.set_value("a")
        assert self.offered(field) == ["A", "B", "X", "Y"]


ZONES = RateZones(
    (Zone(1e-3, "#ff0000"), Zone(0.1, "#00ff00"), Zone(float("inf"), "#0000ff")),
    (1e-3, 0.1),
    "Words about rates.",
)


def test_zones_are_drawn_where_their_rates_are(qtbot):
    slider = RateSlider()
    qtbot.addWidget(slider)
    slider.resize(300, 24)
    slider.set_rate(1e-5)
    slider.set_marks(ZONES)
    slider.show()
    image = slider.grab().toImage()
    middle = HEIGHT // 2
    for rate, colour in ((1e-4, "#ff0000"), (1e-2, "#00ff00"), (1.0, "#0000ff"), (9.0, "#0000ff")):
        found = image.pixelColor(round(slider.place_of(rate)), middle)
        assert found.name() == colour
    # The tick reaches beyond the groove.
    tick = image.pixelColor(round(slider.place_of(0.1)), middle - 5)
    assert tick != image.pixelColor(round(slider.place_of(0.1)) + 6, middle - 5)


def test_places_and_rates_are_two_sides_of_one(qtbot):
    slider = RateSlider()
    qtbot.addWidget(slider)
    slider.resize(900, 24)
    for rate in (2e-5, 0.013, 4.0):
        slider.setValue(slider.value_at(slider.place_of(rate)))
        assert slider.rate() == pytest.approx(rate, rel=0.02)
    assert slider.place_of(0.0) == slider.place_of(1e-9) == slider.place_of(1e-5)
    assert slider.place_of(1e6) == slider.place_of(10.0)


def test_marks_are_told_in_the_tooltip(qtbot):
    field = fields.RateField(RATE)
    qtbot.addWidget(field)
    field.describe("Learning rate", "How far.")
    field.set_marks(ZONES)
    assert field.slider.toolTip() == "Words about rates.\n\nHow far."
    assert field.line.toolTip() == "How far."
    field.set_marks(NO_MARKS)
    assert field.slider.toolTip() == "How far."


def test_a_long_list_is_read_in_full_in_the_tooltip(qtbot):
    field = fields.make_field(UNITS)
    qtbot.addWidget(field)
    field.describe("Hidden layers", "Units of each hidden layer.")
    field.set_value((128, 64, 64, 32, 32, 16, 16))
    assert field.line.toolTip().startswith("128, 64, 64, 32, 32, 16, 16\n")
    field.set_value((16,))
    assert field.line.toolTip() == "Units of each hidden layer."
