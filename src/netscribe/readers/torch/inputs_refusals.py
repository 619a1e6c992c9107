"""What the message with which a model refuses a call tells of the call that it would take.

In: a plan, and the message. Out: other plans: with as many placeholder tokens as it counts, with an
argument that it names or misses, of the image size or the width that it mentions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, TypeAlias

from netscribe.readers.torch.inputs import BATCH
from netscribe.readers.torch.inputs_arguments import examples_for, side_of
from netscribe.readers.torch.inputs_asked import Asked
from netscribe.readers.torch.inputs_config import TEXT
from netscribe.readers.torch.inputs_plan import PLACEHOLDERS, Plan, arguments

Told: TypeAlias = Iterator[tuple[Asked, Plan]]

_COUNTED = re.compile(r"tokens:?\s*(\d+)[,;]?\s*(?:and\s+)?(?:\w+\s)?features:?\s*(\d+)")
_MOST_TOKENS = 20000
#: What Python says where an argument that is not required is made use of all the same.
_NOTHING = "'NoneType' object"
#: Axes of several images per sample.
_SEVERAL_AXES = 5
_SMALLEST_SIDE, _LARGEST_SIDE = 8, 2048
#: What torch says where a product, a normalization or a convolution finds another size.
_PRODUCT = re.compile(r"(?:got \[|multiplied \()\d+(?:, |x)(\d+)(?:\] X \[| and )(\d+)(?:, |x)\d+")
_NORMALIZED = re.compile(r"normalized_shape=\[(\d+)\].*?size (?:torch\.Size\()?\[([\d, ]+)\]")
_CHANNELS = re.compile(r"expected input\[([\d, ]+)\] to have (\d+) channels")


def corrected(asked: Asked, plan: Plan, message: str) -> Told:
    """Plans that fit what a message tells, and what is known of the model then."""
    if _COUNTED.search(message) is not None:
        return _counted(asked, plan, message)
    return chain.from_iterable(rule(asked, plan, message) for rule in _RULES)


def _counted(asked: Asked, plan: Plan, message: str) -> Told:
    """As many placeholders as there are features."""
    counted = _COUNTED.search(message)
    assert counted is not None
    features = int(counted[2])
    width = asked.sizes.number(("hidden_size", "d_model", "n_embd"), 1, TEXT)
    rows = features // BATCH
    for name in _counted_arguments(asked, plan, message):
        for count in dict.fromkeys((rows, features, rows // width)):
            if 0 < count <= _MOST_TOKENS:
                yield asked, replace(plan, placeholders={**plan.placeholders, name: count})


def _counted_arguments(asked: Asked, plan: Plan, message: str) -> list[str]:
    """The arguments that a message about placeholders may mean, those it names first."""
    known = [
        name
        for name, (_, tokens) in PLACEHOLDERS.items()
        if name in plan.choice and isinstance(asked.sizes.value(tokens), int)
    ]
    named = [name for name in known if PLACEHOLDERS[name][0] in message.lower()]
    return named or known


def _missed(asked: Asked, plan: Plan, message: str) -> Told:
    """With what belongs to the arguments that are passed: a mask, or the decoder's share."""
    if _NOTHING not in message:
        return
    images = examples_for("pixel_values", asked) if "pixel_values" in plan.choice else []
    several = [index for index, image in enumerate(images) if image.dim() == _SEVERAL_AXES][:1]
    for name in sorted(asked.names - set(plan.choice)):
        if not _belongs(name, plan):
            continue
        for index in range(len(examples_for(name, asked))):
            yield asked, replace(plan, choice={**plan.choice, name: index})
            for image in several:
                choice = {**plan.choice, name: index, "pixel_values": image}
                yield asked, replace(plan, choice=choice)


def _belongs(name: str, plan: Plan) -> bool:
    """Whether an argument is a mask of what is passed, or the same for a decoder."""
    subjects = {chosen.partition("_")[0] for chosen in plan.choice}
    is_mask = name.endswith("_mask") and name.partition("_")[0] in subjects
    return is_mask or name.removeprefix("decoder_") in plan.choice


def _named(asked: Asked, plan: Plan, message: str) -> Told:
    """With the arguments that a message names."""
    for name in sorted(set(re.findall(r"\w+", message)) & asked.names - set(plan.choice)):
        if examples_for(name, asked):
            yield asked, replace(plan, choice={**plan.choice, name: 0})


def _sides(asked: Asked, plan: Plan, message: str) -> Told:
    """With images of a size that a message mentions, or of larger ones."""
    side = side_of(asked)[0]
    mentioned = dict.fromkeys(int(word) for word in re.findall(r"\d+", message))
    if side not in mentioned or ("mage" not in message and "eight" not in message):
        return
    larger = (2 * side, 4 * side) if "too small" in message else ()
    for number in (*larger, *mentioned):
        if number != side and _SMALLEST_SIDE <= number <= _LARGEST_SIDE:
            yield replace(asked, side=number), plan


def _widths(asked: Asked, plan: Plan, message: str) -> Told:
    """With tensors of the width that a layer wants."""
    for name, tensor in arguments(asked, plan).items():
        shape = tuple(tensor.shape)
        wanted = _wanted(shape, message) if tensor.is_floating_point() else None
        if wanted is not None:
            yield asked, replace(plan, shapes={**plan.shapes, name: wanted})


def _wanted(shape: tuple[int, ...], message: str) -> tuple[int, ...] | None:
    """The shape that a message asks for in place of `shape`; None if it does not speak of it."""
    product = _PRODUCT.search(message)
    if product is not None and shape[-1:] == (int(product[1]),):
        return (*shape[:-1], int(product[2]))
    normalized = _NORMALIZED.search(message)
    if normalized is not None and shape == _numbers(normalized[2]):
        return (*shape[:-1], int(normalized[1]))
    channels = _CHANNELS.search(message)
    if channels is None:
        return None
    found, count = _numbers(channels[1]), int(channels[2])
    if shape == found:
        return (shape[0], count, *shape[2:])
    # without channels it was taken for one sample
    return (shape[0], count, *shape[1:]) if (1, *shape) == found else None


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(word) for word in written.split(","))


_RULES: tuple[Callable[[Asked, Plan, str], Any], ...] = (_missed, _named, _sides, _widths)
