"""z = x W + b and its derivatives along directions, for layers with a matrix of weights.

x are rows (..., N, inputs): those of the data, or the patches of images.
"""

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import Dual, Layer
from visualizer.core.problems.layers.portions import glance, times, times_over_rows


def sum_change(layer: Layer, theta: Dual, x: Dual) -> FloatArray:
    r"""The derivative of z.

    .. math:: R\{z\} = x R\{W\} + R\{x\} W + R\{b\}
    """
    z = times(x.value, layer.matrix(theta.change))
    if x.change is not None:
        other = times(x.change, layer.matrix(theta.value))
        glance(other)
        z = z + other
    glance(z)
    if layer.bias:
        z += theta.change[..., None, layer.biases]
    return z


def slopes_change(layer: Layer, x: Dual, slope: Dual, product: FloatArray) -> None:
    r"""Write the derivatives of the gradient into its place in `product` (..., P).

    .. math:: R\{\partial L/\partial W\} = x^T R\{d\} + R\{x\}^T d, \quad
       R\{\partial L/\partial b\} = \sum_{rows} R\{d\}, \quad d = \partial L/\partial z
    """
    weights = layer.matrix(product)
    times_over_rows(x.value, slope.change, weights)
    if x.change is not None:
        other = np.empty_like(weights)
        times_over_rows(x.change, slope.value, other)
        weights += other
    if layer.bias:
        np.add.reduce(slope.change, axis=-2, out=product[..., layer.biases])


def upper_change(layer: Layer, theta: Dual, slope: Dual) -> FloatArray:
    r"""The derivative of dL/dx.

    .. math:: R\{\partial L/\partial x\} = R\{d\} W^T + d R\{W\}^T
    """
    upper = times(slope.change, layer.matrix(theta.value).mT)
    other = times(slope.value, layer.matrix(theta.change).mT)
    glance(other)
    upper += other
    return upper
