"""How a map is drawn, as a text and back."""

import json
from dataclasses import asdict

import pytest

from visualizer.gui.plots.map_style import MapStyle, recalled, remembered


def test_a_style_comes_back() -> None:
    style = MapStyle(contours=30, labels=True, clip=15.0, field="lines", equal=True)
    assert recalled(remembered(style)) == style


@pytest.mark.parametrize(
    "change",
    [{"contours": 1e9}, {"clip": "x"}, {"field": [1]}, {"labels": "yes"}, {"more": 1}],
    ids=str,
)
def test_what_the_menu_does_not_offer_is_refused(change) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        recalled(json.dumps(asdict(MapStyle()) | change))


@pytest.mark.parametrize("text", ["", "[]", "3", "{", "null"])
def test_other_texts_are_refused(text) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        recalled(text)
