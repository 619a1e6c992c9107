"""Weights of recurrent layers and cells.

In: a step. Out: kernels, recurrent kernels and biases, below the cell's name.
"""

from __future__ import annotations

from netscribe.graph.types import Dim, Shape
from netscribe.readers.keras.layers.activation import snake
from netscribe.readers.keras.layers.entries import Entries
from netscribe.readers.keras.layers.recurrent import nested
from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.weights.weight import Weight, Weights, below

#: Gates per cell, by the letters that begin its class name.
_GATES = (("LSTM", 4), ("ConvLSTM", 4), ("CuDNNLSTM", 4), ("GRU", 3), ("CuDNNGRU", 3))
_LONE_CELLS = frozenset({"LSTMCell", "GRUCell", "SimpleRNNCell"})


def recurrent(step: Step) -> Weights:
    """By class: layers with one cell of their own, RNN around any cells, bidirectional."""
    entries, width = step.entries, step.shape[-1] if step.shape else None
    if entries.class_name == "Bidirectional":
        return _bidirectional(entries, step.shape)
    if entries.class_name in _LONE_CELLS:
        return _cell(entries, width)
    if entries.class_name == "StackedRNNCells":
        return _stack(entries, width)
    return _layer(entries, step.shape)


def _layer(entries: Entries, shape: Shape | None) -> Weights:
    width: Dim = shape[-1] if shape else None
    if entries.class_name == "RNN":
        return _of_cells(entries, width)
    if entries.class_name.startswith("ConvLSTM"):
        return below("conv_lstm_cell", _convolutional(entries, shape))
    if entries.class_name.startswith("CuDNN"):
        return _cell(entries, width)
    return below(f"{_cell_name(entries.class_name)}_cell", _cell(entries, width))


def _cell_name(class_name: str) -> str:
    return {"SimpleRNN": "simple_rnn"}.get(class_name, snake(class_name))


def _gates(class_name: str) -> int:
    return next((count for prefix, count in _GATES if class_name.startswith(prefix)), 1)


def _cell(entries: Entries, width: Dim) -> Weights:
    """kernel (in, gates x units), recurrent_kernel (units, gates x units), bias."""
    units = entries.optional_integer("units")
    wide = None if units is None else units * _gates(entries.class_name)
    found = [
        Weight("kernel", (width, wide)),
        Weight("recurrent_kernel", (units, wide)),
    ]
    if entries.flag("use_bias", True):
        twice = entries.class_name.startswith("GRU") and entries.flag("reset_after", True)
        found.append(Weight("bias", (2, wide) if twice else (wide,)))
    return tuple(found)


def _convolutional(entries: Entries, shape: Shape | None) -> Weights:
    kernel = entries.lengths("kernel_size", int(entries.class_name[-2]))
    channels: Dim = None
    if shape is not None and len(shape) > 3:
        channels = shape[2] if entries.channels_first else shape[-1]
    filters = entries.integer("filters", 0)
    found = [
        Weight("kernel", (*kernel, channels, filters * 4)),
        Weight("recurrent_kernel", (*kernel, filters, filters * 4)),
    ]
    if entries.flag("use_bias", True):
        found.append(Weight("bias", (filters * 4,)))
    return tuple(found)


def _of_cells(entries: Entries, width: Dim) -> Weights:
    value = entries.raw("cell")
    if isinstance(value, (list, tuple)):
        stack = Entries("StackedRNNCells", {"cells": list(value)})
        return below("stacked_rnn_cells", _stack(stack, width))
    cell = nested(value, "cell", entries)
    return below(_name(cell), _any_cell(cell, width))


def _any_cell(cell: Entries, width: Dim) -> Weights:
    if cell.class_name == "StackedRNNCells":
        return _stack(cell, width)
    return _cell(cell, width) if cell.class_name in _LONE_CELLS else ()


def _stack(entries: Entries, width: Dim) -> Weights:
    """Each cell reads what the one before gives."""
    found: list[Weight] = []
    for value in entries.sequence("cells"):
        cell = nested(value, "cells", entries)
        found.extend(below(_name(cell), _any_cell(cell, width)))
        width = cell.optional_integer("units")
    return tuple(found)


def _name(entries: Entries) -> str:
    return entries.text("name", snake(entries.class_name))


def _bidirectional(entries: Entries, shape: Shape | None) -> Weights:
    forward = nested(entries.raw("layer"), "layer", entries)
    names = [_name(forward)]
    layers = [forward]
    if entries.has("backward_layer"):
        layers.append(nested(entries.raw("backward_layer"), "backward_layer", entries))
        names.append(_name(layers[1]))
    else:
        layers.append(forward)
        plain = names[0].removeprefix("forward_")
        names = [f"forward_{plain}", f"backward_{plain}"]
    return tuple(
        weight
        for name, layer in zip(names, layers, strict=True)
        for weight in below(name, _layer(layer, shape))
    )
