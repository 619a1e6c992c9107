"""Candidates from what a model says of its own inputs in an attribute.

In: a model. Out: candidates for those that carry timm's configuration, Lightning's example, a
detection model's resizing step, or a plain image size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch

from netscribe.readers.torch.inputs import (
    BATCH,
    Candidate,
    ExampleInputs,
    floats,
    required_names,
)
from netscribe.readers.torch.inputs_images import image_candidates

_CONFIGURATIONS = ("pretrained_cfg", "default_cfg")
_SIZES = ("image_size", "img_size", "input_size", "image_resolution")
_EXAMPLES = ("example_input_array", "example_inputs", "dummy_input")


def described_candidates(model: Any) -> Iterator[Candidate]:
    """The model's own words, most explicit first."""
    yield from _examples(model)
    yield from _configured(model)
    yield from _detection(model)
    yield from _sized(model)


def _examples(model: Any) -> Iterator[Candidate]:
    for name in _EXAMPLES:
        held = getattr(model, name, None)
        note = f"its {name}"
        if isinstance(held, torch.Tensor):
            yield Candidate(ExampleInputs((held,), {}, note))
        elif isinstance(held, tuple):
            yield Candidate(ExampleInputs(held, {}, note))
        elif isinstance(held, Mapping):
            yield Candidate(ExampleInputs((), dict(held), note))


def _configured(model: Any) -> Iterator[Candidate]:
    for name in _CONFIGURATIONS:
        held = getattr(model, name, None)
        sizes = held.get("input_size") if isinstance(held, Mapping) else None
        if isinstance(sizes, tuple | list) and len(sizes) == 3:
            yield from image_candidates(model, tuple(sizes), f"its {name}")


def _detection(model: Any) -> Iterator[Candidate]:
    """A list of images, for models that resize each by themselves."""
    transform: Any = getattr(model, "transform", None)
    if not hasattr(transform, "image_mean") or not hasattr(transform, "min_size"):
        return
    fixed = getattr(transform, "fixed_size", None)
    smallest = transform.min_size[-1] if transform.min_size else 800
    height, width = tuple(fixed)[::-1] if fixed else (smallest, smallest)
    images = [floats(model, len(transform.image_mean), height, width) for _ in range(BATCH)]
    yield Candidate(ExampleInputs((images,), {}, "the size to which it brings its images"))


def _sized(model: Any) -> Iterator[Candidate]:
    """An image size among the model's own attributes."""
    if len(required_names(model)) > 1:
        return
    for name in _SIZES:
        size = getattr(model, name, None)
        sides = (size, size) if isinstance(size, int) and not isinstance(size, bool) else size
        if isinstance(sides, tuple | list) and len(sides) in (2, 3):
            channels = _channels(model)
            if channels and all(isinstance(side, int) and side > 7 for side in sides[-2:]):
                yield from image_candidates(model, (channels, *sides[-2:]), f"its {name}")


def _channels(model: Any) -> int:
    """What the first convolution takes; 0 where there is none."""
    found = (getattr(module, "in_channels", 0) for module in model.modules())
    return next((count for count in found if isinstance(count, int) and count), 0)
