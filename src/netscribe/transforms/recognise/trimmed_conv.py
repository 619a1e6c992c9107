"""A convolution over a sequence whose last results are cut off: it pads less at the end.

Padding on both sides and dropping as many results as were padded at the end is how a causal
convolution is written; with an even window, dropping one keeps the length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netscribe.graph.attributes import Convolution, Padding, Slicing
from netscribe.graph.slices import parse_index
from netscribe.graph.types import Dim, Graph, Node
from netscribe.transforms.recognise.reach import only_reader
from netscribe.transforms.recognise.replacement import Replacement


def trimmed_convolutions(graph: Graph) -> Iterator[Replacement]:
    """Convolutions over one axis whose one reader cuts their end off."""
    for node in graph.nodes:
        attributes = node.attributes
        if isinstance(attributes, Convolution) and set(attributes.stride) <= {1}:
            found = _match(graph, node, attributes)
            if found is not None:
                yield found


def _match(graph: Graph, conv: Node, attributes: Convolution) -> Replacement | None:
    cut = only_reader(graph, conv)
    padding = attributes.padding
    if cut is None or isinstance(padding, str) or len(padding) != 1:
        return None
    whole = graph.value[conv.outputs[0]].type.shape or ()
    left = graph.value[cut.outputs[0]].type.shape or ()
    if attributes.variant == "transposed" or len(whole) != 3 or len(left) != 3:
        return None
    axis = 2 if attributes.channels_first else 1
    if not _cuts_end(cut, axis):
        return None
    dropped = _difference(whole[axis], left[axis])
    ((before, after),) = padding
    if dropped is None or not 0 < dropped <= after:
        return None
    trimmed = replace(attributes, padding=_words(attributes, before, after - dropped))
    return Replacement((conv, cut), conv.op, trimmed, conv.inputs, named=conv)


def _cuts_end(node: Node, axis: int) -> bool:
    """Whether a node takes everything from the beginning of an axis on, and all of the others."""
    attributes = node.attributes
    if not isinstance(attributes, Slicing) or len(node.inputs) != 1:
        return False
    steps = parse_index(attributes.index, 3) or ()
    kept = [step.kept and step.start in (None, 0) and step.stride == 1 for step in steps]
    others = all(step.is_whole for step in steps if step.source != axis)
    return [step.source for step in steps] == [0, 1, 2] and all(kept) and others


def _difference(whole: Dim, left: Dim) -> int | None:
    return whole - left if isinstance(whole, int) and isinstance(left, int) else None


def _words(attributes: Convolution, before: int, after: int) -> Padding:
    """ "causal" where as much is padded before as the window reaches back, and nothing after."""
    window, dilation = attributes.kernel_size, attributes.dilation or (1,)
    reach = (window[0] - 1) * dilation[0] if len(window) == 1 else None
    return "causal" if (before, after) == (reach, 0) else ((before, after),)
