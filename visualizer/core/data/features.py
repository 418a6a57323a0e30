r"""Further inputs that are made of those there are: products, squares and sines.

A row x (D,) becomes

.. math:: (x_1, \ldots, x_D, \; x_i x_j \; (i < j), \; x_1^2, \ldots, x_D^2,
    \; \sin x_1, \ldots, \sin x_D)

with those parts that are wanted, in the units of the data; scaling comes afterwards. A linear
model then draws curves: what it fits is linear in its parameters, not in x.
"""

from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError

MOST_INPUTS = 2000
"""Inputs with those that are made: of many columns there are very many products."""


@dataclass(frozen=True)
class Features:
    """Which further inputs there are."""

    products: bool = False
    squares: bool = False
    sines: bool = False

    def __bool__(self) -> bool:
        return self.products or self.squares or self.sines

    def expand(self, x: FloatArray) -> FloatArray:
        """Rows (..., D) with the further inputs behind: (..., D')."""
        if not self:
            return x
        parts = [x]
        if self.products:
            first, second = np.triu_indices(x.shape[-1], 1)
            parts.append(x[..., first] * x[..., second])
        if self.squares:
            parts.append(x * x)
        if self.sines:
            parts.append(np.sin(x))
        return np.concatenate(parts, axis=-1)

    def names(self, inputs: tuple[str, ...]) -> tuple[str, ...]:
        """What the D' inputs are called, those of D names first."""
        found = list(inputs)
        if self.products:
            pairs = zip(*np.triu_indices(len(inputs), 1), strict=True)
            found += [f"{inputs[first]}·{inputs[second]}" for first, second in pairs]
        if self.squares:
            found += [f"{name}²" for name in inputs]
        if self.sines:
            found += [f"sin {name}" for name in inputs]
        return tuple(found)

    def check(self, inputs: int, image: bool) -> None:
        """Refuse too many, and those of pixels, which stand side by side.

        Raises
        ------
        InputError
            With the key ``"data.products"``, ``"data.squares"`` or ``"data.sines"``.
        """
        wanted = [name for name in ("products", "squares", "sines") if getattr(self, name)]
        if not wanted:
            return
        if image:
            raise InputError("images have no further inputs; allowed is false", f"data.{wanted[0]}")
        count = inputs * (1 + self.squares + self.sines)
        count += inputs * (inputs - 1) // 2 if self.products else 0
        if count > MOST_INPUTS:
            raise InputError(
                f"{inputs:,} inputs would become {count:,}; at most {MOST_INPUTS:,} are allowed",
                f"data.{wanted[0]}",
            )
