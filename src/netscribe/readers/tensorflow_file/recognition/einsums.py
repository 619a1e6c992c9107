"""Dense layers over several axes (Keras' EinsumDense): the summation and the bias behind it.

In: an addition. Out: an Einstein summation with its bias as one operation.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.readers.netlist.operation import Operation
from netscribe.readers.tensorflow_file.recognition.wires import (
    Wires,
    flowing,
    is_learned,
    weights_in,
)

_ADDITIONS = frozenset(("AddV2", "Add", "BiasAdd"))


def with_bias(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """A summation with weights and the bias added behind it."""
    added = wires.operations[place]
    if added is None or added.type_name not in _ADDITIONS or len(added.inputs) != 2:
        return None
    tensors, weights = flowing(added), weights_in(added)
    found = wires.maker(tensors[0]) if len(tensors) == 1 and len(weights) == 1 else None
    if found is None or not _is_dense(found[1]) or len(found[1].inputs) != 2:
        return None
    if not wires.is_read_once(tensors[0].key):
        return None
    made = replace(found[1], inputs=(*found[1].inputs, weights[0]), outputs=added.outputs)
    return made, (place, found[0])


def _is_dense(operation: Operation) -> bool:
    return operation.type_name == "Einsum" and is_learned(operation.operand(1))
