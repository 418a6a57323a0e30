r"""Clipping: gradients that are held to a size before the update rule sees them.

As PyTorch defines it, over all parameters at once and before weight decay, which the rules add
(Pascanu, Mikolov and Bengio 2013, arXiv 1211.5063, for the norm):

.. math::
    \text{by value } v: \quad & g_i \leftarrow \min(\max(g_i, -v), v) \\
    \text{by norm } c: \quad & g \leftarrow g \min(1, c / (\lVert g \rVert + 10^{-6}))

With both the values come first.
"""

from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.recording.records import norms

_GUARD = 1e-6
"""`torch.nn.utils.clip_grad_norm_` adds it to the length: what is clipped stays just below c."""

_ALMOST = np.nextafter(1.0, 0.0)


class Clipping(NamedTuple):
    """What gradients are held to: each of their values, and their length; 0 is no limit."""

    value: float = 0.0
    norm: float = 0.0

    def __bool__(self) -> bool:
        return self.value > 0 or self.norm > 0


class Clipped(NamedTuple):
    """A clipped gradient (..., P), and its length as a share (...) of what was measured.

    The share is exactly 1 where nothing was clipped, and below 1 where something was.
    """

    gradient: FloatArray
    share: FloatArray


def clipped(gradient: FloatArray, clipping: Clipping) -> Clipped:
    """Gradients (..., P) held to the limits of `clipping`; they themselves stay as they are."""
    used = gradient
    share: FloatArray = np.ones(gradient.shape[:-1])
    if clipping.value > 0:
        used = np.clip(gradient, -clipping.value, clipping.value)
        share = _share_left(gradient, used)
    if clipping.norm > 0:
        # NaN goes through, as in PyTorch: it ends the run either way.
        factor = np.minimum(clipping.norm / (norms(used) + _GUARD), 1.0)
        used, share = used * factor[..., None], share * factor
    return Clipped(used, share)


def _share_left(gradient: FloatArray, used: FloatArray) -> FloatArray:
    """The lengths (...) of clipped gradients over those of what was measured."""
    same = np.all(used == gradient, axis=-1)
    if same.all():
        return np.ones(same.shape)
    length = norms(gradient)
    # A ratio that rounds to 1 must not read as "not clipped".
    share = np.minimum(norms(used) / np.where(length > 0, length, 1.0), _ALMOST)
    return np.where(same, 1.0, share)
