"""Names for the array types that the engine passes around."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""A floating-point array; float64 unless a docstring says otherwise."""

IntArray: TypeAlias = NDArray[np.integer[Any]]
"""An array of whole numbers, such as row indices."""
