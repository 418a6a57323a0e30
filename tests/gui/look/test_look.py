"""Colours that can be read and told apart."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from visualizer.gui.look.look import DARK, DASHES, LIGHT, LOOKS, Look, colour_table

WORDS = ("text", "muted", "accent", "good", "warning", "danger", "loss", "validation")

DEUTAN = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
PROTAN = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
"""Colour-blind vision on linear RGB, at full severity (Machado and others 2009, table 1)."""


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("name", WORDS)
def test_words_have_contrast_on_cards(look: Look, name: str) -> None:
    assert contrast(getattr(look, name), look.card) >= 4.5


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("index", range(8))
def test_line_colours_can_be_read_as_labels(look: Look, index: int) -> None:
    assert contrast(look.line_colour(index), look.card) >= 4.5
    assert contrast(look.run_colour(index), look.card) >= 4.5


def lab(parts: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB, (3,) each; white is (100, 0, 0) (CIE 15:2004, section 8.2.1)."""
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    share = np.array(to_xyz) @ np.clip(parts, 0.0, 1.0) / np.sum(to_xyz, axis=1)
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("vision", [DEUTAN, PROTAN], ids=["deutan", "protan"])
def test_all_lines_differ_for_colour_blind_eyes(look: Look, vision: np.ndarray) -> None:
    """A distance of 2.3 is just noticeable (Mahy and others 1994); thin lines need more."""
    for one, other in itertools.combinations((*look.lines, look.background), 2):
        seen, beside = lab(vision @ linear(one)), lab(vision @ linear(other))
        assert np.linalg.norm(seen - beside) > 16.0, (one, other)
    for one, other in itertools.combinations((*look.runs, look.background), 2):
        assert np.linalg.norm(lab(vision @ linear(one)) - lab(vision @ linear(other))) > 12.0
    pair = [lab(vision @ linear(colour)) for colour in (look.loss, look.validation)]
    assert np.linalg.norm(pair[0] - pair[1]) > 16.0


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("vision", [DEUTAN, PROTAN], ids=["deutan", "protan"])
def test_first_lines_differ_for_colour_blind_eyes(look: Look, vision: np.ndarray) -> None:
    seen = [
        np.clip(vision @ linear(look.line_colour(index)), 0, 1) ** (1 / 2.2) for index in (0, 1)
    ]
    assert np.linalg.norm(seen[0] - seen[1]) > 0.35


def test_parameters_of_one_colour_differ_in_their_dashes() -> None:
    looks = [
        (LIGHT.line_colour(index), LIGHT.dash(index))
        for index in range(len(LIGHT.lines) * len(DASHES))
    ]
    assert len(set(looks)) == len(looks)
    assert LIGHT.dash(0) == ()
    assert all(one != other for one, other in itertools.combinations(DASHES, 2))


@pytest.mark.parametrize("shown", [range(8), (0, 6, 8, 16, 24, 32, 40, 41), (5, 13)])
def test_eight_lines_of_a_plot_can_be_told_apart_in_grey(shown: Sequence[int]) -> None:
    dashes = LIGHT.dashes(tuple(shown))
    assert len(set(dashes)) == len(dashes)
    assert dashes[0] == LIGHT.dash(shown[0])


def test_runs_of_one_colour_differ_in_their_dashes() -> None:
    for look in LOOKS.values():
        assert not set(look.runs) & set(look.lines[:2])
        looks = {(look.run_colour(index), look.run_dash(index)) for index in range(60)}
        assert len(looks) == 60


def test_scale_multiplies_widths_and_letters(qapp: object) -> None:
    large = DARK.scaled(3.0)
    assert large.pen("#ffffff", 2.0).widthF() == 6.0
    assert large.font(12.0).pixelSize() == 36
    assert large.theme == "dark"
    assert large.lines == DARK.lines


def test_pens_of_width_one_stay_the_fast_ones(qapp: object) -> None:
    pen = LIGHT.pen("#000000", 1.0)
    assert pen.widthF() == 1.0
    assert pen.isCosmetic()


def test_landscape_colours_rise_in_lightness() -> None:
    table = colour_table()
    assert table.shape == (256, 4)
    parts = table[:, :3] / 255.0
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]
    assert (np.diff(light) > -1e-3).all()
    assert light[-1] > 20 * light[0]


def test_white_path_stands_out_on_the_landscape() -> None:
    """With its dark edge, that is: on any colour either white or the edge has contrast."""
    for red, green, blue, _ in colour_table()[::15]:
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        assert max(contrast(LIGHT.path, colour), contrast(LIGHT.edge, colour)) >= 4.5
