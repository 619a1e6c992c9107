"""Which functions of a graph are one step of a recurrent layer: the bodies of its loops.

In: the functions of a `ListedGraph`. Out: LSTM, GRU or RNN by the function's name. A body is known
by what it computes with: two products with weights, and the gates' functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from netscribe.readers.tensorflow_file.records import ListedFunction, ListedGraph

#: Sigmoids and hyperbolic tangents of one step, by cell; Hochreiter and Schmidhuber 1997, Cho et
#: al. 2014.
_GATES: Mapping[tuple[int, int], str] = {(3, 2): "LSTM", (2, 1): "GRU", (0, 1): "RNN"}
#: How many times as wide as the layer its kernels are.
GATES: Mapping[str, int] = {"LSTM": 4, "GRU": 3, "RNN": 1}
_PRODUCTS = 2


def cells_in(graph: ListedGraph) -> Mapping[str, str]:
    """The cell by the name of the loop's body."""
    found = {name: _cell(function) for name, function in graph.functions.items()}
    return {name: cell for name, cell in found.items() if cell}


def _cell(function: ListedFunction) -> str:
    types = Counter(node.op for node in function.nodes)
    if types["MatMul"] != _PRODUCTS or not types["TensorListGetItem"]:
        return ""
    return _GATES.get((types["Sigmoid"], types["Tanh"]), "")
