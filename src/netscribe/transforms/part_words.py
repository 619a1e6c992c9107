"""What a part of a block is called where a use must say that it has it, or has it not.

In: the nodes of a block and those of the part. Out: the field's word for it: "skip", "projection",
"expansion", "squeeze-and-excitation", "second convolution". A name in the code is the last resort,
for it says nothing to a reader of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.graph.attributes import Convolution, Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node
from netscribe.transforms.regions import Region

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_WORDS = {
    Kind.CONV: "convolution",
    Kind.LINEAR: "linear layer",
    Kind.NORM: "norm",
    Kind.ATTENTION: "attention",
    Kind.POOL: "pool",
    Kind.DROPOUT: "dropout",
    Kind.RECURRENT: "recurrent layer",
    Kind.EMBEDDING: "embedding",
    Kind.ACTIVATION: "activation",
}


def part_word(graph: Graph, region: Region, part: Sequence[Node]) -> str:
    """The word for `part` of a block; its first node is what the rest belongs to."""
    node = part[0]
    module = _module_of(region, part)
    if module:
        return module
    if isinstance(node.attributes, Elementwise):
        return "skip" if node.attributes.operator == "add" else node.op.type_name
    if isinstance(node.attributes, Convolution):
        role = _role(graph, region, node)
        if role:
            return role
    return _counted(region, node) or node.name or node.op.type_name


def _module_of(region: Region, part: Sequence[Node]) -> str:
    """What the module is called that holds the part and nothing else."""
    own = {node.id for node in part}
    for inner in region.walk():
        if inner is not region and len(own) > 1 and {node.id for node in inner.nodes} == own:
            assert inner.module is not None
            word = inner.module.meaning or inner.module.class_name
            return word[:1].lower() + word[1:]
    return ""


def _role(graph: Graph, region: Region, node: Node) -> str:
    """A 1×1 convolution on the skip projects, one that widens what comes in expands."""
    attributes = node.attributes
    assert isinstance(attributes, Convolution)
    if set(attributes.kernel_size) != {1} or len(node.inputs) != 1 or len(node.outputs) != 1:
        return ""
    made = {value for one in region.nodes for value in one.outputs}
    if node.inputs[0].value in made:
        return ""
    readers = [graph.node[name] for name, _ in graph.consumers[node.outputs[0]]]
    merged = [
        one.attributes.operator == "add"
        for one in readers
        if isinstance(one.attributes, Elementwise) and len(one.inputs) > 1
    ]
    if merged and len(merged) == len(readers) and all(merged):
        return "projection"
    return "expansion" if _widens(graph, node, attributes) else ""


def _widens(graph: Graph, node: Node, attributes: Convolution) -> bool:
    shape = graph.value[node.inputs[0].value].type.shape or ()
    axis = 1 if attributes.channels_first else -1
    width = shape[axis] if len(shape) > 1 else None
    return isinstance(width, int) and (attributes.filters or 0) > width


def _counted(region: Region, node: Node) -> str:
    """ "convolution", or "second convolution" where there are several."""
    word = _WORDS.get(node.op.kind, "")
    alike = [one.id for one in region.nodes if one.op.kind is node.op.kind]
    if not word or len(alike) == 1:
        return word
    place = alike.index(node.id)
    return f"{_ORDINALS[place]} {word}" if place < len(_ORDINALS) else ""
