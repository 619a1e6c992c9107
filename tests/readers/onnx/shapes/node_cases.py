"""The node tests of the onnx package: one small model per operator and setting, with its data."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases

from netscribe.graph.types import TensorType
from netscribe.readers.onnx.shapes.step import Known
from readers.onnx.shapes.witness import known_array, known_type, walked

#: Elements that numpy has no dtype of its own for are left to their declared type.
_PLAIN = "biufO"


@dataclass(frozen=True)
class Output:
    """One result of a case: what our rules say, what the file declares, and the real tensor."""

    case: str
    operator: str
    found: Known
    declared: Known
    real: np.ndarray | None


@cache
def cases() -> tuple[onnx.backend.test.case.test_case.TestCase, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(collect_testcases(None))


def outputs(given: str) -> Iterator[Output]:
    """All results of all cases.

    Args:
        given: what the rules are told of the inputs beside their dtypes: "contents", "shapes", or
            "letters": a letter for every size but 1, and the contents of lists of whole numbers.
    """
    for case in cases():
        inputs, results = case.data_sets[0]
        known = {
            value.name: _told(np.asarray(array), given)
            for value, array in zip(case.model.graph.input, inputs, strict=False)
            if isinstance(array, (np.ndarray, np.generic)) and array.dtype.kind in _PLAIN
        }
        found = walked(case.model, known).found
        for value, array in zip(case.model.graph.output, results, strict=False):
            real = np.asarray(array) if isinstance(array, (np.ndarray, np.generic)) else None
            operator = case.model.graph.node[0].op_type
            declared = known_type(value.type)
            yield Output(case.name, operator, found[value.name], declared, real)


def _told(array: np.ndarray, given: str) -> Known:
    known = known_array(array)
    if given == "contents":
        return known
    if given == "shapes":
        return Known(known.type)
    if known.content is not None and array.dtype.kind in "iu":
        return known
    if known.content is not None and array.ndim < 2 and array.dtype.kind == "f":
        return known
    letters = tuple(f"N{size}" if size > 1 else size for size in array.shape)
    return Known(TensorType(known.dtype, letters))
