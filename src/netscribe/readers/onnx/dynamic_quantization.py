"""Puts one node in the place of the five that quantise a product while the network runs.

In: the nodes of a frame, in order. Out: the nodes with each such group as the plain product in
int8, and the nodes that it stands for. A group is

    DynamicQuantizeLinear(x) -> q, s, z;  MatMulInteger(q, W, z) -> a;  Cast(a) -> c
    Mul(s, scale of W) -> p;  Mul(c, p) -> y

and is taken only if nothing else reads what it makes inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from netscribe.readers.onnx.order import reads_of
from netscribe.readers.onnx.records import NodeRecord

_PRODUCTS = {"MatMulInteger": "MatMul", "ConvInteger": "Conv"}
_QUANTIZE = "DynamicQuantizeLinear"


@dataclass(frozen=True, slots=True)
class Plain:
    """The nodes of a frame without groups.

    Attributes:
        folded: nodes that are not among them any more.
        products: names of the results of those that stand for a group.
    """

    nodes: Sequence[NodeRecord]
    folded: tuple[NodeRecord, ...] = ()
    products: frozenset[str] = frozenset()


def without_groups(nodes: Sequence[NodeRecord], results: frozenset[str]) -> Plain:
    """The nodes with each group as one; `results` are names that are read from outside."""
    if not any(node.op_type == _QUANTIZE for node in nodes):
        return Plain(nodes)
    groups = _Groups(nodes, results)
    for index, node in enumerate(nodes):
        if node.op_type in _PRODUCTS and not node.domain and len(node.inputs) > 1:
            groups.take(index)
    return groups.plain()


@dataclass
class _Groups:
    """Groups found so far; lives for one pass only."""

    nodes: Sequence[NodeRecord]
    results: frozenset[str]
    maker: dict[str, int] = field(default_factory=dict)
    readers: dict[str, list[int]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    made: dict[int, NodeRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, node in enumerate(self.nodes):
            self.maker.update(dict.fromkeys(node.outputs, index))
            for name in reads_of(node):
                self.readers.setdefault(name, []).append(index)

    def take(self, product: int) -> None:
        """Takes the group around a product, if there is one."""
        node = self.nodes[product]
        quantized = self._made_by(node.inputs[0], _QUANTIZE)
        cast = self._only_reader(product, "Cast")
        scaled = None if cast is None else self._only_reader(cast, "Mul")
        if quantized is None or cast is None or scaled is None:
            return
        scale = self._scale(scaled, self.nodes[cast].outputs[0])
        if scale is None or self.nodes[quantized].outputs[1] not in self.nodes[scale].inputs:
            return
        self.gone.update((product, cast, scale))
        self.made[scaled] = node._replace(
            op_type=_PRODUCTS[node.op_type],
            inputs=(self.nodes[quantized].inputs[0], node.inputs[1]),
            outputs=self.nodes[scaled].outputs,
        )

    def plain(self) -> Plain:
        """The nodes that are left; quantised tensors go where all that read them went."""
        for index, node in enumerate(self.nodes):
            if node.op_type == _QUANTIZE and self.made and not self._is_read(node):
                self.gone.add(index)
        kept = [
            self.made.get(index, node)
            for index, node in enumerate(self.nodes)
            if index not in self.gone
        ]
        folded = tuple(self.nodes[index] for index in sorted({*self.gone, *self.made}))
        counted = tuple(node for node in folded if node.op_type not in _PRODUCTS)
        names = frozenset(node.outputs[0] for node in self.made.values())
        return Plain(kept, counted, names)

    def _is_read(self, node: NodeRecord) -> bool:
        if self.results.intersection(node.outputs):
            return True
        return any(
            reader not in self.gone
            for name in node.outputs
            for reader in self.readers.get(name, ())
        )

    def _made_by(self, name: str, op_type: str) -> int | None:
        index = self.maker.get(name)
        if index is None or self.nodes[index].op_type != op_type:
            return None
        return index if len(self.nodes[index].outputs) == 3 else None

    def _only_reader(self, index: int, op_type: str) -> int | None:
        """The one node that reads a result, if it is of this type."""
        outputs = self.nodes[index].outputs
        found = self.readers.get(outputs[0], []) if len(outputs) == 1 else []
        if len(found) != 1 or outputs[0] in self.results:
            return None
        reader = self.nodes[found[0]]
        return found[0] if reader.op_type == op_type and not reader.domain else None

    def _scale(self, scaled: int, product: str) -> int | None:
        """The node that multiplies both scales, read by the last product alone."""
        others = [name for name in self.nodes[scaled].inputs if name != product]
        index = self.maker.get(others[0]) if len(others) == 1 else None
        if index is None or self.nodes[index].op_type != "Mul":
            return None
        return index if self._only_reader(index, "Mul") == scaled else None
