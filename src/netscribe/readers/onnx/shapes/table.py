"""The shape rule of every operator, by domain and name.

In: a step. Out: one `Known` per result; `UNKNOWN` where no rule reaches. Semantics follow the
operator specification of ONNX and, for com.microsoft, that of ONNX Runtime's contrib operators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netscribe.graph.types import Dim, TensorType
from netscribe.readers.onnx.shapes.attention import ATTENTION
from netscribe.readers.onnx.shapes.control import CONTROL
from netscribe.readers.onnx.shapes.creation import CREATION
from netscribe.readers.onnx.shapes.elementwise import ELEMENTWISE
from netscribe.readers.onnx.shapes.microsoft import MICROSOFT
from netscribe.readers.onnx.shapes.normalization import NORMALIZATION, TRAINING
from netscribe.readers.onnx.shapes.positions import POSITIONS
from netscribe.readers.onnx.shapes.products import PRODUCTS
from netscribe.readers.onnx.shapes.quantization import QUANTIZATION
from netscribe.readers.onnx.shapes.recurrent import RECURRENT
from netscribe.readers.onnx.shapes.reductions import REDUCTIONS
from netscribe.readers.onnx.shapes.reshaping import RESHAPING
from netscribe.readers.onnx.shapes.resizing import RESIZING
from netscribe.readers.onnx.shapes.results import LARGEST_CONTENT
from netscribe.readers.onnx.shapes.slicing import SLICING
from netscribe.readers.onnx.shapes.step import UNKNOWN, Known, Results, Rule, ShapeStep
from netscribe.readers.onnx.shapes.texts import MACHINE_LEARNING, TEXTS

_ONNX: Mapping[str, Rule] = {
    **ELEMENTWISE,
    **POSITIONS,
    **PRODUCTS,
    **RESHAPING,
    **SLICING,
    **CREATION,
    **REDUCTIONS,
    **RESIZING,
    **RECURRENT,
    **NORMALIZATION,
    **QUANTIZATION,
    **ATTENTION,
    **CONTROL,
    **TEXTS,
}
RULES: Mapping[str, Mapping[str, Rule]] = {
    "": _ONNX,
    "ai.onnx": _ONNX,
    "ai.onnx.ml": {**MACHINE_LEARNING, "ArrayFeatureExtractor": SLICING["ArrayFeatureExtractor"]},
    "ai.onnx.preview": ATTENTION,
    "ai.onnx.preview.training": TRAINING,
    "ai.onnx.training": TRAINING,
    "com.microsoft": MICROSOFT,
    "com.microsoft.nchwc": POSITIONS,
}
#: What a rule may stumble over in a damaged file: lists too short, axes that are none.
_CONTRADICTIONS = (ArithmeticError, LookupError, TypeError, ValueError)


def infer(step: ShapeStep) -> Results:
    """What is known of each result of a call; never raises, whatever the file says.

    Sizes that depend on data (NonZero, Unique), and those where two different letters meet, are
    None in the shape: give each a letter of its own before the next call sees it, so that equal
    sizes are known to be equal further on.
    """
    rule = RULES.get(step.domain, {}).get(step.op_type)
    if rule is None:
        return (UNKNOWN,) * step.output_count
    try:
        found = rule(step)
    except _CONTRADICTIONS:
        return (UNKNOWN,) * step.output_count
    missing = step.output_count - len(found)
    return (*map(_sound, found[: step.output_count]), *(UNKNOWN,) * missing)


def _sound(known: Known) -> Known:
    """Without impossible sizes, and without contents that are large."""
    shape, content = known.shape, known.content
    if content is not None and len(content) > LARGEST_CONTENT:
        content = None
    if shape is not None and any(isinstance(size, int) and size < 0 for size in shape):
        shape = tuple(map(_possible, shape))
    if shape is known.shape and content is known.content:
        return known
    return replace(known, type=TensorType(known.dtype, shape), content=content)


def _possible(size: Dim) -> Dim:
    return None if isinstance(size, int) and size < 0 else size
