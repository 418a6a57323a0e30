"""How the map of a landscape is drawn."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

CONTOURS: Mapping[str, int] = {"No contours": 0, "Few": 6, "Usual": 14, "Many": 30}
CLIPS: Mapping[str, float] = {
    "Whole range": 100.0,
    "Usual": 99.7,
    "Lower half": 50.0,
    "Valley": 15.0,
}
FIELDS: Mapping[str, str] = {"No field": "", "Arrows downhill": "arrows", "Streamlines": "lines"}


@dataclass(frozen=True)
class MapStyle:
    """How the map of a landscape is drawn.

    Parameters
    ----------
    contours
        About how many lines of equal loss.
    labels
        Whether they carry their loss, and can be read in grey print.
    clip
        Colours end at this percentile of the map; losses above it share the lightest.
    field
        "arrows" or "lines" show where steepest descent leads; empty for neither.
    equal
        Whether one unit is always as long across as up.
    """

    contours: int = 14
    labels: bool = False
    clip: float = 99.7
    field: str = ""
    equal: bool = False


def remembered(style: MapStyle) -> str:
    """A style as a text, for the next start."""
    return json.dumps(asdict(style))


def recalled(text: str) -> MapStyle:
    """The style of a text that `remembered` has made.

    Raises
    ------
    ValueError
        When it is none, or holds what the menu does not offer.
    """
    try:
        style = MapStyle(**json.loads(text))
        offered = (
            style.contours in CONTOURS.values()
            and style.clip in CLIPS.values()
            and style.field in FIELDS.values()
        )
    except (TypeError, RecursionError) as error:
        raise ValueError from error
    if not offered or not all(isinstance(one, bool) for one in (style.labels, style.equal)):
        raise ValueError
    return style
