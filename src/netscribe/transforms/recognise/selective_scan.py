"""A selective state space written out step by step: h ← a·h + b, y = h·C, for every position.

The steps read parts 0, 1, 2, ... of the same three tensors, begin with zeros, and are stacked. What
makes a and b of Δ, A, B and x (a = exp(Δ A), b = Δ B x) belongs to it where nothing else reads it.
Source: Gu and Dao 2023, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netscribe.graph.attributes import Function, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import is_elementwise, is_function
from netscribe.transforms.recognise.replacement import Replacement

WORD = "selective scan"


@dataclass(frozen=True, slots=True)
class _Step:
    """One position: its nodes, what it reads parts of (a, b, C), and the state before and after."""

    nodes: tuple[Node, ...]
    sources: tuple[str, str, str]
    before: str
    after: str


def selective_scan(graph: Graph) -> Iterator[Replacement]:
    """Stacks of the results of a scan."""
    for node in graph.nodes:
        if node.op.kind is Kind.STACK and len(node.inputs) > 1:
            found = _match(graph, node)
            if found is not None:
                yield found


def _match(graph: Graph, stack: Node) -> Replacement | None:
    steps: list[_Step] = []
    for place, argument in enumerate(stack.inputs):
        step = _step(graph, argument.value, place)
        follows = step is not None and (
            step.sources == steps[0].sources and step.before == steps[-1].after if steps else True
        )
        if step is None or not follows:
            return None
        steps.append(step)
    first = producer_of(graph, steps[0].before)
    if first is None or first.op.type_name != "zeros" or first.inputs:
        return None
    nodes = [first, *(node for step in steps for node in step.nodes)]
    a, b, c = steps[0].sources
    more, inputs = _discretised(graph, a, b)
    shape = graph.value[c].type.shape or ("?",)
    attributes = Function(function=WORD, settings=(("state", str(shape[-1])),))
    op = Op(Kind.MATH, WORD, stack.op.domain)
    read = (*inputs, Argument(c, "C"))
    return Replacement((*nodes, *more, stack), op, attributes, read)


def _step(graph: Graph, value: str, place: int) -> _Step | None:
    """What gives one position's result."""
    cut = producer_of(graph, value)
    product = _source(graph, cut)
    if cut is None or product is None or product.op.kind is not Kind.MATMUL:
        return None
    state, column = (producer_of(graph, item.value) for item in product.inputs[:2])
    part = _source(graph, column)
    if column is None or part is None or state is None or not is_elementwise(state, "add"):
        return None
    kept, fresh = (producer_of(graph, item.value) for item in state.inputs[:2])
    if kept is None or fresh is None or not is_elementwise(kept, "multiply"):
        return None
    decay = producer_of(graph, kept.inputs[0].value)
    parts = (decay, fresh, part)
    if any(one is None or not _is_part(one, place) for one in parts) or len(kept.inputs) != 2:
        return None
    sources = tuple(one.inputs[0].value for one in parts if one is not None)
    found = tuple(one for one in parts if one is not None)
    nodes = (*found, kept, state, column, product, cut)
    return _Step(
        nodes,
        (sources[0], sources[1], sources[2]),
        before=kept.inputs[1].value,
        after=state.outputs[0],
    )


def _source(graph: Graph, node: Node | None) -> Node | None:
    """What makes the one tensor that a node reads."""
    if node is None or len(node.inputs) != 1:
        return None
    return producer_of(graph, node.inputs[0].value)


def _is_part(node: Node, place: int) -> bool:
    """Whether a node takes one position, and everything else whole."""
    attributes = node.attributes
    if not isinstance(attributes, Slicing) or len(node.inputs) != 1:
        return False
    taken = [part for part in attributes.index.split(", ") if part != ":"]
    return taken == [str(place)]


def _discretised(graph: Graph, a: str, b: str) -> tuple[list[Node], tuple[Argument, ...]]:
    """The nodes that make a and b, and what they read; none where they are made another way."""
    plain = (Argument(a, "decay"), Argument(b, "input"))
    power, fresh = producer_of(graph, a), producer_of(graph, b)
    rate = _source(graph, power)
    if not is_function(power, "exp") or rate is None or power is None or fresh is None:
        return [], plain
    decays = _factors(graph, rate)
    outer = _factors(graph, fresh)
    inner = _factors(graph, producer_of(graph, fresh.inputs[0].value))
    if decays is None or outer is None or inner is None:
        return [], plain
    pair = producer_of(graph, fresh.inputs[0].value)
    wide = [producer_of(graph, value) for value in (*decays, *inner, outer[1])]
    roles = ("A", "Δ", "Δ", "B", "x")
    if pair is None or any(node is None or not _adds_axes(node) for node in wide):
        return [], plain
    spread = [node for node in wide if node is not None]
    read = [Argument(node.inputs[0].value, role) for node, role in zip(spread, roles, strict=True)]
    if read[1].value != read[2].value:
        return [], plain
    nodes = [power, rate, fresh, pair, *spread]
    return nodes, (read[4], read[1], read[0], read[3])


def _factors(graph: Graph, node: Node | None) -> Sequence[str] | None:
    if not is_elementwise(node, "multiply") or node is None or len(node.inputs) != 2:
        return None
    return [item.value for item in node.inputs]


def _adds_axes(node: Node) -> bool:
    attributes = node.attributes
    if not isinstance(attributes, Slicing) or len(node.inputs) != 1:
        return False
    return set(attributes.index.split(", ")) <= {":", "None", "..."}
