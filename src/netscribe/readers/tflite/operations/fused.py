"""The activation that an operator of TensorFlow Lite applies to its own result.

In: an operation. Out: `Activation`, or None.
"""

from __future__ import annotations

from netscribe.graph.attributes import Activation
from netscribe.readers.netlist.operation import Operation

_FUNCTIONS = {
    1: Activation(function="relu"),
    2: Activation(function="hard_tanh"),
    3: Activation(function="relu", max_value=6.0),
    4: Activation(function="tanh"),
    5: Activation(function="sign"),
}


def fused(operation: Operation) -> Activation | None:
    """The function in the operator's options."""
    return _FUNCTIONS.get(operation.integer("activation"))
