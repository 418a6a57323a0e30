"""What a drawn curve has wrong."""

import numpy as np

from visualizer.core.lessons.curves import curve_hint, shape_hint

T = np.linspace(0, 1, 41)


def test_swings_that_are_too_small_to_be_drawn_do_not_count() -> None:
    wanted = np.exp(-3 * T)
    assert curve_hint(wanted, wanted + 0.6 * T + 0.03 * np.sin(40 * T), 1.0)[1] == "end"
    assert shape_hint(wanted, wanted + 0.03 * np.sin(40 * T), 1.0) is None
    assert shape_hint(wanted, 0.6 * np.sin(40 * T), 1.0) == ("It does not swing.", "swings")


def test_a_swing_that_is_missing() -> None:
    found = shape_hint(np.cos(20 * T) * np.exp(-T), T, 2.0)
    assert found is not None
    assert found[1] == "smooth"
