import numpy as np
import pytest

from visualizer.core.data.table import Table

TABLE = Table(("a", "b"), np.arange(4.0).reshape(2, 2), "made up")


def test_values_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TABLE.values[0, 0] = 1.0
