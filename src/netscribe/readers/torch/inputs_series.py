"""Examples for models of time series: values, what is known of their time, states and actions.

In: `Asked`. Out: tensors (B, T) or (B, T, C).
"""

from __future__ import annotations

import torch

from netscribe.readers.torch.inputs import BATCH, LENGTH
from netscribe.readers.torch.inputs_asked import Asked, Rule


def past_length(asked: Asked) -> int:
    """How many steps back a model looks, its largest lag included."""
    lags = asked.sizes.value(("lags_sequence",)) or [0]
    length = asked.sizes.number(("context_length", "seq_length", "prediction_length"), 32)
    return length + max(int(lag) for lag in lags)


def series(asked: Asked) -> list[torch.Tensor]:
    """Values over time, with or without channels."""
    length = past_length(asked)
    channels = asked.sizes.number(("num_input_channels", "input_size"), 1)
    deep, plain = asked.floats(BATCH, length, channels), asked.floats(BATCH, length)
    return (
        [deep, plain] if channels > 1 or "past_time_features" not in asked.names else [plain, deep]
    )


def time_features(of_past: bool) -> Rule:
    """What is known of each step's time."""

    def rule(asked: Asked) -> list[torch.Tensor]:
        length = past_length(asked) if of_past else asked.sizes.number(("prediction_length",), 8)
        count = asked.sizes.value(("num_time_features",))
        return [asked.floats(BATCH, length, count if isinstance(count, int) else 1)]

    return rule


def future(asked: Asked) -> list[torch.Tensor]:
    """Values of the steps that are to be told."""
    length = asked.sizes.number(("prediction_length",), 8)
    channels = asked.sizes.number(("input_size", "num_input_channels"), 1)
    plain = asked.floats(BATCH, length)
    return [plain] if channels == 1 else [asked.floats(BATCH, length, channels)]


def steps_of(name: str) -> Rule:
    """A vector per step, of the width that the configuration gives under `name`."""

    def rule(asked: Asked) -> list[torch.Tensor]:
        width = asked.sizes.number((name,), 1) if name else 1
        return [asked.floats(BATCH, LENGTH, width)]

    return rule
