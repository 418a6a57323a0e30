import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from visualizer.core.resources import resource
from visualizer.gui.look.icons import APP, icon, tinted
from visualizer.gui.look.look import DARK, LIGHT

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg") if path.stem != APP)
NEEDED = (
    "to-start step-back play pause step-forward to-end loop follow pin eye eye-off train stop "
    "open save export undo redo reset settings help plus minus close chevron-down "
    "chevron-right copy table maximise"
).split()


def strong_colours(image):
    """The colours of the pixels that are (nearly) opaque."""
    found = set()
    for y in range(image.height()):
        for x in range(image.width()):
            colour = image.pixelColor(x, y)
            if colour.alpha() > 250:
                found.add(colour.name())
    return found


@pytest.mark.parametrize("name", NEEDED)
def test_the_icons_of_the_window_are_shipped(name):
    assert name in NAMES


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.theme)
@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colours_of_the_look(qapp, name, look):
    made = icon(name, look)
    size = QSize(20, 20)
    for state, colour in ((QIcon.State.Off, look.text), (QIcon.State.On, look.accent_text)):
        image = made.pixmap(size, 1.0, QIcon.Mode.Normal, state).toImage()
        assert not image.isNull()
        assert strong_colours(image) <= {QColor(colour).name()}
    off = made.pixmap(size, 1.0, QIcon.Mode.Normal).toImage()
    assert off != made.pixmap(size, 1.0, QIcon.Mode.Disabled).toImage()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("side", [16, 20, 24, 30])
def test_icons_have_a_picture_of_each_size(qapp, side, ratio):
    pixmap = icon("play", LIGHT, side).pixmap(QSize(side, side), ratio)
    assert pixmap.width() == round(side * ratio)
    drawn = tinted("play", round(side * ratio), LIGHT.text)
    assert pixmap.toImage().convertToFormat(drawn.format()) == drawn


def test_pictures_are_kept(qapp):
    assert tinted("play", 20, LIGHT.text) is tinted("play", 20, LIGHT.text)


def test_the_program_has_its_icon_in_colour(qapp):
    image = icon(APP, LIGHT).pixmap(64, 64).toImage()
    assert len(strong_colours(image)) > 3


def test_an_unknown_icon_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", LIGHT)
