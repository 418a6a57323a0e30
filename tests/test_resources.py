"""The shipped fonts and icons are complete and can be drawn."""

import re

import pytest
from PySide6.QtGui import QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer

from visualizer.core.resources import resource

ICONS = sorted(resource("icons").glob("*.svg"))
SINGLE_COLOUR = [file for file in ICONS if file.stem != "app"]
FONTS = sorted(resource("fonts").glob("*.[ot]tf"))

WANTED = """
    to-start step-back play pause step-forward to-end loop follow pin eye eye-off train stop open
    save export undo redo reset settings help plus minus close chevron-down chevron-right copy
    table maximise app
""".split()

LETTERS = "abcxyzABCXYZäöüßéèñçøłšžőşğАЖя0123456789"
SIGNS = "←→↑↓−±×·÷≠≈≤≥∞√∑∏∈ℝ∇∂αβγδεηθκλμπρσφψωΔΣΘ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿᵀ₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₜ▶◀■●★…–—“”‘’°\u0302"


def test_wanted_icons_are_there():
    assert set(WANTED) <= {file.stem for file in ICONS}
    assert resource("icons", "app.png").is_file()


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_icon_is_drawn(file, qapp):
    renderer = QSvgRenderer(str(file))
    assert renderer.isValid()
    image = QImage(16, 16, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    drawn = sum(image.pixelColor(x, y).alpha() > 100 for x in range(16) for y in range(16))
    assert drawn >= 5


@pytest.mark.parametrize("file", SINGLE_COLOUR, ids=lambda file: file.stem)
def test_icon_keeps_to_the_grid_and_to_one_colour(file):
    text = file.read_text()
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke-width="2"' in text
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"none", "#000"}


@pytest.mark.parametrize("file", FONTS, ids=lambda file: file.stem)
def test_font_has_its_licence_beside_it(file):
    assert resource("fonts", f"LICENSE-{file.stem.split('-')[0]}.txt").is_file()


@pytest.mark.parametrize("family", ["Inter", "JetBrainsMono"])
def test_fonts_have_all_signs(family, qapp):
    symbols = raw_font("VisualizerSymbols-Regular")
    files = [file for file in FONTS if file.stem.startswith(family)]
    assert files
    for file in files:
        font = raw_font(file.stem)
        assert all(font.supportsCharacter(ord(letter)) for letter in LETTERS)
        fonts = (font, symbols)
        assert [s for s in SIGNS if not any(f.supportsCharacter(ord(s)) for f in fonts)] == []


def test_figures_of_the_fixed_width_font_have_one_width(qapp):
    font = raw_font("JetBrainsMono-Regular")
    advances = font.advancesForGlyphIndexes(font.glyphIndexesForString("0123456789+-.e"))
    assert len({point.x() for point in advances}) == 1


def raw_font(stem: str) -> QRawFont:
    (file,) = (file for file in FONTS if file.stem == stem)
    font = QRawFont(str(file), 16.0)
    assert font.isValid()
    return font
