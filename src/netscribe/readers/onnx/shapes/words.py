"""Sizes in letters, read back from the text in which shapes carry them.

In: a size as a shape holds it: a number, a letter, or an expression as `netscribe.graph.sizes`
writes it ("2T", "⌈T/2⌉", "(T−1)/2") or as exporters do ("2*batch", "s0//2", "seq + 1"). Out: a
`Size` to compute with, and the text of one. What is no such expression is a word of its own, equal
only to itself. Knows nothing of operators.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import gcd

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
from netscribe.graph.types import Dim

#: A longer expression is taken for a word when read, and given up when written.
_LONGEST = 80
_LARGEST_POWER = 8
_LARGEST_NUMBER = 2**63
_TOKEN = re.compile(r"\s*(\d+|[A-Za-z_][A-Za-z0-9_.:]*|//|\*\*|[-+−*·/()⌈⌉⌊⌋^²³])")
_LETTERS = re.compile(r"[A-Z]\d*")
_WORDS_APART = re.compile(r"\w\s+\w")
_POWERS = {"²": 2, "³": 3}
_MINUS = ("-", "−")
_CLOSING = {"(": ")", "⌈": "⌉", "⌊": "⌋", "floor": ")", "ceiling": ")", "ceil": ")"}
_ROUNDING = {"⌈": "up", "ceiling": "up", "ceil": "up", "⌊": "down", "floor": "down", "(": ""}


class _NoExpressionError(ValueError):
    """The text is not one of our expressions."""


@lru_cache(maxsize=4096)
def size_of_text(written: str) -> Size:
    """The size that a text stands for."""
    if len(written) > _LONGEST or _WORDS_APART.search(written):
        return of_letter(written)
    try:
        return _Reading(written).whole()
    except _NoExpressionError:
        return of_letter(written)


def size_of(dim: Dim) -> Size | None:
    """The size of an axis to compute with; None if it is not known."""
    if dim is None:
        return None
    return of_number(int(dim)) if isinstance(dim, int) else size_of_text(dim)


def dim_of(size: Size | None) -> Dim:
    """The size as a shape holds it; None for one that has no bounded text."""
    if size is None:
        return None
    if size.number is not None:
        return size.number if abs(size.number) < _LARGEST_NUMBER else None
    written = text(size)
    if size.exact and size.constant % size.divisor:
        written = f"({text(Size(size.terms, size.constant))})/{size.divisor}"
    return written if len(written) <= _LONGEST else None


def quotient(size: Size, divisor: int) -> Size:
    """The size divided, where nothing may be cut off; a rounded size counts as one factor."""
    if size.divisor != 1 and not size.exact:
        size, divisor = add(size, size), 2 * divisor
    total = size.divisor * divisor
    if not size.terms:
        return of_number(size.constant // total)
    common = gcd(total, size.constant, *(count for _, count in size.terms))
    terms = tuple((factors, count // common) for factors, count in size.terms)
    return Size(terms, size.constant // common, total // common, exact=total != common)


def rounded(size: Size, *, upwards: bool) -> Size:
    """A quotient that need not be whole, rounded; a whole number stays."""
    if not size.exact:
        return size
    numerator = Size(size.terms, size.constant)
    return (divide_up if upwards else divide)(numerator, size.divisor)


class _Reading:
    """One pass over the tokens of one text, by precedence; lives for one call."""

    def __init__(self, written: str) -> None:
        self._tokens = _tokens(written)
        self._next = 0

    def whole(self) -> Size:
        found = self._sum()
        if self._peek():
            raise _NoExpressionError
        return found

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        self._next += 1
        return self._tokens[self._next - 1]

    def _sum(self) -> Size:
        negative = self._peek() in _MINUS and bool(self._take())
        found = _signed(self._term(), negative=negative)
        while self._peek() in ("+", *_MINUS):
            sign = self._take()
            found = add(found, _signed(self._term(), negative=sign != "+"))
        return found

    def _term(self) -> Size:
        found = self._power()
        while True:
            token = self._peek()
            if token in ("*", "·"):
                self._take()
                found = multiply(found, self._power())
            elif token in ("/", "//"):
                self._take()
                found = _quotient(found, self._power(), exact=token == "/")
            elif token and (token[0].isalpha() or token[0].isdecimal() or token[0] in "_(⌈⌊"):
                found = multiply(found, self._power())
            else:
                return found

    def _power(self) -> Size:
        *factors, last = self._factors()
        if self._peek() in _POWERS:
            last = product([last] * _POWERS[self._take()])
        elif self._peek() in ("^", "**"):
            self._take()
            exponent = self._take() if self._peek().isdecimal() else "0"
            if not 1 <= int(exponent) <= _LARGEST_POWER:
                raise _NoExpressionError
            last = product([last] * int(exponent))
        return product([*factors, last])

    def _factors(self) -> list[Size]:
        """A number, a bracket, a word, or the letters that stand together as in "HW"."""
        if not self._peek():
            raise _NoExpressionError
        token = self._take()
        if token.isdecimal():
            return [of_number(int(token))]
        if token in ("floor", "ceiling", "ceil") and self._peek() == "(":
            self._take()
            return [self._bracket(token)]
        if token in _CLOSING and not token.isalpha():
            return [self._bracket(token)]
        if not (token[0].isalpha() or token[0] == "_") or self._peek() == "(":
            raise _NoExpressionError
        letters = _LETTERS.findall(token)
        return [of_letter(part) for part in (letters if "".join(letters) == token else [token])]

    def _bracket(self, opened: str) -> Size:
        inner = self._sum()
        if self._peek() != _CLOSING[opened]:
            raise _NoExpressionError
        self._take()
        rounding = _ROUNDING[opened]
        return rounded(inner, upwards=rounding == "up") if rounding else inner


def _tokens(written: str) -> list[str]:
    found: list[str] = []
    position = 0
    stripped = written.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise _NoExpressionError
        found.append(match[1])
        position = match.end()
    return found


def _signed(size: Size, *, negative: bool) -> Size:
    if not negative:
        return size
    if size.exact:
        # still a quotient, which may be rounded as a whole: ⌊−B/2⌋
        terms = tuple((factors, -count) for factors, count in size.terms)
        return Size(terms, -size.constant, size.divisor, exact=True)
    return multiply(of_number(-1), size)


def _quotient(size: Size, divisor: Size, *, exact: bool) -> Size:
    if divisor.number is None or divisor.number < 1:
        raise _NoExpressionError
    return quotient(size, divisor.number) if exact else divide(size, divisor.number)
