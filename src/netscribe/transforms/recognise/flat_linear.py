"""A linear layer that was run on flattened positions: reshape, linear, reshape back.

(batch, time, width) is made (batch · time, width), multiplied, and given its axes again; that is
the same linear layer over the last axis.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Linear
from netscribe.graph.types import Graph, Node
from netscribe.transforms.recognise.reach import reshapes_around
from netscribe.transforms.recognise.replacement import Replacement


def linear_on_flattened(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        if isinstance(node.attributes, Linear) and len(node.inputs) == 1:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, linear: Node) -> Replacement | None:
    around = reshapes_around(graph, linear)
    if around is None:
        return None
    flat, back = around
    before = graph.value[flat.inputs[0].value].type.shape
    between = graph.value[flat.outputs[0]].type.shape
    after = graph.value[back.outputs[0]].type.shape
    made = graph.value[linear.outputs[0]].type.shape
    if None in (before, between, after, made):
        return None
    assert before is not None and between is not None and after is not None and made is not None
    flattened = len(between) == 2 and len(before) > 2 and between[-1] == before[-1]
    restored = after[:-1] == before[:-1] and after[-1] == made[-1] and len(after) == len(before)
    if not (flattened and restored):
        return None
    return Replacement(
        (flat, linear, back), linear.op, linear.attributes, flat.inputs[:1], named=linear
    )
