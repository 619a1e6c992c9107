"""Says of attention what its mask says, where the mask is computed from nothing.

In: a Graph whose attention is recognised. Out: a Graph in which attention with a mask of the past
alone is causal (with its window, where it ends), and attention whose mask hides nothing has none.
The operations that made such masks are hidden with the reason. A mask that also carries a bias
leaves the bias. What is not surely known stays.

Cost: O(nodes + edges), and a bounded number of looks at each kind of mask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.graph.attributes import Attention, Function
from netscribe.graph.types import Argument, Graph, Hidden, Node
from netscribe.graph.walks import producer_of
from netscribe.transforms.known_values import Knowledge, known_values
from netscribe.transforms.mask_meaning import HIDING, MaskMeaning, mask_meaning
from netscribe.transforms.recognise.reach import is_elementwise, is_function

REASON = "makes a mask that the attention which reads it tells"

MASKS = {"mask", "attention_mask"}


def told_masks(graph: Graph) -> Graph:
    """The graph without masks that attention tells; the same graph if there are none."""
    if not any(isinstance(node.attributes, Attention) for node in graph.nodes):
        return graph
    reading = _Reading(graph, known_values(graph), {})
    nodes = tuple(map(reading.told, graph.nodes))
    if all(node is was for node, was in zip(nodes, graph.nodes, strict=True)):
        return graph
    return _without_unread(graph, nodes)


@dataclass(frozen=True)
class _Reading:
    """A graph with its known numbers, and the masks looked at so far."""

    graph: Graph
    knowledge: Knowledge
    seen: dict[str, MaskMeaning | None]

    def told(self, node: Node) -> Node:
        """Attention with what its mask says; any other node as it is."""
        if not isinstance(node.attributes, Attention):
            return node
        for argument in node.inputs:
            if argument.role in MASKS:
                meaning, bias = self._parts(argument.value)
                node = node if meaning is None else _with_meaning(node, argument, meaning, bias)
        return node

    def _parts(self, value: str) -> tuple[MaskMeaning | None, str | None]:
        """What a mask means, and the bias that is left of it."""
        if value in self.knowledge.values:
            return self._meaning(value), None
        node = producer_of(self.graph, value)
        if node is None or len(node.inputs) != 2:
            return None, None
        first, second = (item.value for item in node.inputs)
        if is_function(node, "where") and node.inputs[0].role == "condition":
            return self._meaning(first) if _hides_rest(node) else None, second
        if is_elementwise(node, "add"):
            for mask, bias in ((first, second), (second, first)):
                if mask in self.knowledge.values and bias not in self.knowledge.values:
                    return self._meaning(mask), bias
        return None, None

    def _meaning(self, value: str) -> MaskMeaning | None:
        if value not in self.seen:
            known = self.knowledge.values.get(value)
            tensor = self.graph.value[value].type
            numbers = self.knowledge.numbers
            self.seen[value] = None if known is None else mask_meaning(known, tensor, numbers)
        return self.seen[value]


def _with_meaning(node: Node, mask: Argument, meaning: MaskMeaning, bias: str | None) -> Node:
    """Attention that says what a mask means, and reads the bias that is left of it."""
    attributes = node.attributes
    assert isinstance(attributes, Attention)
    rest = [Argument(bias, "bias")] if bias is not None else []
    inputs = (part for item in node.inputs for part in (rest if item == mask else [item]))
    if meaning.causal:
        window = () if meaning.window is None else (("window", str(meaning.window)),)
        settings = (*attributes.settings, *window)
        attributes = replace(attributes, causal=True, settings=settings)
    return replace(node, attributes=attributes, inputs=tuple(inputs))


def _hides_rest(node: Node) -> bool:
    """Whether where(mask, scores, number) leaves nothing of the scores outside of the mask."""
    attributes = node.attributes
    assert isinstance(attributes, Function)
    try:
        return float(dict(attributes.settings).get("other", "0")) <= HIDING
    except ValueError:
        return False


def _without_unread(graph: Graph, nodes: tuple[Node, ...]) -> Graph:
    """The nodes without those that nothing reads any more."""
    was_read = {item.value for node in graph.nodes for item in node.inputs}
    wanted = {port.value for port in graph.outputs}
    kept: list[Node] = []
    hidden: list[Hidden] = []
    for node in reversed(nodes):
        fell_silent = was_read.intersection(node.outputs) and not node.parameters
        if fell_silent and not wanted.intersection(node.outputs):
            hidden.extend(Hidden(cover, REASON) for cover in node.covers)
            continue
        wanted.update(item.value for item in node.inputs)
        kept.append(node)
    made = {value for node in kept for value in node.outputs}
    values = tuple(value for value in graph.values if value.producer is None or value.id in made)
    hidden.reverse()
    return replace(
        graph, nodes=tuple(reversed(kept)), values=values, hidden=(*graph.hidden, *hidden)
    )
