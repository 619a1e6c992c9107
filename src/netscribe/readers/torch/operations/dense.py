"""Products with learned matrices, products of tensors, and tables that are looked up.

In: arguments. Out: `Linear`, `Product`, `Einsum` and `Embedding` facts. A product is called linear
where its right factor is a matrix of weights and its left one the tensor that flows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Einsum, Embedding, Function, Linear, Product, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.torch.facts import OperationFacts, ParameterArgument, TensorArgument
from netscribe.readers.torch.operations.arguments import Arguments, is_tensor, whole
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]


def _size(shape: Shape | None, axis: int) -> int | None:
    if not shape or not -len(shape) <= axis < len(shape):
        return None
    size = shape[axis]
    return size if isinstance(size, int) else None


def _linear(arguments: Arguments) -> OperationFacts:
    """`x Wᵀ + b`; a weight that was computed before (weight norm, LoRA) is an input as well."""
    units = _size(arguments.shape_of("weight"), 0)
    if units is None:
        units = whole(arguments.setting("out_features")) or _size(arguments.made, -1)
    packed = arguments.raw("weight") is not None and not is_tensor(arguments.raw("weight"))
    attributes = Linear(
        units=units or 0,
        bias=packed or arguments.raw("bias") not in (None, False),
        settings=(("weights", "quantized"),) if packed else (),
    )
    roles = arguments.roles({"weight": "kernel", "bias": "bias"})
    return arguments.facts(Kind.LINEAR, attributes, roles)


def _is_learned_matrix(value: object) -> bool:
    return isinstance(value, ParameterArgument) and len(value.type.shape or ()) == 2


def _product(arguments: Arguments) -> OperationFacts:
    left, right = arguments.raw("input"), arguments.raw("other")
    units = _size(arguments.shape_of("other"), 1)
    if isinstance(left, TensorArgument) and _is_learned_matrix(right) and units:
        return arguments.facts(Kind.LINEAR, Linear(units=units, bias=False))
    return arguments.facts(Kind.MATMUL, Product())


def _with_scales(arguments: Arguments) -> OperationFacts:
    """Products of many matrices at once (mixture of experts), or of quantized ones."""
    found = arguments.roles({"offs": "offsets", "bias": "bias"})
    return arguments.facts(Kind.MATMUL, Product(), found)


def _reflected_product(arguments: Arguments) -> OperationFacts:
    return arguments.facts(Kind.MATMUL, Product(settings=(("operands", "swapped"),)))


def _tensordot(arguments: Arguments) -> OperationFacts:
    settings = tuple(("axes", text) for _, text in arguments.settings("dims"))
    return arguments.facts(Kind.MATMUL, Product(settings=settings))


def _plus_product(left: str, right: str) -> Describer:
    """`addmm` and its kin: beta x input + alpha x (left @ right)."""

    def describe(arguments: Arguments) -> OperationFacts:
        beta, alpha = arguments.number("beta"), arguments.number("alpha")
        scales = (("beta", beta), ("alpha", alpha))
        settings: Settings = tuple(
            (word, printed(value)) for word, value in scales if value not in (None, 1.0)
        )
        units = _size(arguments.shape_of(right), 1)
        flows = isinstance(arguments.raw(left), TensorArgument)
        learned = _is_learned_matrix(arguments.raw(right)) and flows
        vector = len(arguments.shape_of("input") or ()) == 1
        if learned and units and vector and beta != 0:
            return arguments.facts(Kind.LINEAR, Linear(units=units, bias=True, settings=settings))
        roles = arguments.roles({"input": "addend"})
        return arguments.facts(Kind.MATMUL, Product(settings=settings), roles)

    return describe


def _einsum(arguments: Arguments) -> OperationFacts:
    equation = arguments.raw("equation")
    text = _explicit(equation.strip()) if isinstance(equation, str) else ""
    return arguments.facts(Kind.EINSUM, Einsum(equation=text))


def _explicit(equation: str) -> str:
    """With the result that goes without saying: labels that stand once, in the alphabet's order."""
    if "->" in equation:
        return equation
    labels = [label for label in equation if label.isalpha()]
    dots = "..." if "..." in equation else ""
    kept = sorted(label for label in set(labels) if labels.count(label) == 1)
    return f"{equation}->{dots}{''.join(kept)}"


def _bilinear(arguments: Arguments) -> OperationFacts:
    units = _size(arguments.shape_of("weight"), 0) or _size(arguments.made, -1)
    there = arguments.raw("bias") not in (None, False)
    settings: Settings = (("units", printed(units)),) if units else ()
    attributes = Function(
        function="bilinear", settings=settings if there else (*settings, ("bias", "no"))
    )
    return arguments.facts(Kind.MATH, attributes)


def _embedding(arguments: Arguments) -> OperationFacts:
    """The padding row changes training alone, and goes unsaid."""
    first = arguments.type_of("input")
    # `torch.embedding` takes the table first, `F.embedding` the indices
    swapped = first is not None and "float" in first.dtype
    name = "input" if swapped else "weight"
    table = arguments.shape_of(name)
    attributes = Embedding(
        vocabulary=_size(table, 0) or 0,
        width=_size(table, 1) or 0,
        settings=arguments.settings("max_norm"),
    )
    return arguments.facts(Kind.EMBEDDING, attributes, arguments.roles({name: "kernel"}))


def _embedding_bag(arguments: Arguments) -> OperationFacts:
    table = arguments.shape_of("weight")
    mode = arguments.raw("mode")
    word = mode if isinstance(mode, str) else {0: "sum", 1: "mean", 2: "max"}.get(whole(mode) or 0)
    if mode is None:
        word = "mean"
    attributes = Embedding(
        vocabulary=_size(table, 0) or 0,
        width=_size(table, 1) or 0,
        settings=(("bags by", str(word)), *arguments.settings("max_norm", "padding_idx")),
    )
    roles = {"offsets": "offsets", "per_sample_weights": "weights", "weight": "kernel"}
    return arguments.facts(Kind.EMBEDDING, attributes, arguments.roles(roles))


DENSES: Mapping[str, Describer] = {
    **dict.fromkeys(("linear", "linear_dynamic"), _linear),
    **dict.fromkeys(("matmul", "mm", "bmm", "mv", "dot", "inner", "vdot", "outer"), _product),
    **dict.fromkeys(("ger", "multi_dot", "chain_matmul"), _product),
    **dict.fromkeys(("grouped_mm", "scaled_grouped_mm", "scaled_mm"), _with_scales),
    "rmatmul": _reflected_product,
    "tensordot": _tensordot,
    "addmm": _plus_product("mat1", "mat2"),
    "addmv": _plus_product("mat", "vec"),
    "addr": _plus_product("vec1", "vec2"),
    "baddbmm": _plus_product("batch1", "batch2"),
    "addbmm": _plus_product("batch1", "batch2"),
    "einsum": _einsum,
    "bilinear": _bilinear,
    "embedding": _embedding,
    "embedding_bag": _embedding_bag,
}
