"""Activations that TensorFlow's graph holds as arithmetic: SiLU, GELU, mish and the hard ones.

In: a region. Out: the function it computes, or "". Hendrycks and Gimpel 2016 (GELU), Ramachandran
et al. 2017 (swish, which is SiLU), Misra 2019 (mish), Howard et al. 2019 (hard swish).
"""

from __future__ import annotations

from netscribe.readers.netlist.operation import Operation
from netscribe.readers.tensorflow_file.recognition.region import Region
from netscribe.readers.tensorflow_file.recognition.wires import flowing, number_in, weights_in

_TYPES = frozenset((
    "Mul", "AddV2", "Add", "Sub", "Neg", "Sigmoid", "Tanh", "Erf", "Erfc", "Softplus", "Relu6",
    "Relu", "Pow", "RealDiv", "Square", "Cast", "Maximum", "Minimum", "Cube",
))  # fmt: skip
#: The constant in the approximation of GELU by tanh.
_CUBIC = 0.044715


def may_belong(operation: Operation) -> bool:
    """Whether an operation may be part of an activation's arithmetic."""
    return operation.type_name in _TYPES and not weights_in(operation)


def function_of(region: Region) -> tuple[str, bool]:
    """The function's name, and whether it is approximated; ("", False) for anything else."""
    types = region.types
    gated = region.source.key in {item.key for item in flowing(region.last)}
    numbers = [number for item in region.operations if (number := number_in(item)) is not None]
    size = len(region.operations)
    if types & {"Erf", "Erfc"} and types <= _GELU:
        return ("gelu", False) if region.last.type_name == "Mul" else ("", False)
    if "Tanh" in types and any(abs(number - _CUBIC) < 1e-4 for number in numbers):
        return ("gelu", True) if region.last.type_name == "Mul" else ("", False)
    if types == {"Sigmoid", "Mul"} and gated and size <= 3 and set(numbers) <= {1.0}:
        return "silu", False
    if types == {"Softplus", "Tanh", "Mul"} and gated and size == 3:
        return "mish", False
    if "Relu6" in types and size > 1 and types <= _HARD and 3.0 in numbers:
        return _hard(region, numbers)
    return "", False


_GELU = frozenset(("Erf", "Erfc", "Mul", "Neg", "AddV2", "Add", "RealDiv", "Cast"))
_HARD = frozenset(("Relu6", "AddV2", "Add", "Mul", "RealDiv"))


def _hard(region: Region, numbers: list[float]) -> tuple[str, bool]:
    """relu6(x + 3) / 6, times x or not; only when the sixth has been taken."""
    sixth = any(abs(number - 6.0) < 1e-6 or abs(number - 1 / 6) < 1e-6 for number in numbers)
    if not sixth:
        return "", False
    used = [
        item for item in region.operations if region.source.key in {a.key for a in flowing(item)}
    ]
    return ("hard_silu" if len(used) > 1 else "hard_sigmoid"), False
