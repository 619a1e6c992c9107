"""Who reads what in one panel, by number: the network as the lanes see it.

In: a Panel. Out: a `Wiring`: elements (input bars, nodes, output bars) in topological order, each
with the tensors it reads and makes. Knows no lane and no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from netscribe.figure.types import Bar, Panel
from netscribe.graph.attributes import Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node

#: Merges whose result does not depend on the order of their arguments.
_COMMUTATIVE = {"add", "multiply", "average", "maximum", "minimum"}


@dataclass(frozen=True, slots=True)
class Element:
    """One row to be: a bar or a node. `reads` lists tensors in argument order, repeats included."""

    item: Bar | Node
    reads: tuple[int, ...]
    makes: tuple[int, ...]

    @property
    def ordered(self) -> bool:
        """Whether the order of arguments matters."""
        if isinstance(self.item, Bar):
            return False
        attributes = self.item.attributes
        return not (isinstance(attributes, Elementwise) and attributes.operator in _COMMUTATIVE)

    @property
    def unused(self) -> bool:
        """Whether it is a module that the forward pass does not use."""
        return isinstance(self.item, Node) and self.item.op.kind is Kind.UNUSED

    @property
    def query_first(self) -> bool:
        """Whether the first argument is the one that flows on (attention's query)."""
        return isinstance(self.item, Node) and self.item.op.kind is Kind.ATTENTION


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor that is read: its maker, which output of it, and its readers in element order."""

    id: str
    maker: int
    output: int
    readers: tuple[int, ...]


@dataclass(frozen=True)
class Wiring:
    """Elements in topological order, and the tensors between them; both are named by number.

    `modules` has per element the ids of the modules around it, the outermost first.
    """

    elements: tuple[Element, ...]
    tensors: tuple[Tensor, ...]
    modules: tuple[tuple[str, ...], ...]

    @cached_property
    def parameters(self) -> tuple[bool, ...]:
        """Per element, whether it has weights."""
        return tuple(
            isinstance(element.item, Node) and bool(element.item.parameters)
            for element in self.elements
        )


def wire(panel: Panel) -> Wiring:
    """The wiring of a panel; O(nodes + edges)."""
    items: list[Bar | Node] = [
        *(bar for bar in panel.bars if bar.is_input),
        *panel.graph.nodes,
        *(bar for bar in panel.bars if not bar.is_input),
    ]
    number = {item.id: index for index, item in enumerate(items)}
    tensor_number: dict[tuple[str, int, str], int] = {}
    readers: list[dict[int, None]] = []
    reads: list[list[tuple[int, int]]] = [[] for _ in items]
    for edge in panel.edges:
        key = (edge.source, edge.source_output, edge.tensor)
        tensor = tensor_number.setdefault(key, len(tensor_number))
        if tensor == len(readers):
            readers.append({})
        reader = number[edge.target]
        readers[tensor][reader] = None
        reads[reader].append((edge.target_argument, tensor))
    makes: list[list[tuple[int, int]]] = [[] for _ in items]
    for (source, output, _), tensor in tensor_number.items():
        makes[number[source]].append((output, tensor))
    elements = tuple(
        Element(item, _second(reads[index]), _second(makes[index]))
        for index, item in enumerate(items)
    )
    tensors = tuple(
        Tensor(value, number[source], output, tuple(sorted(readers[tensor])))
        for (source, output, value), tensor in tensor_number.items()
    )
    return Wiring(elements, tensors, _module_paths(panel.graph, items))


def _module_paths(graph: Graph, items: list[Bar | Node]) -> tuple[tuple[str, ...], ...]:
    known: dict[str | None, tuple[str, ...]] = {None: ()}
    for module in graph.modules:
        trail = [module]
        while trail[-1].parent not in known:
            trail.append(graph.module[trail[-1].parent or ""])
        for inner in reversed(trail):
            known[inner.id] = (*known[inner.parent], inner.id)
    return tuple(() if isinstance(item, Bar) else known[item.module] for item in items)


def _second(pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(second for _, second in sorted(pairs))
