"""The numbers by which ONNX files name element types (`TensorProto.DataType`), as our words."""

from __future__ import annotations

from collections.abc import Mapping

DTYPES: Mapping[int, str] = {
    1: "float32",
    2: "uint8",
    3: "int8",
    4: "uint16",
    5: "int16",
    6: "int32",
    7: "int64",
    8: "string",
    9: "bool",
    10: "float16",
    11: "float64",
    12: "uint32",
    13: "uint64",
    14: "complex64",
    15: "complex128",
    16: "bfloat16",
    17: "float8_e4m3fn",
    18: "float8_e4m3fnuz",
    19: "float8_e5m2",
    20: "float8_e5m2fnuz",
    21: "uint4",
    22: "int4",
    23: "float4_e2m1",
    24: "float8_e8m0",
    25: "uint2",
    26: "int2",
}


def dtype_of(code: object) -> str:
    """The word for an element type's number; "" for one that ONNX does not have."""
    return DTYPES.get(code, "") if isinstance(code, int) else ""
