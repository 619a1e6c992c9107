"""What an operator does with one of its inputs: tells it, counts it as a weight, or reads it.

In: a call, and what its inputs stand for. Out: answers. Knows no builder and no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netscribe.graph.types import TensorType
from netscribe.readers.onnx.environment import Held
from netscribe.readers.onnx.operations.arithmetic import ARITHMETIC, is_number
from netscribe.readers.onnx.operations.call import OperatorCall
from netscribe.readers.onnx.operations.indexing import LONGEST_INDEX
from netscribe.readers.onnx.operations.signatures import ARGUMENT, Slot
from netscribe.readers.onnx.records import NodeRecord, TensorRecord
from netscribe.readers.onnx.weights import REAL

LOOKUPS = frozenset({"Gather", "GatherElements", "GatherND"})
#: Operators that tell a stored number in their attributes.
_TELLS_NUMBERS = frozenset({*ARITHMETIC, "Where"})
_LAYS_OUT = frozenset(
    {"Expand", "Reshape", "Unsqueeze", "Squeeze", "Cast", "Tile", "Transpose", "Slice", "Gather"}
)
#: A recurrent operator starts from zeros where nothing else is given.
_STATE = "initial_state"
_PRODUCTS = frozenset(
    {"MatMul", "Gemm", "FusedMatMul", "FusedGemm", "TransposeMatMul", "MatMulInteger"}
)


def tells(call: OperatorCall, slot: Slot, held: Held) -> bool:
    """Whether the attributes tell an argument; rows of a table are looked up by what flows."""
    if slot.role == _STATE and held.zeros:
        return True
    if slot.use != ARGUMENT or held.known.content is None:
        return False
    if call.op_type not in LOOKUPS:
        return True
    return not call.stored(0) and len(held.known.content) <= LONGEST_INDEX


def tells_number(call: OperatorCall, place: int) -> bool:
    """Whether an input is a number that the attributes tell, beside what flows."""
    if call.op_type not in _TELLS_NUMBERS or len(call.operands) < 2:
        return False
    others = [item for other, item in enumerate(call.operands) if other != place]
    return is_number(call.operand(place)) and not all(map(is_number, others))


def stays_zero(
    node: NodeRecord, inputs: Sequence[Held | None], attributes: Mapping[str, object]
) -> bool:
    """Whether a node only lays zeros out anew, or makes them."""
    if not node.outputs or not node.outputs[0]:
        return False
    if node.op_type == "ConstantOfShape":
        value = attributes.get("value")
        return not isinstance(value, TensorRecord) or value.zeros
    if node.op_type == "Concat":
        return all(held is not None and held.zeros for held in inputs)
    first = inputs[0] if inputs else None
    return node.op_type in _LAYS_OUT and first is not None and first.zeros


def is_sure(call: OperatorCall, place: int, tensor: TensorRecord) -> bool:
    """Whether an operator's tensor is a weight wherever it is stored."""
    if call.op_type in _PRODUCTS:
        return len(tensor.shape) > 1
    return call.op_type == "Gather" and place == 0 and len(tensor.shape) == 2


def is_of_norm(node: NodeRecord, tensor: TensorRecord) -> bool:
    """Whether a product or sum in a module that is a norm reads its scale or shift.

    PyTorch's newer exporter takes a group norm apart, and gives these vectors axes and other names.
    """
    inside = node.classes[-2] if len(node.classes) > 1 else ""
    if node.op_type not in ("Mul", "Add") or "norm" not in inside.rpartition(".")[2].lower():
        return False
    return sum(size != 1 for size in tensor.shape) == 1 and tensor.dtype.startswith(REAL)


def counted_type(call: OperatorCall, place: int) -> TensorType | None:
    """Weights of few bits are packed: their type is that of the matrix that they stand for."""
    rows, columns = call.integer("N"), call.integer("K")
    if call.op_type not in ("MatMulNBits", "MatMulBnb4") or place != 1 or not rows or not columns:
        return None
    return TensorType(f"int{call.integer('bits', 4)}", (columns, rows))
