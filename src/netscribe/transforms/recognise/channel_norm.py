"""A layer norm over channels: the channels moved last, a layer norm, the channels moved back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Normalization
from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader, permutes
from netscribe.transforms.recognise.replacement import Replacement

_LAST, _BACK = (0, 2, 3, 1), (0, 3, 1, 2)


def norm_over_channels(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if isinstance(node.attributes, Normalization) and len(node.inputs) == 1:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, norm: Node) -> Replacement | None:
    before, after = producer_of(graph, norm.inputs[0].value), only_reader(graph, norm)
    if before is None or after is None or only_reader(graph, before) is not norm:
        return None
    if not (permutes(before, _LAST) and permutes(after, _BACK)):
        return None
    assert isinstance(norm.attributes, Normalization)
    if norm.attributes.axis not in ((-1,), (3,)):
        return None
    attributes = replace(norm.attributes, axis=(1,))
    nodes = (before, norm, after)
    return Replacement(nodes, norm.op, attributes, before.inputs[:1], named=norm)
