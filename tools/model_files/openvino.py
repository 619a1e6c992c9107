"""Builds tests/data/openvino: small PyTorch models, converted, beside what PyTorch says of them.

Needs PyTorch and the package openvino. Run: python -m tools.model_files.openvino
For each file `<name>.xml` there is `<name>.json`: every layer's output shape, the number of
parameters with batch norms folded, and the types of the converted layers. Weights are not kept.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from openvino import opset13 as ops
from tools.model_files.torch_models import folded_total, shapes_of, with_distinct_weights
from torch import Tensor, nn
from torch.nn import functional

TARGET = Path(__file__).resolve().parents[2] / "tests" / "data" / "openvino"


class _Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.norm(self.conv(x))) + x


class Images(nn.Module):
    """Convolutions of all kinds, a slice, a concatenation."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2)
        self.body = nn.Sequential(_Block(8), _Block(8))
        self.wide = nn.Conv2d(8, 8, 3, groups=8, dilation=2)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.fc = nn.Linear(4, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.body(functional.silu(self.stem(x)))
        x = functional.max_pool2d(functional.hardswish(self.wide(x)), 2)
        x = functional.interpolate(self.up(x), scale_factor=2.0)
        x = torch.cat([x[:, 2:], x[:, :2]], 1)
        x = functional.adaptive_avg_pool2d(x, 1).flatten(1)
        return functional.softmax(self.fc(x), -1)


class Words(nn.Module):
    """A lookup, attention, a norm, recurrence."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(50, 16)
        self.query, self.key, self.value = (nn.Linear(16, 16) for _ in range(3))
        self.norm = nn.LayerNorm(16)
        self.gru = nn.GRU(16, 8, batch_first=True)
        self.head = nn.Linear(8, 50, bias=False)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.table(tokens)
        parts = (layer(x).reshape(-1, 6, 2, 8) for layer in (self.query, self.key, self.value))
        q, k, v = (part.transpose(1, 2) for part in parts)
        y = functional.scaled_dot_product_attention(q, k, v)
        x = self.norm(x + y.transpose(1, 2).reshape(-1, 6, 16))
        return self.head(self.gru(x)[0])


class Branches(nn.Module):
    """A choice and a loop that the data decides."""

    def forward(self, x: Tensor) -> Tensor:
        if bool(x.sum() > 0):  # noqa: SIM108 - a statement, which becomes two bodies
            x = torch.relu(x)
        else:
            x = x * 2.0
        for row in range(x.shape[0]):
            x = x + x[row]
        return x


def _save(model: ov.Model, name: str, said: dict[str, object]) -> None:
    path = TARGET / f"{name}.xml"
    ov.save_model(model, path, compress_to_fp16=False)
    path.with_suffix(".bin").unlink(missing_ok=True)
    types = Counter(layer.get_type_name() for layer in model.get_ops())
    said["types"] = dict(sorted(types.items()))
    path.with_suffix(".json").write_text(json.dumps(said, indent=1) + "\n")


def _compressed() -> ov.Model:
    """A linear layer whose weights are kept as whole numbers with a scale per row."""
    x = ops.parameter([-1, 32], np.float32, name="x")
    kernel = ops.constant(np.zeros((16, 32), np.uint8), name="fc.weight")
    wide = ops.convert(kernel, "f32")
    wide = ops.subtract(wide, ops.constant(np.zeros((16, 1), np.float32)))
    wide = ops.multiply(wide, ops.constant(np.ones((16, 1), np.float32)))
    made = ops.matmul(x, wide, False, True, name="fc")
    made.set_friendly_name("fc/MatMul")
    made.output(0).set_names({"scores"})
    return ov.Model([made], [x], "compressed")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    images, photo = with_distinct_weights(Images()), torch.zeros(1, 3, 32, 32)
    said = {"shapes": shapes_of(images, photo), "total": folded_total(images)}
    _save(ov.convert_model(images, example_input=photo, input=[-1, 3, 32, 32]), "images", said)
    words, tokens = with_distinct_weights(Words()), torch.zeros(1, 6, dtype=torch.long)
    said = {"shapes": shapes_of(words, tokens), "total": folded_total(words)}
    _save(ov.convert_model(words, example_input=tokens, input=[-1, 6]), "words", said)
    scripted = torch.jit.script(Branches())
    _save(ov.convert_model(scripted, input=[3, 4]), "branches", {})
    _save(_compressed(), "compressed", {"total": 16 * 32})


if __name__ == "__main__":
    main()
