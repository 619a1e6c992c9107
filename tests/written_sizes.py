"""Reads printed sizes ("⌈T/2⌉", "64HW") back into numbers, by their text alone."""

from __future__ import annotations

import math
import re
from fractions import Fraction


def value_of(written: str, letters: dict[str, int]) -> int:
    """What a printed size says, worked out from its text alone."""
    spaced = re.sub(r"(?<=[0-9A-Z²³)⌉⌋])(?=[A-Z(⌈⌊])", "*", written)
    python = (
        spaced.replace("−", "-")
        .replace("·", "*")
        .replace("²", "**2")
        .replace("³", "**3")
        .replace("^", "**")
    )
    for sign, call in (("⌈", "ceil("), ("⌊", "floor("), ("⌉", ")"), ("⌋", ")")):
        python = python.replace(sign, call)
    names: dict[str, object] = {letter: Fraction(number) for letter, number in letters.items()}
    found = eval(python, {"ceil": math.ceil, "floor": math.floor, "__builtins__": {}}, names)
    assert found == int(found), written
    return int(found)
