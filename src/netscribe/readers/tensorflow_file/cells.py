"""Whether the body of a loop is one step of a recurrent layer.

In: a function. Out: LSTM, GRU or RNN, or "". A body is known by what it computes with: two products
with weights, and the gates' functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from netscribe.readers.tensorflow_file.records import ListedFunction

#: Sigmoids and hyperbolic tangents of one step, by cell; Hochreiter and Schmidhuber 1997, Cho et
#: al. 2014.
_GATES: Mapping[tuple[int, int], str] = {(3, 2): "LSTM", (2, 1): "GRU", (0, 1): "RNN"}
#: How many times as wide as the layer its kernels are.
GATES: Mapping[str, int] = {"LSTM": 4, "GRU": 3, "RNN": 1}
_PRODUCTS = 2


def cell_of(function: ListedFunction) -> str:
    """The cell; "" for any other function."""
    types = Counter(node.op for node in function.nodes.values())
    if types["MatMul"] != _PRODUCTS or not types["TensorListGetItem"]:
        return ""
    return _GATES.get((types["Sigmoid"], types["Tanh"]), "")
