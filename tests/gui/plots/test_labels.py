"""Numbers in words."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from tests.gui.frames import on_widget, recorded_run
from visualizer.core.capabilities import Capability
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.number_texts import number_text, power_text, tick_text
from visualizer.gui.plots.labels import Message, Tag
from visualizer.gui.plots.lines import LossPlot


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (2.49742, "2.497"),
        (-0.000123456, "−0.0001235"),
        (12755.1, "12,755"),
        (1.4739e9, "1.474·10⁹"),
        (-3e-7, "−3.000·10⁻⁷"),
        (float("inf"), "inf"),
    ],
)
def test_number_text(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("exponent", "text"), [(-2, "0.01"), (0, "1"), (3, "1,000"), (4, "10⁴"), (-12, "10⁻¹²")]
)
def test_power_text(exponent: int, text: str) -> None:
    assert power_text(exponent) == text


@pytest.mark.parametrize(
    ("value", "spacing", "text"),
    [
        (0.0, 0.5, "0"),
        (1e-17, 0.5, "0"),
        (-0.5, 0.5, "−0.5"),
        (1.0, 0.5, "1.0"),
        (40.0, 20.0, "40"),
        (100000.0, 100000.0, "10⁵"),
        (250000.0, 50000.0, "2.5·10⁵"),
        (-0.00002, 0.00001, "−2·10⁻⁵"),
        (3.00000001, 1e-8, "3.00000001"),
        (5e-324, 0.0, "4.94e−324"),
        (-1e-310, 1e-310, "−1.00e−310"),
        (0.25, 0.0, "0.2500"),
        (0.0, 0.0, "0"),
    ],
)
def test_tick_text(value: float, spacing: float, text: str) -> None:
    assert tick_text(value, spacing) == text


def test_neighbouring_ticks_differ() -> None:
    values = [1.000002, 1.000004, 1.000006]
    assert len({tick_text(value, 2e-6) for value in values}) == 3


def test_empty_tag_is_hidden(qapp: object) -> None:
    tag = Tag(None, LIGHT)
    tag.write([("w", "#000000"), (" 3", "#ff0000")])
    assert tag.isVisible()
    assert tag.text == "w 3"
    wide = tag.size()[0]
    tag.write([("w", "#000000")])
    assert tag.size()[0] < wide
    tag.write([])
    assert not tag.isVisible()


@pytest.mark.usefixtures("qapp")
def test_a_message_takes_the_lines_that_its_room_asks_for() -> None:
    plot = LossPlot(LIGHT)
    words = recorded_run().lacks((Capability.LANDSCAPE,))
    with on_widget(plot):
        message = Message(plot.item, LIGHT, 12.0)
        message.write([(words, LIGHT.muted)])
        for room, lines in ((2000.0, 1), (300.0, 2), (20.0, len(words.split()))):
            message.stand_in(QRectF(10.0, 20.0, room, 400.0), 4.0)
            width, height = message.size()
            assert round(height / QFontMetricsF(message._font).lineSpacing()) == lines
            assert message.pos().x() + width / 2 == pytest.approx(10.0 + room / 2)
            assert message.pos().y() + height / 2 == pytest.approx(220.0)
            assert width <= room - 8.0 or lines == len(words.split())
            assert message.text == words
