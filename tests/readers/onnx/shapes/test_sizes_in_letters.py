"""Sizes in letters: text and value agree, whatever is computed with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.onnx.shapes import arithmetic
from netscribe.readers.onnx.shapes.broadcast import broadcast
from netscribe.readers.onnx.shapes.step import Element, Known, ShapeStep
from netscribe.readers.onnx.shapes.table import RULES, infer
from netscribe.readers.onnx.shapes.words import dim_of, size_of, size_of_text

_LETTERS = {"B": 3, "T": 7, "H": 24, "batch": 5, "seq_len": 11}


def _value(dim: Element) -> float:
    if not isinstance(dim, str):
        assert dim is not None
        return dim
    if dim in _LETTERS:
        return _LETTERS[dim]
    size = size_of_text(dim)
    total = size.constant
    for factors, count in size.terms:
        assert factors != (dim,), f"{dim} is not read as an expression"
        total += count * int(np.prod([_value(factor) for factor in factors]))
    return total // size.divisor


@st.composite
def _sizes(draw: st.DrawFn) -> Dim:
    """A size that some operations on letters and numbers give."""
    found: Element = draw(st.sampled_from(list(_LETTERS)))
    for _ in range(draw(st.integers(0, 3))):
        other = draw(st.sampled_from([*_LETTERS, 1, 2, 3, 16]))
        by = draw(st.sampled_from([arithmetic.plus, arithmetic.times, arithmetic.minus]))
        found = by(found, other)
        if draw(st.booleans()):
            found = arithmetic.ceiling(arithmetic.over(found, draw(st.integers(1, 4))))
    return arithmetic.dim(found)


@given(_sizes())
@example("⌊−B/2⌋+1")
def test_what_is_written_is_read_back(size: Dim) -> None:
    assert size is None or dim_of(size_of(size)) == size


@given(_sizes(), _sizes())
def test_sums_and_products_have_the_values_of_their_parts(first: Dim, second: Dim) -> None:
    for by, real in ((arithmetic.plus, np.add), (arithmetic.times, np.multiply)):
        found = by(first, second)
        if found is not None and first is not None and second is not None:
            assert _value(found) == real(_value(first), _value(second))


@given(_sizes(), st.integers(1, 9))
def test_rounded_quotients(size: Dim, divisor: int) -> None:
    up = arithmetic.ceiling(arithmetic.over(size, divisor))
    down = arithmetic.floor(arithmetic.over(size, divisor))
    positive = not str(size).startswith("−")
    if positive and size is not None and up is not None and down is not None:
        assert _value(up) == -(-_value(size) // divisor)
        assert _value(down) == _value(size) // divisor


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("2*batch", "2·batch"),
        ("s0*s1", "s0·s1"),
        ("((s0//2))", "⌊s0/2⌋"),
        ("floor((H - 1)/2) + 1", "⌈H/2⌉"),
        ("seq + 1", "seq+1"),
        ("2T", "2T"),
        ("⌈T/2⌉", "⌈T/2⌉"),
        ("Max(1, s0)", "Max(1, s0)"),
        ("batch size", "batch size"),
        ("Add_output(3", "Add_output(3"),
        ("T**99999999", "T**99999999"),
    ],
)
def test_what_exporters_write_is_understood_or_kept_as_a_word(written: str, printed: str) -> None:
    assert dim_of(size_of(written)) == printed


@st.composite
def _shapes_that_meet(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    full = draw(st.lists(st.integers(0, 4), max_size=5))
    pair = []
    for _ in range(2):
        start = draw(st.integers(0, len(full)))
        pair.append(tuple(1 if draw(st.booleans()) else size for size in full[start:]))
    return pair[0], pair[1]


@given(_shapes_that_meet())
def test_tensors_meet_as_in_numpy(pair: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    assert broadcast(pair) == np.broadcast_shapes(*pair)


@given(_shapes_that_meet(), st.integers(0, 2**32 - 1))
def test_contents_meet_as_in_numpy(
    pair: tuple[tuple[int, ...], tuple[int, ...]], seed: int
) -> None:
    random = np.random.default_rng(seed)
    arrays = [random.integers(-5, 5, shape) for shape in pair]
    tensors = tuple(
        Known(TensorType("int64", array.shape), tuple(array.flatten().tolist())) for array in arrays
    )
    (found,) = infer(ShapeStep("Add", "", 13, {}, tensors, 1))
    real = arrays[0] + arrays[1]
    assert found.shape == real.shape
    assert found.content in (tuple(real.flatten().tolist()), None)
    assert found.content is not None or real.size > 256


def test_a_letter_beside_a_one_wins_and_two_letters_stay_open() -> None:
    assert broadcast([("B", 1, "T"), ("T",)]) == ("B", 1, "T")
    assert broadcast([("B", 1), (1, 512)]) == ("B", 512)
    assert broadcast([("B",), ("T",)]) == (None,)


def _reshape(shape: Shape, target: tuple[Element, ...]) -> Shape | None:
    inputs = (
        Known(TensorType("float32", shape)),
        Known(TensorType("int64", (len(target),)), target),
    )
    return infer(ShapeStep("Reshape", "", 14, {}, inputs, 1))[0].shape


def test_a_reshape_divides_letters() -> None:
    assert _reshape(("B", "T", 768), ("B", "T", 12, -1)) == ("B", "T", 12, 64)
    assert _reshape(("B", "T", 768), (0, -1, 12, 64)) == ("B", "T", 12, 64)
    assert _reshape(("B", 12, "T", 64), ("B", "T", -1)) == ("B", "T", 768)
    assert _reshape(("B", 4, "H", "W"), ("B", -1)) == ("B", "4HW")
    assert _reshape(("B", "⌈H/2⌉", 8), (-1, 8)) == ("B⌈H/2⌉", 8)


_ODD_SIZES = st.lists(st.sampled_from([0, 1, -3, 2**62, "T", None]), max_size=4).map(tuple)
_ODD_TENSORS = st.builds(
    Known,
    st.builds(TensorType, st.just("int64"), st.one_of(st.none(), _ODD_SIZES)),
    st.one_of(st.none(), _ODD_SIZES),
)
_ODD_SETTINGS = st.dictionaries(
    st.sampled_from(["axis", "strides", "kernel_shape", "pads", "num_scan_inputs", "equation"]),
    st.one_of(
        st.integers(-9, 2**40),
        st.lists(st.integers(-3, 3), max_size=4).map(tuple),
        st.text(max_size=5),
    ),
)


@given(
    st.sampled_from(sorted(RULES[""])),
    st.lists(st.one_of(st.none(), _ODD_TENSORS), max_size=5).map(tuple),
    _ODD_SETTINGS,
)
def test_a_damaged_call_is_answered_all_the_same(
    operator: str, inputs: tuple[Known | None, ...], attributes: dict[str, object]
) -> None:
    found = infer(ShapeStep(operator, "", 13, attributes, inputs, 2))
    assert len(found) == 2
    sizes = [size for each in found for size in each.shape or ()]
    assert all(not isinstance(size, int) or size >= 0 for size in sizes)
