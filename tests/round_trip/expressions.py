"""Letters on block cards with their numbers put in: "4c filters" with c = 64 is "256 filters".

In: a printed text and the values of its letters. Out: the text with numbers. A letter without a
value stays as it is, and so does an ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

Size: TypeAlias = int | str
Values: TypeAlias = Mapping[str, Size]

_TERM = r"(?:\d+[a-zA-Z]?|\d*[a-zA-Z]{1,2}\d*)(?:/(?:\d+|[a-z]))?"
_HALF_WINDOW = re.compile(r"\(([a-z])−1\)/2")
_SUM = re.compile(rf"(?<![\w.=])({_TERM})([+−])({_TERM})(?![\w.])")
_WORD = re.compile(rf"(?<![\w.])({_TERM})(?![\w.(])")
_PARTS = re.compile(r"(\d*)([a-zA-Z]{0,2}\d*)(?:/(\d+|[a-z]))?")


def with_values(text: str, values: Values) -> str:
    """The text with every known expression worked out."""
    text = _HALF_WINDOW.sub(lambda found: _half(found, values), text)
    text = _SUM.sub(lambda found: _sum(found, values), text)
    return _WORD.sub(lambda found: str(term(found[1], values)), text)


def size(text: str, values: Values) -> Size:
    """One size of a shape: a number, or a text where it stays a letter."""
    found = with_values(text.strip(), values).replace(",", "")
    return int(found) if found.isdigit() else found


def term(text: str, values: Values) -> Size:
    """A product or quotient; the text itself where it is none of known letters."""
    found = _PARTS.fullmatch(text)
    if found is None or not found[2]:
        return text
    factors = _letters(found[2], values)
    divisor = _number(found[3], values) if found[3] else 1
    if factors is None or divisor is None:
        return text
    if any(isinstance(factor, str) for factor in factors):
        words = "".join(str(factor) for factor in factors)
        return f"{found[1]}{words}" + (f"/{divisor}" if found[3] and divisor != 1 else "")
    product = int(found[1] or 1)
    for factor in factors:
        assert isinstance(factor, int)
        product *= factor
    return -(-product // divisor)


def _letters(text: str, values: Values) -> list[Size] | None:
    if text in values:
        return [values[text]]
    found = [values[letter] for letter in text if letter in values]
    return found if len(found) == len(text) else None


def _number(text: str, values: Values) -> int | None:
    value = int(text) if text.isdigit() else values.get(text)
    return value if isinstance(value, int) else None


def _half(found: re.Match[str], values: Values) -> str:
    value = values.get(found[1])
    return str((value - 1) // 2) if isinstance(value, int) else found[0]


def _sum(found: re.Match[str], values: Values) -> str:
    one, two = size(found[1], values), size(found[3], values)
    if not isinstance(one, int) or not isinstance(two, int):
        return found[0]
    return str(one + two if found[2] == "+" else one - two)
