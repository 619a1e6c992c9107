"""Sizes in letters: arithmetic agrees with numbers, and so does the printed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netscribe.graph.sizes import (
    Size,
    add,
    divide,
    divide_up,
    multiply,
    of_letter,
    of_number,
    product,
    text,
)
from written_sizes import value_of

T, H, W = (of_letter(letter) for letter in "THW")


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (add(T, of_number(-2)), "T−2"),
        (multiply(T, of_number(2)), "2T"),
        (divide_up(T, 2), "⌈T/2⌉"),
        (divide_up(divide_up(T, 2), 2), "⌈T/4⌉"),
        (divide(divide(T, 2), 2), "⌊T/4⌋"),
        (add(divide(add(T, of_number(-3)), 2), of_number(1)), "⌈T/2⌉−1"),
        (divide(multiply(T, of_number(4)), 2), "2T"),
        (divide(T, 2, exact=True), "T/2"),
        (multiply(divide_up(T, 2), of_number(2)), "2⌈T/2⌉"),
        (product((H, W, of_number(64))), "64HW"),
        (multiply(add(T, of_number(-2)), of_number(64)), "64T−128"),
        (add(of_letter("T"), of_letter("S")), "S+T"),
        (multiply(T, T), "T²"),
        (of_number(224), "224"),
        (multiply(of_letter("steps"), of_number(2)), "2·steps"),
        (divide(of_letter("T+2"), 2), "⌊(T+2)/2⌋"),
    ],
)
def test_normal_forms_are_printed_as_a_reader_expects(size: Size, written: str) -> None:
    assert text(size) == written


_steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(-5, 9)),
        st.tuples(st.just("multiply"), st.integers(1, 4)),
        st.tuples(st.just("divide"), st.integers(1, 4)),
        st.tuples(st.just("divide up"), st.integers(1, 4)),
        st.tuples(st.just("add letter"), st.just(0)),
        st.tuples(st.just("multiply letter"), st.just(0)),
    ),
    max_size=6,
)


@given(_steps, st.integers(50, 90), st.integers(50, 90))
def test_text_of_any_arithmetic_has_the_value_of_the_numbers(
    steps: list[tuple[str, int]], t: int, s: int
) -> None:
    size, number = T, t
    for word, amount in steps:
        if word == "add":
            size, number = add(size, of_number(amount)), number + amount
        elif word == "multiply":
            size, number = multiply(size, of_number(amount)), number * amount
        elif word == "divide":
            size, number = divide(size, amount), number // amount
        elif word == "divide up":
            size, number = divide_up(size, amount), -(-number // amount)
        elif word == "add letter":
            size, number = add(of_letter("S"), size), number + s
        else:
            size, number = multiply(of_letter("S"), size), number * s
    assert value_of(text(size), {"T": t, "S": s}) == number


def test_nested_rounding_has_one_normal_form() -> None:
    thrice = divide_up(divide_up(divide_up(T, 2), 2), 2)
    assert thrice == divide_up(T, 8)


def test_dividing_by_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot divide"):
        divide(T, 0)
