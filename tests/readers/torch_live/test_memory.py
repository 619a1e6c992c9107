"""Which views of one memory share numbers, and which expressions explain a free size."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from netscribe.readers.torch.enlarged import Variable
from netscribe.readers.torch.free_sizes import FreeSizes
from netscribe.readers.torch.memory import overlap
from netscribe.readers.torch.tape import CallEvent, ModuleEvent, Sight, Tape

BASE = torch.arange(6 * 8).reshape(6, 8)


def sight_of(tensor: torch.Tensor, number: int = 0) -> Sight:
    shape, strides = tuple(tensor.shape), tuple(tensor.stride())
    return Sight(number, number, "int64", shape, 0, strides, tensor.storage_offset())


@st.composite
def views(draw: st.DrawFn) -> torch.Tensor:
    """A view of BASE: a window of it, perhaps transposed, perhaps with steps."""
    rows = slice(draw(st.integers(0, 5)), draw(st.integers(1, 6)), draw(st.integers(1, 2)))
    columns = slice(draw(st.integers(0, 7)), draw(st.integers(1, 8)), draw(st.integers(1, 3)))
    view = BASE[rows, columns]
    return view.T if draw(st.booleans()) else view


def share(first: torch.Tensor, second: torch.Tensor) -> bool:
    """Whether a number of BASE is in both; every number of it is there once."""
    return bool(set(first.flatten().tolist()) & set(second.flatten().tolist()))


@settings(max_examples=150, deadline=None)
@given(views(), views())
def test_views_that_share_numbers_are_never_taken_for_apart(
    first: torch.Tensor, second: torch.Tensor
) -> None:
    assert overlap(sight_of(first), sight_of(second)) or not share(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BASE[:, :4], BASE[:, 4:]),
        (BASE[:3], BASE[3:]),
        (BASE[:3, :4], BASE[3:, 4:]),
        (BASE[:, ::2], BASE[:, 1::2]),
        (BASE[:0], BASE),
    ],
)
def test_disjoint_views_are_told_apart(first: torch.Tensor, second: torch.Tensor) -> None:
    assert not overlap(sight_of(first), sight_of(second))


def tape_of(shape: tuple[int, ...]) -> Tape:
    sight = Sight(0, 0, "float32", shape, 0)
    return Tape((), (), ModuleEvent("", "M", events=(CallEvent("f", {"0": sight}),)), (sight,))


@pytest.mark.parametrize(
    ("size", "other", "expected"),
    [
        (2, 3, "B"),
        (16, 11, "T"),
        (17, 12, "T+1"),
        (32, 22, "2T"),
        (32, 33, "BT"),
        (128, 132, "4BT"),
        (8, 12, "4B"),
        (8, 6, None),
        (7, 7, 7),
    ],
)
def test_free_sizes_are_written_in_the_letters_of_the_inputs(
    size: int, other: int, expected: str | int | None
) -> None:
    sizes = FreeSizes((Variable("B", 2, 3), Variable("T", 16, 11)))
    tape = tape_of((size,))
    sizes.compare(tape, tape_of((other,)))
    assert sizes.shape_of(tape.sights[0]) == (expected,)
