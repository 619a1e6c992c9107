"""Arithmetic on sizes and on the elements of small tensors, letters included.

In: elements: numbers, truth values, sizes in letters, None where not known. Out: the same. Results
that letters do not decide are None, with one leave that every rule takes: a size is no negative
number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from netscribe.graph.sizes import Size, add, divide, divide_up, multiply, of_number
from netscribe.graph.types import Dim
from netscribe.readers.onnx.shapes.step import Element
from netscribe.readers.onnx.shapes.words import dim_of, quotient, rounded, size_of

#: A factor of a size, as of an image, that is not near a fraction of this kind is not followed.
_LARGEST_DENOMINATOR = 64
_NEAR = 1e-6


def dim(element: Element) -> Dim:
    """An element as a size; None for a fraction."""
    if isinstance(element, float):
        return int(element) if element.is_integer() else None
    return int(element) if isinstance(element, bool) else element


def plus(first: Element, second: Element) -> Element:
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        return _bounded(first + second)
    sizes = _both(first, second)
    return dim_of(add(*sizes)) if sizes else None


def minus(first: Element, second: Element) -> Element:
    return plus(first, times(second, -1))


def times(first: Element, second: Element) -> Element:
    """The product; a size by a fraction is a quotient that need not be whole."""
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        return _bounded(first * second)
    for number, other in ((first, second), (second, first)):
        if isinstance(number, float) and not number.is_integer() and isinstance(other, str):
            fraction = Fraction(number).limit_denominator(_LARGEST_DENOMINATOR)
            if abs(float(fraction) - number) > _NEAR:
                return None
            return over(times(other, fraction.numerator), fraction.denominator)
    sizes = _both(first, second)
    return dim_of(multiply(*sizes)) if sizes else None


def over(first: Element, second: Element) -> Element:
    """The quotient where nothing is cut off: of floats, or where the operation asks for it."""
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        if not second:
            return None
        whole = isinstance(first, int) and isinstance(second, int) and first % second == 0
        return first // second if whole else first / second
    return ratio((dim(first),), (dim(second),))


def over_down(first: Element, second: Element) -> Element:
    """The quotient of whole numbers, rounded down."""
    return _whole_over(first, second, divide)


def over_up(first: Element, second: Element) -> Element:
    """The quotient of whole numbers, rounded up."""
    return _whole_over(first, second, divide_up)


def _whole_over(first: Element, second: Element, by: Callable[[Size, int], Size]) -> Element:
    size = size_of(dim(first))
    if size is not None and isinstance(second, int) and second > 0:
        return dim_of(by(size, second))
    return ratio((dim(first),), (dim(second),))


def floor(element: Element) -> Element:
    return _rounded(element, upwards=False)


def ceiling(element: Element) -> Element:
    return _rounded(element, upwards=True)


def _rounded(element: Element, *, upwards: bool) -> Element:
    if isinstance(element, (int, float)):
        if not math.isfinite(element):
            return None
        return math.ceil(element) if upwards else math.floor(element)
    size = size_of(element)
    return None if size is None else dim_of(rounded(size, upwards=upwards))


def modulo(first: Element, second: Element) -> Element:
    """The remainder of whole numbers, with the sign of the divisor."""
    if isinstance(first, int) and isinstance(second, int):
        return first % second if second else None
    return 0 if second == 1 and isinstance(first, str) else None


def equal(first: Element, second: Element) -> bool | None:
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        return first == second
    if first is None or second is None:
        return None
    difference = minus(first, second)
    if isinstance(difference, (int, float)):
        return difference == 0
    negative = any(isinstance(each, (int, float)) and each < 0 for each in (first, second))
    return False if negative else None


def less(first: Element, second: Element) -> bool | None:
    difference = minus(first, second)
    if isinstance(difference, (int, float)):
        return difference < 0
    if isinstance(second, (int, float)) and second <= 0 and isinstance(first, str):
        return False
    return True if isinstance(first, (int, float)) and first < 0 and second is not None else None


def smaller(first: Element, second: Element) -> Element:
    decided = less(second, first)
    return None if decided is None else second if decided else first


def larger(first: Element, second: Element) -> Element:
    decided = less(first, second)
    return None if decided is None else second if decided else first


def total(elements: Iterable[Element]) -> Element:
    found: Element = 0
    for element in elements:
        found = plus(found, element)
    return found


def product(elements: Iterable[Element]) -> Element:
    """The product; 0 if one factor is, whatever the others are."""
    listed = list(elements)
    if any(isinstance(element, (int, float)) and element == 0 for element in listed):
        return 0
    found: Element = 1
    for element in listed:
        found = times(found, element)
    return found


def ratio(above: Sequence[Dim], below: Sequence[Dim]) -> Dim:
    """The product of some sizes divided by that of others, where no remainder can be."""
    left, right = list(above), list(below)
    for size in below:
        if size is not None and size in left:
            left.remove(size)
            right.remove(size)
    numerator, denominator = size_of(dim(product(left))), size_of(dim(product(right)))
    if numerator is None or denominator is None:
        return None
    if denominator.number is not None:
        if denominator.number < 1:
            return None
        return dim_of(quotient(numerator, denominator.number))
    return dim_of(_by_product(numerator, denominator))


def _by_product(numerator: Size, denominator: Size) -> Size | None:
    """A size divided by one product of letters that every one of its terms holds."""
    if len(denominator.terms) != 1 or denominator.constant or denominator.divisor != 1:
        return None
    (factors, count), *_ = denominator.terms
    if numerator.constant or not numerator.terms or numerator.divisor != 1:
        return of_number(0) if numerator.number == 0 else None
    terms: list[tuple[tuple[str, ...], int]] = []
    constant = 0
    for held, amount in numerator.terms:
        rest = list(held)
        for factor in factors:
            if factor not in rest:
                return None
            rest.remove(factor)
        constant += 0 if rest else amount
        terms += [(tuple(rest), amount)] if rest else []
    return quotient(Size(tuple(terms), constant), count) if count > 0 else None


def _bounded(number: float) -> Element:
    """A number that a file could mean; a damaged one may make numbers grow without end."""
    return number if math.isfinite(number) and abs(number) < 2**63 else None


def _both(first: Element, second: Element) -> tuple[Size, Size] | None:
    left, right = size_of(dim(first)), size_of(dim(second))
    return None if left is None or right is None else (left, right)
