"""The weights of every kind of layer, from configuration and input shapes alone.

In: a step, and the layer's wrappers. Out: weights in the order of Keras' `layer.weights`, states of
random seeds left out as there.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.kinds import Kind
from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.weights import attention, convolution, features, normalization
from netscribe.readers.keras.weights import recurrent as recurrence
from netscribe.readers.keras.weights.weight import Weight, WeightRule, Weights, below, none

WEIGHTS: Mapping[Kind, WeightRule] = {
    Kind.CONV: convolution.convolution,
    Kind.LINEAR: features.linear,
    Kind.EINSUM: features.einsum,
    Kind.NORM: normalization.normalization,
    Kind.ELEMENTWISE: features.elementwise,
    Kind.ACTIVATION: features.activation,
    Kind.ATTENTION: attention.attention,
    Kind.EMBEDDING: features.embedding,
    Kind.RECURRENT: recurrence.recurrent,
    Kind.PREPROCESS: normalization.preprocessing,
}


def weights_of(step: Step) -> Weights:
    """The weights of the layer that a step calls."""
    return WEIGHTS.get(step.facts.op.kind, none)(step)


def wrapped(wrapper: str, inner_name: str, weights: Weights) -> Weights:
    """The weights of a wrapper around a layer with `weights`."""
    if wrapper != "SpectralNormalization" or not weights:
        return below(inner_name, weights)
    kernel = weights[0]
    vector = Weight("vector_u", (1, kernel.shape[-1]), kernel.dtype, trainable=False)
    # The wrapper holds the kernel itself, beside its own vector.
    return (kernel, vector, *below(inner_name, weights[1:]))
