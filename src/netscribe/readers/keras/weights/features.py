"""Weights of dense layers, Einstein summations, embeddings and activations.

In: a step. Out: kernels, tables, slopes.
"""

from __future__ import annotations

from netscribe.graph.attributes import Einsum, Embedding, Linear
from netscribe.graph.types import Dim
from netscribe.readers.keras.shapes.products import einsum_dense_sizes
from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.weights.weight import Weight, Weights, kernel_and_bias


def linear(step: Step) -> Weights:
    """kernel (in, units), bias (units)."""
    record = step.attributes(Linear)
    width: Dim = step.shape[-1] if step.shape else None
    weights = kernel_and_bias((width, record.units), (record.units,) if record.bias else None)
    return adapted(step, weights, ("lora_kernel_a", "lora_kernel_b"))


def adapted(step: Step, weights: Weights, names: tuple[str, str]) -> Weights:
    """With a low-rank adapter the first weight is frozen, and two small factors are trained."""
    rank = step.entries.optional_integer("lora_rank")
    if not rank:
        return weights
    large = weights[0]
    first = (*large.shape[:-1], rank)
    if "kernel" not in names[0]:
        first = (large.shape[0], rank)
    factors = (Weight(names[0], first), Weight(names[1], (rank, large.shape[-1])))
    frozen = Weight(large.path, large.shape, trainable=False)
    return (frozen, *weights[1:], *factors)


def einsum(step: Step) -> Weights:
    """EinsumDense: the kernel's labels tell its shape; `ops.einsum` has no weights."""
    if step.entries.class_name != "EinsumDense":
        return ()
    found = einsum_dense_sizes(step)
    bias_axes = step.entries.text("bias_axes", "")
    if found is None:
        unknown = Weight("kernel", (None,))
        return (unknown, Weight("bias", (None,))) if bias_axes else (unknown,)
    operands, result, sizes, _ = found
    kernel = tuple(sizes.get(label) for label in operands[1])
    bias = _bias_shape(result, bias_axes, sizes) if step.attributes(Einsum).bias else None
    weights = kernel_and_bias(kernel, bias)
    return adapted(step, weights, ("lora_kernel_a", "lora_kernel_b"))


def _bias_shape(result: str, axes: str, sizes: dict[str, Dim]) -> tuple[Dim, ...]:
    """The bias spans its labels, with 1 for those of the result that come after the first."""
    labels = result.replace("...", "")
    first = min((labels.index(label) for label in axes if label in labels), default=0)
    return tuple(sizes.get(label) if label in axes else 1 for label in labels[first:])


def embedding(step: Step) -> Weights:
    """embeddings (vocabulary, width); a second table where a reversed one is not tied."""
    record = step.attributes(Embedding)
    table = Weight("embeddings", (record.vocabulary, record.width))
    if step.entries.raw("tie_weights") is False:
        return (table, Weight("reverse_embeddings", (record.width, record.vocabulary)))
    return adapted(step, (table,), ("lora_embeddings_a", "lora_embeddings_b"))


def elementwise(step: Step) -> Weights:
    """A learned factor per channel; Keras gives it no name of its own."""
    if step.entries.class_name != "LayerScale":
        return ()
    return (Weight("variable", (step.entries.optional_integer("projection_dim"),)),)


def activation(step: Step) -> Weights:
    """PReLU learns a slope per position and channel, but for its shared axes."""
    if step.entries.class_name != "PReLU" or step.shape is None:
        return ()
    sizes: list[Dim] = list(step.shape[1:])
    for axis in step.entries.sizes("shared_axes"):
        if 1 <= axis <= len(sizes):
            sizes[axis - 1] = 1
    return (Weight("alpha", tuple(sizes)),)
