"""Turns flat nodes into the operations of a netlist: tensors with types, weights as constants.

In: `FlatNode`s in order. Out: `Operation`s; constants with their numbers where those are few, and
weights under the names of their variables. A weight that is reshaped, cast or transposed before it
is used is still that weight; arithmetic on sizes is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from netscribe.errors import ReadError
from netscribe.graph.types import Shape, TensorType
from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.dtypes import result_dtype
from netscribe.readers.tensorflow_file.inference import inferred
from netscribe.readers.tensorflow_file.inlining import FlatNode, Reference
from netscribe.readers.tensorflow_file.numbers import Known, folded
from netscribe.readers.tensorflow_file.records import Held

DOMAIN = "tensorflow"
INPUTS = frozenset(("Placeholder", "PlaceholderV2"))
VARIABLES = frozenset(("VarHandleOp", "Variable", "VariableV2", "VarHandleOpV2"))
#: Other ways to write down the same numbers of a weight.
_REWRITING = frozenset(("Reshape", "Squeeze", "ExpandDims", "Cast", "Transpose"))


@dataclass
class Listing:
    """The operations of a graph; `where` begins every error."""

    nodes: Sequence[FlatNode]
    where: str
    frozen: frozenset[str] = frozenset()
    given: Mapping[str, TensorType] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    modules: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    inputs: dict[str, Operand] = field(default_factory=dict)
    tensors: dict[Reference, Operand] = field(default_factory=dict)
    known: dict[Reference, Known] = field(default_factory=dict)
    has_variables: bool = False

    def run(self) -> None:
        """Lists all nodes."""
        self.has_variables = any(node.listed.op in VARIABLES for node in self.nodes)
        results = _results(self.nodes)
        for node in self.nodes:
            self._add(node, results.get(node.key, 1))

    def stored(self) -> dict[str, Operand]:
        """The constants as the file holds them, by key."""
        return {
            found.key: found
            for node in self.nodes
            if node.listed.op in VARIABLES or node.listed.op == "Const"
            for found in (self.tensors[Reference(node.key)],)
        }

    def operand(self, reference: Reference) -> Operand:
        """A tensor.

        Raises:
            ReadError: its node has no such result.
        """
        found = self.tensors.get(reference)
        if found is None:
            raise ReadError(
                f"{self.where}: result {reference.index} of {reference.node[:80]!r} is read and "
                "never made",
                hint="save the model again",
            )
        return found

    def _add(self, node: FlatNode, count: int) -> None:
        op, first = node.listed.op, Reference(node.key)
        if op in INPUTS:
            self.tensors[first] = self.inputs[node.key] = self._input(node)
        elif op in VARIABLES:
            self.tensors[first] = _variable(node, self.frozen)
        elif op == "Const":
            self.tensors[first] = self._constant(node)
        else:
            self._operation(node, count)

    def _input(self, node: FlatNode) -> Operand:
        told = self.given.get(node.key)
        shapes = node.listed.output_shapes
        shape = node.listed.attributes.get("shape")
        found = shapes[0] if shapes else shape if isinstance(shape, tuple) else None
        dtype = str(node.listed.attributes.get("dtype") or "")
        if told is not None:
            dtype, found = told.dtype or dtype, told.shape if told.shape is not None else found
        return Operand(node.key, TensorType(dtype, found), node.path)

    def _constant(self, node: FlatNode) -> Operand:
        value = node.listed.attributes.get("value")
        held = value if isinstance(value, Held) else Held(TensorType("", None))
        if held.values is not None:
            self.known[Reference(node.key)] = held.values
        learned = False if self.has_variables else None
        return Operand(node.key, held.type, node.path, True, held.values, learned=learned)

    def _operation(self, node: FlatNode, count: int) -> None:
        inputs = tuple(map(self.operand, node.inputs))
        first = Reference(node.key)
        shapes = self._shapes(node, inputs, count)
        numbers = (
            None
            if any(map(_is_real, inputs))
            else folded(
                node.listed.op,
                [self.known.get(item) for item in node.inputs],
                [item.type.shape for item in inputs],
                node.listed.attributes,
            )
        )
        if numbers is not None:
            self.known[first] = numbers
        outputs = tuple(
            Operand(
                node.key if not index else f"{node.key}:{index}",
                TensorType(result_dtype(node.listed, inputs, index), shapes[index]),
                node.path,
            )
            for index in range(count)
        )
        if numbers is not None and None not in numbers:
            values = tuple(number for number in numbers if number is not None)
            outputs = (replace(outputs[0], constant=True, values=values), *outputs[1:])
        elif node.listed.op == "Transpose" and _keeps_order(self.known.get(node.inputs[1])):
            outputs = (inputs[0],)
        elif inputs and node.listed.op in _REWRITING and inputs[0].constant and inputs[0].is_weight:
            outputs = (replace(inputs[0], type=outputs[0].type),)
        else:
            self.operations.append(
                Operation(
                    node.listed.op, DOMAIN, node.path, inputs, outputs, node.listed.attributes
                )
            )
            self.modules[node.key] = node.modules
        for index, operand in enumerate(outputs):
            self.tensors[Reference(node.key, index)] = operand

    def _shapes(
        self, node: FlatNode, inputs: tuple[Operand, ...], count: int
    ) -> tuple[Shape | None, ...]:
        """What the file says, else what the rules say."""
        told = (*node.listed.output_shapes[:count], *((None,) * count))[:count]
        if told[0] is not None:
            return told
        known = [self.known.get(item) for item in node.inputs]
        found = inferred(node.listed, [item.type.shape for item in inputs], known)
        return (*found[:count], *told[len(found) :])[:count] if found else told


def _variable(node: FlatNode, frozen: frozenset[str]) -> Operand:
    """A weight, under its variable's name; a copy that the exporter made goes by the first's."""
    attributes = node.listed.attributes
    shape = attributes.get("shape")
    kind = TensorType(
        str(attributes.get("dtype") or ""), shape if isinstance(shape, tuple) else None
    )
    shared = attributes.get("shared_name")
    name = shared if isinstance(shared, str) and shared else node.path
    base, _, number = name.rpartition("_")
    plain = base if number.isdecimal() and base else name
    trainable = name not in frozen and plain not in frozen
    return Operand(
        f"variable {node.key}", kind, plain, True, trainable=trainable, learned=kind.dtype in _REAL
    )


def _is_real(operand: Operand) -> bool:
    """Whether a constant is a weight, or may be one: sizes are whole numbers."""
    return operand.is_weight


def _keeps_order(order: Known | None) -> bool:
    """Whether a permutation changes nothing."""
    return order is not None and order == tuple(range(len(order)))


def _results(nodes: Sequence[FlatNode]) -> dict[str, int]:
    """How many results of each node there are to tell apart."""
    found: dict[str, int] = {}
    for node in nodes:
        for item in node.inputs:
            found[item.node] = max(found.get(item.node, 1), item.index + 1)
    for node in nodes:
        number = node.listed.attributes.get(_COUNTED.get(node.listed.op, ""))
        if isinstance(number, int) and 0 < number <= _MOST_RESULTS:
            found[node.key] = max(found.get(node.key, 1), number)
    return found


#: Operations that tell themselves how many results they have.
_COUNTED: Mapping[str, str] = {"Split": "num_split", "SplitV": "num_split", "Unpack": "num"}
_MOST_RESULTS = 10_000
_REAL = frozenset(("float16", "bfloat16", "float32", "float64", "int8", "uint8"))
