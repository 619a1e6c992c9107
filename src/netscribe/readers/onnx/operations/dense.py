"""Products with learned matrices, products of tensors, and tables that are looked up.

In: calls. Out: `Linear`, `Product`, `Einsum` facts. A product is called linear where its right
factor is a matrix that the file stores and its left one flows.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Einsum, Linear, Product, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed


def _is_matrix(call: OperatorCall, position: int) -> bool:
    shape = call.shape(position)
    return call.stored(position) and shape is not None and len(shape) == 2


def _scales(call: OperatorCall, *names: str) -> Settings:
    found = ((name, call.number(name)) for name in names)
    return tuple((name, printed(value)) for name, value in found if value not in (None, 1.0))


def _activation(call: OperatorCall) -> Settings:
    word = call.text("activation")
    return (("activation", word),) if word else ()


def _gemm(call: OperatorCall) -> Facts:
    """alpha A B + beta C, either factor transposed."""
    settings = (*_scales(call, "alpha", "beta"), *_activation(call))
    turned = call.flag("transB")
    units = call.size(1, 0 if turned else 1)
    biased = call.given(2) and call.number("beta", 1.0) != 0
    flows = not call.stored(0) and not call.flag("transA")
    bias_is_stored = not call.given(2) or call.stored(2)
    if flows and _is_matrix(call, 1) and units and bias_is_stored:
        return Facts(Kind.LINEAR, Linear(units=units, bias=biased, settings=settings))
    factors = (("transA", "first factor"), ("transB", "second factor"))
    transposed = tuple(("transposed", word) for name, word in factors if call.flag(name))
    return Facts(Kind.MATMUL, Product(settings=(*settings, *transposed)))


def _product(call: OperatorCall) -> Facts:
    units = call.size(1, -1)
    if not call.stored(0) and _is_matrix(call, 1) and units:
        return Facts(Kind.LINEAR, Linear(units=units, bias=False))
    return Facts(Kind.MATMUL, Product())


def _fused_product(call: OperatorCall) -> Facts:
    turned = call.flag("transB")
    units = call.size(1, -2 if turned else -1)
    settings = _scales(call, "alpha")
    plain = not call.flag("transA") and not call.flag("transBatchA")
    if plain and not call.stored(0) and _is_matrix(call, 1) and units:
        return Facts(Kind.LINEAR, Linear(units=units, bias=False, settings=settings))
    factors = (("transA", "first factor"), ("transB", "second factor"))
    transposed = tuple(("transposed", word) for name, word in factors if call.flag(name))
    return Facts(Kind.MATMUL, Product(settings=(*settings, *transposed)))


def _quantized(weight: int, bias: int, *, turned: str = "") -> Describer:
    """`turned` names the attribute that tells that the weight has the units first."""

    def describe(call: OperatorCall) -> Facts:
        units = call.size(weight, 0 if turned and call.flag(turned) else -1)
        there = bias > 0 and call.given(bias)
        if _is_matrix(call, weight) and units:
            return Facts(Kind.LINEAR, Linear(units=units, bias=there), ("int8",))
        return Facts(Kind.MATMUL, Product(), ("int8",))

    return describe


def _in_bits(call: OperatorCall) -> Facts:
    """Weights of few bits in blocks: N units over K features."""
    bits = call.integer("bits", 4)
    block = call.integer("block_size")
    settings: Settings = (("blocks of", str(block)),) if block else ()
    attributes = Linear(units=call.integer("N") or 0, bias=call.given(5), settings=settings)
    word = f"int{bits}" if call.op_type == "MatMulNBits" else "4 bits"
    return Facts(Kind.LINEAR, attributes, (word,))


def _einsum(call: OperatorCall) -> Facts:
    return Facts(Kind.EINSUM, Einsum(equation=_explicit(call.text("equation").strip())))


def _explicit(equation: str) -> str:
    """With the result that goes without saying: labels that stand once, in the alphabet's order."""
    if "->" in equation:
        return equation
    labels = [label for label in equation if label.isalpha()]
    dots = "..." if "..." in equation else ""
    kept = sorted(label for label in set(labels) if labels.count(label) == 1)
    return f"{equation}->{dots}{''.join(kept)}"


DENSES: Mapping[str, Describer] = {
    "Gemm": _gemm,
    "FusedGemm": _gemm,
    "GemmFastGelu": _product,
    "MatMul": _product,
    "FusedMatMul": _fused_product,
    "TransposeMatMul": _fused_product,
    "FusedMatMulActivation": _fused_product,
    "MatMulInteger": _quantized(1, -1),
    "QLinearMatMul": _quantized(3, -1),
    "QGemm": _quantized(3, 6, turned="transB"),
    "MatMulIntegerToFloat": _quantized(1, 6),
    "DynamicQuantizeMatMul": _quantized(1, 4),
    "MatMulNBits": _in_bits,
    "MatMulBnb4": _in_bits,
    "MatMulFpQ4": _in_bits,
    "Einsum": _einsum,
}
