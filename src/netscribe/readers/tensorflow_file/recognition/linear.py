"""A linear layer over the last of several axes, which TensorFlow runs as a product of matrices.

In: the reshape that ends `tf.tensordot`. Out: one product that reads the tensor as it was.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.readers.netlist.operation import Operation
from netscribe.readers.tensorflow_file.recognition.wires import Wires, is_learned

_SCOPE = "Tensordot"


def tensordot_of(place: int, wires: Wires) -> tuple[Operation, tuple[int, ...]] | None:
    """The product that a reshape ends, where all axes but the last come back as they were."""
    last = wires.operations[place]
    if last is None or last.type_name != "Reshape" or not _is_tensordot(last.path):
        return None
    product = wires.maker(last.operand(0))
    if product is None or product[1].type_name != "MatMul" or not _once(wires, product[1]):
        return None
    if not is_learned(product[1].operand(1)) or product[1].rank(1) != 2:
        return None
    before = wires.maker(product[1].operand(0))
    if before is None or before[1].type_name != "Reshape" or not _once(wires, before[1]):
        return None
    source = before[1].operand(0)
    old, new = before[1].shape(0), last.made
    width = product[1].size(1, 0)
    if source is None or old is None or new is None or len(old) != len(new) or old[-1] != width:
        return None
    inputs = (source, *product[1].inputs[1:])
    made = replace(product[1], path=last.path, inputs=inputs, outputs=last.outputs)
    return made, (place, product[0], before[0])


def _is_tensordot(path: str) -> bool:
    return path.rpartition("/")[2].startswith(_SCOPE)


def _once(wires: Wires, operation: Operation) -> bool:
    return wires.is_read_once(operation.outputs[0].key)
