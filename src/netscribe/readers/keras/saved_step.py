"""One call of a saved layer, worked out: what it does, what comes out, which weights it has.

In: a saved layer, the types of the tensors it reads and the call's constants. Out: `Outcome`.
Wrappers are taken off and put back here. Must not know the model around the layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.errors import ReadError
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.keras.document import SavedLayer
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers import describe
from netscribe.readers.keras.layers.domain import KERAS_LAYERS
from netscribe.readers.keras.layers.entries import Entries
from netscribe.readers.keras.layers.legacy import today
from netscribe.readers.keras.layers.wrappers import WRAPPERS, inner_of, without_time
from netscribe.readers.keras.policy import dtypes_of
from netscribe.readers.keras.shapes import Step, output_types
from netscribe.readers.keras.weights import Weights, weights_of, wrapped

_DEEPEST_WRAPPING = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What a call reads: types and keywords of its tensors, and its constants."""

    types: tuple[TensorType, ...]
    roles: tuple[str, ...]
    constants: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call does, the types of its results, the weights of its layer."""

    facts: LayerFacts
    types: tuple[TensorType, ...]
    weights: Weights


def outcome_of(layer: SavedLayer, reading: Reading) -> Outcome:
    """Works out one call of `layer`.

    Raises:
        ReadError: the layer's configuration has an entry that it cannot have.
    """
    shapes = tuple(item.shape for item in reading.types)
    facts = describe(
        layer.class_name,
        layer.config,
        domain=layer.domain,
        input_shapes=shapes,
        arguments=reading.constants,
    )
    entries = Entries(layer.class_name, layer.config, layer.domain, shapes, reading.constants)
    types, weights = _unwrapped(facts, today(entries), reading, 0)
    _check_sizes(weights, layer)
    return Outcome(facts, types, _trainable(weights, layer))


def _check_sizes(weights: Weights, layer: SavedLayer) -> None:
    for weight in weights:
        if any(isinstance(size, int) and size < 0 for size in weight.shape):
            raise ReadError(
                f"{layer.class_name} {layer.name[:80]!r}: its {weight.path} would have the shape "
                f"{weight.shape}, expected no size below 0",
                hint="the model's configuration is damaged; save the model again",
            )


def _unwrapped(
    facts: LayerFacts, entries: Entries, reading: Reading, depth: int
) -> tuple[tuple[TensorType, ...], Weights]:
    """Result types and weights; a wrapper's are those of the layer inside, put back around it."""
    wrapper = entries.class_name
    if wrapper not in WRAPPERS or entries.domain != KERAS_LAYERS or depth > _DEEPEST_WRAPPING:
        step = _step(facts, entries, reading)
        return output_types(step), weights_of(step)
    name, config, domain = inner_of(entries)
    seen = without_time(entries)
    inner = Entries(name, config, domain, seen.input_shapes, entries.arguments)
    types = tuple(
        replace(item, shape=shape)
        for item, shape in zip(reading.types, seen.input_shapes, strict=True)
    )
    results, weights = _unwrapped(facts, inner, replace(reading, types=types), depth + 1)
    if wrapper == "TimeDistributed":
        results = tuple(with_time(item, reading.types) for item in results)
    return results, wrapped(wrapper, str(config.get("name") or name), weights)


def with_time(result: TensorType, read: tuple[TensorType, ...]) -> TensorType:
    """A result of one time step as the tensor of all steps that it is part of."""
    source = read[0].shape if read else None
    if result.shape is None or not source or len(source) < 2:
        return replace(result, shape=None)
    shape: Shape = (source[0], source[1], *result.shape[1:])
    return replace(result, shape=shape)


def _step(facts: LayerFacts, entries: Entries, reading: Reading) -> Step:
    compute, variable = dtypes_of(entries.config.get("dtype"))
    return Step(
        facts=facts,
        entries=entries,
        inputs=reading.types,
        roles=reading.roles,
        compute_dtype=compute,
        variable_dtype=variable,
    )


def _trainable(weights: Weights, layer: SavedLayer) -> Weights:
    """Weights with their dtype filled in; all frozen if the layer is."""
    variable = dtypes_of(layer.config.get("dtype"))[1]
    frozen = layer.config.get("trainable") is False
    return tuple(
        replace(
            weight,
            dtype=weight.dtype or variable,
            trainable=weight.trainable and not frozen,
        )
        for weight in weights
    )


def is_looked_into(facts: LayerFacts) -> bool:
    """Whether the facts say all there is; False for the user's own layers."""
    return facts.op.kind is not Kind.CUSTOM
