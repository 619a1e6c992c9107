"""CoreML's words for operations that differ in their function alone, and the house's.

In: nothing. Out: tables by kind.
"""

from __future__ import annotations

from collections.abc import Mapping

OPERATORS: Mapping[str, str] = {
    "add": "add", "sub": "subtract", "mul": "multiply", "real_div": "divide",
    "floor_div": "floor_divide", "mod": "mod", "pow": "power", "maximum": "maximum",
    "minimum": "minimum", "equal": "equal", "not_equal": "not_equal", "greater": "greater",
    "greater_equal": "greater_equal", "less": "less", "less_equal": "less_equal",
    "logical_and": "logical_and", "logical_or": "logical_or", "logical_xor": "logical_xor",
}  # fmt: skip
FUNCTIONS: Mapping[str, str] = {
    "abs": "absolute", "acos": "arccos", "asin": "arcsin", "atan": "arctan", "atanh": "arctanh",
    "ceil": "ceil", "cos": "cos", "cosh": "cosh", "erf": "erf", "exp": "exp", "exp2": "exp2",
    "floor": "floor", "inverse": "reciprocal", "log": "log", "logical_not": "logical_not",
    "round": "round", "rsqrt": "rsqrt", "sign": "sign", "sin": "sin", "sinh": "sinh",
    "sqrt": "sqrt", "square": "square", "tan": "tan", "threshold": "threshold", "cumsum": "cumsum",
    "argsort": "argsort", "non_zero": "nonzero", "non_maximum_suppression":
    "non-maximum suppression", "scatter": "scatter", "scatter_nd": "scatter",
    "scatter_along_axis": "scatter", "resample": "grid_sample", "affine": "affine_grid",
    "crop_resize": "crop and resize", "band_part": "band part", "shape": "shape",
    "quantize": "quantize", "dequantize": "dequantize", "read_state": "read state",
    "coreml_update_state": "write state", "write_state": "write state",
    "classify": "class labels", "sliding_windows": "sliding windows",
}  # fmt: skip
ACTIVATIONS: Mapping[str, str] = {
    "relu": "relu", "sigmoid": "sigmoid", "tanh": "tanh", "silu": "silu", "softplus": "softplus",
    "softsign": "softsign", "sigmoid_hard": "hard_sigmoid", "scaled_tanh": "scaled tanh",
    "softplus_parametric": "softplus", "linear_activation": "scale and shift",
    "clamped_relu": "clamped relu", "thresholded_relu": "thresholded_relu",
}  # fmt: skip
REDUCTIONS: Mapping[str, str] = {
    "reduce_mean": "mean", "reduce_sum": "sum", "reduce_max": "max", "reduce_min": "min",
    "reduce_prod": "prod", "reduce_argmax": "argmax", "reduce_argmin": "argmin",
    "reduce_l1_norm": "l1 norm", "reduce_l2_norm": "norm", "reduce_log_sum": "log sum",
    "reduce_log_sum_exp": "logsumexp", "reduce_sum_square": "sum of squares",
}  # fmt: skip
