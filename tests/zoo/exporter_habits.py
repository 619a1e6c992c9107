"""What exporters change in a network by themselves: a live model as they would write it.

In: a drawn live graph and the habits of an exporter. Out: its layers and its number of parameters,
as the file must have them. Each habit is stated beside the table that the zoo makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from netscribe.graph.attributes import Convolution, Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import with_folded


@dataclass(frozen=True)
class Habits:
    """How one exporter writes norms and separable convolutions.

    Attributes:
        folds: batch norms that alone read a convolution go into it.
        only_plain: but not behind one with a bias, and not behind a depthwise one.
        vectors: numbers per channel that a batch norm is left with; None for all it has.
        splits: separable convolutions are written as depthwise and pointwise.
        doubles: a table that is tied to the last layer is stored once more, transposed.
        joins: a concatenation that only another one reads is part of that.
        says: the same in words.
    """

    folds: bool = False
    only_plain: bool = False
    vectors: int | None = None
    splits: bool = False
    doubles: bool = False
    joins: bool = False
    says: str = ""


HABITS: Mapping[str, Habits] = {
    "script": Habits(
        doubles=True,
        joins=True,
        says="stores a table once more that is tied to the last layer; joins concatenations",
    ),
    "dynamo": Habits(folds=True, says="folds norms into convolutions; cuts position tables"),
    "torch": Habits(vectors=3, says="writes a norm as three operations with a vector each"),
    "tensorflow": Habits(
        folds=True,
        only_plain=True,
        vectors=2,
        splits=True,
        says="folds norms into plain convolutions, writes others as product and sum; "
        "writes separable convolutions as two",
    ),
}


@dataclass
class AsExported:
    """A live graph with an exporter's habits applied.

    Attributes:
        gone: norms that are part of a convolution.
        biased: convolutions that have a bias for that.
        joined: concatenations that are part of another one.
        parameters: how many more there are; below 0 if fewer.
    """

    graph: Graph
    habits: Habits
    gone: set[str] = field(default_factory=set)
    biased: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    parameters: int = 0

    def __post_init__(self) -> None:
        for node in self.graph.nodes:
            before = _last_of_producer(self.graph, node)
            for part in with_folded(node):
                if _is_batch_norm(part):
                    self._write(before, part)
                before = part
        if self.habits.joins:
            self.joined.update(self._joined())
        if self.habits.doubles:
            self.parameters += sum(self._tied())

    def _joined(self) -> Iterator[str]:
        for node in self.graph.nodes:
            if node.op.kind is Kind.CONCAT:
                readers = self.graph.consumers[node.outputs[0]]
                outer = [self.graph.node[name] for name, _ in readers]
                if len(outer) == 1 and outer[0].op.kind is Kind.CONCAT:
                    yield node.id

    def _tied(self) -> Iterator[int]:
        """Sizes of the tables that a product uses as well."""
        for parameter in self.graph.parameters:
            users = [self.graph.node[name] for name in self.graph.parameter_users[parameter.id]]
            if {node.op.kind for node in users} == {Kind.EMBEDDING, Kind.LINEAR}:
                yield parameter.size or 0

    def parts(self) -> Iterator[Node]:
        """The operations that are left, folded ones as well."""
        for node in self.graph.nodes:
            for part in with_folded(node):
                if part.id not in self.gone:
                    yield from self._as_written(part)

    def _write(self, before: Node | None, norm: Node) -> None:
        sizes = [self.graph.parameter[name].size or 0 for name in norm.parameters]
        channels = max(sizes, default=0)
        if before is not None and self._folds_into(before):
            self.gone.add(norm.id)
            self.parameters -= sum(sizes)
            if not _convolution(before).bias:
                self.biased.add(before.id)
                self.parameters += channels
        elif self.habits.vectors is not None:
            self.parameters += self.habits.vectors * channels - sum(sizes)

    def _folds_into(self, node: Node) -> bool:
        attributes = node.attributes
        if not self.habits.folds or not isinstance(attributes, Convolution):
            return False
        plain = not attributes.bias and attributes.variant != "depthwise"
        return plain or not self.habits.only_plain

    def _as_written(self, part: Node) -> Iterator[Node]:
        attributes = part.attributes
        if not isinstance(attributes, Convolution):
            yield part
            return
        if part.id in self.biased:
            attributes = replace(attributes, bias=True)
        if not self.habits.splits or attributes.variant != "separable":
            yield replace(part, attributes=attributes)
            return
        channels = self._channels(part)
        each = attributes.depth_multiplier or 1
        depthwise = replace(
            attributes, filters=channels * each, groups=channels, bias=False, variant="depthwise"
        )
        ones = tuple(1 for _ in attributes.kernel_size)
        pointwise = replace(attributes, kernel_size=ones, stride=ones, variant="standard")
        yield replace(part, attributes=depthwise)
        yield replace(part, attributes=pointwise)

    def _channels(self, part: Node) -> int:
        """How many channels a convolution reads."""
        kernel = self.graph.parameter[part.parameters[0]].type.shape or (0, 0)
        size = kernel[-2]
        assert isinstance(size, int)
        return size


def _last_of_producer(graph: Graph, node: Node) -> Node | None:
    """The last operation of the card that a card reads, if nothing else reads it."""
    values = [argument.value for argument in node.inputs]
    card = next((card for card in graph.nodes if values and values[0] in card.outputs), None)
    if len(values) != 1 or card is None or len(graph.consumers[values[0]]) != 1:
        return None
    return list(with_folded(card))[-1]


def _is_batch_norm(node: Node) -> bool:
    attributes = node.attributes
    return isinstance(attributes, Normalization) and attributes.method == "batch"


def _convolution(node: Node) -> Convolution:
    assert isinstance(node.attributes, Convolution)
    return node.attributes
