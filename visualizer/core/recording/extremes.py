"""The rows of a history at which a column is least or greatest."""

import numpy as np

from visualizer.core.recording.history import History

# A look at so many pixels costs next to nothing, and a million rows take three of them.
_PIXELS = 256


def best_row(
    history: History, name: str, last: int, *, lowest: bool = True
) -> tuple[int, float] | None:
    """The first row, up to `last`, of the lowest value of a column (or the highest), and that.

    None where the column has no value.
    """
    sign = 1.0 if lowest else -1.0
    low, high = 0, last
    while True:
        rows, values = history.view(name, low, high, _PIXELS)
        if not values.size:
            return None
        place = int(np.argmin(sign * values))
        if high - low < 4 * _PIXELS:
            return int(rows[place]), float(values[place])
        # A view gives the values exactly and their rows roughly: look closer.
        width = (high - low) // _PIXELS
        low, high = max(low, int(rows[place]) - 2 * width), min(high, int(rows[place]) + 2 * width)
