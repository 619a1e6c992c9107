"""Sizes that a picture tells of tensors: at bars, beside wires, at the ends of cards.

In: texts and wires of a decoded picture, and values of letters. Out: shapes as tuples of sizes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.round_trip.decoded import DrawnEdge, DrawnNode, DrawnPanel
from tests.round_trip.expressions import Size, size

_SHAPE = re.compile(r"(?:[^\s×]+(?: [+−] [^\s×]+)?)(?: × (?:[^\s×]+(?: [+−] [^\s×]+)?))*")
_DTYPES = re.compile(r"(u?int\d+|bool|float\d+|string|bfloat16|complex\d+)$")


class DecodingError(AssertionError):
    """The picture contradicts itself, or does not say what is needed to write it out."""


@dataclass(frozen=True)
class Tensor:
    """A tensor of the written-out net, and its sizes where the picture told them."""

    id: str
    shape: tuple[Size, ...] | None = None


def stated(
    tensor: str, edges: list[DrawnEdge], values: Mapping[str, Size]
) -> tuple[Size, ...] | None:
    """The shape beside one of the wires of a tensor."""
    for edge in edges:
        if edge.tensor == tensor and edge.label:
            return last_shape((edge.label,), values)
    return None


def last_words(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The sizes of a shape among texts, as printed: "mask · 1 × T × T · bool"."""
    parts = [part for text in texts for part in text.split(" · ")]
    if parts and _DTYPES.fullmatch(parts[-1]):
        parts.pop()
    last = parts[-1] if parts else ""
    if last in ("", "any shape") or not _SHAPE.fullmatch(last):
        return None
    is_size = any(sign.isdigit() or sign in "×/" for sign in last) or len(last) <= 2
    return tuple(last.split(" × ")) if is_size or last == "scalar" else None


def last_shape(texts: tuple[str, ...], values: Mapping[str, Size]) -> tuple[Size, ...] | None:
    found = last_words(texts)
    return None if found is None else tuple(size(word, values) for word in found)


def port_label(card: DrawnPanel, port: str) -> str:
    return next(edge.label for edge in card.edges if edge.target == port)


def agreed(
    node: DrawnNode, stated: tuple[Size, ...] | None, made: tuple[Size, ...] | None
) -> tuple[Size, ...] | None:
    """The shape that comes out; a letter of the card alone stands for what the wire says."""
    if stated is None or made is None:
        return stated or made
    fits = len(stated) == len(made) and all(
        one == two or (isinstance(two, str) and len(two) == 1) for one, two in zip(stated, made)
    )
    if not fits:
        raise DecodingError(f"{node.id} gives {made} by its card, and {stated} beside its wire")
    return stated
