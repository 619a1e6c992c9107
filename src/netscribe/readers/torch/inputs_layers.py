"""Candidates from a model's first layers: what they take, in the shapes that such models are fed.

In: a model. Out: candidates in order of likelihood: for one argument, from each of the first layers
that says what it takes; for several, one per argument, told by name or by the layers in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import torch

from netscribe.readers.compat.torch_classes import is_lazy, layer_class_of
from netscribe.readers.torch.inputs import (
    BATCH,
    LENGTH,
    Candidate,
    ExampleInputs,
    floats,
    keyword_names,
    required_names,
    takes_arguments,
    whole,
    written_type,
)
from netscribe.readers.torch.inputs_images import USUAL_SIZES, image_candidates

#: How many of the first layers are looked at, beside the very first.
_MOST_LAYERS = 4
_WHOLE_WORDS = {"id", "ids", "token", "tokens", "idx", "indices", "index", "timestep", "timesteps"}
_WHOLE_WORDS |= {"label", "labels", "positions", "src", "tgt", "edges"}

Shapes = Iterator[tuple[int, ...]]


def layer_candidates(model: Any) -> Iterator[Candidate]:
    """Candidates from the layers; for models without any, from the shapes people use most."""
    needed = required_names(model)
    if not takes_arguments(model):
        yield Candidate(ExampleInputs(note="a forward() without arguments"))
        return
    layers = _first_layers(model)
    if len(needed) > 1:
        yield from _for_several(model, needed, layers)
        return
    if "list" in written_type(model, needed[0] if needed else "").lower():
        yield from _lists(model, layers)
    for layer in layers:
        yield from _of_layer(model, layer)
    yield from _of_bare_weights(model)
    yield from _lists(model, layers)
    for sizes in ((BATCH, LENGTH), (BATCH, 3, 224, 224), (BATCH, 3, 32, 32), (BATCH, 10, LENGTH)):
        yield _single(floats(model, *sizes), "what most models take")
    yield _single(whole(BATCH, LENGTH), "what most models of text take")


def _single(tensor: Any, note: str, batch_axis: int = 0) -> Candidate:
    return Candidate(ExampleInputs((tensor,), {}, note, batch_axis))


def _first_layers(model: Any) -> list[Any]:
    """The first layers that say what they take, in order of definition, one of each kind."""
    found: dict[tuple[object, ...], Any] = {}
    for module in model.modules():
        word = _word_of(module)
        if word in _TAKEN:
            sizes = tuple(getattr(module, name, None) for name in _SIZE_NAMES)
            found.setdefault((word, *sizes), module)
        if len(found) > _MOST_LAYERS:
            break
    return list(found.values())


_SIZE_NAMES = ("in_channels", "in_features", "input_size", "num_embeddings", "num_features")


def _word_of(module: Any) -> str:
    """The layer's class word; composite layers of torch count here too."""
    word = layer_class_of(module)
    return word or (type(module).__name__ if type(module).__module__.startswith("torch.") else "")


def _of_layer(model: Any, layer: Any) -> Iterator[Candidate]:
    word = _word_of(layer)
    yield from _TAKEN[word](model, layer, f"the first layer, {word}")


def _images(axes: int) -> Callable[..., Iterator[Candidate]]:
    def candidates(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
        channels = 3 if is_lazy(layer) else int(layer.in_channels)
        for spatial in _SPATIAL[axes]:
            yield from image_candidates(model, (channels, *spatial), note)
        if channels > 1 and axes == 2:
            side = USUAL_SIZES[0]
            yield _single(floats(model, BATCH, 8, channels, side, side), note)
            yield _single(floats(model, BATCH, 1, USUAL_SIZES[1], USUAL_SIZES[1]), note)
        if axes == 1:
            yield _single(floats(model, BATCH, 1024), note)
            yield _single(floats(model, BATCH, 128, channels), note)

    return candidates


_SPATIAL: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((1024,), (16000,), (128,), (LENGTH,)),
    2: tuple((size, size) for size in USUAL_SIZES[:9]),
    3: ((16, 112, 112), (32, 32, 32), (16, 224, 224), (64, 64, 64), (8, 16, 16)),
}


