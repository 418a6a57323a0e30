"""Names for the array types that the engine passes around."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""A floating-point array; float64 unless a docstring says otherwise."""

IntArray: TypeAlias = NDArray[np.integer[Any]]
"""An array of whole numbers, such as row indices."""

NamedArrays: TypeAlias = Mapping[str, FloatArray]
"""The state of a rule or a schedule: what it remembers from one step to the next, each (..., P),
(...) or a column (..., 1). Plain arrays by name, so that any checkpoint can be stored and read."""
