"""Finds blocks in networks that have no modules: functional models, files without scopes.

In: a Graph. Out: the same nodes in modules of our own making (their `path` is "", for no module of
the code is meant): nodes whose names start alike ("conv2_block1_..."), and else the pieces between
places where a single tensor passes, put together where a sequence of pieces repeats. Blocks that
take turns (`netscribe.transforms.alternation`) are groups as well. What is a block and what is not
is decided later; a group alone draws nothing.

Source: names as authors number them; cut points of a directed acyclic graph; tandem repeats over
the pieces' structure. Cost: O(nodes x longest period).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module, Node
from netscribe.transforms.alternation import with_alternations
from netscribe.transforms.content import Census
from netscribe.transforms.regions import boundary
from netscribe.transforms.tandem import tandem_repeats

#: A region with fewer nodes of its own is read as it is.
_CROWDED = 16
_LEAST_BLOCK = 3
_LONGEST_NAME = 3
#: A tensor with more readers goes to everybody: a mask, a position table.
_COMMON = 4
_NUMBER = re.compile(r"\d+[a-z]?$")


def with_groups(graph: Graph) -> Graph:
    """The graph with groups; the same graph where every region is small or has its modules."""
    direct = Counter(node.module for node in graph.nodes)
    for module, count in direct.items():
        if count > _CROWDED:
            graph = _by_names(graph, module)
    direct = Counter(node.module for node in graph.nodes)
    for module, count in direct.items():
        if count > _CROWDED:
            graph = _by_structure(graph, module)
    return with_alternations(graph)


# --- names -------------------------------------------------------------------------------------


def _by_names(graph: Graph, module: str | None) -> Graph:
    """Nodes of one region in groups by the numbered beginnings of their names, outer ones first."""
    nodes = [node for node in graph.nodes if node.module == module]
    home: dict[str, str | None] = {node.id: module for node in nodes}
    made: list[Module] = []
    for length in range(1, _LONGEST_NAME + 1):
        sizes = Counter(home.values())
        for prefix, members in _named_alike(nodes, length):
            parents = {home[node.id] for node in members}
            if len(parents) != 1 or sizes[home[members[0].id]] == len(members):
                continue  # split among groups, or all of the group around it and so nothing new
            group = _module("_".join(prefix), prefix[-1], parents.pop(), graph, made)
            made.append(group)
            home.update((node.id, group.id) for node in members)
    return _placed(graph, home, made)


def _named_alike(
    nodes: Sequence[Node], length: int
) -> Iterator[tuple[tuple[str, ...], list[Node]]]:
    """Groups of nodes by the first parts of their names, where such names are a habit."""
    groups: dict[tuple[str, ...], list[Node]] = {}
    for node in nodes:
        parts = tuple(re.split(r"[_/.]", node.name))
        if len(parts) > length:
            groups.setdefault(parts[:length], []).append(node)
    large = {prefix: members for prefix, members in groups.items() if len(members) >= _LEAST_BLOCK}
    habits = Counter(_habit(prefix) for prefix in large)
    for prefix, members in large.items():
        if _NUMBER.search(prefix[-1]) and habits[_habit(prefix)] > 1:
            yield prefix, members


def _habit(prefix: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_NUMBER.sub("#", part) for part in prefix)


def _module(
    name: str, part: str, parent: str | None, graph: Graph, made: Sequence[Module]
) -> Module:
    word = _NUMBER.sub("", part).strip("_- ") or "block"
    taken = {module.id for module in (*graph.modules, *made)} | graph.node.keys()
    wanted, count = f"{name}/*", 1
    while wanted in taken:
        count += 1
        wanted = f"{name}/*{count}"
    return Module(wanted, "", name, word[:1].upper() + word[1:], parent)


def _placed(graph: Graph, home: dict[str, str | None], made: Sequence[Module]) -> Graph:
    if not made:
        return graph
    nodes = tuple(_moved(node, home[node.id]) if node.id in home else node for node in graph.nodes)
    return replace(graph, nodes=nodes, modules=(*graph.modules, *made))


def _moved(node: Node, module: str | None) -> Node:
    return replace(
        node,
        module=module,
        before=tuple(replace(part, module=module) for part in node.before),
        after=tuple(replace(part, module=module) for part in node.after),
    )


# --- structure ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """Nodes between two places where one tensor passes, and what tells pieces apart."""

    nodes: tuple[Node, ...]
    key: Hashable


def _by_structure(graph: Graph, module: str | None) -> Graph:
    nodes = [node for node in graph.nodes if node.module == module]
    if _has_modules(graph, module, nodes):
        return graph
    pieces = _pieces(graph, nodes)
    home: dict[str, str | None] = {node.id: module for node in nodes}
    made: list[Module] = []
    ends = [piece.nodes[-1].op.kind is Kind.POOL for piece in pieces]
    for start, period, count in tandem_repeats([piece.key for piece in pieces], ends):
        for turn in range(count):
            at = start + turn * period
            _group(pieces[at : at + period], module, home, made, graph)
    sizes = Counter(home.values())
    for piece in pieces:
        outer = home[piece.nodes[0].id]
        if _LEAST_BLOCK <= len(piece.nodes) < sizes[outer]:
            _group([piece], outer, home, made, graph)
    return _placed(graph, home, made)


def _has_modules(graph: Graph, module: str | None, nodes: Sequence[Node]) -> bool:
    """Whether the region is mostly made of modules already."""
    inside = sum(one.parent == module for one in graph.modules)
    return inside * 2 >= len(nodes)


def _group(
    pieces: Sequence[_Piece],
    parent: str | None,
    home: dict[str, str | None],
    made: list[Module],
    graph: Graph,
) -> None:
    nodes = [node for piece in pieces for node in piece.nodes]
    group = _module(f"block {nodes[0].name or nodes[0].id}", "block", parent, graph, made)
    names = nodes[0].name, nodes[-1].name
    label = f"{names[0]}–{names[1]}" if all(names) else ""
    made.append(replace(group, name=label))
    home.update((node.id, group.id) for node in nodes)


def _pieces(graph: Graph, nodes: Sequence[Node]) -> list[_Piece]:
    """The region cut wherever a single tensor leads on."""
    last_use = _last_uses(graph, nodes)
    pieces: list[_Piece] = []
    made = {value for node in nodes for value in node.outputs}
    read = dict.fromkeys(item.value for node in nodes for item in node.inputs)
    live = [last_use[value] for value in read if value not in made and value in last_use]
    start, census = 0, Census()
    for at, node in enumerate(nodes):
        live = [end for end in live if end > at]
        live += [last_use[value] for value in node.outputs if last_use.get(value, -1) > at]
        if len(live) <= 1:
            pieces.append(_piece(graph, tuple(nodes[start : at + 1]), census))
            start = at + 1
    if start < len(nodes):
        pieces.append(_piece(graph, tuple(nodes[start:]), census))
    return pieces


def _last_uses(graph: Graph, nodes: Sequence[Node]) -> dict[str, int]:
    """Per value the place of its last reader; constants and what everybody reads are left out."""
    own = {node.id: at for at, node in enumerate(nodes)}
    given = {port.value for port in graph.outputs}
    free = {value for node in nodes if not _depends(node) for value in node.outputs}
    values = [value for node in nodes for value in node.outputs]
    values += [item.value for node in nodes for item in node.inputs]
    found: dict[str, int] = {}
    for value in dict.fromkeys(values):
        readers = graph.consumers[value]
        if len(readers) > _COMMON or value in free:
            continue
        ends = [own.get(reader, len(nodes)) for reader, _ in readers]
        ends += [len(nodes)] if value in given else []
        found[value] = max(ends, default=-1)
    return found


def _depends(node: Node) -> bool:
    """Whether a node reads anything; a constant of its own is no way through the network."""
    return bool(node.inputs)


def _piece(graph: Graph, nodes: tuple[Node, ...], census: Census) -> _Piece:
    content = census.content(graph, nodes, boundary(graph, nodes))
    return _Piece(nodes, census.canonical(content).signature)
