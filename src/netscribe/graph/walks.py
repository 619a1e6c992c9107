"""Ways through a Graph that more than one stage takes. A graph or node in, nodes out."""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.types import Graph, Node


def with_folded(node: Node) -> Iterator[Node]:
    """A node and all operations folded into it, in order of execution."""
    # a stack, not recursion: a graph read from a file may nest as deep as it likes
    pending: list[tuple[Node, bool]] = [(node, False)]
    while pending:
        current, opened = pending.pop()
        if opened or not (current.before or current.after):
            yield current
            continue
        pending.extend((inner, False) for inner in reversed(current.after))
        pending.append((current, True))
        pending.extend((inner, False) for inner in reversed(current.before))


def producer_of(graph: Graph, value: str) -> Node | None:
    """The drawn node that makes a value; None for an input of the model."""
    producer = graph.value[value].producer
    return None if producer is None else graph.drawn_by[producer]


def ancestors(graph: Graph, module: str | None) -> Iterator[str]:
    """A module's id and those of all modules around it, innermost first."""
    while module is not None:
        yield module
        module = graph.module[module].parent