def _grown(axes: int) -> Callable[..., Iterator[Candidate]]:
    """Transposed convolutions: generators begin with one pixel, decoders with a few."""

    def candidates(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
        for size in (1, 8, 16):
            sizes = (layer.in_channels, *(size,) * axes)
            yield _single(floats(model, BATCH, *sizes), note)

    return candidates


def _dense(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
    features = LENGTH if is_lazy(layer) else int(layer.in_features)
    yield _single(floats(model, BATCH, features), note)
    yield _single(floats(model, BATCH, LENGTH, features), note)
    for channels in (1, 3):
        side = round((features / channels) ** 0.5)
        if channels * side * side == features and side > 3:
            yield _single(floats(model, BATCH, channels, side, side), note)
    side = 14
    yield _single(floats(model, BATCH, side, side, features), note)
    yield _single(floats(model, features), note)


def _recurrent(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
    time_first = not layer.batch_first
    sizes = (LENGTH, BATCH) if time_first else (BATCH, LENGTH)
    yield _single(floats(model, *sizes, layer.input_size), note, int(time_first))
    yield _single(floats(model, *sizes[::-1], layer.input_size), note, int(not time_first))
    yield _single(floats(model, BATCH, layer.input_size), note)


def _cell(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
    yield _single(floats(model, BATCH, layer.input_size), note)
    yield _single(floats(model, BATCH, LENGTH, layer.input_size), note)
    yield _single(floats(model, LENGTH, BATCH, layer.input_size), note, 1)


def _tokens(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
    yield _single(whole(BATCH, LENGTH), note)
    yield _single(whole(BATCH), note)
    yield _single(whole(BATCH, 8, LENGTH), note)


def _sequence_of(attribute: str) -> Callable[..., Iterator[Candidate]]:
    def candidates(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
        width = int(getattr(layer, attribute))
        first = bool(getattr(layer, "batch_first", False))
        sizes = (BATCH, LENGTH) if first else (LENGTH, BATCH)
        yield _single(floats(model, *sizes, width), note, int(not first))

    return candidates


def _encoder_layer(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
    yield from _sequence_of("embed_dim")(model, layer.self_attn, note)


def _normalized(axes: int) -> Callable[..., Iterator[Candidate]]:
    def candidates(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
        width = getattr(layer, "num_features", None) or layer.num_channels
        yield _single(floats(model, BATCH, width, *(32,) * axes), note)

    return candidates


def _layer_norm(model: Any, layer: Any, note: str) -> Iterator[Candidate]:
    yield _single(floats(model, BATCH, LENGTH, *layer.normalized_shape), note)
    yield _single(floats(model, BATCH, *layer.normalized_shape), note)


_TAKEN: dict[str, Callable[..., Iterator[Candidate]]] = {
    **{f"{lazy}Conv{n}d": _images(n) for n in (1, 2, 3) for lazy in ("", "Lazy")},
    **{f"ConvTranspose{n}d": _grown(n) for n in (1, 2, 3)},
    "Linear": _dense,
    "LazyLinear": _dense,
    "NonDynamicallyQuantizableLinear": _dense,
    **dict.fromkeys(("LSTM", "GRU", "RNN"), _recurrent),
    **dict.fromkeys(("LSTMCell", "GRUCell", "RNNCell"), _cell),
    **dict.fromkeys(("Embedding", "EmbeddingBag"), _tokens),
    "MultiheadAttention": _sequence_of("embed_dim"),
    "Transformer": _sequence_of("d_model"),
    **dict.fromkeys(("TransformerEncoderLayer", "TransformerDecoderLayer"), _encoder_layer),
    **{f"BatchNorm{n}d": _normalized(n - 1 if n == 1 else n) for n in (1, 2, 3)},
    **{f"InstanceNorm{n}d": _normalized(n) for n in (1, 2, 3)},
    "GroupNorm": _normalized(2),
    **dict.fromkeys(("LayerNorm", "RMSNorm"), _layer_norm),
}


def _of_bare_weights(model: Any) -> Iterator[Candidate]:
    """Models that hold weights themselves: what a matrix may be multiplied with."""
    held = [item for item in (*model.parameters(), *model.buffers()) if not _unready(item)]
    matrices = [item for item in held if item.dim() in (1, 2)]
    widths = dict.fromkeys(width for item in matrices[:2] for width in reversed(item.shape))
    for width in widths:
        yield _single(floats(model, BATCH, width), "the first weight")
        yield _single(floats(model, BATCH, LENGTH, width), "the first weight")


def _unready(parameter: Any) -> bool:
    return type(parameter).__name__.startswith("Uninitialized")


def _lists(model: Any, layers: list[Any]) -> Iterator[Candidate]:
    """A list of images, or of other tensors, as one argument."""
    for layer in layers[:1]:
        for candidate in islice(_of_layer(model, layer), 1):
            (tensor,) = candidate.example.args
            note = candidate.example.note
            whole_batches = [tensor, tensor.clone()]
            yield Candidate(ExampleInputs(([item[0] for item in whole_batches],), {}, note))
            yield Candidate(ExampleInputs((whole_batches,), {}, note))


def _for_several(model: Any, needed: list[str], layers: list[Any]) -> Iterator[Candidate]:
    """One example per required argument; those that are taken by name only come last."""
    by_name = keyword_names(model)
    for example in _in_order(model, needed, layers):
        args = example.args
        named = {name: tensor for name, tensor in zip(needed, args) if name in by_name}
        placed = tuple(tensor for name, tensor in zip(needed, args) if name not in by_name)
        yield Candidate(replace(example, args=placed, kwargs=named))


def _in_order(model: Any, needed: list[str], layers: list[Any]) -> Iterator[ExampleInputs]:
    examples = [choice for choice in (_choices(model, layer) for layer in layers) if choice]
    firsts = [[example.args[0] for example in choice] for choice in examples]
    axis = examples[0][0].batch_axis if examples else 0
    if len(firsts) >= 1:
        for index in range(max(len(choice) for choice in firsts[:2])):
            alike = [choice[min(index, len(choice) - 1)] for choice in firsts]
            yield _several([alike[0].clone() for _ in needed], axis)
            yield _several(_by_name(needed, alike), axis)
            if len(alike) > 1:
                spread = [alike[min(place, len(alike) - 1)] for place in range(len(needed))]
                yield _several([item.clone() for item in spread], axis)
    for sizes in ((BATCH, LENGTH), (BATCH, LENGTH, LENGTH), (BATCH, 3, 32, 32)):
        yield _several([floats(model, *sizes) for _ in needed], 0)


def _choices(model: Any, layer: Any) -> list[ExampleInputs]:
    found = [candidate.example for candidate in islice(_of_layer(model, layer), 6)]
    recurrent = _word_of(layer) in ("LSTM", "GRU", "RNN", "MultiheadAttention", "Transformer")
    return found[:1] if recurrent else found


def _several(tensors: list[Any], batch_axis: int) -> ExampleInputs:
    return ExampleInputs(tuple(tensors), {}, "the first layers", batch_axis)


def _by_name(needed: list[str], found: list[Any]) -> list[Any]:
    """Whole numbers for arguments that are called so, masks for masks, the rest in order."""
    reals = [item for item in found if item.is_floating_point()]
    wholes = [item for item in found if not item.is_floating_point()]
    made: list[Any] = []
    for name in needed:
        words = set(name.lower().split("_"))
        if words & {"t", "time", "timestep", "timesteps", "step", "steps"}:
            made.append(torch.ones(BATCH, dtype=torch.int64))
        elif "lengths" in words or "length" in words:
            made.append(torch.full((BATCH,), LENGTH, dtype=torch.int64))
        elif "mask" in words:
            made.append(torch.ones((BATCH, LENGTH), dtype=torch.bool))
        elif words & _WHOLE_WORDS or not reals:
            made.append(wholes[0].clone() if wholes else whole(BATCH, LENGTH))
        else:
            made.append(reals[0].clone())
    return made
