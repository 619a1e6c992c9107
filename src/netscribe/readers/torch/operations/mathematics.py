"""Functions of tensors that have no record of their own: sines, sorts, scatters, transforms.

In: arguments. Out: `Function` facts, with the call's constants as settings. Function words are
those of the sister table of Keras where there is one there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Function, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, holds_tensor
from netscribe.readers.torch.operations.printing import index_text, printed

Describer = Callable[[Arguments], OperationFacts | None]

#: Arguments that say how, not what.
_NOT_SETTINGS = frozenset(
    {
        "out", "dtype", "device", "layout", "requires_grad", "memory_format", "pin_memory",
        "generator", "inplace", "training", "train", "names", "size_average",
        "cudnn_enabled", "pad_mode", "non_blocking", "copy",
    }
)  # fmt: skip
#: Functions that Keras calls otherwise.
_WORDS = {
    "abs": "absolute",
    "neg": "negative",
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atanh": "arctanh",
    "sgn": "sign",
    "clamp": "clip",
    "topk": "top_k",
    "ndtr": "normal cdf",
    "gammaln": "lgamma",
    "psi": "digamma",
    "cumulative_trapezoid": "cumulative trapezoid",
}

# fmt: off
_FUNCTIONS = """
abs neg acos acosh asin asinh atan atanh arccos arccosh arcsin arcsinh arctan arctanh sin cos tan
sinh cosh exp exp2 expm1 log log2 log10 log1p sqrt rsqrt square reciprocal erf erfc erfinv erfcx
floor ceil round trunc frac sign sgn signbit deg2rad rad2deg sinc logit lgamma digamma
polygamma mvlgamma igamma igammac i0 i0e i1 i1e ndtr ndtri log_ndtr entr zeta gammaln gammainc
gammaincc psi multigammaln xlog1py bessel_j0 bessel_j1 bessel_y0 bessel_y1 airy_ai
bitwise_not logical_not isnan isinf isfinite isneginf isposinf isreal isin nan_to_num
clamp clamp_min clamp_max where masked_fill lerp addcmul addcdiv
cumsum cumprod cummax cummin logcumsumexp sort argsort topk msort kthvalue tril triu diff gradient
diag diag_embed diagflat trace bincount histc histogram histogramdd searchsorted bucketize
unique unique_consecutive nonzero nonzero_static argwhere one_hot unravel_index
meshgrid cartesian_prod combinations block_diag kron cross trapezoid trapz cumulative_trapezoid
cdist pdist dist cosine_similarity pairwise_distance renorm vander cov corrcoef
matrix_power matrix_exp inverse pinverse pinv det logdet slogdet cholesky
cholesky_ex cholesky_inverse cholesky_solve qr svd svdvals svd_lowrank pca_lowrank eig eigh eigvals
eigvalsh lu lu_factor lu_factor_ex lu_solve lu_unpack lstsq solve solve_ex solve_triangular
triangular_solve inv inv_ex ldl_factor ldl_factor_ex ldl_solve householder_product orgqr ormqr
geqrf lobpcg tensorinv tensorsolve vecdot cond matrix_rank symeig nuclear_norm frobenius_norm
norm_except_dim
fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 rfftn irfftn hfft ihfft hfft2 ihfft2 hfftn
ihfftn fftshift ifftshift stft istft
complex polar real imag angle conj conj_physical view_as_complex
view_as_real
setitem index_put index_add index_copy index_fill index_reduce put scatter scatter_add
scatter_reduce masked_scatter copy fill fill_diagonal select_scatter slice_scatter
diagonal_scatter as_strided_scatter segment_reduce
grid_sample grid_sampler grid_sampler_2d grid_sampler_3d affine_grid affine_grid_generator
fold unfold im2col col2im
frexp sum_to_size to_padded_tensor to_sparse to_dense to_sparse_coo to_sparse_csr
to_sparse_csc to_sparse_bsr to_sparse_bsc coalesce sparse_mask smm spmm hspmm sspaddmm saddmm dsmm
hsmm
quantize_per_tensor quantize_per_channel quantize_per_tensor_dynamic fake_quantize_per_tensor_affine
fake_quantize_per_channel_affine fused_moving_avg_obs_fake_quant
pad_sequence pack_padded_sequence pad_packed_sequence pack_sequence unpad_sequence
batch_norm_stats batch_norm_elemt hash_tensor native_norm
chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w
shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v
shifted_chebyshev_polynomial_w hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l
legendre_polynomial_p modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1
scaled_modified_bessel_k0 scaled_modified_bessel_k1 spherical_bessel_j0
"""
# fmt: on


def _function(word: str) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        attributes = Function(function=word, settings=constants(arguments))
        roles = arguments.roles({"mask": "mask", "index": "index", "condition": "condition"})
        return arguments.facts(Kind.MATH, attributes, roles)

    return describe


def constants(arguments: Arguments) -> Settings:
    """What the call says in numbers and words; axes by their own word, the last as -1."""
    found: list[tuple[str, str]] = []
    for name, value in arguments.values.items():
        if name in _NOT_SETTINGS or value is None or value is False or holds_tensor(value):
            continue
        if name == "dim" and arguments.axis("dim") is not None:
            found.append(("axis", str(arguments.axis("dim"))))
        elif name.isdecimal():
            found.append((f"argument {int(name) + 1}", printed(value)))
        elif name not in ("input", "tensors"):
            found.append((name.strip("_").replace("_", " "), printed(value)))
    return tuple(found)


def _limits(low: str, high: str) -> Describer:
    """`clamp` and its one-sided forms."""

    def describe(arguments: Arguments) -> OperationFacts:
        settings = arguments.settings(*(name for name in (low, high) if name))
        attributes = Function(function="clip", settings=settings)
        return arguments.facts(Kind.MATH, attributes)

    return describe


def _diagonal_part(word: str) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        offset = arguments.integer("diagonal") or 0
        settings: Settings = (("k", str(offset)),)
        return arguments.facts(Kind.MATH, Function(function=word, settings=settings))

    return describe


def _top_k(arguments: Arguments) -> OperationFacts:
    axis = arguments.axis("dim")
    settings = (
        *arguments.settings("k"),
        *((("axis", str(axis)),) if axis not in (None, -1) else ()),
        *((("smallest", ""),) if not arguments.flag("largest", True) else ()),
        *((("sorted", "yes"),) if arguments.flag("sorted", True) else ()),
    )
    return arguments.facts(Kind.MATH, Function(function="top_k", settings=settings))


def _set_items(arguments: Arguments) -> OperationFacts:
    index, value = arguments.values.get("index"), arguments.raw("value")
    settings: Settings = (("at", f"[{index_text(index)}]"),)
    if value is not None and not holds_tensor(value):
        settings = (*settings, ("value", printed(value)))
    roles = arguments.roles({"index": "index", "value": "update"})
    return arguments.facts(Kind.MATH, Function(function="set items", settings=settings), roles)


MATHEMATICS: Mapping[str, Describer] = {
    **{name: _function(_WORDS.get(name, name)) for name in _FUNCTIONS.split()},
    "clamp": _limits("min", "max"),
    "clamp_min": _limits("min", ""),
    "clamp_max": _limits("", "max"),
    "tril": _diagonal_part("tril"),
    "triu": _diagonal_part("triu"),
    "topk": _top_k,
    "setitem": _set_items,
}
