"""Words of the prose: numbers, lists and shapes as one says them.

In: texts of cards and shapes. Out: the same for the ear: "three", "a, b and c", "7 by 7".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_BETWEEN = re.compile(r"(?<=[\w⌉)])\s*×\s*(?=[\w⌈(])")
#: Signs that begin an operation with a number or alone: "× 0.5".
_SIGNS = {"+": "plus", "−": "minus", "×": "times", "÷": "divided by"}
#: Nouns that a title may end with already.
_COUNTED = ("block", "layer", "stage", "cell", "unit", "stack")


def spoken(text: str) -> str:
    """A printed text for the ear: "Conv 7×7" is "Conv 7 by 7", a dot between parts a comma."""
    words = _BETWEEN.sub(" by ", text).replace(" · ", ", ")
    if words.startswith("["):
        return f"the part {words}"
    sign = _SIGNS.get(words[:1])
    return f"{sign}{words[1:]}" if sign and words[1:2] in ("", " ") else words


def number_word(number: int) -> str:
    """ "three"; numbers above twelve in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def ordinal(number: int) -> str:
    """ "second"; above the ninth "number 10"."""
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"number {number}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(title: str, number: int) -> str:
    """ "three Bottleneck blocks", "32 Decoder layers", "a Bottleneck block"."""
    ends = title.rpartition(" ")[2].lower() in _COUNTED
    noun = title if ends else f"{title} block"
    if number == 1:
        return f"{'an' if noun[:1] in 'AEIOU' else 'a'} {noun}"
    return f"{number_word(number)} {noun}s"


def some(parts: Sequence[str], most: int) -> str:
    """The first ones, and how many more."""
    rest = len(parts) - most
    return listed(parts if rest <= 0 else [*parts[:most], f"{rest} more"])


def sentence(words: str) -> str:
    """With a capital and a full stop; a name in the code keeps its small letter."""
    return f"{words[:1].upper()}{words[1:]}."
