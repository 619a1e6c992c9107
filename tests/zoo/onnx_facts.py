"""What a network says of itself, in a form in which a live model and its file can be compared.

In: a Graph, and the sizes of its inputs. Out: its weighted layers, merges, ports and totals, with
numbers in place of letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

from tests.written_sizes import value_of
from tests.zoo.exporter_habits import AsExported, Habits

from netscribe.graph.attributes import (
    Attention,
    Attributes,
    Convolution,
    Embedding,
    Linear,
    Normalization,
    Recurrent,
)
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Dim, Graph, Node, Shape, TensorType
from netscribe.style.shapes import shape_text
from netscribe.transforms.pipeline import simplified

#: What names a layer, by record; what a file does not tell is left out.
_TELLING: dict[type[Attributes], tuple[str, ...]] = {
    Convolution: ("filters", "kernel_size", "stride", "groups", "bias", "variant"),
    Linear: ("units", "bias"),
    Normalization: ("method", "groups"),
    Embedding: ("vocabulary", "width"),
    Recurrent: ("cell", "units", "bidirectional"),
    Attention: ("heads", "key_dim", "projections"),
}
_MERGING = ("add", "multiply")
#: Nothing is changed.
PLAIN = Habits()


@dataclass(frozen=True)
class Lookup:
    """A table of which always the same rows are read: an exporter may do that once and for all.

    Attributes:
        layer, merge: how it and what it is added to are told; "" if it is not added.
        more: how many more numbers its rows have than the table, as they are read.
    """

    layer: str
    merge: str
    more: int


@dataclass(frozen=True)
class Facts:
    """What is compared."""

    layers: Counter[str]
    merges: Counter[str]
    inputs: tuple[Shape | None, ...]
    outputs: Counter[str]
    parameters: int
    multiply_adds: int
    unknown: int
    nodes: int
    lookups: tuple[Lookup, ...] = ()

    def looked_up(self, layers: Counter[str]) -> Facts:
        """With those rows in place of tables that `layers` lacks."""
        found = self
        for lookup in self.lookups:
            if found.layers[lookup.layer] > layers[lookup.layer]:
                found = replace(
                    found,
                    layers=found.layers - Counter((lookup.layer,)),
                    merges=found.merges - Counter((lookup.merge,)),
                    parameters=found.parameters + lookup.more,
                )
        return found


def facts(graph: Graph, sizes: dict[str, tuple[int, ...]], habits: Habits = PLAIN) -> Facts:
    """The facts of a network whose inputs, in order, have these sizes.

    With `habits`, as an exporter writes it.
    """
    letters = _letters(graph, list(sizes.values()))
    drawn = simplified(graph)
    numbered = _with_numbers(drawn, letters)
    total = total_multiply_adds(numbered)
    written = AsExported(numbered, habits)
    parts = list(written.parts())
    return Facts(
        Counter(line for part in parts for line in _lines(part)),
        Counter(
            _merge(numbered, node)
            for node in numbered.nodes
            if _merges(numbered, node) and node.id not in written.joined
        ),
        tuple(numbered.value[port.value].type.shape for port in numbered.inputs),
        Counter(str(numbered.value[port.value].type.shape) for port in numbered.outputs),
        _used_parameters(graph) + written.parameters,
        total.known,
        total.unknown_nodes,
        len(drawn.nodes),
        tuple(_lookups(numbered)),
    )


def _lookups(graph: Graph) -> Iterator[Lookup]:
    for node in graph.nodes:
        shape = graph.value[node.outputs[0]].type.shape if node.outputs else None
        if node.op.kind is Kind.EMBEDDING and not node.inputs and shape is not None:
            rows = prod(size for size in shape if isinstance(size, int))
            table = sum(graph.parameter[name].size or 0 for name in node.parameters)
            readers = [graph.node[name] for name, _ in graph.consumers[node.outputs[0]]]
            merges = [_merge(graph, reader) for reader in readers if _merges(graph, reader)]
            yield Lookup(_told(node), merges[0] if len(merges) == 1 else "", rows - table)


def _used_parameters(graph: Graph) -> int:
    """Numbers in the weights that an output depends on: exporters leave out auxiliary heads.

    A number that stands alone is a constant in a file, and so are statistics of inputs.
    """
    producers = {value: node for node in graph.nodes for value in node.outputs}
    waiting = [producers.get(port.value) for port in graph.outputs]
    seen: dict[str, Node] = {}
    while waiting:
        node = waiting.pop()
        if node is not None and node.id not in seen:
            seen[node.id] = node
            waiting += [producers.get(argument.value) for argument in node.inputs]
    kept = [node for node in seen.values() if node.op.kind is not Kind.PREPROCESS]
    used = {name for node in kept for name in node.parameters}
    sizes = [graph.parameter[name].size or 0 for name in used]
    return sum(size for size in sizes if size > 1)


def _lines(part: Node) -> Iterator[str]:
    """What an operation is told as: attention apart from its projections, if it is one layer.

    Whether it is one depends on what else its module does: a live one may have a dropout.
    """
    record = part.attributes
    if isinstance(record, Attention) and record.projections and record.key_dim:
        width = record.heads * record.key_dim
        record = replace(record, projections=False)
        yield from (f"linear units={units} bias={record.bias}" for units in (3 * width, width))
    if type(record) in _TELLING:
        yield _told(replace(part, attributes=record))


def _told(node: Node) -> str:
    record = node.attributes
    words = []
    for name in _TELLING[type(record)]:
        value = getattr(record, name)
        if value not in (None, ()):
            words.append(f"{name}={value}")
    return f"{node.op.kind.value} {' '.join(words)}"


def _merge(graph: Graph, node: Node) -> str:
    word = getattr(node.attributes, "operator", node.op.kind.value)
    return f"{word} {shape_text(graph.value[node.outputs[0]].type)}"


def _merges(graph: Graph, node: Node) -> bool:
    """Whether tensors meet here that depend on inputs; sizes and indices do not count, and numbers
    that stand alone do not either.
    """
    made = graph.value[node.outputs[0]].type if node.outputs else TensorType("", None)
    if "int" in made.dtype or not any(size != 1 for size in made.shape or ()):
        return False
    if node.op.kind is Kind.CONCAT:
        return True
    tensors = {
        argument.value for argument in node.inputs if not _is_constant(graph, argument.value)
    }
    return len(tensors) > 1 and getattr(node.attributes, "operator", "") in _MERGING


def _is_constant(graph: Graph, value: str) -> bool:
    """Whether a tensor is a weight, or made of weights alone."""
    waiting = [value]
    while waiting:
        name = waiting.pop()
        producer = graph.value[name].producer
        if producer is None:
            return False
        node = graph.drawn_by[producer]
        waiting += [argument.value for argument in node.inputs if argument.value != name]
    return True


def _letters(graph: Graph, real: list[tuple[int, ...]]) -> dict[str, int]:
    found = {"B": 1}
    for port, sizes in zip(graph.inputs, real):
        for dim, size in zip(graph.value[port.value].type.shape or (), sizes):
            if isinstance(dim, str):
                found.setdefault(dim, size)
    return found


def _with_numbers(graph: Graph, letters: dict[str, int]) -> Graph:
    values = tuple(replace(value, type=_numbered(value.type, letters)) for value in graph.values)
    return replace(graph, values=values)


def _numbered(type_: TensorType, letters: dict[str, int]) -> TensorType:
    if type_.shape is None:
        return type_
    return replace(type_, shape=tuple(_number(dim, letters) for dim in type_.shape))


def _number(dim: Dim, letters: dict[str, int]) -> Dim:
    if not isinstance(dim, str):
        return dim
    try:
        return value_of(dim, letters)
    except (NameError, SyntaxError, KeyError, ValueError):
        return dim
