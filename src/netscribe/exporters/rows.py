"""The rows of the layer table: one per layer call, inputs and modules included.

In: a Graph. Out: `Row`s, whose parameters and multiply-adds add up to the graph's totals. A weight
that several calls use counts at the first one; later ones say "shared".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netscribe.graph.attributes import Activation, Elementwise
from netscribe.graph.counts import multiply_adds
from netscribe.graph.types import Graph, Node
from netscribe.graph.walks import with_folded
from netscribe.style.labels.card import card_text, pill_text
from netscribe.style.labels.words import function_name, grouped
from netscribe.style.shapes import typed_shape_text

SHARED = "shared"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, as text by column; `depth` counts the modules around it."""

    name: str
    type: str
    details: tuple[str, ...] = ()
    shape: str = ""
    activation: str = ""
    parameters: str = ""
    multiply_adds: str = ""
    depth: int = 0


def table_rows(graph: Graph) -> tuple[Row, ...]:
    """All rows in the order of execution; O(nodes)."""
    return (*_inputs(graph), *_calls(graph))


def _inputs(graph: Graph) -> Iterator[Row]:
    for port in graph.inputs:
        meaning = (port.meaning,) if port.meaning else ()
        yield Row(port.name, "Input", meaning, _shape(graph, port.value))


def _calls(graph: Graph) -> Iterator[Row]:
    counts = multiply_adds(graph)
    counted: set[str] = set()
    opened: tuple[str, ...] = ()
    seen: set[str] = set()
    for nodes in _layers(graph):
        path = _module_path(graph, nodes[0])
        kept = _common(opened, path)
        for depth in range(kept, len(path)):
            yield _opening(graph, path[depth], depth, continued=path[depth] in seen)
        seen.update(path)
        opened = path
        yield _row(graph, nodes, counts, counted, len(path))


def _layers(graph: Graph) -> Iterator[tuple[Node, ...]]:
    """Each call with the activation that its layer applies to it, if there is one."""
    waiting: list[Node] = []
    for node in graph.nodes:
        if waiting and _is_activation_of(waiting[0], node):
            yield (waiting.pop(), node)
            continue
        if waiting:
            yield (waiting.pop(),)
        waiting.append(node)
    if waiting:
        yield (waiting.pop(),)


def _is_activation_of(layer: Node, node: Node) -> bool:
    return (
        isinstance(node.attributes, Activation)
        and bool(node.layer)
        and (node.layer, node.call, node.module) == (layer.layer, layer.call, layer.module)
        and [argument.value for argument in node.inputs] == list(layer.outputs[:1])
    )


def _row(
    graph: Graph,
    nodes: tuple[Node, ...],
    counts: Mapping[str, int | None],
    counted: set[str],
    depth: int,
) -> Row:
    first = nodes[0]
    card = card_text(first, graph)
    activations = [pill_text(node, graph) for node in nodes[1:]]
    if isinstance(first.attributes, Activation):
        activations.insert(0, card.headline)
    shapes = [_shape(graph, value) for value in nodes[-1].outputs]
    call = (f"call {first.call}",) if first.call > 1 else ()
    folded = (*(f"after {text}" for text in card.before), *card.after)
    return Row(
        name=card.name or first.id.rpartition("/")[2],
        type=_type(first, card.headline),
        details=(*_without_sharing(card.details), *folded, *call),
        shape=", ".join(shapes),
        activation=", ".join(activations),
        parameters=_parameters(graph, nodes, counted),
        multiply_adds=_sum(counts[node.id] for node in nodes),
        depth=depth,
    )


def _type(node: Node, headline: str) -> str:
    """A merge by its word instead of its sign; an activation's function has its own column."""
    if isinstance(node.attributes, Activation):
        return "Activation"
    if isinstance(node.attributes, Elementwise) and node.attributes.constant is None:
        return function_name(node.attributes.operator)
    return headline


def _without_sharing(details: tuple[str, ...]) -> tuple[str, ...]:
    """The parameters column says what is shared."""
    return tuple(detail for detail in details if not detail.startswith("shared weights"))


def _parameters(graph: Graph, nodes: tuple[Node, ...], counted: set[str]) -> str:
    used = {name for node in nodes for inner in with_folded(node) for name in inner.parameters}
    new = used - counted
    counted |= new
    if used and not new:
        return SHARED
    total = sum(graph.parameter[name].size or 0 for name in new)
    return grouped(total) if new else ""


def _sum(counts: Iterator[int | None]) -> str:
    found = list(counts)
    known = [count for count in found if count is not None]
    if len(known) < len(found):
        return UNKNOWN
    return grouped(sum(known)) if sum(known) else ""


def _opening(graph: Graph, module: str, depth: int, *, continued: bool) -> Row:
    found = graph.module[module]
    call = (f"call {found.call}",) if found.call > 1 else ()
    again = ("continued",) if continued else ()
    return Row(found.name, found.class_name, (*found.qualifiers, *call, *again), depth=depth)


def _module_path(graph: Graph, node: Node) -> tuple[str, ...]:
    path: list[str] = []
    module = node.module
    while module is not None:
        path.append(module)
        module = graph.module[module].parent
    return tuple(reversed(path))


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(first, second):
        if one != other:
            break
        count += 1
    return count


def _shape(graph: Graph, value: str) -> str:
    return typed_shape_text(graph.value[value].type).replace(" × ", "×")
