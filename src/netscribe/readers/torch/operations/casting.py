"""Changes of dtype; and calls that change nothing but where or how a tensor is kept.

In: arguments. Out: `Casting` facts where the dtype of the result differs, else nothing: a copy, a
move to another device, another layout in memory is no operation of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Casting
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments

Describer = Callable[[Arguments], OperationFacts | None]


def cast_or_nothing(arguments: Arguments) -> OperationFacts | None:
    """A cast, if the dtype changes."""
    inputs, outputs = arguments.call.inputs, arguments.call.outputs
    if not inputs or not outputs or inputs[0].dtype == outputs[0].dtype:
        return None
    return arguments.facts(Kind.CAST, Casting(dtype=outputs[0].dtype))


# fmt: off
CASTINGS: Mapping[str, Describer] = dict.fromkeys((
    "to", "type", "type_as", "float", "double", "half", "bfloat16", "int", "long", "short", "byte",
    "char", "bool", "cfloat", "cdouble", "chalf", "cpu", "cuda", "xpu", "mtia", "ipu",
    "dequantize", "int_repr", "convert_element_type",
), cast_or_nothing)
# fmt: on
