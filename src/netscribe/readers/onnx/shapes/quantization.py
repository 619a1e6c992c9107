"""Conversions between numbers and their quantised form.

In: a step. Out: its results. The zero point's dtype is that of the quantised tensor.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.results import one
from netscribe.readers.onnx.shapes.step import Results, Rule, ShapeStep


def _quantized(step: ShapeStep) -> Results:
    chosen = dtype_of(step.integer("output_dtype"))
    zero_point = step.given(2)
    return one(chosen or (zero_point.dtype if zero_point else "uint8"), step.shape())


def _dequantized(step: ShapeStep) -> Results:
    chosen = dtype_of(step.integer("output_dtype"))
    return one(chosen or step.dtype(1) or "float32", step.shape())


def _quantized_by_content(step: ShapeStep) -> Results:
    """DynamicQuantizeLinear: the tensor, its scale and its zero point."""
    return (*one("uint8", step.shape()), *one("float32", ()), *one("uint8", ()))


QUANTIZATION: Mapping[str, Rule] = {
    "QuantizeLinear": _quantized,
    "DequantizeLinear": _dequantized,
    "DynamicQuantizeLinear": _quantized_by_content,
}
