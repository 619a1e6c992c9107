"""The shape rule of every operator, by domain and name.

In: a step. Out: one `Known` per result; `UNKNOWN` where no rule reaches. Semantics follow the
operator specification of ONNX and, for com.microsoft, that of ONNX Runtime's contrib operators.
"""

from __future__ import annotations

from netscribe.readers.onnx.shapes.step import UNKNOWN, Results, ShapeStep


def infer(step: ShapeStep) -> Results:
    """What is known of each result of a call; never raises, whatever the file says.

    Sizes that depend on data (NonZero, Unique) are None in the shape: give each a letter of its
    own before the next call sees it, so that equal sizes are known to be equal further on.
    """
    return (UNKNOWN,) * step.output_count
