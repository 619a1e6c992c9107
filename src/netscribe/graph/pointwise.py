"""Names of functions that keep every axis as it is: element by element, or along one axis.

Read by the rules for axes and sizes; a function that is not named here claims nothing.
"""

from __future__ import annotations

# fmt: off
#: Mathematical functions of one or more tensors.
POINTWISE = frozenset({
    "abs", "absolute", "add", "addcdiv", "addcmul", "angle", "arccos", "arccosh", "arcsin",
    "arcsinh", "arctan", "arctan2", "arctanh", "bitwise_and", "bitwise_not", "bitwise_or",
    "bitwise_xor", "ceil", "clamp", "clip", "complex", "conj", "conj_physical", "cos", "cosh",
    "cumprod", "cumsum", "deg2rad", "dequantize", "divide", "equal", "erf", "erfc", "erfinv",
    "exp", "exp2", "expm1", "fill", "floor", "floor_divide", "fmod", "frac", "greater",
    "greater_equal", "imag", "isfinite", "isinf", "isnan", "lerp", "less", "less_equal",
    "lgamma", "log", "log10", "log1p", "log2", "logaddexp", "logcumsumexp", "logical_and",
    "logical_not", "logical_or", "logical_xor", "logit", "masked_fill", "maximum", "minimum",
    "mod", "multiply", "nan_to_num", "neg", "negative", "not_equal", "ones_like", "polar",
    "pow", "power", "quantize", "rad2deg", "real", "reciprocal", "relu", "reverse_sequence",
    "rotary_embedding", "round", "rsqrt", "sigmoid", "sign", "silu", "sin", "sinc", "sinh",
    "softmax", "softplus", "sort", "sqrt", "square", "stop_gradient", "subtract", "tan", "tanh",
    "tril", "triu", "true_divide", "trunc", "where", "zeros_like",
})
# fmt: on

# fmt: off
#: Preprocessing that changes numbers, not sizes; in lower case without underscores.
RESCALING = frozenset({
    "rescaling", "normalization", "randomflip", "randomrotation", "randombrightness",
    "randomcontrast", "randomtranslation", "randomzoom", "randomshear",
    "randomcolordegeneration", "randomcolorjitter", "randomelastictransform", "randomerasing",
    "randomgaussianblur", "randomgrayscale", "randomhue", "randominvert", "randomperspective",
    "randomposterization", "randomsaturation", "randomsharpness", "augmix", "autocontrast",
    "equalization", "randaugment", "solarization",
    "contrastlimitedadaptivehistogramequalization",
})
# fmt: on

#: Lookups that give one index per item, unless told to give something else.
LOOKUPS = frozenset({"hashing", "integerlookup", "stringlookup", "discretization"})
