r"""Class-activation maps: which parts of an image speak for a class.

With A_k the channels of the last convolution (after its activation) and z_c what the
model gives class c before softmax,

.. math:: \alpha_k = \mathrm{mean}_{yx} \, \partial z_c / \partial A_{kyx}, \quad
   M_{yx} = \max\left(0, \sum_k \alpha_k A_{kyx}\right)

(Grad-CAM: Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2.)
"""

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.problems.layers.convolution import Convolution
from visualizer.core.problems.model import Model


def mapped_layer(model: Model) -> int | None:
    """The index of the layer whose channels are weighted; None without a convolution."""
    found = [i for i, layer in enumerate(model.layers) if isinstance(layer, Convolution)]
    if not found:
        return None
    last = found[-1]
    # A normalisation between a convolution and its activation belongs to it.
    return last + 1 if model.layers[last + 1].scales else last


def class_maps(
    model: Model, theta: FloatArray, inputs: FloatArray, classes: IntArray
) -> FloatArray:
    """Maps (N, height, width) of images for a class each, as large as the last convolution's.

    Parameters
    ----------
    model
        With a convolution.
    theta
        Its parameters (P,).
    inputs
        Unscaled rows (N, D).
    classes
        The class (N,) that each row is asked about.

    Raises
    ------
    ValueError
        Where the model has no convolution.
    """
    number = mapped_layer(model)
    if number is None:
        raise ValueError("only a model with a convolution has class-activation maps")
    with np.errstate(all="ignore"):
        x, traces = model.traced(theta, inputs)
        outputs = traces[-1].z.shape[-1]
        if outputs == 1:
            slope = np.where(classes == 1, 1.0, -1.0)[:, None]
        else:
            slope = (classes[:, None] == np.arange(outputs)).astype(float)
        gradient = np.empty(model.size)
        upper = model.network.backward(theta, x, traces, slope, gradient, number)
        shares = upper.mean(axis=(-3, -2))[:, None, None, :]
        return np.asarray(np.maximum((shares * traces[number].a).sum(axis=-1), 0))


def learned_filters(model: Model, theta: FloatArray) -> list[tuple[int, FloatArray]]:
    """The number of each convolution and its filters (F, size, size, C) at theta (P,)."""
    return [
        (layer.number, layer.filters(theta))
        for layer in model.layers
        if isinstance(layer, Convolution)
    ]
