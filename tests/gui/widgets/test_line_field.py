import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from visualizer.core.settings import Setting
from visualizer.gui.widgets.line_field import LineField

Key = Qt.Key
RATE = Setting(
    "rate", float, False, 0.1, "Rate", "How far.", above=0.0, maximum=10, logarithmic=True
)
UNITS = Setting("hidden", int, True, (), "Hidden", "Units.", minimum=1, optional=True)


class Heard:
    """What a field has told."""

    def __init__(self, field):
        self.edited, self.refused, self.mended = [], [], []
        field.edited.connect(self.edited.append)
        field.refused.connect(self.refused.append)
        field.mended.connect(lambda: self.mended.append(True))


@pytest.fixture
def host(qtbot):
    host = QWidget()
    QVBoxLayout(host)
    qtbot.addWidget(host)
    host.other = QLineEdit()
    host.layout().addWidget(host.other)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host


def add(host, declared, value):
    field = LineField(declared)
    host.layout().addWidget(field)
    field.set_value(value)
    field.show()
    field.setFocus()
    return field, Heard(field)


def test_setting_a_value_tells_nothing(host):
    field, heard = add(host, RATE, 0.1)
    assert field.text() == "0.1"
    assert field.set_value(0.2)
    assert not field.set_value(0.2)
    assert (heard.edited, heard.refused, heard.mended) == ([], [], [])


def test_enter_commits_once(host, qtbot):
    field, heard = add(host, RATE, 0.1)
    field.selectAll()
    qtbot.keyClicks(field, "0.25")
    assert heard.edited == []
    qtbot.keyClick(field, Key.Key_Return)
    assert heard.edited == [0.25]
    field.set_value(0.25)
    host.other.setFocus()
    assert heard.edited == [0.25]


def test_leaving_the_field_commits(host, qtbot):
    field, heard = add(host, UNITS, ())
    qtbot.keyClicks(field, "16, 16")
    host.other.setFocus()
    assert heard.edited == [(16, 16)]


def test_leaving_without_typing_tells_nothing(host):
    field, heard = add(host, RATE, 0.1)
    host.other.setFocus()
    assert (heard.edited, heard.refused) == ([], [])
    assert field.text() == "0.1"


def test_another_writing_of_the_same_value_is_no_change(host, qtbot):
    field, heard = add(host, RATE, 0.1)
    field.selectAll()
    qtbot.keyClicks(field, "0.100")
    qtbot.keyClick(field, Key.Key_Enter)
    assert heard.edited == []
    assert field.text() == "0.1"


def test_wrong_text_is_marked_and_kept(host, qtbot):
    field, heard = add(host, RATE, 0.1)
    field.selectAll()
    qtbot.keyClicks(field, "-3")
    qtbot.keyClick(field, Key.Key_Return)
    assert heard.edited == []
    assert heard.refused == ["-3 is not allowed; allowed is a number above 0 and at most 10"]
    assert field.wrong
    host.other.setFocus()
    field.set_value(0.1)
    assert field.text() == "-3"
    field.set_value(0.5)
    assert field.text() == "0.5"
    assert not field.wrong


def test_escape_restores(host, qtbot):
    field, heard = add(host, RATE, 0.1)
    field.selectAll()
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "0.1"
    assert not field.wrong
    assert heard.mended
    assert heard.edited == []


def test_what_is_being_typed_survives_a_new_value(host, qtbot):
    field, _ = add(host, RATE, 0.1)
    field.selectAll()
    qtbot.keyClicks(field, "0.3")
    assert field.set_value(0.2)
    assert field.text() == "0.3"
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "0.2"


def test_arrow_keys_step(host, qtbot):
    field, heard = add(host, RATE, 0.1)
    qtbot.keyClick(field, Key.Key_Up)
    qtbot.keyClick(field, Key.Key_Up)
    qtbot.keyClick(field, Key.Key_Down)
    assert heard.edited == [0.2, 0.5, 0.2]
    assert field.text() == "0.2"


def test_arrow_keys_stop_at_the_limit_and_pass_over_lists(host, qtbot):
    field, heard = add(host, RATE, 10.0)
    qtbot.keyClick(field, Key.Key_Up)
    assert heard.edited == []
    field, heard = add(host, UNITS, (4,))
    qtbot.keyClick(field, Key.Key_Up)
    assert heard.edited == []


def test_whole_numbers_stay_whole(host, qtbot):
    epochs = Setting("epochs", int, False, 60, "Epochs", "Passes.", minimum=1)
    field, heard = add(host, epochs, 60)
    qtbot.keyClick(field, Key.Key_Down)
    assert heard.edited == [59]
    assert isinstance(heard.edited[0], int)


@pytest.mark.parametrize("language", [QLocale.Language.German, QLocale.Language.Arabic])
def test_the_locale_does_not_matter(host, qtbot, language):
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        field, heard = add(host, RATE, 0.5)
        assert field.text() == "0.5"
        field.selectAll()
        qtbot.keyClicks(field, "1.0")
        qtbot.keyClick(field, Key.Key_Return)
        assert heard.edited == [1.0]
    finally:
        QLocale.setDefault(before)


def test_the_width_follows_the_letters(host):
    field, _ = add(host, RATE, 0.1)
    field.set_characters(6)
    small = field.sizeHint().width()
    font = field.font()
    font.setPixelSize(2 * max(1, field.fontInfo().pixelSize()))
    field.setFont(font)
    assert field.sizeHint().width() > 1.5 * small
    assert field.minimumSizeHint().width() == field.sizeHint().width()
