"""Results that only the data could tell: how many entries are not zero, what `.item()` is.

In: a call on fake tensors that cannot be answered. Out: a fake result with a small size or a plain
value, according to a `Guess`. Small keeps loops short. Who asked for it says so in a Note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

#: What torch says where parts do not add up to the whole: the whole, and the parts.
_SPLIT = re.compile(r"sum exactly to (\d+).*?split_sizes=\[([^\]]*)\]", re.DOTALL)
_LARGEST_NUMBER = 4096
_MOST_GUESSES = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """What to take where the data decides.

    Attributes:
        count: how many entries are found, kept or different.
        number: the value of a whole or real number that is read.
        truth: the value of a truth value that is read.
    """

    count: int = 2
    number: int = 1
    truth: bool = False


def better_guesses(message: str) -> list[Guess]:
    """What a refusal tells of the numbers that a model reads: parts of a whole, or other sizes."""
    split = _SPLIT.search(message)
    if split is not None:
        return [Guess(number=int(split[1]) // (split[2].count(",") + 1))]
    sizes = dict.fromkeys(int(word) for word in re.findall(r"\d+", message))
    likely = [size for size in sizes if 2 < size <= _LARGEST_NUMBER]
    return [Guess(number=size) for size in likely[:_MOST_GUESSES]]


def guessed_result(func: Any, args: Any, kwargs: Any, guess: Guess) -> Any:
    """The guessed result of `func`.

    Raises:
        NotImplementedError: there is no rule for this function.
    """
    name = str(func._schema.name).rpartition("::")[2]
    rule = _RULES.get(name)
    if rule is None:
        raise NotImplementedError(f"the size of the result of {name}() depends on the data")
    return rule(guess, *args, **kwargs)


def _number(guess: Guess, tensor: Any) -> Any:
    if tensor.dtype is torch.bool:
        return guess.truth
    if tensor.is_complex():
        return complex(guess.number)
    return float(guess.number) if tensor.is_floating_point() else guess.number


def _truth(guess: Guess, *_: Any, **__: Any) -> bool:
    return not guess.truth


def _nonzero(guess: Guess, tensor: Any, **_: Any) -> Any:
    count = min(guess.count, tensor.numel())
    return tensor.new_empty((count, tensor.dim()), dtype=torch.int64)


def _masked_select(guess: Guess, tensor: Any, mask: Any) -> Any:
    return tensor.new_empty((min(guess.count, max(tensor.numel(), mask.numel())),))


def _unique(guess: Guess, tensor: Any, *_: Any, **__: Any) -> Any:
    count = min(guess.count, tensor.numel())
    found = tensor.new_empty((count,))
    places = tensor.new_empty(tensor.shape, dtype=torch.int64)
    return found, places, tensor.new_empty((count,), dtype=torch.int64)


def _unique_along(guess: Guess, tensor: Any, dim: int, *_: Any, **__: Any) -> Any:
    shape = list(tensor.shape)
    length = shape[dim]
    shape[dim] = min(guess.count, length)
    whole = {"dtype": torch.int64}
    places = tensor.new_empty((length,), **whole)
    return tensor.new_empty(shape), places, tensor.new_empty((shape[dim],), **whole)


def _repeats(guess: Guess, repeats: Any, *, output_size: int | None = None, **_: Any) -> Any:
    count = repeats.numel() if output_size is None else output_size
    return repeats.new_empty((count,), dtype=torch.int64)


def _counts(guess: Guess, tensor: Any, weights: Any = None, minlength: int = 0) -> Any:
    return tensor.new_empty((max(minlength, guess.count),), dtype=torch.int64)


def _kept_boxes(guess: Guess, boxes: Any, *_: Any, **__: Any) -> Any:
    return boxes.new_empty((min(guess.count, boxes.shape[0]),), dtype=torch.int64)


_RULES: dict[str, Callable[..., Any]] = {
    "_local_scalar_dense": _number,
    "item": _number,
    "is_nonzero": lambda guess, tensor: guess.truth,
    "equal": _truth,
    "allclose": _truth,
    "nonzero": _nonzero,
    "masked_select": _masked_select,
    "_unique": lambda *args, **kwargs: _unique(*args, **kwargs)[:2],
    "_unique2": _unique,
    "unique_consecutive": _unique,
    "unique_dim": _unique_along,
    "unique_dim_consecutive": _unique_along,
    "repeat_interleave": _repeats,
    "bincount": _counts,
    "nms": _kept_boxes,
}
