"""Weights of convolutions.

In: a step. Out: kernels (positions, channels / groups, filters) and biases.
"""

from __future__ import annotations

import math

from netscribe.graph.attributes import Convolution
from netscribe.graph.types import Dim
from netscribe.readers.keras.layers.domain import KERAS_OPERATIONS
from netscribe.readers.keras.shapes.spatial import convolution as convolution_shape
from netscribe.readers.keras.shapes.spatial import positions_of
from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.weights.weight import Weight, Weights, kernel_and_bias


def convolution(step: Step) -> Weights:
    """Standard, depthwise, separable, transposed or locally connected."""
    record = step.attributes(Convolution)
    if step.facts.op.domain == KERAS_OPERATIONS:
        return ()
    if step.entries.class_name.startswith("LocallyConnected"):
        return _local(step, record)
    channels: Dim = step.entries.channels
    bias = (record.filters,) if record.bias else None
    kernel = record.kernel_size
    multiplier = record.depth_multiplier
    if record.variant == "depthwise":
        return kernel_and_bias((*kernel, channels, multiplier), bias)
    if record.variant == "separable":
        wide = channels * multiplier if isinstance(channels, int) else None
        pointwise = Weight("pointwise_kernel", (*(1,) * len(kernel), wide, record.filters))
        first = kernel_and_bias((*kernel, channels, multiplier), bias, "depthwise_kernel")
        return (first[0], pointwise, *first[1:])
    if record.variant == "transposed":
        return kernel_and_bias((*kernel, record.filters, channels), bias)
    each: Dim = None
    if isinstance(channels, int) and record.groups:
        each = channels // record.groups
    return _adapted(step, kernel_and_bias((*kernel, each, record.filters), bias))


def _adapted(step: Step, weights: Weights) -> Weights:
    """With a low-rank adapter the kernel is frozen, and two small factors are trained."""
    rank = step.entries.optional_integer("lora_rank")
    if not rank:
        return weights
    kernel = weights[0].shape
    frozen = Weight("kernel", kernel, trainable=False)
    factors = (
        Weight("lora_kernel_a", (*kernel[:-1], rank)),
        Weight("lora_kernel_b", (rank, kernel[-1])),
    )
    return (frozen, *weights[1:], *factors)


def _local(step: Step, record: Convolution) -> Weights:
    """Keras 2's locally connected layers: a kernel of its own at every position."""
    shape = convolution_shape(step)[0]
    channels = step.entries.channels
    if shape is None or channels is None:
        return kernel_and_bias((None,), (None,) if record.bias else None)
    positions = positions_of(shape, record.channels_first)
    sizes = [size for size in positions if isinstance(size, int)]
    count = math.prod(sizes) if len(sizes) == len(positions) else None
    window = math.prod(record.kernel_size) * channels
    bias = (*positions, record.filters) if record.bias else None
    return kernel_and_bias((count, window, record.filters), bias)
