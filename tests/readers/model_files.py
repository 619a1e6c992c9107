"""What the tests of model files share: where the files are, and how one is read."""

from __future__ import annotations

from pathlib import Path

from netscribe.graph.types import Graph, Node
from netscribe.readers.protocol import ReadRequest
from netscribe.registry import READERS

DATA = Path(__file__).resolve().parents[1] / "data"


def reader_of(source: object) -> str:
    """The name of the one reader that claims a source."""
    (name,) = (name for name in READERS.names() if READERS.load(name).claims(source))
    return name


def read(source: object, **request: object) -> Graph:
    """The Graph, by the reader that claims the source."""
    graph = READERS.load(reader_of(source)).read(source, ReadRequest(**request))  # type: ignore[arg-type]
    assert isinstance(graph, Graph)
    return graph


def named(graph: Graph) -> dict[str, Node]:
    """The nodes that have a layer's name, by it."""
    return {node.name: node for node in graph.nodes if node.name}


def shape_of(graph: Graph, node: Node) -> list[object]:
    """The shape of a node's first result; a letter or expression for the batch as None."""
    shape = graph.value[node.outputs[0]].type.shape
    assert shape is not None
    return [size if isinstance(size, int) else None for size in shape]
