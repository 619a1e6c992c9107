"""Nodes in an order in which each one reads only what was made before.

In: the nodes of a graph as the file lists them, and the names that are there already. Out: the same
nodes. Files must list them so; those that do not are sorted. O(nodes + edges).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from netscribe.errors import ReadError
from netscribe.readers.onnx.records import GraphRecord, NodeRecord

_LONGEST_NAME = 80


def ordered(
    nodes: Sequence[NodeRecord], is_there: Callable[[str], bool], where: str
) -> Sequence[NodeRecord]:
    """The nodes in order.

    Raises:
        ReadError: a node reads what nothing makes, or what it makes itself.
    """
    made: set[str] = set()
    for node in nodes:
        if not all(name in made or is_there(name) for name in reads_of(node)):
            return _sorted(nodes, is_there, where)
        made.update(node.outputs)
    return nodes


def reads_of(node: NodeRecord) -> Sequence[str]:
    """The names that a node reads, in its bodies as well."""
    own = tuple(filter(None, node.inputs))
    bodies = [value for value in node.attributes.values() if isinstance(value, GraphRecord)]
    return (*own, *(name for body in bodies for name in _free_names(body))) if bodies else own


def _free_names(graph: GraphRecord) -> Iterator[str]:
    """What a body reads of the graph around it."""
    made = {item.name for item in graph.inputs} | {item.name for item in graph.initializers}
    for node in graph.nodes:
        yield from (name for name in reads_of(node) if name not in made)
        made.update(node.outputs)
    yield from (item.name for item in graph.outputs if item.name and item.name not in made)


def _sorted(
    nodes: Sequence[NodeRecord], is_there: Callable[[str], bool], where: str
) -> Sequence[NodeRecord]:
    maker = {name: index for index, node in enumerate(nodes) for name in node.outputs if name}
    waits: list[set[int]] = []
    readers: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        needed = set()
        for name in reads_of(node):
            if name in maker:
                needed.add(maker[name])
            elif not is_there(name):
                raise ReadError(
                    f"{where}: the node {_named(node)} reads {name[:_LONGEST_NAME]!r}, which "
                    "nothing makes",
                    hint="export the model again",
                )
        waits.append(needed)
        for made in needed:
            readers.setdefault(made, []).append(index)
    return [nodes[index] for index in _released(nodes, waits, readers, where)]


def _released(
    nodes: Sequence[NodeRecord],
    waits: list[set[int]],
    readers: dict[int, list[int]],
    where: str,
) -> list[int]:
    ready = [index for index in reversed(range(len(nodes))) if not waits[index]]
    found: list[int] = []
    while ready:
        index = ready.pop()
        found.append(index)
        for reader in reversed(readers.get(index, ())):
            waits[reader].discard(index)
            if not waits[reader]:
                ready.append(reader)
    if len(found) < len(nodes):
        stuck = next(node for index, node in enumerate(nodes) if waits[index])
        raise ReadError(
            f"{where}: the node {_named(stuck)} reads what is made of its own result",
            hint="export the model again",
        )
    return found


def _named(node: NodeRecord) -> str:
    return f"{(node.name or node.op_type)[:_LONGEST_NAME]!r}"
