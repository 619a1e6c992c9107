"""The dtype of an operation's results.

In: a node and the types of what it reads. Out: the array-API word, "" where it is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.readers.netlist.operation import Operand
from netscribe.readers.tensorflow_file.records import ListedNode

_LOGICAL = frozenset((
    "Less", "LessEqual", "Greater", "GreaterEqual", "Equal", "NotEqual", "LogicalAnd", "LogicalOr",
    "LogicalNot", "IsNan", "IsInf", "IsFinite", "All", "Any", "InTopK", "InTopKV2",
))  # fmt: skip
#: Attributes that name the results' dtype, by operation; others say it in "T" or "dtype".
_NAMED = {
    "Cast": "DstT", "Shape": "out_type", "ShapeN": "out_type", "Size": "out_type",
    "ArgMax": "output_type", "ArgMin": "output_type", "Gather": "Tparams", "GatherV2": "Tparams",
    "GatherNd": "Tparams", "OneHot": "TI", "Dequantize": "dtype", "Bucketize": "",
    "LookupTableFindV2": "Tout", "Range": "Tidx",
}  # fmt: skip
_INDICES = frozenset(("Where", "NonMaxSuppressionV3", "Bucketize", "Rank"))


def result_dtype(node: ListedNode, inputs: Sequence[Operand], index: int) -> str:
    """The dtype of one result."""
    attributes = node.attributes
    if node.op in _LOGICAL:
        return "bool"
    if node.op in _INDICES or (node.op.startswith("TopK") and index == 1):
        return "int64" if node.op == "Where" else "int32"
    if node.op == "OneHot":
        return _word(attributes.get("T"))
    if node.op in ("Shape", "ShapeN", "Size"):
        return _word(attributes.get("out_type")) or "int32"
    if node.op in ("ArgMax", "ArgMin"):
        return _word(attributes.get("output_type")) or "int64"
    for name in (_NAMED.get(node.op, ""), "Tout", "output_types", "dtype", "T", "out_type"):
        found = attributes.get(name)
        if isinstance(found, tuple) and index < len(found):
            found = found[index]
        if _word(found):
            return _word(found)
    return inputs[0].type.dtype if inputs else ""


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
