"""A recurrent layer in the place of the loop that runs it, and of what prepares that loop.

In: a loop whose body is one step of a cell, and all operations of its scope. Out: one operation
with the layer's weights. Nothing is taken in that has a say outside of the scope.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.cells import GATES
from netscribe.readers.tensorflow_file.recognition.wires import Wires, flowing, weights_in

LOOP, RECURRENT = "RecurrentLoop", "Recurrent"


@dataclass(frozen=True, slots=True)
class _Weights:
    """The kernels of a cell; `units` is its width."""

    units: int
    kernel: Operand
    recurrent: Operand
    bias: Operand | None


def recurrent_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """The layer around a loop."""
    loop = wires.operations[place]
    if loop is None or loop.type_name != LOOP:
        return None
    cell = loop.text("cell")
    weights, scope = _weights(loop, cell), loop.path.rpartition("/")[0]
    if weights is None or not scope:
        return None
    region = [
        at
        for at, item in enumerate(wires.operations)
        if item is not None and item.path.startswith(f"{scope}/")
    ]
    inputs, outputs = _given(wires, region), _left(wires, region)
    sequence = [
        item for item in inputs if len(item.type.shape or ()) == 3 and item.type.dtype != "bool"
    ]
    masks = [item for item in inputs if item.type.dtype == "bool"]
    states = [item for item in inputs if len(item.type.shape or ()) == 2 and item not in masks]
    if len(sequence) != 1 or not outputs or len(inputs) > 1 + len(states) + len(masks):
        return None
    types = {item.type_name for at in region if (item := wires.operations[at]) is not None}
    operation = Operation(
        type_name=RECURRENT,
        domain=loop.domain,
        path=f"{scope}/{cell}",
        inputs=(sequence[0], weights.kernel, weights.recurrent, weights.bias, *states),
        outputs=tuple(outputs),
        attributes={
            "cell": cell,
            "units": weights.units,
            "sequence": len(outputs[0].type.shape or ()) == 3,
            "backwards": "ReverseV2" in types,
        },
    )
    return operation, tuple(region)


def _weights(loop: Operation, cell: str) -> _Weights | None:
    """Kernels by their sizes: the recurrent one is as high as the layer is wide."""
    found = weights_in(loop)
    matrices = [item for item in found if len(item.type.shape or ()) == 2]
    wide = [
        item
        for item in matrices
        if isinstance(rows := (item.type.shape or ())[0], int)
        and rows > 0
        and (item.type.shape or ())[1] == rows * GATES.get(cell, 0)
    ]
    if len(matrices) < 2 or not wide:
        return None
    recurrent = wide[-1]
    kernel = next(item for item in matrices if item is not recurrent)
    units = (recurrent.type.shape or (0,))[0]
    rest = [item for item in found if item not in (kernel, recurrent)]
    if not isinstance(units, int) or len(rest) > 1:
        return None
    return _Weights(units, kernel, recurrent, rest[0] if rest else None)


def _given(wires: Wires, region: list[int]) -> list[Operand]:
    """The tensors that come from outside; masks, which say what is padding, among them."""
    inside = set(region)
    found: dict[str, Operand] = {}
    for at in region:
        operation = wires.operations[at]
        for operand in flowing(operation) if operation is not None else ():
            maker = wires.maker(operand)
            if maker is None or maker[0] not in inside:
                found.setdefault(operand.key, operand)
    return list(found.values())


def _left(wires: Wires, region: list[int]) -> list[Operand]:
    """The tensors that others read: the sequence or the last output first, then states."""
    found = [
        (operation.type_name == LOOP, len(operand.type.shape or ()) != 3, operand)
        for at in region
        if (operation := wires.operations[at]) is not None
        for operand in operation.outputs
        if wires.leaves(operand.key, region)
    ]
    return [operand for *_, operand in sorted(found, key=lambda item: item[:2])]
