"""What a network says of itself, in a form in which a live model and its file can be compared.

In: a Graph, and the sizes of its inputs. Out: its weighted layers, merges, ports and totals, with
numbers in place of letters.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from tests.written_sizes import value_of

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
from netscribe.graph.walks import with_folded
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


@dataclass(frozen=True)
class Facts:
    """What is compared."""

    layers: Counter[str]
    activations: Counter[str]
    merges: Counter[str]
    inputs: tuple[Shape | None, ...]
    outputs: Counter[str]
    parameters: int
    multiply_adds: int
    unknown: int
    nodes: int


def facts(graph: Graph, sizes: dict[str, tuple[int, ...]], *, folding: bool = False) -> Facts:
    """The facts of a network whose inputs, in order, have these sizes.

    With `folding`, as they are once every batch norm is part of the convolution before it.
    """
    letters = _letters(graph, list(sizes.values()))
    drawn = simplified(graph)
    numbered = _with_numbers(drawn, letters)
    total = total_multiply_adds(numbered)
    folded = _Folding(drawn) if folding else None
    parts = [part for node in numbered.nodes for part in with_folded(node)]
    if folded is not None:
        parts = [folded.of(part) for part in parts if part.id not in folded.gone]
    return Facts(
        Counter(_told(part) for part in parts if type(part.attributes) in _TELLING),
        Counter(f"{part.attributes.function}" for part in parts if part.op.kind is Kind.ACTIVATION),
        Counter(
            f"{_word(node)} {numbered.value[node.outputs[0]].type.shape}"
            for node in numbered.nodes
            if _merges(node)
        ),
        tuple(numbered.value[port.value].type.shape for port in numbered.inputs),
        Counter(str(numbered.value[port.value].type.shape) for port in numbered.outputs),
        graph.parameter_count + (folded.parameters if folded is not None else 0),
        total.known,
        total.unknown_nodes,
        len(drawn.nodes),
    )


class _Folding:
    """Batch norms that an exporter would fold: those that alone read a convolution."""

    def __init__(self, graph: Graph) -> None:
        self.gone: set[str] = set()
        self.biased: set[str] = set()
        self.parameters = 0
        for node in graph.nodes:
            parts = [*_last_of_producer(graph, node), *with_folded(node)]
            for first, norm in pairwise(parts):
                if isinstance(first.attributes, Convolution) and _is_batch_norm(norm):
                    self._fold(graph, first, norm)

    def _fold(self, graph: Graph, convolution: Node, norm: Node) -> None:
        self.gone.add(norm.id)
        self.parameters -= sum(graph.parameter[name].size or 0 for name in norm.parameters)
        attributes = convolution.attributes
        assert isinstance(attributes, Convolution)
        if not attributes.bias:
            self.biased.add(convolution.id)
            self.parameters += attributes.filters or 0

    def of(self, part: Node) -> Node:
        if part.id not in self.biased:
            return part
        assert isinstance(part.attributes, Convolution)
        return replace(part, attributes=replace(part.attributes, bias=True))


def _last_of_producer(graph: Graph, node: Node) -> list[Node]:
    """The last operation of the card that a card reads, if nothing else reads it."""
    values = [argument.value for argument in node.inputs]
    producer = graph.value[values[0]].producer if len(values) == 1 else None
    card = next((card for card in graph.nodes if values and values[0] in card.outputs), None)
    if producer is None or card is None or len(graph.consumers[values[0]]) != 1:
        return []
    return [list(with_folded(card))[-1]]


def _is_batch_norm(node: Node) -> bool:
    attributes = node.attributes
    return isinstance(attributes, Normalization) and attributes.method == "batch"


def _told(node: Node) -> str:
    record = node.attributes
    words = []
    for name in _TELLING[type(record)]:
        value = getattr(record, name)
        if value not in (None, ()):
            words.append(f"{name}={value}")
    return f"{node.op.kind.value} {' '.join(words)}"


def _word(node: Node) -> str:
    return getattr(node.attributes, "operator", node.op.kind.value)


def _merges(node: Node) -> bool:
    if node.op.kind is Kind.CONCAT:
        return True
    tensors = {argument.value for argument in node.inputs}
    return len(tensors) > 1 and getattr(node.attributes, "operator", "") in _MERGING


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
