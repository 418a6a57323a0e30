"""What a curve drawn by hand has wrong beside the true one."""

import numpy as np

from visualizer.core.arrays import FloatArray


def shape_hint(wanted: FloatArray, drawn: FloatArray, size: float) -> tuple[str, str] | None:
    """A sentence, and its kind, where one of two curves (N,) swings and the other one does not."""
    turns, drawn_turns = _turns(wanted, size), _turns(drawn, size)
    if turns > 1 and drawn_turns < turns / 2:
        return "It does not go so smoothly: it swings.", "smooth"
    if drawn_turns > 1 and turns < drawn_turns / 2:
        return "It does not swing.", "swings"
    return None


def curve_hint(wanted: FloatArray, drawn: FloatArray, size: float) -> tuple[str, str]:
    """A sentence on what a drawn curve (N,) has wrong beside the true one, and its kind."""
    rise, drawn_rise = wanted[-1] - wanted[0], drawn[-1] - drawn[0]
    if rise * drawn_rise < 0 and abs(rise) > 0.1 * size:
        return f"It {'rises' if rise > 0 else 'falls'} in the end.", "sign"
    gap = drawn[-1] - wanted[-1]
    if abs(gap) > 0.25 * size:
        where = "lower" if gap > 0 else "higher"
        return f"Right shape, but it ends {where}.", "end"
    early = float(np.mean(abs(drawn - drawn[-1]))) < float(np.mean(abs(wanted - wanted[-1])))
    return f"It takes {'longer' if early else 'less long'}.", "time"


def _turns(line: FloatArray, size: float) -> int:
    """How often a curve turns, not counting what is too small to be drawn on purpose."""
    turns, low, high, way = 0, line[0], line[0], 0
    for value in line:
        low, high = min(low, value), max(high, value)
        if way <= 0 and value - low > 0.1 * size:
            turns, way, high = turns + (way < 0), 1, value
        elif way >= 0 and high - value > 0.1 * size:
            turns, way, low = turns + (way > 0), -1, value
        if way > 0:
            low = high
        elif way < 0:
            high = low
    return turns
