"""A learned tensor that enters the network as it is: a class token, object queries, a scale.

In: a Graph. Out: matches of operations that only lay a parameter out: axes added, moved or joined,
one copy per sample. Together they are the parameter, under its name in the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import prod

from netscribe.graph.attributes import Learned, Reshaping, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement

_LAYOUTS = {"reshape", "flatten", "expand", "squeeze", "permute", "broadcast", "tile"}
#: Slices by places that are written out: ":T", ":, 0", "..., None".
_WRITTEN_INDEX = re.compile(r"[\w:, .+-]+")


def laid_out_parameters(graph: Graph) -> Iterator[Replacement]:
    """Parameters that are only laid out before anything reads them."""
    for node in graph.nodes:
        if node.inputs or len(node.parameters) != 1 or not _lays_out(node):
            continue
        nodes = [node]
        reader = only_reader(graph, node)
        while reader is not None and _continues(reader, nodes):
            nodes.append(reader)
            reader = only_reader(graph, reader)
        found = _match(graph, nodes)
        if found is not None:
            yield found


def functions_of_parameters(graph: Graph) -> Iterator[Replacement]:
    """Functions of one parameter alone, which they name: exp of logit_scale."""
    for node in graph.nodes:
        if node.op.kind is Kind.MATH and not node.inputs and len(node.parameters) == 1:
            of = ("of", code_name(graph.parameter[node.parameters[0]].path))
            attributes = replace(node.attributes, settings=(*node.attributes.settings, of))
            yield Replacement((node,), node.op, attributes, ())


def operations_with_own_weights(graph: Graph) -> Iterator[Replacement]:
    """Convolutions whose kernel is a parameter that was laid out for them."""
    for node in graph.nodes:
        for argument in node.inputs:
            source = producer_of(graph, argument.value) if argument.role == "kernel" else None
            learned = source.attributes if source is not None else None
            if source is None or not isinstance(learned, Learned) or learned.index:
                continue
            if only_reader(graph, source) is node:
                read = tuple(item for item in node.inputs if item is not argument)
                yield Replacement((source, node), node.op, node.attributes, read, named=node)


def code_name(path: str) -> str:
    """A parameter's own name; that of what holds it, where it is called "weight" alone."""
    parts = re.split(r"[/.]", path)
    return parts[-2] if parts[-1] == "weight" and len(parts) > 1 else parts[-1]


def _lays_out(node: Node) -> bool:
    attributes = node.attributes
    if isinstance(attributes, Slicing):
        return _WRITTEN_INDEX.fullmatch(attributes.index) is not None and not attributes.settings
    return isinstance(attributes, Reshaping) and attributes.function in _LAYOUTS


def _continues(node: Node, nodes: list[Node]) -> bool:
    """Whether a node lays the same parameter out further; it is cut at most once."""
    plain = len(node.inputs) == 1 and not node.parameters and _lays_out(node)
    sliced = [one for one in (*nodes, node) if one.op.kind is Kind.SLICE and _cuts(one)]
    return plain and node.module == nodes[0].module and len(sliced) < 2


def _cuts(node: Node) -> bool:
    """Whether a slice leaves something out; one that only adds axes does not."""
    attributes = node.attributes
    assert isinstance(attributes, Slicing)
    return any(part not in ("None", ":", "...") for part in attributes.index.split(", "))


def _match(graph: Graph, nodes: list[Node]) -> Replacement | None:
    parameter = graph.parameter[nodes[0].parameters[0]]
    shape, made = parameter.type.shape, graph.value[nodes[-1].outputs[0]].type.shape
    sizes = tuple(dim for dim in shape or () if isinstance(dim, int))
    if shape is None or made is None or len(sizes) < len(shape):
        return None
    cut = [node for node in nodes if isinstance(node.attributes, Slicing) and _cuts(node)]
    if not cut and prod(sizes) not in (_count(made), _count(made[1:])):
        return None  # repeated along an axis, and not for each sample alone
    index = cut[0].attributes.index if cut and isinstance(cut[0].attributes, Slicing) else ""
    op = Op(Kind.PARAMETER, "parameter", nodes[0].op.domain)
    learned = Learned(name=code_name(parameter.path), sizes=sizes, index=index)
    # its headline has the name in the code, for there is no other word for it
    return Replacement(tuple(nodes), op, learned, (), named=replace(nodes[-1], name=""))


def _count(shape: tuple[object, ...]) -> int:
    return prod(dim if isinstance(dim, int) else -1 for dim in shape)
