"""Numbers that a drawing prints as letters: what varies between the uses of one block.

In: a representative number and its printed expression ("c", "4c", "H/s"). Out: an `int` or `float`
that prints as that expression wherever attributes are written out. Two letters are equal where
their expressions are; a letter never equals a plain number, so that it is never left out as a
default.
"""

from __future__ import annotations


class _Expression:
    """How a number with a letter prints and compares, be it whole or not."""

    expression: str

    def __str__(self) -> str:
        return self.expression

    __repr__ = __str__

    def __format__(self, specification: str) -> str:
        return self.expression

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.expression == other.expression

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), self.expression))

    def __bool__(self) -> bool:
        return True  # what varies is something, though it be 0 here


class Letter(_Expression, int):
    """An integer attribute that varies: prints as its expression."""

    def __new__(cls, value: int, expression: str) -> Letter:
        made = super().__new__(cls, value)
        made.expression = expression
        return made


class FloatLetter(_Expression, float):
    """A rate or another real attribute that varies: prints as its expression."""

    def __new__(cls, value: float, expression: str) -> FloatLetter:
        made = super().__new__(cls, value)
        made.expression = expression
        return made
