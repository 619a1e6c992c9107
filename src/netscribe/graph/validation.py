"""The laws of a Graph, checked: a graph comes in; nothing goes out, or an error that says where.

Each law is one small function over an `Index` that is built once, so checking is linear in the size
of the graph. Unknown sizes are allowed: the builder checks before they get their letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from netscribe.errors import GraphError
from netscribe.graph.attributes import ATTRIBUTES_OF
from netscribe.graph.types import Graph, Node, Parameter, TensorType, Value
from netscribe.graph.walks import with_folded


@dataclass(frozen=True, slots=True)
class _Index:
    graph: Graph
    everything: tuple[Node, ...]
    values: Mapping[str, Value]


def validate(graph: Graph) -> None:
    """Checks every law of the Graph; O(nodes + values + parameters + modules).

    Raises:
        GraphError: a law is broken; the message names the law's object and what was expected.
    """
    everything = tuple(inner for node in graph.nodes for inner in with_folded(node))
    index = _Index(graph, everything, {value.id: value for value in graph.values})
    for law in _LAWS:
        law(index)


def check_accounting(source: Graph, derived: Graph) -> None:
    """Checks that a transform lost nothing and made nothing up.

    Every node of `source` must be covered by exactly one drawn node of `derived` (the operations
    folded into it count as its own) or be listed in `hidden`; parameter totals must be equal.

    Raises:
        GraphError: naming the first node that is lost, covered twice or unknown.
    """
    accounts: Counter[str] = Counter(hidden.node for hidden in derived.hidden)
    for node in derived.nodes:
        accounts.update({name for inner in with_folded(node) for name in inner.covers})
    wanted = dict.fromkeys(
        name for node in source.nodes for inner in with_folded(node) for name in inner.covers
    )
    wanted.update(dict.fromkeys(hidden.node for hidden in source.hidden))
    for name in wanted:
        if accounts[name] != 1:
            raise GraphError(
                f"source node {name!r} is accounted for {accounts[name]} times; "
                "it must be covered by one drawn node or be hidden"
            )
    for name in accounts:
        if name not in wanted:
            raise GraphError(f"{name!r} is covered or hidden but is no source node")
    if source.parameter_count != derived.parameter_count:
        raise GraphError(
            f"the parameter total changed from {source.parameter_count:,} "
            f"to {derived.parameter_count:,}"
        )


def _check_ids(index: _Index) -> None:
    graph = index.graph
    _check_unique("node", (node.id for node in index.everything))
    _check_unique("value", (value.id for value in graph.values))
    _check_unique("parameter", (parameter.id for parameter in graph.parameters))
    _check_unique("parameter path", (parameter.path for parameter in graph.parameters))
    _check_unique("module", (module.id for module in graph.modules))
    _check_unique("input value", (port.value for port in graph.inputs))


def _check_unique(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not name:
            raise GraphError(f"a {what} has no name")
        if name in seen:
            raise GraphError(f"the {what} {name!r} occurs twice")
        seen.add(name)


def _check_producers(index: _Index) -> None:
    made: dict[str, str] = {}
    for node in index.graph.nodes:
        for value in node.outputs:
            if value in made:
                raise GraphError(f"value {value!r} is made by {made[value]!r} and by {node.id!r}")
            if value not in index.values:
                raise GraphError(f"node {node.id!r} makes {value!r}, which is not in the values")
            made[value] = node.id
    _check_homes(index, made)


def _check_homes(index: _Index, made: Mapping[str, str]) -> None:
    """A value that no drawn node gives out lies inside one, between folded operations.

    A block node gives out what the last of the operations that it covers makes.
    """
    ports = {port.value for port in index.graph.inputs}
    home = {name: node for node in index.graph.nodes for name in node.covers}
    home |= {inner.id: node for node in index.graph.nodes for inner in with_folded(node)}
    for value in index.graph.values:
        if value.producer is None:
            if value.id not in ports or value.id in made:
                raise GraphError(f"value {value.id!r} has no producer and is no input of the model")
            continue
        if value.id in ports:
            raise GraphError(f"input {value.id!r} is made by node {value.producer!r}")
        node = home.get(value.producer)
        if node is None:
            raise GraphError(f"value {value.id!r} is made by {value.producer!r}, which is no node")
        given_out = made.get(value.id) == node.id
        inside = value.id not in made and bool(node.before or node.after)
        if not (given_out or inside):
            raise GraphError(
                f"value {value.id!r} names {value.producer!r} as its producer, "
                f"but {made.get(value.id, 'nothing')!r} gives it out"
            )


def _check_order(index: _Index) -> None:
    ready = {port.value for port in index.graph.inputs}
    for node in index.graph.nodes:
        for argument in node.inputs:
            if argument.value in ready:
                continue
            problem = "before it is made" if argument.value in index.values else "which is unknown"
            raise GraphError(f"node {node.id!r} reads {argument.value!r}, {problem}")
        ready.update(node.outputs)


def _check_ports(index: _Index) -> None:
    for what, ports in (("input", index.graph.inputs), ("output", index.graph.outputs)):
        for port in ports:
            if port.value not in index.values:
                raise GraphError(f"{what} {port.name!r} names {port.value!r}, which is no value")


def _check_modules(index: _Index) -> None:
    parents = {module.id: module.parent for module in index.graph.modules}
    for module, parent in parents.items():
        if parent is not None and parent not in parents:
            raise GraphError(f"module {module!r} lies in {parent!r}, which is no module")
    for one in index.graph.modules:
        if one.repeat < 1 or one.call < 1:
            raise GraphError(f"module {one.id!r} has repeat {one.repeat} and call {one.call}")
    _check_forest(parents)
    for node in index.everything:
        if node.module is not None and node.module not in parents:
            raise GraphError(f"node {node.id!r} lies in {node.module!r}, which is no module")


def _check_forest(parents: Mapping[str, str | None]) -> None:
    rooted: set[str] = set()
    for start in parents:
        trail: dict[str, None] = {}
        current: str | None = start
        while current is not None and current not in rooted:
            if current in trail:
                raise GraphError(f"module {current!r} lies inside itself")
            trail[current] = None
            current = parents[current]
        rooted.update(trail)


def _check_nodes(index: _Index) -> None:
    known = {parameter.id for parameter in index.graph.parameters}
    for node in index.everything:
        expected = ATTRIBUTES_OF[node.op.kind]
        if type(node.attributes) is not expected:
            raise GraphError(
                f"node {node.id!r} of kind {node.op.kind.value} has attributes "
                f"{type(node.attributes).__name__}; expected {expected.__name__}"
            )
        if not node.covers:
            raise GraphError(f"node {node.id!r} covers no source node")
        if node.repeat < 1 or node.call < 1:
            raise GraphError(f"node {node.id!r} has repeat {node.repeat} and call {node.call}")
        for parameter in node.parameters:
            if parameter not in known:
                raise GraphError(f"node {node.id!r} uses {parameter!r}, which is no parameter")


def _check_types(index: _Index) -> None:
    things: tuple[Value | Parameter, ...] = (*index.graph.values, *index.graph.parameters)
    for thing in things:
        _check_type(thing.id, thing.type)


def _check_type(owner: str, tensor_type: TensorType) -> None:
    axes, shape = tensor_type.axes, tensor_type.shape
    if axes and (shape is None or len(axes) != len(shape)):
        rank = "unknown" if shape is None else len(shape)
        raise GraphError(f"{owner!r} has {len(axes)} axis meanings, but its rank is {rank}")
    for dim in shape or ():
        if isinstance(dim, int) and dim < 0:
            raise GraphError(f"{owner!r} has a negative size in its shape {shape}")
        if dim == "":
            raise GraphError(f"{owner!r} has an empty size in its shape {shape}")


_LAWS: tuple[Callable[[_Index], None], ...] = (
    _check_ids,
    _check_producers,
    _check_order,
    _check_ports,
    _check_modules,
    _check_nodes,
    _check_types,
)
