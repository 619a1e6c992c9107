"""Sizes of axes that are not numbers: expressions in letters, kept in one normal form.

In: numbers and letters. Out: `Size`, which is floor((sum of products + constant) / divisor), and
its text ("T−2", "⌈T/2⌉", "64HW"). Nested floors and ceilings compose exactly:
floor((floor(p / c) + k) / d) = floor((p + k c) / (c d)). Knows nothing of networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import gcd
from typing import TypeAlias

#: Factors of one product, sorted: ("H", "W") is H times W.
Factors: TypeAlias = tuple[str, ...]

_LETTER = re.compile(r"[A-Za-z]\d*")
_POWERS = {1: "", 2: "²", 3: "³"}


@dataclass(frozen=True, slots=True)
class Size:
    """floor((sum of coefficient x factors + constant) / divisor); `exact` if nothing is cut off."""

    terms: tuple[tuple[Factors, int], ...] = ()
    constant: int = 0
    divisor: int = 1
    exact: bool = False

    @property
    def number(self) -> int | None:
        """The size, if it has no letter."""
        return None if self.terms else self.constant


def of_number(number: int) -> Size:
    """A known size."""
    return Size(constant=number)


def of_letter(letter: str) -> Size:
    """An unknown size with a name."""
    return Size((((letter,), 1),))


def add(first: Size, second: Size) -> Size:
    """The sum of two sizes."""
    if first.number is not None:
        first, second = second, first
    if second.number is not None:
        constant = first.constant + second.number * first.divisor
        return Size(first.terms, constant, first.divisor, first.exact)
    left, right = _without_divisor(first), _without_divisor(second)
    return _sum((*left.terms, *right.terms), left.constant + right.constant)


def multiply(first: Size, second: Size) -> Size:
    """The product of two sizes."""
    for one, other in ((first, second), (second, first)):
        if one.number == 1:
            return other
    left, right = _without_divisor(first), _without_divisor(second)
    terms = [
        (
            tuple(sorted((*left_factors, *right_factors), key=_factor_order)),
            left_count * right_count,
        )
        for left_factors, left_count in (*left.terms, ((), left.constant))
        for right_factors, right_count in (*right.terms, ((), right.constant))
    ]
    constant = sum(count for factors, count in terms if not factors)
    return _sum((term for term in terms if term[0]), constant)


def product(sizes: Iterable[Size]) -> Size:
    """The product of sizes; 1 if there are none."""
    result = of_number(1)
    for size in sizes:
        result = multiply(result, size)
    return result


def divide(size: Size, divisor: int, *, exact: bool = False) -> Size:
    """The size divided and rounded down; `exact` when the operation itself asks for no remainder.

    Raises:
        ValueError: the divisor is not positive.
    """
    if divisor < 1:
        raise ValueError(f"cannot divide a size by {divisor}")
    total = size.divisor * divisor
    common = gcd(total, *(count for _, count in size.terms))
    if not size.terms:
        return of_number(size.constant // total)
    terms = tuple((factors, count // common) for factors, count in size.terms)
    keeps_exact = exact and (size.exact or size.divisor == 1)
    return Size(terms, size.constant // common, total // common, keeps_exact and total != common)


def divide_up(size: Size, divisor: int) -> Size:
    """The size divided and rounded up."""
    return divide(add(size, of_number(divisor - 1)), divisor)


def letters_of(size: Size) -> set[str]:
    """The letters in a size."""
    return {letter for factors, _ in size.terms for part in factors for letter in _letters(part)}


def _letters(factor: str) -> list[str]:
    found: list[str] = _LETTER.findall(factor)
    return found


def substitute(size: Size, known: Mapping[str, Size]) -> Size:
    """The size with other sizes in place of letters; a letter inside a rounded factor stays."""
    result = of_number(size.constant)
    for factors, count in size.terms:
        parts = (known.get(factor, of_letter(factor)) for factor in factors)
        result = add(result, multiply(of_number(count), product(parts)))
    return result if size.divisor == 1 else divide(result, size.divisor, exact=size.exact)


def text(size: Size) -> str:
    """The size as it is printed: "224", "T−2", "⌈T/2⌉", "2T", "32HW"."""
    if size.number is not None:
        return str(size.number)
    flat = _without_divisor(size)
    return _sum_text(flat.terms, flat.constant)


def _sum(terms: Iterable[tuple[Factors, int]], constant: int) -> Size:
    counts: dict[Factors, int] = {}
    for factors, count in terms:
        counts[factors] = counts.get(factors, 0) + count
    kept = sorted((item for item in counts.items() if item[1]), key=_term_order)
    return Size(tuple(kept), constant)


def _term_order(term: tuple[Factors, int]) -> tuple[bool, int, Factors]:
    factors, count = term
    return (count < 0, -len(factors), factors)


def _factor_order(factor: str) -> tuple[bool, str]:
    return (factor.startswith(("⌈", "⌊")), factor)


def _without_divisor(size: Size) -> Size:
    """The same size with its rounded part as one factor: ⌈T/2⌉ − 1 has the factor "⌈T/2⌉"."""
    if size.divisor == 1:
        return size
    whole, rest = divmod(size.constant, size.divisor)
    return Size((((_rounded_text(size, rest),), 1),), whole)


def _rounded_text(size: Size, rest: int) -> str:
    if size.exact and rest == 0:
        return f"{_numerator(size, 0)}/{size.divisor}"
    if rest == size.divisor - 1:
        return f"⌈{_numerator(size, 0)}/{size.divisor}⌉"
    return f"⌊{_numerator(size, rest)}/{size.divisor}⌋"


def _numerator(size: Size, constant: int) -> str:
    """What is divided, in brackets where it is a sum; a letter may stand for one: "T+2"."""
    written = _sum_text(size.terms, constant)
    if len(size.terms) > 1 or constant:
        return f"({written})"
    return _factor_text(written) if written in size.terms[0][0] else written


def _sum_text(terms: tuple[tuple[Factors, int], ...], constant: int) -> str:
    parts = [(count < 0, _term_text(factors, abs(count))) for factors, count in terms]
    if constant:
        parts.append((constant < 0, str(abs(constant))))
    if parts[0][0]:
        parts.sort(key=lambda part: part[0])
    pieces = [("−" if negative else "+") + written for negative, written in parts]
    return "".join(pieces).removeprefix("+")


def _term_text(factors: Factors, count: int) -> str:
    alone = len(factors) == 1 and count == 1
    powers = {factor: factors.count(factor) for factor in factors}
    written = [
        factor if alone else _factor_text(factor) + _POWERS.get(power, f"^{power}")
        for factor, power in powers.items()
    ]
    if count != 1:
        written.insert(0, str(count))
    plain = all(_is_plain(piece) for piece in factors)
    return ("" if plain else "·").join(written)


def _is_plain(factor: str) -> bool:
    return len(factor) == 1 or factor.startswith(("⌈", "⌊"))


def _factor_text(factor: str) -> str:
    """A factor that is itself a sum or quotient gets brackets inside a product."""
    return f"({factor})" if not _is_plain(factor) and set(factor) & set("+-−/") else factor
