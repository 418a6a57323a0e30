"""z = x W + b and its derivatives along directions, for layers with a matrix of weights.

x are rows (..., N, inputs): those of the data, or the patches of images.
"""

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import Dual, Layer


def sum_change(layer: Layer, theta: Dual, x: Dual) -> FloatArray:
    r"""The derivative of z.

    .. math:: R\{z\} = x R\{W\} + R\{x\} W + R\{b\}
    """
    z: FloatArray = x.value @ layer.matrix(theta.change)
    if x.change is not None:
        z = z + x.change @ layer.matrix(theta.value)
    if layer.bias:
        z += theta.change[..., None, layer.biases]
    return z


def slopes_change(layer: Layer, x: Dual, slope: Dual, product: FloatArray) -> None:
    r"""Write the derivatives of the gradient into its place in `product` (..., P).

    .. math:: R\{\partial L/\partial W\} = x^T R\{d\} + R\{x\}^T d, \quad
       R\{\partial L/\partial b\} = \sum_{rows} R\{d\}, \quad d = \partial L/\partial z
    """
    weights = layer.matrix(product)
    np.matmul(x.value.mT, slope.change, out=weights)
    if x.change is not None:
        weights += x.change.mT @ slope.value
    if layer.bias:
        np.add.reduce(slope.change, axis=-2, out=product[..., layer.biases])


def upper_change(layer: Layer, theta: Dual, slope: Dual) -> FloatArray:
    r"""The derivative of dL/dx.

    .. math:: R\{\partial L/\partial x\} = R\{d\} W^T + d R\{W\}^T
    """
    upper = slope.change @ layer.matrix(theta.value).mT
    upper += slope.value @ layer.matrix(theta.change).mT
    return np.asarray(upper)
