"""Every operator's rule against the onnx package: its node tests, their data, its inference."""

from __future__ import annotations

from collections import Counter

import numpy as np
import onnx
import pytest
from onnx import defs

from netscribe.graph.types import Dim, Shape
from netscribe.readers.onnx.shapes.table import RULES
from netscribe.readers.onnx.shapes.words import size_of_text
from readers.onnx.shapes.node_cases import Output, cases, outputs
from readers.onnx.shapes.witness import known_type, walked

#: Operators whose results have sizes that only their data tell.
_DATA = {"Unique", "NonMaxSuppression", "ImageDecoder", "StringSplit", "StringNormalizer"}
#: What a body gives in a later round, or a list that was empty at first, is not followed.
_BODIES = {"Loop", "Scan", "If", "Constant"}
#: What the numbers of kinds that numpy lacks come to is not followed.
_FOLLOWED = "biuf"
#: Graph operators of training, and classical models that give dictionaries.
_WITHOUT_RULE = {"Gradient", "DictVectorizer", "ZipMap"}


def _agrees(shape: Shape | None, real: np.ndarray) -> bool:
    if shape is None:
        return True
    fits = all(size is None or _value(size) == there for size, there in zip(shape, real.shape))
    return len(shape) == real.ndim and fits


def _value(size: Dim) -> int:
    """What an expression in the letters N2, N3, ... comes to if each is its number."""
    if not isinstance(size, str):
        return int(size or 0)
    parsed = size_of_text(size)
    if parsed.terms == (((size,), 1),):
        return int(size.removeprefix("N"))
    total = parsed.constant
    for factors, count in parsed.terms:
        total += count * int(np.prod([_value(factor) for factor in factors]))
    assert not parsed.exact or total % parsed.divisor == 0, f"{size} is no whole number"
    return total // parsed.divisor


@pytest.mark.parametrize("given", ["contents", "shapes", "letters"])
def test_shapes_are_those_of_the_real_results(given: str) -> None:
    wrong = {
        output.case: (output.found.shape, output.real.shape)
        for output in outputs(given)
        if output.real is not None and not _agrees(output.found.shape, output.real)
    }
    assert not wrong


def test_dtypes_are_those_declared() -> None:
    wrong = {
        output.case: (output.found, output.declared)
        for output in outputs("shapes")
        if output.found.dtype != output.declared.dtype
        or output.found.wrapper != output.declared.wrapper
    }
    assert not wrong


def test_contents_are_those_of_the_real_results() -> None:
    followed = [each for each in outputs("contents") if _is_followed(each)]
    wrong = {each.case for each in followed if not _same_content(each)}
    assert len(followed) > 150
    assert not wrong


def _is_followed(output: Output) -> bool:
    return output.real is not None and output.found.content is not None


def _same_content(output: Output) -> bool:
    assert output.real is not None and output.found.content is not None
    there = output.real.flatten().tolist()
    pairs = zip(output.found.content, there, strict=True)
    return all(one is None or one == pytest.approx(other, rel=1e-4) for one, other in pairs)


def test_all_sizes_are_known_where_the_inputs_are() -> None:
    lacking = Counter(
        output.operator
        for output in outputs("contents")
        if _is_plain(output) and (output.found.shape is None or None in output.found.shape)
    )
    assert set(lacking) <= _DATA | _BODIES


def _is_plain(output: Output) -> bool:
    written_out = output.case.endswith("_expanded")
    return output.real is not None and output.real.dtype.kind in _FOLLOWED and not written_out


def test_no_less_is_known_than_the_package_infers() -> None:
    lacking: dict[str, tuple[object, object]] = {}
    followed = [case for case in cases() if case.model.graph.node[0].op_type not in _BODIES]
    for case in followed:
        bare = onnx.ModelProto()
        bare.CopyFrom(case.model)
        for value in bare.graph.output:
            value.type.Clear()
        inferred = onnx.shape_inference.infer_shapes(bare, data_prop=True).graph.output
        found = walked(case.model, {}).found
        for value in inferred:
            theirs, ours = known_type(value.type).shape, found[value.name].shape
            if not _is_at_least(ours, theirs):
                lacking[case.name] = (ours, theirs)
    assert not lacking


def _is_at_least(ours: Shape | None, theirs: Shape | None) -> bool:
    if theirs is None:
        return True
    if ours is None or len(ours) != len(theirs):
        return False
    pairs = zip(ours, theirs, strict=True)
    return all(not isinstance(their, int) or our == their for our, their in pairs)


def test_every_operator_of_the_package_has_a_rule() -> None:
    without = {
        schema.name
        for schema in defs.get_all_schemas()
        if schema.name not in RULES.get(schema.domain, {})
    }
    assert without == _WITHOUT_RULE
