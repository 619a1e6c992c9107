"""Walks the nodes of a graph in order: constants, quantisation, bodies, functions, operators.

In: a frame and its nodes. Out: calls in the builder. What is special about a node is decided here;
what an operator does is the tables' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from netscribe.errors import ReadError
from netscribe.readers.onnx.control_flow import BODIES, ControlFlow
from netscribe.readers.onnx.dynamic_quantization import without_groups
from netscribe.readers.onnx.emitter import Emitter, resolved
from netscribe.readers.onnx.environment import Frame, Waiting
from netscribe.readers.onnx.function_calls import FunctionCalls
from netscribe.readers.onnx.order import ordered
from netscribe.readers.onnx.placing import Placing
from netscribe.readers.onnx.quantization import Quantization
from netscribe.readers.onnx.records import FunctionRecord, NodeRecord, TensorRecord
from netscribe.readers.onnx.rejoined import rejoined

#: Bodies in bodies and functions in functions: deeper than this is refused.
DEEPEST_FRAME = 24
#: Functions that call functions many times make more nodes than anyone draws.
MOST_NODES = 2_000_000
CONSTANT_IS_TOLD = "constants that the operations which read them tell"
ALIAS = "further names of stored tensors"
IN_TURN = "quantises while the network runs: the products say so"
LAID_OUT = "lays stored weights out anew"


class Walk:
    """Walks one model."""

    def __init__(
        self, emitter: Emitter, functions: Mapping[tuple[str, str], FunctionRecord], where: str
    ) -> None:
        self._emitter = emitter
        self._where = where
        self._quantization = Quantization(emitter)
        self._control = ControlFlow(emitter, self.nodes)
        self._functions = FunctionCalls(emitter, functions, self.nodes)
        self._count = 0

    def nodes(self, frame: Frame, nodes: Sequence[NodeRecord]) -> None:
        """Adds all nodes of a frame.

        Raises:
            ReadError: a node reads what nothing makes, or frames lie too deep.
        """
        if frame.depth > DEEPEST_FRAME:
            raise ReadError(
                f"{self._where}: bodies and functions more than {DEEPEST_FRAME} levels deep"
            )
        self._count += len(nodes)
        if self._count > MOST_NODES:
            raise ReadError(f"{self._where}: more than {MOST_NODES:,} nodes, functions expanded")
        sorted_nodes = ordered(nodes, lambda name: frame.find(name) is not None, self._where)
        plain = without_groups(sorted_nodes, frame.results)
        frame.products = plain.products
        for node in plain.folded:
            path = frame.key_of(node.name.strip("/") or node.op_type.lower())
            self._emitter.wait(Waiting(node, path, None, IN_TURN))
        placing = Placing(self._emitter.builder, frame, plain.nodes)
        self._quantization.look_at(plain.nodes, frame)
        joins = rejoined(plain.nodes, frame)
        pieces = {index for cut in joins.values() for index in cut}
        for index, node in enumerate(plain.nodes):
            if index in pieces:
                place = placing.place(index, node)
                self._emitter.wait(Waiting(node, place.path, place.module, LAID_OUT))
            elif index in joins:
                cut = plain.nodes[joins[index][0]]
                self._laid_out(frame, placing, index, node._replace(inputs=cut.inputs[:1]))
            else:
                self._node(frame, placing, index, node)

    def _node(self, frame: Frame, placing: Placing, index: int, node: NodeRecord) -> None:
        special = _SPECIAL.get(node.op_type) if not node.domain else None
        if special is not None and special(self, frame, placing, index, node):
            return
        if self._quantization.takes(node) and self._quantization.folds(
            frame, node, placing.place(index, node)
        ):
            return
        if self._functions.has(node):
            self._functions.expand(frame, node, *placing.container(index, node))
            return
        qualifier = self._quantization.qualifier(frame, node)
        self._emitter.emit(frame, node, placing.place(index, node), qualifier)

    # What is special, each telling whether it took the node.

    def _constant(self, frame: Frame, placing: Placing, index: int, node: NodeRecord) -> bool:
        """A tensor that the file stores in a node."""
        tensor = _constant_tensor(frame, node)
        if tensor is None or not node.outputs:
            return False
        name = node.outputs[0]
        held = self._emitter.stored(frame, tensor, name)
        place = placing.place(index, node)
        held.maker = self._emitter.wait(Waiting(node, place.path, place.module, CONSTANT_IS_TOLD))
        frame.names[name] = held
        return True

    def _identity(self, frame: Frame, placing: Placing, index: int, node: NodeRecord) -> bool:
        """Another name for a stored tensor."""
        source = frame.find(node.inputs[0]) if node.inputs else None
        if source is None or source.stored is None or source.value or not node.outputs:
            return False
        place = placing.place(index, node)
        self._emitter.wait(Waiting(node, place.path, place.module, ALIAS))
        frame.names[node.outputs[0]] = source
        return True

    def _laid_out(self, frame: Frame, placing: Placing, index: int, node: NodeRecord) -> bool:
        """A stored tensor in another order, shape or dtype is the same weights."""
        source = frame.find(node.inputs[0]) if node.inputs else None
        if source is None or source.stored is None or source.value or not node.outputs:
            return False
        if not self._emitter.is_weight(source) or any(
            held is not None and held.stored is None for held in map(frame.find, node.inputs[1:])
        ):
            return False
        inputs = [frame.find(name) if name else None for name in node.inputs]
        attributes = resolved(frame, node.attributes)
        (known, *_) = self._emitter.inferred(frame, node, attributes, inputs)
        place = placing.place(index, node)
        waiting = Waiting(node, place.path, place.module, LAID_OUT, source)
        frame.names[node.outputs[0]] = replace(
            source, known=known, maker=self._emitter.wait(waiting)
        )
        return True

    def _body(self, frame: Frame, placing: Placing, index: int, node: NodeRecord) -> bool:
        """If, Loop, Scan."""
        return self._control.emit(frame, node, *placing.container(index, node))


_Special = Callable[[Walk, Frame, Placing, int, NodeRecord], bool]
_SPECIAL: Mapping[str, _Special] = {
    "Constant": Walk._constant,
    "Identity": Walk._identity,
    **dict.fromkeys(("Transpose", "Cast", "Reshape", "Squeeze", "Unsqueeze"), Walk._laid_out),
    **dict.fromkeys(BODIES, Walk._body),
}


def _constant_tensor(frame: Frame, node: NodeRecord) -> TensorRecord | None:
    """The tensor in a Constant, in whichever of its attributes it is."""
    for name, dtype in _CONSTANT_FORMS:
        value = node.attributes.get(name)
        if isinstance(value, TensorRecord):
            return value
        if isinstance(value, (int, float, str)):
            return TensorRecord("", dtype, (), (value,))
        if isinstance(value, tuple):
            return TensorRecord("", dtype, (len(value),), value)
    return None


_CONSTANT_FORMS = (
    ("value", ""),
    ("sparse_value", ""),
    ("value_float", "float32"),
    ("value_floats", "float32"),
    ("value_int", "int64"),
    ("value_ints", "int64"),
    ("value_string", "string"),
    ("value_strings", "string"),
)
