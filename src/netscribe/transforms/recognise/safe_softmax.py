"""A softmax whose undefined results are set to a number: where(isnan(s), 0, s).

A row of scores that a mask takes away whole has no softmax; PyTorch's attention gives 0 there, and
exporters write that out.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.graph.attributes import Activation
from netscribe.graph.types import Graph, Node
from netscribe.transforms.recognise.reach import is_function
from netscribe.transforms.recognise.replacement import Replacement


def softmax_without_nan(graph: Graph) -> Iterator[Replacement]:
    for node in graph.nodes:
        attributes = node.attributes
        if not isinstance(attributes, Activation) or attributes.function != "softmax":
            continue
        if len(node.outputs) != 1:
            continue
        readers = [graph.node[reader] for reader, _ in graph.consumers[node.outputs[0]]]
        found = _test_and_choice(graph, node, readers)
        if found is not None:
            yield Replacement((node, *found), node.op, attributes, node.inputs, named=node)


def _test_and_choice(graph: Graph, softmax: Node, readers: list[Node]) -> tuple[Node, Node] | None:
    """isnan(s), and where with it and s alone; a number stands in the attributes."""
    for test, choice in (readers, readers[::-1]) if len(readers) == 2 else ():
        if is_function(test, "isnan") and is_function(choice, "where"):
            read = {argument.value for argument in choice.inputs}
            if read == {softmax.outputs[0], test.outputs[0]}:
                return test, choice
    return None
