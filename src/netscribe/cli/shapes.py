"""Shapes and names as they are typed: "28,28,1", "28x28x1", "image=28,28,1", "ids=16:int64".

In: the texts of --input, --input-names and --output-names. Out: what the readers take. `?` (or
`None`) is a size that varies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from netscribe.errors import SettingError

Shape: TypeAlias = tuple[int | None, ...]
#: A shape, or with it the dtype that was asked for.
Given: TypeAlias = Shape | tuple[Shape, str]
Inputs: TypeAlias = Given | list[Given] | dict[str, Given] | None
Names: TypeAlias = tuple[str, ...] | dict[str, str] | None

#: Figures and notes print sizes with a cross; they may be typed back.
_BETWEEN = re.compile("[,x×]")
_UNKNOWN = {"?", "None"}
_HINT = (
    "write sizes as in --input 28,28,1, with ? for one that varies; --input NAME=28,28,1 by name"
)


def parse_inputs(texts: Sequence[str]) -> Inputs:
    """One shape, several in order, or several by name.

    Raises:
        SettingError: a text is no shape, or only some are named.
    """
    pairs = [text.rpartition("=") for text in texts]
    shapes = [_given(shape, text) for (_, _, shape), text in zip(pairs, texts)]
    names = [name.strip() for name, _, _ in pairs]
    if any(names):
        if not all(names):
            raise SettingError("some --input have a name and some have none", hint=_HINT)
        if len(set(names)) < len(names):
            raise SettingError("--input names one input twice", hint=_HINT)
        return dict(zip(names, shapes, strict=True))
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    return shapes


def parse_names(option: str, text: str | None) -> Names:
    """Names in order ("image,caption"), or by the name in the code ("input_1=image").

    Raises:
        SettingError: a name is empty, or only some say whose they are.
    """
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    pairs = [tuple(side.strip() for side in part.split("=", 1)) for part in parts]
    if not all(all(pair) for pair in pairs) or len({len(pair) for pair in pairs}) > 1:
        raise SettingError(
            f"{option} {text!r} is not a list of names",
            hint=f"write {option} image,caption in order, or {option} input_1=image by name",
        )
    if len(pairs[0]) == 2:
        return {pair[0]: pair[1] for pair in pairs}
    return tuple(parts)


def _given(text: str, given: str) -> Given:
    sizes, colon, dtype = text.partition(":")
    shape = _shape(sizes, given)
    if colon and not dtype.strip().isidentifier():
        raise SettingError(f"--input {given!r}: {dtype!r} is not a dtype", hint=_HINT)
    return (shape, dtype.strip()) if colon else shape


def _shape(text: str, given: str) -> Shape:
    inner = text.strip().removeprefix("(").removesuffix(")").strip().removesuffix(",")
    return tuple(_size(size.strip(), given) for size in _BETWEEN.split(inner))


def _size(text: str, given: str) -> int | None:
    if text in _UNKNOWN:
        return None
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise SettingError(f"--input {given!r}: {text!r} is not a size", hint=_HINT)
    return int(text)
