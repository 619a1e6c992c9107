"""A mixture of experts that is computed group by group: tokens sorted by expert, one product each.

Every token goes to its k best experts: the tokens are sorted by expert, each group is multiplied by
its expert's own matrix, and the results, weighted, are added up per token. What sorts is one node
("dispatch"), the grouped products are linear layers of which each token meets its own, and what
weighs, puts back and adds is one node ("combine").
Source: Shazeer et al. 2017, "Outrageously Large Neural Networks", equation 1; Gale et al. 2022,
"MegaBlocks", for the grouping.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Function, Learned, Linear
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import is_elementwise, is_function, only_reader
from netscribe.transforms.recognise.replacement import Replacement

DISPATCH, COMBINE = "dispatch to experts", "combine experts"
_STILL = {Kind.RESHAPE, Kind.CAST, Kind.IDENTITY}
_MOST_STEPS = 6


def expert_products(graph: Graph) -> Iterator[Replacement]:
    """Grouped products with learned matrices, one per expert: linear layers."""
    for node in graph.nodes:
        if node.op.type_name != "grouped_mm" or len(node.inputs) != 3:
            continue
        weight = producer_of(graph, node.inputs[1].value)
        learned = weight.attributes if weight is not None else None
        made = graph.value[node.outputs[0]].type.shape or ()
        if weight is None or not isinstance(learned, Learned) or len(learned.sizes) != 3:
            continue
        units = made[-1] if made else None
        if isinstance(units, int) and only_reader(graph, weight) is node:
            op = Op(Kind.LINEAR, "Linear", node.op.domain)
            each = ("each of", f"{learned.sizes[0]} experts")
            attributes = Linear(units=units, bias=False, settings=(each,))
            named = replace(node, name=learned.name)
            # where one expert's tokens end is told by "each of"
            yield Replacement((weight, node), op, attributes, node.inputs[:1], named=named)


def combined_experts(graph: Graph) -> Iterator[Replacement]:
    """What weighs the experts' results, puts them in the tokens' order and adds them up."""
    for node in graph.nodes:
        if node.op.kind is Kind.REDUCE and len(node.inputs) == 1:
            found = _combination(graph, node)
            if found is not None:
                yield found


def _combination(graph: Graph, total: Node) -> Replacement | None:
    """sum(view((results · weights[places])[order]))."""
    nodes = [total]
    taken = _past_layout(graph, total.inputs[0].value, nodes)
    if taken is None or taken.op.kind is not Kind.SLICE or len(taken.inputs) != 2:
        return None
    order = producer_of(graph, taken.inputs[1].value)
    weighted = producer_of(graph, taken.inputs[0].value)
    if order is None or not is_function(order, "set items") or weighted is None:
        return None
    if not is_elementwise(weighted, "multiply") or len(weighted.inputs) != 2:
        return None
    parts = [producer_of(graph, item.value) for item in order.inputs if item.role != "index"]
    places = [item.value for item in order.inputs if item.role == "index"]
    nodes += [taken, order, weighted, *(part for part in parts if part is not None)]
    weights = _past_layout(graph, weighted.inputs[1].value, nodes)
    if weights is None or weights.op.kind is not Kind.SLICE or len(weights.inputs) != 2:
        return None
    if [weights.inputs[1].value] != places or any(part is None or part.inputs for part in parts):
        return None
    nodes.append(weights)
    source = _past_layout(graph, weights.inputs[0].value, nodes)
    inputs = (
        weighted.inputs[0],
        Argument(source.outputs[0] if source else weights.inputs[0].value, "weights"),
        Argument(places[0], "places"),
    )
    op = Op(Kind.MATH, COMBINE, total.op.domain)
    return Replacement(tuple(nodes), op, Function(function=COMBINE), inputs)


def _past_layout(graph: Graph, value: str, nodes: list[Node]) -> Node | None:
    """What makes a value, past reshapes, which are added to `nodes`."""
    node = producer_of(graph, value)
    for _ in range(_MOST_STEPS):
        if node is None or node.op.kind not in _STILL or len(node.inputs) != 1:
            return node
        nodes.append(node)
        node = producer_of(graph, node.inputs[0].value)
    return None


def tokens_by_expert(graph: Graph) -> Graph:
    """The graph with each sorting of tokens by their experts as one node."""
    found = [made for node in graph.nodes if (made := _dispatch(graph, node)) is not None]
    if not found:
        return graph
    place = {parts[0].id: made for made, parts in found}
    gone = {part.id for _, parts in found for part in parts}
    nodes = tuple(
        place.get(node.id, node) for node in graph.nodes if node.id in place or node.id not in gone
    )
    given = {value for node in nodes for value in node.outputs}
    values = tuple(
        value for value in graph.values if value.producer not in gone or value.id in given
    )
    return replace(graph, nodes=nodes, values=values)


def _dispatch(graph: Graph, sort: Node) -> tuple[Node, list[Node]] | None:
    """The node, and what it stands for in order: sort, tokens per expert, tokens in that order."""
    if not is_function(sort, "sort") or len(sort.outputs) != 2 or len(sort.inputs) != 1:
        return None
    counted = _chain(graph, sort.outputs[0], ("histc", "cumsum"))
    rows = [graph.node[name] for name, _ in graph.consumers[sort.outputs[1]]]
    rows = [node for node in rows if is_elementwise(node, "floor_divide")]
    gather = only_reader(graph, rows[0]) if len(rows) == 1 else None
    if counted is None or gather is None or gather.op.kind is not Kind.SLICE:
        return None
    parts = [sort, *counted, rows[0], gather]
    own = {part.id for part in parts}
    outputs = tuple(
        value
        for value in (gather.outputs[0], sort.outputs[1], counted[-1].outputs[0])
        if any(name not in own for name, _ in graph.consumers[value])
    )
    order = {node.id: at for at, node in enumerate(graph.nodes)}
    tokens = producer_of(graph, gather.inputs[0].value)
    alike = len({part.module for part in parts}) == 1
    if not alike or (tokens is not None and order[tokens.id] > order[sort.id]):
        return None
    choice = replace(sort.inputs[0], role="expert of each")
    made = replace(
        sort,
        op=Op(Kind.MATH, DISPATCH, sort.op.domain),
        attributes=Function(function=DISPATCH),
        inputs=(Argument(gather.inputs[0].value), choice),
        outputs=outputs,
        covers=tuple(cover for part in parts for cover in part.covers),
    )
    return made, parts


def _chain(graph: Graph, value: str, words: tuple[str, ...]) -> list[Node] | None:
    """The functions that follow one after another on a value, with casts on the way."""
    found: list[Node] = []
    for word in words:
        while True:
            readers = [graph.node[name] for name, _ in graph.consumers[value]]
            if len(readers) != 1:
                return None
            found.append(readers[0])
            value = readers[0].outputs[0]
            if readers[0].op.kind not in _STILL:
                break
        if not is_function(found[-1], word):
            return None
    return found
