"""What was chosen in the last export, from one start of the program to the next."""

import json
from collections.abc import Container
from dataclasses import replace
from math import isfinite

from visualizer.gui.dialogs.export_choices import FORMATS, THEMES, USUAL
from visualizer.gui.dialogs.export_request import WHAT, ExportRequest
from visualizer.gui.figures.figures import LARGEST, FigureOptions

MOST_SCALE = 25.0
"""That of 2400 dots per inch."""


def remembered(request: ExportRequest) -> str:
    """The settings of an export that the next one begins with, as a text."""
    options = request.options
    values = {
        "what": request.what,
        "ending": request.ending,
        "theme": options.theme,
        "future": options.future,
        "scale": options.scale,
        "physical": options.physical,
        # Another picture has another usual size.
        "size": None if _is_usual(request) else list(options.size),
    }
    return json.dumps(values)


def recalled(text: str, what: str = "") -> ExportRequest:
    """A request with the settings of a text; `what` is to be exported, empty for the same as then.

    Raises
    ------
    ValueError
        When the text is none of `remembered`.
    """
    try:
        values = json.loads(text)
        size = values["size"]
        options = FigureOptions(
            theme=_one_of(values["theme"], THEMES),
            future=bool(values["future"]),
            scale=_number(values["scale"], MOST_SCALE),
            physical=bool(values["physical"]),
        )
        made = ExportRequest(
            what=what or _one_of(values["what"], WHAT),
            ending=_one_of(values["ending"], FORMATS),
            options=options,
        )
        if size is None:
            return replace(made, options=replace(options, size=usual_size(made.what)))
        width, height = (_number(side, LARGEST) for side in size)
    except (KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError from error
    return replace(made, options=replace(options, size=(width, height)))


def usual_size(what: str) -> tuple[float, float]:
    """The size of a picture for which none was chosen, in pixels."""
    width, height = USUAL[what]
    return float(width), float(height)


def _is_usual(request: ExportRequest) -> bool:
    return not request.options.physical and request.options.size == usual_size(request.what)


def _one_of(value: object, allowed: Container[str]) -> str:
    if isinstance(value, str) and value in allowed:
        return value
    raise ValueError


def _number(value: object, most: float) -> float:
    if isinstance(value, int | float) and isfinite(value) and 0.0 < value <= most:
        return float(value)
    raise ValueError
