"""What is compared of two readings of one network, and what may differ between frameworks.

In: a Graph. Out: facts without names. The declared differences, and no others, are undone in
`aligned`: the order of axes in memory, `Dense` for `Linear`, layers' names in the code, notes, and
the running means of batch norms, which Keras counts as weights that are not trained and PyTorch
does not count at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import netscribe as ns
from netscribe.drawing import Diagram
from netscribe.figure.roles import drawn_arguments
from netscribe.graph.attributes import (
    Attributes,
    Axis,
    Convolution,
    Margins,
    Normalization,
    Pool,
    Resize,
)
from netscribe.graph.counts import multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op
from netscribe.settings import DrawSettings
from netscribe.style.labels import card_text
from netscribe.style.shapes import typed_shape_text
from netscribe.transforms.pipeline import simplified

_SPATIAL = (Convolution, Margins, Pool, Resize)
_SVG = "{http://www.w3.org/2000/svg}"


def read_as(name: str, model: Any, inputs: Any) -> Graph:
    """The graph under names that do not come from the code."""
    return ns.read(model, inputs, name=name, input_names=["in"], output_names=["out"])


def aligned(graph: Graph) -> Graph:
    """The graph without the declared differences, but for the order of axes in memory."""
    kept = tuple(item for item in graph.parameters if item.trainable)
    known = {item.id for item in kept}
    nodes = tuple(_aligned_node(node, known) for node in graph.nodes)
    modules = tuple(replace(module, name="") for module in graph.modules)
    return replace(graph, nodes=nodes, parameters=kept, modules=modules, notes=())


def without_modules(graph: Graph) -> Graph:
    """The graph without containers, for a network whose blocks are modules in one code alone."""
    nodes = tuple(replace(node, module=None) for node in graph.nodes)
    return replace(graph, nodes=nodes, modules=())


def _aligned_node(node: Node, known: set[str]) -> Node:
    word = "Linear" if node.op.kind is Kind.LINEAR else node.op.type_name
    parameters = tuple(item for item in node.parameters if item in known)
    return replace(node, op=Op(node.op.kind, word), name="", parameters=parameters)


def _axes_by_meaning(node: Node, graph: Graph) -> Attributes:
    """Attributes that do not tell the order of axes in memory."""
    attributes = node.attributes
    if isinstance(attributes, _SPATIAL):
        return replace(attributes, channels_first=True)
    axes = graph.value[node.inputs[0].value].type.axes if node.inputs else ()
    if isinstance(attributes, Axis):
        return replace(attributes, axis=0, settings=(("axis", axes[attributes.axis]),))
    if isinstance(attributes, Normalization) and attributes.method == "batch":
        return replace(attributes, axis=(), settings=(("axis", axes[attributes.axis[0]]),))
    return attributes


def operations(graph: Graph) -> Counter[tuple[object, ...]]:
    """Every drawn operation with its facts and, by their facts, all that lies upstream of it.

    Equal counters mean the same operations joined in the same way, argument by argument.
    """
    drawn = simplified(aligned(graph))
    counts = multiply_adds(drawn)
    seen: dict[str, int] = {port.value: index for index, port in enumerate(drawn.inputs)}
    facts: list[tuple[object, ...]] = []
    for node in drawn.nodes:
        arguments = drawn_arguments(node)
        read = tuple((seen[argument.value], role) for _, argument, role in arguments)
        told = (*facts_of(node, drawn), counts[node.id], read)
        facts.append(told)
        seen.update((value, hash((told, place))) for place, value in enumerate(node.outputs))
    return Counter(facts)


def facts_of(node: Node, graph: Graph) -> tuple[object, ...]:
    """Kinds and attributes, folded operations too, the card's words, and the shape coming out."""
    card = card_text(node, graph)
    parts = (*node.before, node, *node.after)
    typed = tuple((part.op.kind, _axes_by_meaning(part, graph)) for part in parts)
    words = (card.headline, card.details, card.count, card.before, card.after)
    return typed, words, shape_out(node, graph)


def shape_out(node: Node, graph: Graph) -> str:
    """The shape of the first result, as pictures print it."""
    return typed_shape_text(graph.value[node.outputs[0]].type)


def marks(graph: Graph) -> Counter[tuple[object, ...]]:
    """Every mark of the picture without names: what it is, where it stands, what it says."""
    settings = DrawSettings(title="", names=False)
    root = ElementTree.fromstring(Diagram(aligned(graph), settings).svg())
    return Counter(
        (element.tag, tuple(sorted(_place(element).items())), element.text)
        for element in root.iter()
        if element.tag not in (f"{_SVG}title", f"{_SVG}desc", f"{_SVG}style")
    )


def _place(element: ElementTree.Element) -> dict[str, str]:
    ids = ("id", "data-", "aria-", "clip-path")
    return {key: value for key, value in element.attrib.items() if not key.startswith(ids)}
