"""Arrays that a model's code makes and hands to a layer, such as the positions of `ops.arange`.

In: a real array. Out: what it holds, in words: a run of numbers, one number throughout, or nothing
that has a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from netscribe.graph.attributes import Settings
from netscribe.readers.compat.keras_tensors import as_constant
from netscribe.readers.keras.layers.entries import printed

#: Larger arrays are not looked through.
_MOST_NUMBERS = 2**20
_FILLED = {0: "Zeros", 1: "Ones"}


def content_of(array: Any) -> tuple[str, Settings]:
    """The name of a constant array and its settings."""
    numbers = as_constant(array)
    if not 1 < numbers.size <= _MOST_NUMBERS or numbers.dtype.kind not in "iuf":
        return "Constant", ()
    first = numbers.flat[0].item()
    if (numbers == first).all():
        return _FILLED.get(first, "Full"), () if first in _FILLED else (("value", printed(first)),)
    if numbers.ndim == 1 and numbers.dtype.kind in "iu":
        return _run(numbers.tolist())
    return "Constant", ()


def certain_content(array: Any) -> tuple[str, Settings]:
    """The same where the sizes around the array are only an example: what holds for any size."""
    name, settings = content_of(array)
    if name == "Arange":
        counts = [item for item in settings if item[0] in ("start", "step")]
        return ("Arange", tuple(counts)) if counts == [("start", "0")] else ("Arange", ())
    return (name, ()) if name in _FILLED.values() else ("Constant", ())


def _run(numbers: Sequence[int]) -> tuple[str, Settings]:
    """Evenly spaced whole numbers from a start to, and without, a stop."""
    step = numbers[1] - numbers[0]
    if any(after - before != step for before, after in pairwise(numbers)):
        return "Constant", ()
    settings: Settings = (("start", str(numbers[0])), ("stop", str(numbers[-1] + step)))
    return "Arange", settings if step == 1 else (*settings, ("step", str(step)))
