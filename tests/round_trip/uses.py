"""One use of a block card: the values of its letters, and what it says of parts.

In: a block's card in the overview or on another card, and the tensors that go in. Out: a `Use`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.round_trip.decoded import DrawnNode, DrawnPanel
from tests.round_trip.expressions import Size, size
from tests.round_trip.told_shapes import DecodingError, Tensor, last_words

_VALUE = re.compile(r"([A-Za-z]\d*) = (.+)")


@dataclass
class Use:
    """One use of a block card: letters, place in its run, and what the use says of parts.

    `outer` is the use of the card that it lies in.
    """

    values: dict[str, Size] = field(default_factory=dict)
    place: int = 0
    facts: tuple[str, ...] = ()
    path: tuple[tuple[str, str, int], ...] = ()
    model: str = ""
    outer: Use | None = None


def letter_values(node: DrawnNode, place: int, outer: Mapping[str, Size]) -> dict[str, Size]:
    """The letters that a use states, for one of its blocks."""
    found: dict[str, Size] = {}
    for fact in node.facts:
        match = _VALUE.fullmatch(fact)
        if match is None:
            continue
        listed, then, rest = match[2].partition(", then ")
        each = listed.split(", ")
        said = rest if then and place else each[min(place, len(each) - 1)]
        found[match[1]] = size(said, outer)
    return found


def bind(card: DrawnPanel, given: list[Tensor], values: dict[str, Size]) -> None:
    """Letters of the sizes that come in get their values; all else must agree."""
    for port, tensor in zip(card.side("input"), given, strict=True):
        stated = last_words(card.ports[port].texts)
        if tensor.shape is None or stated is None:
            continue
        if len(stated) != len(tensor.shape):
            raise DecodingError(f"{port} takes {stated}, and gets {tensor.shape}")
        for word, actual in zip(stated, tensor.shape, strict=True):
            if re.fullmatch("[A-Za-z]", word) and word not in values:
                values[word] = actual
            elif size(word, values) != actual:
                raise DecodingError(f"{port} takes {stated} with {values}, and gets {tensor.shape}")
