"""Contrast and size of everything that the style sheet writes."""

import re

import pytest

from visualizer.gui.look.colours import contrast
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.look.stylesheet import shades, style_sheet

LOOKS = {"light": LIGHT, "dark": DARK}
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def rules(look):
    """Each rule: selector and a dictionary of its declarations."""
    for selector, body in RULE.findall(style_sheet(look, "Mono")):
        parts = [part.split(":", 1) for part in body.split(";") if ":" in part]
        yield " ".join(selector.split()), {key.strip(): value.strip() for key, value in parts}


def pairs(look):
    """Every text colour with each background that it can stand on."""
    anywhere = (look.card, look.background)
    for selector, body in rules(look):
        if ":disabled" in selector or "color" not in body:
            continue
        own = body.get("background-color")
        for ground in (own,) if own else anywhere:
            yield selector, body["color"], ground
    for selector, body in rules(look):
        if "selection-color" in body:
            yield selector, body["selection-color"], body["selection-background-color"]


@pytest.mark.parametrize("name", LOOKS)
def test_every_text_has_enough_contrast(name):
    weak = {
        (selector, text, ground): round(contrast(text, ground), 2)
        for selector, text, ground in pairs(LOOKS[name])
        if contrast(text, ground) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("name", LOOKS)
def test_the_colours_of_the_look_are_readable_on_it(name):
    look = LOOKS[name]
    shade = shades(look)
    texts = (look.text, look.muted, look.good, look.warning, look.danger, *look.lines)
    for text in texts:
        assert contrast(text, look.card) >= 4.5, text
    for ground in (shade["hover"], shade["pressed"], shade["stripe"], look.field):
        assert contrast(look.text, ground) >= 4.5, ground
    for ground in (look.accent, shade["accent_hover"]):
        assert contrast(look.accent_text, ground) >= 4.5, ground


@pytest.mark.parametrize("name", LOOKS)
def test_the_focus_ring_and_the_mark_of_an_error_are_seen(name):
    look = LOOKS[name]
    for ring in (shades(look)["focus"], look.danger):
        assert contrast(ring, look.card) >= 3
        assert contrast(ring, look.field) >= 3


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5, 2.0])
def test_no_letters_below_eleven_pixels(name, scale):
    sheet = style_sheet(LOOKS[name].scaled(scale), "Mono")
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", sheet)]
    assert sizes
    assert min(sizes) >= 11


def test_letters_grow_with_the_scale():
    sizes = {
        scale: max(map(int, re.findall(r"font-size: (\d+)px", style_sheet(look, "Mono"))))
        for scale, look in ((1, LIGHT), (2, LIGHT.scaled(2)))
    }
    assert sizes[2] == pytest.approx(2 * sizes[1], abs=1)


@pytest.mark.parametrize("name", LOOKS)
def test_no_placeholder_is_left(name):
    assert "$" not in style_sheet(LOOKS[name], "Mono")
