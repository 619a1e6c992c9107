"""Folds small operations into the card of the operation that they belong to, losing nothing.

In: a Graph. Out: a Graph in which norms, activations, dropouts, casts and identities are listed in
`after` of their producer, or in `before` of their only consumer, in order of execution. Every
folded node keeps its facts and is covered by the node that it is folded into.

The rule (visual grammar, section 7): x folds up into its producer p if x has one input, x is the
only reader of p, both lie in the same module, x does not change the shape, and no model output
reads between them. Where p cannot take it (a branch point, a merge, a model input), x may fold down
as a prefix of its only consumer. LayerNorm and RMSNorm stay cards of their own; a merge circle
takes no folded operation, its activation stands below it as a pill.

Cost: O(nodes + edges).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node
from netscribe.graph.walks import producer_of

_FOLDABLE = {Kind.NORM, Kind.ACTIVATION, Kind.DROPOUT, Kind.CAST, Kind.IDENTITY}
#: Norms that stay cards of their own: where they stand is what a reader looks for.
_STANDING_NORMS = {"layer", "rms"}
#: Kinds drawn as a card with room for pills; merges and shape-only operations have none.
_TAKES_PILLS = {
    Kind.CONV,
    Kind.LINEAR,
    Kind.EINSUM,
    Kind.NORM,
    Kind.POOL,
    Kind.RESIZE,
    Kind.ATTENTION,
    Kind.EMBEDDING,
    Kind.RECURRENT,
    Kind.MATMUL,
    Kind.CUSTOM,
}
#: Kinds that a prefix (pre-activation, padding) belongs to.
_TAKES_PREFIX = {Kind.CONV, Kind.LINEAR, Kind.EINSUM, Kind.POOL}


def fold(graph: Graph) -> Graph:
    """The folded graph; the same graph if there is nothing to fold."""
    return _fold_down(_fold_up(graph))


def _fold_up(graph: Graph) -> Graph:
    merged: dict[str, Node] = {}
    owner: dict[str, str] = {}
    outputs = {port.value for port in graph.outputs}
    for node in graph.nodes:
        taker = _taker_above(node, graph, owner, outputs)
        if taker is None:
            merged[node.id] = node
            owner[node.id] = node.id
            continue
        producer = merged[taker]
        merged[taker] = replace(
            producer,
            after=(*producer.after, node),
            outputs=node.outputs,
            covers=(*producer.covers, *node.covers),
        )
        owner[node.id] = taker
    return _with_nodes(graph, tuple(merged.values()))


def _taker_above(node: Node, graph: Graph, owner: dict[str, str], outputs: set[str]) -> str | None:
    """Id of the drawn node that `node` folds up into, or None."""
    if not _may_fold(node, graph):
        return None
    value = node.inputs[0].value
    producer = producer_of(graph, value)
    if producer is None or value in outputs or len(graph.consumers[value]) != 1:
        return None
    taker = graph.node[owner[producer.id]]
    # a result that is not this chain's would be lost: the card gives out the chain's end alone
    read = [output for output in taker.outputs if graph.consumers[output] or output in outputs]
    fits = taker.op.kind in _TAKES_PILLS and len(read) == 1
    return taker.id if fits and _place(taker) == _place(node) else None


def _place(node: Node) -> tuple[str | None, tuple[str, ...], int]:
    """Where and how a node runs: only nodes with the same place may stand on one card."""
    return (node.module, node.qualifiers, node.repeat)


def _may_fold(node: Node, graph: Graph) -> bool:
    """Whether a node is small enough to be a pill: one input and output, the shape unchanged."""
    if node.op.kind not in _FOLDABLE or len(node.inputs) != 1 or len(node.outputs) != 1:
        return False
    if is_standing_norm(node):
        return False
    before = graph.value[node.inputs[0].value].type.shape
    return (
        before is not None
        and before == graph.value[node.outputs[0]].type.shape
        and not node.custom
        and not _is_shared(node, graph)
    )


def is_standing_norm(node: Node) -> bool:
    """Whether a node is a norm that has a card of its own."""
    attributes = node.attributes
    return isinstance(attributes, Normalization) and attributes.method in _STANDING_NORMS


def _is_shared(node: Node, graph: Graph) -> bool:
    return any(len(graph.parameter_users[parameter]) > 1 for parameter in node.parameters)


def _fold_down(graph: Graph) -> Graph:
    """Folds prefixes (padding, pre-activation) into their only consumer, nearest first."""
    merged = {node.id: node for node in graph.nodes}
    owner = {node.id: node.id for node in graph.nodes}
    outputs = {port.value for port in graph.outputs}
    for node in reversed(graph.nodes):
        reader = _only_reader(node, graph, outputs)
        taker = merged[owner[reader]] if reader is not None else None
        if taker is None or not _takes_prefix(taker, node):
            continue
        del merged[node.id]
        owner[node.id] = taker.id
        merged[taker.id] = replace(
            taker,
            before=(*node.before, _bare(node), *node.after, *taker.before),
            inputs=(Argument(node.inputs[0].value, taker.inputs[0].role), *taker.inputs[1:]),
            covers=(*node.covers, *taker.covers),
        )
    return _with_nodes(graph, tuple(merged.values()))


def _only_reader(node: Node, graph: Graph, outputs: set[str]) -> str | None:
    """Id of the only node that reads what a possible prefix gives out, or None."""
    if len(node.outputs) != 1 or node.outputs[0] in outputs:
        return None
    readers = graph.consumers[node.outputs[0]]
    return readers[0][0] if len(readers) == 1 and _is_prefix(node, graph) else None


def _takes_prefix(taker: Node, node: Node) -> bool:
    fits = taker.op.kind in _TAKES_PREFIX and len(taker.inputs) == 1
    return fits and _place(taker) == _place(node)


def _is_prefix(node: Node, graph: Graph) -> bool:
    if node.op.kind is Kind.PAD:
        return len(node.inputs) == 1 and not node.after and not node.custom
    parts = (*node.before, _bare(node), *node.after)
    if not all(part.op.kind in _FOLDABLE for part in parts) or not _may_fold(_whole(node), graph):
        return False
    value = graph.value[node.inputs[0].value]
    is_branch_point = len(graph.consumers[value.id]) > 1
    return is_branch_point or (node.op.kind is Kind.NORM and value.producer is not None)


def _bare(node: Node) -> Node:
    """The node itself without what was folded behind it, as it was read."""
    first = node.after[0].inputs[0].value if node.after else node.outputs[0]
    own = tuple(cover for cover in node.covers if all(cover not in x.covers for x in node.after))
    return replace(node, before=(), after=(), outputs=(first,), covers=own)


def _whole(node: Node) -> Node:
    """The node with its folded tail, seen as one small operation."""
    return replace(node, before=(), after=())


def _with_nodes(graph: Graph, nodes: tuple[Node, ...]) -> Graph:
    return graph if len(nodes) == len(graph.nodes) else replace(graph, nodes=nodes)
