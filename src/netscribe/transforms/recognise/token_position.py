"""The features at the place of a given token: x[arange(batch), (ids == token).argmax(-1)].

The place is that of the first such token in each sequence, as CLIP's text model takes the features
of its end-of-text token. Casts of the ids and of the comparison belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Elementwise, Reduction, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import constant_of, is_elementwise, past_casts_down
from netscribe.transforms.recognise.replacement import Replacement

_STILL = {Kind.CAST, Kind.IDENTITY}


def features_at_token(graph: Graph) -> Iterator[Replacement]:
    """Features taken where a sequence of ids has a token first."""
    for node in graph.nodes:
        attributes = node.attributes
        if not isinstance(attributes, Reduction) or attributes.function != "argmax":
            continue
        if attributes.axis in ((-1,), (1,)) and not attributes.keepdims:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, place: Node) -> Replacement | None:
    nodes = [place]
    equal = _past_casts_up(graph, place.inputs[0].value, nodes)
    token = constant_of(equal, "equal")
    if equal is None or token is None or not isinstance(equal.attributes, Elementwise):
        return None
    nodes.append(equal)
    ids = equal.inputs[0].value
    cast = producer_of(graph, ids)
    if cast is not None and cast.op.kind is Kind.CAST and len(graph.consumers[ids]) == 1:
        nodes.append(cast)
        ids = cast.inputs[0].value
    taken = past_casts_down(graph, place, nodes)
    rows = _rows(graph, place, taken, nodes)
    if taken is None or rows is None or not _takes_one_place(graph, taken):
        return None
    word = equal.attributes.constant or ""
    attributes = Slicing(settings=(("at first token", word),))
    inputs = (taken.inputs[0], Argument(ids, "token ids"))
    op = Op(Kind.SLICE, "take", taken.op.domain)
    return Replacement((*nodes, rows, taken), op, attributes, inputs)


def _past_casts_up(graph: Graph, value: str, nodes: list[Node]) -> Node | None:
    """What makes a value, past casts, which are added to `nodes`."""
    node = producer_of(graph, value)
    while node is not None and node.op.kind in _STILL and len(node.inputs) == 1:
        nodes.append(node)
        node = producer_of(graph, node.inputs[0].value)
    return node if node is not None and is_elementwise(node, "equal") else None


def _rows(graph: Graph, place: Node, taken: Node | None, nodes: list[Node]) -> Node | None:
    """The count along the batch that stands beside the places in the index."""
    if taken is None or taken.op.kind is not Kind.SLICE or len(taken.inputs) != 3:
        return None
    if [item.role for item in taken.inputs[1:]] != ["index", "index"]:
        return None
    own = {node.id for node in nodes}
    last = producer_of(graph, taken.inputs[2].value)
    first = producer_of(graph, taken.inputs[1].value)
    if last is None or last.id not in own or first is None or first.inputs:
        return None
    counted = first.op.type_name == "arange" and dict(first.attributes.settings).get("start") == "0"
    return first if counted else None


def _takes_one_place(graph: Graph, taken: Node) -> bool:
    """Whether (batch, time, feature) becomes (batch, feature)."""
    before = graph.value[taken.inputs[0].value].type.shape
    after = graph.value[taken.outputs[0]].type.shape
    if before is None or after is None or len(before) != 3:
        return False
    return (before[0], before[2]) == tuple(after)
