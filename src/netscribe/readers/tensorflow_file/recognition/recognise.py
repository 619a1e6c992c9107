"""Goes through a graph's operations and puts layers in the place of their arithmetic.

In: operations in order, and the tensors that the network gives. Out: fewer operations. Nothing is
taken in that another operation reads. O(operations x the largest region).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.recognition import activations, norms
from netscribe.readers.tensorflow_file.recognition.attention import attentions_in
from netscribe.readers.tensorflow_file.recognition.einsums import with_bias
from netscribe.readers.tensorflow_file.recognition.linear import tensordot_of
from netscribe.readers.tensorflow_file.recognition.pairs import (
    bidirectional_of,
    clip_of,
    separable_of,
)
from netscribe.readers.tensorflow_file.recognition.recurrent import recurrent_of
from netscribe.readers.tensorflow_file.recognition.region import regions_from
from netscribe.readers.tensorflow_file.recognition.wires import Wires

ACTIVATION = "Activation"
_Match = Callable[[int, Wires], "tuple[Operation, tuple[int, ...]] | None"]


def recognised(
    operations: Sequence[Operation],
    outputs: Sequence[Operand],
    weights: Mapping[str, Operand],
) -> list[Operation]:
    """The operations with the layers that were recognised among them."""
    wires = Wires(operations, [operand.key for operand in outputs], weights)
    for operation, gone in attentions_in(wires):
        _take(operation, gone, wires)
    for match in _MATCHES:
        _apply(match, wires)
    return _read(wires.listed(), {operand.key for operand in outputs})


def _read(operations: Sequence[Operation], wanted: set[str]) -> list[Operation]:
    """Without the arithmetic on weights that layers took in: what nothing reads any more."""
    found = []
    for operation in reversed(operations):
        if any(operand.key in wanted for operand in operation.outputs):
            wanted.update(operand.key for operand in operation.inputs if operand is not None)
            found.append(operation)
    return found[::-1]


def _apply(match: _Match, wires: Wires) -> None:
    for place in range(len(wires.operations)):
        if wires.operations[place] is None:
            continue
        found = match(place, wires)
        if found is not None:
            _take(*found, wires)


def _take(operation: Operation, gone: tuple[int, ...], wires: Wires) -> None:
    """Puts a layer in the place of the last operation of those it is made of."""
    last = max(gone)
    wires.replace(last, operation, [other for other in gone if other != last])


def _norm_at(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """A normalization that begins where a mean or a square is taken."""
    first = wires.operations[place]
    if first is None or first.type_name not in ("Mean", "Square", "Pow") or not first.inputs:
        return None
    source = first.inputs[0]
    if source is None or source.constant:
        return None
    for region in regions_from(wires, source, norms.may_belong):
        if place not in region.places:
            continue
        found = norms.norm_of(region, wires)
        if found is not None:
            return found
    return None


_MARKERS = frozenset(("Sigmoid", "Erf", "Erfc", "Tanh", "Softplus", "Relu6"))


def _activation_at(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """An activation around a marker such as a sigmoid."""
    marker = wires.operations[place]
    if marker is None or marker.type_name not in _MARKERS:
        return None
    for source in _sources(marker, wires):
        for region in regions_from(wires, source, activations.may_belong):
            word, approximate = activations.function_of(region)
            if word and place in region.places:
                last = region.last
                operation = replace(
                    last,
                    type_name=ACTIVATION,
                    inputs=(source,),
                    attributes={"function": word, "approximate": approximate},
                )
                return operation, region.places
    return None


def _sources(marker: Operation, wires: Wires) -> list[Operand]:
    """The tensors behind a marker, the nearest first, through arithmetic alone."""
    found: list[Operand] = []
    waiting = [item for item in marker.inputs if item is not None and not item.constant]
    while waiting and len(found) < 8:
        operand = waiting.pop(0)
        if operand.key in {item.key for item in found}:
            continue
        found.append(operand)
        maker = wires.maker(operand)
        if maker is not None and activations.may_belong(maker[1]):
            waiting.extend(
                item for item in maker[1].inputs if item is not None and not item.constant
            )
    return found


_MATCHES: tuple[_Match, ...] = (
    recurrent_of,
    tensordot_of,
    with_bias,
    norms.batch_norm_of,
    _norm_at,
    _activation_at,
    separable_of,
    bidirectional_of,
    clip_of,
)
